//! What the methods of the client take and answer, as TypeScript sees it.

use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::typed::{Name, ToJs, Typed, as_json, from_json};
use crate::client::{Login, Options, RefreshStrategy};
use crate::error::{Code, Error, Result};
use crate::json::{Object, text, to_text};
use crate::json_struct;
use crate::steps::group::GroupData;
use crate::steps::kdf::KdfPolicy;
use crate::wire::group::GroupInviteListItem;

json_struct! {
    /// The options that reach this side; the façade has checked their types.
    CoreOptions {
        app_token: String,
        #[tsify(optional)]
        base_url: Option<String>,
        #[tsify(optional)]
        endpoint: Option<i32>,
        #[tsify(optional)]
        endpoint_url: Option<String>,
        #[tsify(optional)]
        timeout_ms: Option<i32>,
        #[tsify(optional)]
        retries: Option<i32>,
        #[tsify(optional)]
        kdf: Option<String>,
        #[tsify(optional)]
        name: Option<String>,
    }
}

json_struct! {
    /// Somebody is signed in: the number of the session, within this client, and the refresh token of this login, which in
    /// the cookie modes is kept nowhere else.
    SignedIn { session: u32, refresh_token: String }

    /// What a client starts with. `offline`: the service could not be asked, so that the JWT may be expired.
    Started { session: u32, invites: Vec<GroupInviteListItem>, offline: bool }

    /// A login that waits for its code. The two keys (32 bytes, base64) are as good as the password: keep them in memory for
    /// as long as the person types, and never in a storage. After a mistyped code they can be used again.
    #[allow(non_snake_case)]
    UserMfaLogin { deviceIdentifier: String, mfa_master_key: String, mfa_auth_key: String }
}

/// What a login leads to: a session, or the question for a code.
#[derive(Tsify)]
#[serde(tag = "kind", content = "u", rename_all = "lowercase")]
pub enum LoginUser {
    User(SignedIn),
    Mfa(UserMfaLogin),
}

as_json!(SignedIn, Started, UserMfaLogin, GroupData, CoreOptions);

/// For `?` in exports: the error as JSON text.
pub(super) fn thrown(error: &Error) -> JsValue {
    to_text(error).into()
}

/// What a row is called with; which one, says `Rows`.
pub struct RowArguments;

impl Typed for RowArguments {
    const NAME: Name = Name::new("Rows[keyof Rows][\"args\"]");
}

/// What [`Endpoint::ChangeRank`] is called with.
pub struct ChangeRankArguments;

impl Typed for ChangeRankArguments {
    const NAME: Name = Name::new("Rows[\"ChangeRank\"][\"args\"]");
}

/// The answer to a row; of which, says `Rows`.
pub struct Row;

impl Typed for Row {
    const NAME: Name = Name::new("Rows[keyof Rows][\"answer\"]");
}

impl Typed for LoginUser {
    const NAME: Name = Name::new("LoginUser");
}

impl ToJs for LoginUser {
    fn to_js(&self) -> JsValue {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        match self {
            Self::User(user) => {
                text(object.name("kind"), "user");
                object.field("u", user);
            }
            Self::Mfa(login) => {
                text(object.name("kind"), "mfa");
                object.field("u", login);
            }
        }
        object.end();
        from_json(&out)
    }
}

impl From<Login> for LoginUser {
    fn from(login: Login) -> Self {
        match login {
            Login::SignedIn(session, refresh_token) => Self::User(SignedIn { session: session.number, refresh_token }),
            Login::Mfa(login) => Self::Mfa(UserMfaLogin {
                deviceIdentifier: login.device_identifier.clone(),
                mfa_master_key: login.mfa_master_key.clone(),
                mfa_auth_key: login.mfa_auth_key.clone(),
            }),
        }
    }
}

pub(super) fn read_options(given: CoreOptions) -> Result<Options> {
    let defaults = Options::new(given.app_token);
    let whole = |what: &str, value: Option<i32>, default: u32| match value {
        None => Ok(default),
        Some(value) => u32::try_from(value).map_err(|_| Error::with(Code::InvalidOptions, [what, " must be a whole number"].concat())),
    };
    Ok(Options {
        base_url: given.base_url.unwrap_or(defaults.base_url),
        refresh: match given.endpoint {
            Some(0) => RefreshStrategy::Cookie { endpoint_url: given.endpoint_url.unwrap_or_default() },
            Some(1) => RefreshStrategy::CookieFn,
            None | Some(2) => RefreshStrategy::Api,
            _ => return Err(Error::with(Code::InvalidOptions, "refresh.endpoint must be 0 (cookie), 1 (cookie_fn) or 2 (api)")),
        },
        timeout_ms: whole("timeout_ms", given.timeout_ms, defaults.timeout_ms)?,
        retries: whole("retries", given.retries, defaults.retries)?,
        kdf: given.kdf.map_or(Ok(defaults.kdf), |name| KdfPolicy::from_name(&name))?,
        name: given.name.unwrap_or_default(),
        app_token: defaults.app_token,
    })
}
