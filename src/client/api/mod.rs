//! The SDK as Rust methods: [`Client`] before anyone is signed in, [`User`], [`Group`]. Thin: each is a row of the table,
//! or one of the flows.

mod group;
mod user;

pub use group::{Group, Invite};
pub use user::{User, UserData};

use super::cancel::Call;
use super::login::{Login, MfaLogin, MfaToken};
use super::{Client, StoredUser};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Object, Value, parse};
use crate::steps::read_result;
use crate::wire::Endpoint;
use crate::wire::group::GroupInviteListItem;
use crate::wire::register::ExistsAnswer;

/// What a login leads to.
pub enum LoginUser {
    User(LoggedIn),
    /// A code or a recovery key is needed: [`Client::mfa_login`].
    Mfa(MfaLogin),
}

/// A signed-in user, and the refresh token that this login got.
pub struct LoggedIn {
    pub user: User,
    /// Also in the cookie modes, where it is kept nowhere else.
    pub refresh_token: String,
}

/// The stored user, and the first page of the user's invites.
pub struct Started {
    pub user: User,
    pub invites: Vec<GroupInviteListItem>,
    /// The service could not be asked: the JWT may be expired, and the next call tries again.
    pub offline: bool,
}

/// After this item of a list: Unix milliseconds and id.
type After<'a> = Option<(u64, &'a str)>;

/// The arguments of a row.
fn arguments(texts: &[(&str, &str)], after: After<'_>, rank: Option<(&str, Option<i32>)>) -> Value {
    let mut out = String::new();
    let mut object = Object::begin(&mut out);
    for (name, text) in texts {
        object.field(name, &(*text).to_owned());
    }
    if let Some((time, last)) = after {
        object.field("time", &time);
        object.field("last", &last.to_owned());
    }
    if let Some((name, rank)) = rank {
        object.field(name, &rank);
    }
    object.end();
    // What was just written can be read.
    parse(&out).unwrap_or(Value::Null)
}

/// The value of a row's result.
fn read<T: Json>(result: Result<Value>) -> Result<T> {
    read_result(&result?)
}

/// The result of an action: any text.
fn done(result: Result<Value>) -> Result<()> {
    read::<String>(result).map(drop)
}

impl Client {
    /// Whether an identifier is free.
    pub async fn check_identifier_available(&self, identifier: &str, call: &Call) -> Result<bool> {
        let answer: ExistsAnswer = read(self.run_without_session(Endpoint::Exists, &arguments(&[("user_identifier", identifier)], None, None), call).await)?;
        Ok(answer.available)
    }

    /// Logs in with the password.
    pub async fn login(&self, identifier: &str, password: &str, call: &Call) -> Result<LoginUser> {
        match self.log_in(identifier, password, call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoginUser::User(LoggedIn { user: User::new(self, session), refresh_token })),
            Login::Mfa(login) => Ok(LoginUser::Mfa(login)),
        }
    }

    /// Goes on with a login that asked for a code. A mistyped code can be followed by another call with the same data.
    pub async fn mfa_login(&self, token: &MfaToken, login: &MfaLogin, call: &Call) -> Result<LoggedIn> {
        match self.log_in_with_code(token, login, call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoggedIn { user: User::new(self, session), refresh_token }),
            Login::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// Goes on with the current user, if there is one and the service still accepts the session. Without the network it is
    /// the stored one.
    ///
    /// # Errors
    /// What says nothing about the session and does not pass by itself: it stays stored.
    pub async fn init(&self, call: &Call) -> Result<Option<Started>> {
        let started = self.start(call).await?;
        Ok(started.map(|s| Started { user: User::new(self, s.session), invites: s.invites, offline: s.offline }))
    }

    /// The current user. NO_USER where there is none.
    pub async fn current_user(&self) -> Result<User> {
        let session = self.current_session().await?.ok_or(Error::new(Code::NoUser))?;
        Ok(User::new(self, session))
    }

    /// A stored user by identifier.
    pub async fn stored_user(&self, identifier: &str) -> Result<Option<User>> {
        Ok(self.stored_session(identifier).await?.map(|session| User::new(self, session)))
    }
}

impl From<&StoredUser> for UserData {
    fn from(user: &StoredUser) -> Self {
        Self {
            device: user.keys.clone(),
            jwt: user.jwt.clone(),
            refresh_token: user.refresh_token.clone(),
            user_id: user.user_id.clone(),
            device_id: user.device_id.clone(),
            mfa: user.mfa,
        }
    }
}
