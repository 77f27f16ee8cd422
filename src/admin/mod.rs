//! For your back end: calls to the service with the app's secret token, and checks of who sent a request. Feature `native`.
//!
//! ```no_run
//! use sentc_light_wasm::admin::{Admin, AdminError, JwtVerifier};
//!
//! # async fn example(pem: &str, register: &str, authorization: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
//! let admin = Admin::new("https://api.example.org", std::env::var("SECRET_TOKEN")?)?;
//! match admin.register(register).await {
//!     Ok(registered) => println!("{}", registered.user_id),
//!     Err(AdminError::Refused(refusal)) => println!("nothing has changed: {}", refusal.error),
//!     Err(AdminError::MayHaveHappened(error)) => println!("the account may be there: {error}"),
//!     Err(AdminError::NotSent(error)) => println!("{error}"),
//! }
//!
//! let verifier = JwtVerifier::new([pem])?;
//! let visitor = verifier.authenticate(authorization)?;
//! println!("{}", visitor.user_id);
//! # Ok(())
//! # }
//! ```
//!
//! The service accepts every call with the secret token. No other check protects these calls: authorize the caller yourself,
//! for example with a code that you send by mail.

mod code;
mod cookie;
mod groups;
mod jwt;
mod outcome;
mod send;
mod sessions;
pub mod sql;

use std::time::Duration;

use zeroize::Zeroizing;

pub use code::{hash_of_code, is_code_of, random_code};
pub use cookie::{HttpOnlyCookie, KeptSession};
pub use groups::{Access, Groups};
pub use jwt::{JwtVerifier, Visitor};
pub use outcome::{AdminError, AdminResult, Refusal};
use send::Call;
pub use sessions::{SessionRefusal, Sessions, StartedSession};

use crate::error::{Code, Error, Result};
use crate::json::{self, Object, Value};
use crate::wire::device::{JwtOwner, UserDeviceList};
use crate::wire::register::RegisterAnswer;
use crate::wire::session::{RefreshAnswer, RefreshBody};
use crate::wire::{Method, codes};

/// Shorter than the SDK in a page waits for your back end (15 seconds), which can then still answer with an error.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The service's API for your back end. Cheap to clone; a program needs only one.
#[derive(Clone)]
pub struct Admin {
    http: reqwest::Client,
    base_url: String,
    secret_token: Zeroizing<String>,
}

impl std::fmt::Debug for Admin {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Admin").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registered {
    /// The user's id.
    pub user_id: String,
    /// The id of the user's first device.
    pub device_id: String,
    /// The service's answer, unchanged. In the page, pass it to the SDK's `doneRegister`.
    pub answer: String,
}

/// A session that was started without a password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForcedLogin {
    /// The user's id.
    pub user_id: String,
    /// The id of the device with this identifier.
    pub device_id: String,
    /// A fresh JWT of this device.
    pub jwt: Zeroizing<String>,
    /// Its refresh token.
    pub refresh_token: Zeroizing<String>,
}

impl std::fmt::Debug for ForcedLogin {
    /// Leaves out the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ForcedLogin").field("user_id", &self.user_id).field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

impl Admin {
    /// Makes a client. `base_url`: the address of the service, without a path. `secret_token`: the app's secret token; keep it
    /// in an environment variable of the back end, never in code or in a page. A call fails after 10 seconds. To keep the token
    /// secret, the client follows no redirects and ignores the proxy settings of the environment.
    ///
    /// # Errors
    /// INVALID_OPTIONS if the URL is not http or https, or if the token is not base64; NETWORK if TLS can't be set up.
    pub fn new(base_url: impl Into<String>, secret_token: impl Into<String>) -> Result<Self> {
        Self::with_timeout(base_url, secret_token, TIMEOUT)
    }

    /// Like [`Admin::new`], with another time limit for each call.
    ///
    /// # Errors
    /// The same as for [`Admin::new`].
    pub fn with_timeout(base_url: impl Into<String>, secret_token: impl Into<String>, timeout: Duration) -> Result<Self> {
        let (base_url, secret_token) = (base_url.into(), Zeroizing::new(secret_token.into()));
        let base_url = base_url.trim_end_matches('/').to_owned();
        let is_http = reqwest::Url::parse(&base_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !is_http {
            return Err(Error::with(Code::InvalidOptions, "base_url must be an http or https URL"));
        }
        if secret_token.is_empty() || crate::crypto::b64::decode_secret("secret token", &secret_token).is_err() {
            return Err(Error::with(Code::InvalidOptions, "secret_token must be base64"));
        }
        let http = reqwest::Client::builder().timeout(timeout).redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let http = http.map_err(|error| Error::with(Code::Network, error.to_string()))?;
        Ok(Self { http, base_url, secret_token })
    }

    /// Registers an account. `body`: the text that the SDK's `prepareRegister` returned, unchanged. First check that its
    /// identifier is the expected one ([`identifier_of`]).
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN, BAD_KEY_MATERIAL.
    pub async fn register(&self, body: &str) -> AdminResult<Registered> {
        let (RegisterAnswer { user_id, device_id, .. }, answer) = self.read(Call::new(Method::Post, "/register_light").body(body)).await?;
        Ok(Registered { user_id, device_id, answer })
    }

    /// Sets a new password for the device with this identifier. `body`: the text that the SDK's `prepareRegister` returned for
    /// the identifier and the new password. MFA, ids and refresh tokens stay the same: call [`Admin::end_sessions`] next. For
    /// an unknown identifier the service reports success but changes nothing; `end_sessions` then fails with USER_NOT_FOUND.
    ///
    /// # Errors
    /// [`AdminError::NotSent`] with INVALID_ARGUMENT if the body is for another identifier. Without this check, a user with a
    /// code for their own address could reset the password of any account.
    pub async fn reset_password(&self, identifier: &str, body: &str) -> AdminResult<()> {
        if identifier_of(body).as_deref() != Some(identifier) {
            return Err(AdminError::NotSent(Error::with(Code::InvalidArgument, "the body is for another identifier than the one given")));
        }
        self.message(Call::new(Method::Put, "/user/reset_pw_light").body(body)).await
    }

    /// Turns multi-factor authentication off. Also succeeds if it is already off.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn disable_otp(&self, identifier: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Put, "/user/forced/disable_otp").about(identifier)).await
    }

    /// Ends all sessions of a user. Refresh tokens stop working immediately, JWTs within six minutes.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn end_sessions(&self, identifier: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Delete, "/user/forced/sessions").about(identifier)).await
    }

    /// Deletes an account by one of its identifiers.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn delete_user(&self, identifier: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Put, "/user/forced/delete").about(identifier)).await
    }

    /// Deletes an account by the user's id. Unlike an identifier, the id can never belong to another account later.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn delete_user_by_id(&self, user_id: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Delete, &format!("/user/forced/delete/{}", segment(user_id)?))).await
    }

    /// Signs in as a user, without password and second factor. For changes to the account after somebody else had the user's
    /// device, as in [`Admin::shut_out_devices`].
    ///
    /// # Errors
    /// WRONG_PASSWORD if the identifier is unknown.
    pub async fn login(&self, identifier: &str) -> AdminResult<ForcedLogin> {
        let value = self.value(Call::new(Method::Post, "/user/forced/login_light").about(identifier)).await?;
        let text = |part: &str, name: &str| value.get(part).get(name).as_text().map(str::to_owned).ok_or_else(unreadable);
        Ok(ForcedLogin {
            user_id: text("device_keys", "user_id")?,
            device_id: text("device_keys", "device_id")?,
            jwt: text("verify", "jwt")?.into(),
            refresh_token: text("verify", "refresh_token")?.into(),
        })
    }

    /// Checks a password. `auth_key`: the `mfa_auth_key` that the SDK's login returned. Resolves to true if MFA is on.
    ///
    /// # Errors
    /// WRONG_PASSWORD, USER_NOT_FOUND.
    pub async fn check_password(&self, identifier: &str, auth_key: &str) -> AdminResult<bool> {
        let mut body = String::new();
        let mut object = Object::begin(&mut body);
        object.field("auth_key", &auth_key.to_owned());
        object.field("device_identifier", &identifier.to_owned());
        object.end();
        let value = self.value(Call::new(Method::Post, "/done_login").body(&body)).await?;
        match value.as_text() {
            Some("Otp") => Ok(true),
            None if matches!(value.get("Direct"), Value::Object(_)) => Ok(false),
            // no other answer proves a password
            _ => Err(unreadable()),
        }
    }

    /// Asks the service whose JWT this is. Unlike [`JwtVerifier`], the service also refuses JWTs of deleted accounts and
    /// devices.
    ///
    /// # Errors
    /// USER_NOT_FOUND, JWT_EXPIRED and other errors about the JWT.
    pub async fn owner_of(&self, jwt: &str) -> AdminResult<Visitor> {
        let (JwtOwner { id, device_id }, _) = self.read(Call::new(Method::Get, "/user/jwt").jwt(jwt)).await?;
        let claims = crate::steps::jwt::read_claims_of(jwt, &id, &device_id).map_err(AdminError::NotSent)?;
        Ok(Visitor { user_id: id, device_id, fresh: claims.fresh, exp: claims.exp })
    }

    /// Returns a new JWT for an old one, which may be expired.
    ///
    /// # Errors
    /// If the service refuses, [`Refusal::ends_session`] tells whether the session is over.
    pub async fn refresh(&self, jwt: &str, refresh_token: &str) -> AdminResult<Zeroizing<String>> {
        let body = Zeroizing::new(json::to_text(&RefreshBody { refresh_token: refresh_token.to_owned() }));
        let (answer, _): (RefreshAnswer, _) = self.read(Call::new(Method::Put, "/refresh").jwt(jwt).body(&body)).await?;
        Ok(answer.jwt.into())
    }

    /// Returns the devices of the JWT's user, oldest first.
    ///
    /// # Errors
    /// The errors about the JWT.
    pub async fn devices(&self, jwt: &str) -> AdminResult<Vec<UserDeviceList>> {
        let (mut devices, mut path) = (Vec::new(), "/user/device/0/none".to_owned());
        // all pages: a thief could hide a device behind many others
        loop {
            let (page, _): (Vec<UserDeviceList>, _) = self.read(Call::new(Method::Get, &path).jwt(jwt)).await?;
            let Some(last) = page.last() else { return Ok(devices) };
            // a page that comes again would come for ever
            if devices.iter().any(|known: &UserDeviceList| known.device_id == last.device_id) {
                return Err(unreadable());
            }
            path = format!("/user/device/{}/{}", last.time, segment(&last.device_id)?);
            devices.extend(page);
        }
    }

    /// Deletes a device of the JWT's user. `jwt` must be fresh, from a login.
    ///
    /// # Errors
    /// USER_NOT_FOUND if there is no such device; LAST_DEVICE, JWT_NOT_FRESH.
    pub async fn delete_device(&self, jwt: &str, device_id: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Delete, &format!("/user/device/{}", segment(device_id)?)).jwt(jwt)).await
    }

    /// Returns the unused recovery keys. `jwt` must be fresh, from a login. Each new TOTP secret comes with six new keys.
    ///
    /// # Errors
    /// JWT_NOT_FRESH.
    pub async fn recovery_keys(&self, jwt: &str) -> AdminResult<Vec<Zeroizing<String>>> {
        let (keys, _): (crate::wire::mfa::OtpRecoveryKeys, _) = self.read(Call::new(Method::Get, "/user/otp_recovery_keys").jwt(jwt)).await?;
        Ok(keys.keys.into_iter().map(Zeroizing::new).collect())
    }

    /// Ends all sessions, deletes every device except the one with `identifier`, and turns MFA off unless `keep_mfa` is true.
    /// For users whose device was stolen: with a stolen JWT a thief can add a device and replace the TOTP secret, and a
    /// password reset undoes neither. Pass `keep_mfa` if the password was reset by mail recently. Ask for the password first
    /// ([`Admin::check_password`]). Repeat the call if it fails half-way. JWTs stay valid for some minutes.
    ///
    /// # Errors
    /// USER_NOT_FOUND: nothing has changed. If a step after the first one fails: [`AdminError::MayHaveHappened`].
    pub async fn shut_out_devices(&self, identifier: &str, keep_mfa: bool) -> AdminResult<()> {
        self.end_sessions(identifier).await?;
        self.shut_out(identifier, keep_mfa).await.map_err(|error| AdminError::MayHaveHappened(error.error().clone()))
    }

    async fn shut_out(&self, identifier: &str, keep_mfa: bool) -> AdminResult<()> {
        let login = self.login(identifier).await?;
        for device in self.devices(&login.jwt).await? {
            if device.device_id == login.device_id {
                continue;
            }
            match self.delete_device(&login.jwt, &device.device_id).await {
                // already deleted
                Err(error) if error.server_code() == Some(codes::USER_NOT_FOUND) => {}
                result => result?,
            }
        }
        if !keep_mfa {
            self.disable_otp(identifier).await?;
        }
        // the login above left a refresh token that never expires
        self.end_sessions(identifier).await
    }

    /// Returns the calls for groups.
    pub fn groups(&self) -> Groups<'_> {
        Groups(self)
    }
}

/// Returns the identifier in a text of `prepareRegister`. `None` for other text, and for text with two identifiers: the service
/// could read the one that you did not check.
pub fn identifier_of(body: &str) -> Option<String> {
    let Value::Object(fields) = json::parse(body)? else { return None };
    let mut identifiers = fields.iter().filter(|(name, _)| name == "device_identifier");
    let (Some((_, identifier)), None) = (identifiers.next(), identifiers.next()) else { return None };
    identifier.as_text().map(str::to_owned)
}

/// Returns an identifier in the format of the service's device list: base64 of its SHA-256.
pub fn hashed_identifier(identifier: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::crypto::b64::encode(&Sha256::digest(identifier))
}

/// Accepts only ids that can't change the path they become part of.
fn segment(id: &str) -> AdminResult<&str> {
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if is_id { Ok(id) } else { Err(AdminError::NotSent(Error::with(Code::InvalidArgument, "an id has hexadecimal digits and hyphens"))) }
}

fn unreadable() -> AdminError {
    AdminError::MayHaveHappened(Error::new(Code::UnexpectedAnswer))
}

impl Admin {
    async fn message(&self, call: Call<'_>) -> AdminResult<()> {
        self.value(call).await.map(drop)
    }

    async fn read<T: json::Json>(&self, call: Call<'_>) -> AdminResult<(T, String)> {
        let (value, text) = self.answer(call).await?;
        Ok((T::read(&value).ok_or_else(unreadable)?, text))
    }

    async fn value(&self, call: Call<'_>) -> AdminResult<Value> {
        Ok(self.answer(call).await?.0)
    }
}
