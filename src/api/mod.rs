//! The SDK as Rust methods: [`Client`] before anyone is signed in, [`User`], [`Group`]. Thin: each is a row of the table,
//! or one of the flows.

mod builder;
mod group;
mod list;
mod recovery;
mod user;

use std::sync::Arc;

use zeroize::Zeroizing;

pub use builder::ClientBuilder;
pub use group::{Group, Invite};
pub use list::List;
pub use recovery::RecoveryKit;
pub use user::{User, UserData};

#[cfg(feature = "native")]
use crate::client::SignedInUser;
use crate::client::host::Host;
use crate::client::{Answer, Call, Client as Core, Login, MfaLogin, MfaToken, Options};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Value};
use crate::steps::typed;
use crate::wire::Endpoint;
use crate::wire::group::GroupInviteListItem;
use crate::wire::register::ExistsAnswer;
use list::Cursor;

/// One app at one service, with a place to keep sessions and one account at a time remembered as the current one. Cheap to
/// clone; all clones are the same client.
///
/// Dropping a call's future cancels it: requests, locks and pauses end, what is being written is written to its end. A call
/// that is to be cancelled from elsewhere goes through [`with_call`](Self::with_call).
///
/// ```no_run
/// use sentc_light_wasm::{Client, LoginUser};
///
/// # #[cfg(feature = "native")]
/// # async fn example() -> sentc_light_wasm::Result<()> {
/// let client = Client::builder("5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi").base_url("http://127.0.0.1:3002").build()?;
/// client.register("ada", "correct horse battery staple").await?;
/// match client.login("ada", "correct horse battery staple").await? {
///     LoginUser::User(login) => println!("{} is in", login.user.data().user_id),
///     LoginUser::Mfa(login) => println!("a code is needed"),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    core: Core,
    call: Call,
}

/// What a login leads to.
#[derive(Debug)]
pub enum LoginUser {
    /// Signed in.
    User(LoggedIn),
    /// A code or a recovery key is needed: call [`Client::mfa_login`].
    Mfa(MfaLogin),
}

/// A signed-in user, and the refresh token that this login got.
#[non_exhaustive]
pub struct LoggedIn {
    /// The signed-in user.
    pub user: User,
    /// Also in the cookie modes, in which the client does not keep it.
    pub refresh_token: String,
}

/// Without the token.
impl std::fmt::Debug for LoggedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoggedIn").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The stored user, and the first page of the user's invites.
#[derive(Debug)]
#[non_exhaustive]
pub struct Started {
    /// The signed-in user.
    pub user: User,
    /// Up to 50 invites, newest first.
    pub invites: Vec<GroupInviteListItem>,
    /// The service could not be reached: the JWT may have expired. The next call tries again.
    pub offline: bool,
}

/// The arguments of a row.
fn arguments(texts: &[(&str, &str)], after: Cursor, rank: Option<(&str, Option<i32>)>) -> Value {
    let texts = texts.iter().map(|(name, text)| (*name, Value::from(*text)));
    let after = after.into_iter().flat_map(|(time, last)| {
        // A time beyond what JSON holds is refused with the request.
        [("time", Value::Integer(i64::try_from(time).unwrap_or(i64::MAX))), ("last", Value::Text(last))]
    });
    let rank = rank.map(|(name, rank)| (name, rank.map_or(Value::Null, |rank| Value::Integer(rank.into()))));
    Value::object(texts.chain(after).chain(rank))
}

/// The value of a row's result.
fn read<T: Json>(answer: Result<Answer>) -> Result<T> {
    answer?.read()
}

/// The result of an action: any text.
fn done(answer: Result<Answer>) -> Result<()> {
    read::<String>(answer).map(drop)
}

impl Client {
    /// Sets up a client, with the app's public token.
    pub fn builder(app_token: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(app_token.into())
    }

    /// A client over any host. [`builder`](Self::builder) makes both.
    #[doc(hidden)]
    pub fn new(host: Arc<dyn Host>, options: Options) -> Result<Self> {
        Ok(Self { core: Core::new(host, options)?, call: Call::default() })
    }

    /// The same client, whose calls end with ABORTED as soon as this call is cancelled. The users that it gives don't.
    pub fn with_call(&self, call: &Call) -> Self {
        Self { call: call.clone(), ..self.clone() }
    }

    /// The flows beneath.
    #[doc(hidden)]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Asks the service whether an identifier is free.
    pub async fn check_user_identifier_available(&self, identifier: &str) -> Result<bool> {
        let arguments = arguments(&[("user_identifier", identifier)], None, None);
        let answer: ExistsAnswer = read(self.core.run_without_session(Endpoint::Exists, &arguments, &self.call).await)?;
        Ok(answer.available)
    }

    /// Registers a user and returns the user's id. The password never leaves the device.
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN; INVALID_ARGUMENT where identifier or password is empty.
    pub async fn register(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.register(identifier, password, &self.call).await
    }

    /// The body of a registration, for an own back end that sends it. [`user::done_register`](crate::user::done_register)
    /// reads the answer.
    pub async fn prepare_register(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.prepare_register(identifier, password, &self.call).await
    }

    /// Registers a device for a user who is signed in elsewhere. The text that it gives is carried there and confirmed by
    /// [`User::register_device`]; until then this device can't log in.
    pub async fn register_device_start(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.register_device_start(identifier, password, &self.call).await
    }

    /// Logs in with the password.
    ///
    /// # Errors
    /// WRONG_PASSWORD, USER_NOT_FOUND; LOGIN_NOT_VERIFIED where the service can't prove that the keys are this device's.
    pub async fn login(&self, identifier: &str, password: &str) -> Result<LoginUser> {
        match self.core.log_in(identifier, password, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoginUser::User(LoggedIn { user: User::new(&self.core, session), refresh_token })),
            Login::Mfa(login) => Ok(LoginUser::Mfa(login)),
        }
    }

    /// Completes a login that asked for a code. After a mistyped code, call again with the same `login`.
    ///
    /// # Errors
    /// WRONG_TOTP; NO_TOTP for a recovery key that is unknown or used.
    pub async fn mfa_login(&self, token: &MfaToken, login: &MfaLogin) -> Result<LoggedIn> {
        match self.core.log_in_with_code(token, login, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoggedIn { user: User::new(&self.core, session), refresh_token }),
            Login::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// A new JWT for one that may be expired, straight from the service: for sessions that the app keeps itself.
    ///
    /// # Errors
    /// REFRESH_TOKEN where the session was ended.
    pub async fn refresh_jwt(&self, old_jwt: &str, refresh_token: &str) -> Result<String> {
        self.core.refresh_jwt(old_jwt, refresh_token, &self.call).await
    }

    /// Returns the current user, if there is one and the service still accepts the session. Without a network: the stored user.
    ///
    /// # Errors
    /// Errors that say nothing about the session and that a later call would meet again. The session stays stored.
    pub async fn init(&self) -> Result<Option<Started>> {
        let started = self.core.start(&self.call).await?;
        Ok(started.map(|s| Started { user: User::new(&self.core, s.session), invites: s.invites, offline: s.offline }))
    }

    /// The current user: the one who logged in last, in this program or another one with the same storage.
    ///
    /// # Errors
    /// NO_USER.
    pub async fn current_user(&self) -> Result<User> {
        let session = self.core.current_session().await?.ok_or(Error::new(Code::NoUser))?;
        Ok(User::new(&self.core, session))
    }

    /// A stored user by identifier.
    pub async fn stored_user(&self, identifier: &str) -> Result<Option<User>> {
        Ok(self.core.stored_session(identifier).await?.map(|session| User::new(&self.core, session)))
    }

    /// Lists everybody who is signed in with this storage, by identifier. Sends no request.
    ///
    /// # Errors
    /// STORAGE.
    #[cfg(feature = "native")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native")))]
    pub async fn stored_users(&self) -> Result<Vec<SignedInUser>> {
        self.core.stored_users().await
    }

    /// Makes somebody who is signed in the current user. The user before stays signed in. Sends no request.
    ///
    /// # Errors
    /// NO_USER: nobody with this identifier is signed in. STORAGE.
    #[cfg(feature = "native")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native")))]
    pub async fn switch_to(&self, identifier: &str) -> Result<User> {
        Ok(User::new(&self.core, self.core.switch_to(identifier, &self.call).await?))
    }

    /// Ends all sessions of this client and removes their records: for machines that several people share.
    ///
    /// # Errors
    /// STORAGE when records could not be removed. All sessions are over nevertheless; call again to remove the records.
    #[cfg(feature = "native")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native")))]
    pub async fn log_out_all(&self) -> Result<()> {
        self.core.log_out_all().await
    }
}

impl MfaToken {
    /// A code of the authenticator: six digits. Digits of other scripts count; spaces, dashes and invisible characters do not.
    pub fn code(code: impl Into<String>) -> Self {
        Self { token: typed::code(&Zeroizing::new(code.into())), recovery: false }
    }

    /// A recovery key. White space and invisible characters in it are dropped.
    pub fn recovery_key(key: impl Into<String>) -> Self {
        Self { token: typed::recovery_key(&Zeroizing::new(key.into())), recovery: true }
    }
}

/// Without the token.
impl std::fmt::Debug for MfaToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MfaToken").field("recovery", &self.recovery).finish_non_exhaustive()
    }
}

/// Without the keys.
impl std::fmt::Debug for MfaLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MfaLogin").field("device_identifier", &self.device_identifier).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Call")
    }
}
