//! The SDK as Rust methods: [`Client`] before a user is signed in, then [`User`] and [`Group`]. Each method only calls a row of
//! the table of endpoints, or one of the flows.

mod builder;
mod group;
mod list;
mod recovery;
mod signed_in;

use std::sync::Arc;

use zeroize::Zeroizing;

pub use builder::ClientBuilder;
pub use group::{Group, Invite};
pub use list::List;
pub use recovery::RecoveryKit;
pub use signed_in::{User, UserData};

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

/// A client for one app at one service. It stores sessions, and remembers one user at a time as the current one. Cheap to
/// clone; all clones are the same client.
///
/// Dropping a call's future cancels the call: it stops waiting for requests, locks and pauses, but completes writes that have
/// begun. To cancel a call from another place, use [`with_call`](Self::with_call).
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

/// The result of a login with a password.
#[derive(Debug)]
pub enum LoginUser {
    /// The user is signed in.
    User(LoggedIn),
    /// A code or a recovery key is needed: call [`Client::mfa_login`].
    Mfa(MfaLogin),
}

/// A signed-in user, and the refresh token of this login.
#[non_exhaustive]
pub struct LoggedIn {
    /// The signed-in user.
    pub user: User,
    /// The refresh token. Also set with the cookie strategies, where the client does not store it.
    pub refresh_token: String,
}

/// Leaves out the token.
impl std::fmt::Debug for LoggedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoggedIn").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The result of [`Client::init`]: the stored user, and the first page of the user's invites.
#[derive(Debug)]
#[non_exhaustive]
pub struct Started {
    /// The signed-in user.
    pub user: User,
    /// Up to 50 invites, newest first.
    pub invites: Vec<GroupInviteListItem>,
    /// True if the service could not be reached: the JWT may have expired. The next call tries again.
    pub offline: bool,
}

/// The arguments of a row.
fn arguments(texts: &[(&str, &str)], after: Cursor, rank: Option<(&str, Option<i32>)>) -> Value {
    let texts = texts.iter().map(|(name, text)| (*name, Value::from(*text)));
    let after = after.into_iter().flat_map(|(time, last)| {
        // A time that does not fit becomes the maximum; the service then refuses the request.
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
    /// Starts to set up a client. `app_token`: the app's public token.
    pub fn builder(app_token: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(app_token.into())
    }

    /// Makes a client with any host. [`builder`](Self::builder) is the public way.
    #[doc(hidden)]
    pub fn new(host: Arc<dyn Host>, options: Options) -> Result<Self> {
        Ok(Self { core: Core::new(host, options)?, call: Call::default() })
    }

    /// Returns the same client, whose calls end with ABORTED when `call` is cancelled. The users that it returns ignore `call`.
    pub fn with_call(&self, call: &Call) -> Self {
        Self { call: call.clone(), ..self.clone() }
    }

    /// The flows beneath.
    #[doc(hidden)]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Asks the service whether an identifier is free. Resolves to true if it is.
    pub async fn check_user_identifier_available(&self, identifier: &str) -> Result<bool> {
        let arguments = arguments(&[("user_identifier", identifier)], None, None);
        let answer: ExistsAnswer = read(self.core.run_without_session(Endpoint::Exists, &arguments, &self.call).await)?;
        Ok(answer.available)
    }

    /// Registers a user and returns the user's id. The password never leaves the device.
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN; INVALID_ARGUMENT if the identifier or the password is empty.
    pub async fn register(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.register(identifier, password, &self.call).await
    }

    /// Makes the body of a registration, which your back end sends to the service.
    /// [`user::done_register`](crate::user::done_register) reads the answer.
    pub async fn prepare_register(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.prepare_register(identifier, password, &self.call).await
    }

    /// Registers this device for a user who is signed in on another device. Resolves to a text: pass it to the other device,
    /// which confirms it with [`User::register_device`]. Until then this device can't log in.
    pub async fn register_device_start(&self, identifier: &str, password: &str) -> Result<String> {
        self.core.register_device_start(identifier, password, &self.call).await
    }

    /// Logs in with the password.
    ///
    /// # Errors
    /// WRONG_PASSWORD, USER_NOT_FOUND; LOGIN_NOT_VERIFIED if the service can't prove that it has the keys of this device.
    pub async fn login(&self, identifier: &str, password: &str) -> Result<LoginUser> {
        match self.core.log_in(identifier, password, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoginUser::User(LoggedIn { user: User::new(&self.core, session), refresh_token })),
            Login::Mfa(login) => Ok(LoginUser::Mfa(login)),
        }
    }

    /// Completes a login that needs a code. After a mistyped code, call again with the same `login`.
    ///
    /// # Errors
    /// WRONG_TOTP; NO_TOTP if a recovery key is unknown or was used.
    pub async fn mfa_login(&self, token: &MfaToken, login: &MfaLogin) -> Result<LoggedIn> {
        match self.core.log_in_with_code(token, login, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoggedIn { user: User::new(&self.core, session), refresh_token }),
            Login::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// Asks the service for a new JWT. `old_jwt` may be expired. For sessions that the app stores itself.
    ///
    /// # Errors
    /// REFRESH_TOKEN if the session was ended.
    pub async fn refresh_jwt(&self, old_jwt: &str, refresh_token: &str) -> Result<String> {
        self.core.refresh_jwt(old_jwt, refresh_token, &self.call).await
    }

    /// Returns the current user, if there is one and the service still accepts the session. Without a network, returns the
    /// stored user.
    ///
    /// # Errors
    /// Errors that are not retryable and do not end the session; STORAGE. The session stays stored.
    pub async fn init(&self) -> Result<Option<Started>> {
        let started = self.core.start(&self.call).await?;
        Ok(started.map(|s| Started { user: User::new(&self.core, s.session), invites: s.invites, offline: s.offline }))
    }

    /// Returns the current user: the one who logged in last, in this program or another one with the same storage.
    ///
    /// # Errors
    /// NO_USER if nobody is signed in.
    pub async fn current_user(&self) -> Result<User> {
        let session = self.core.current_session().await?.ok_or(Error::new(Code::NoUser))?;
        Ok(User::new(&self.core, session))
    }

    /// Returns the stored user with this identifier, or `None`.
    pub async fn stored_user(&self, identifier: &str) -> Result<Option<User>> {
        Ok(self.core.stored_session(identifier).await?.map(|session| User::new(&self.core, session)))
    }

    /// Lists everybody who is signed in with this storage, the last login first. Sends no request.
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
    /// A TOTP code: six digits. Accepts digits of other scripts; ignores spaces, dashes and invisible characters.
    pub fn code(code: impl Into<String>) -> Self {
        Self { token: typed::code(&Zeroizing::new(code.into())), recovery: false }
    }

    /// A recovery key. Removes white space and invisible characters.
    pub fn recovery_key(key: impl Into<String>) -> Self {
        Self { token: typed::recovery_key(&Zeroizing::new(key.into())), recovery: true }
    }
}

/// Leaves out the token.
impl std::fmt::Debug for MfaToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MfaToken").field("recovery", &self.recovery).finish_non_exhaustive()
    }
}

/// Leaves out the keys.
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
