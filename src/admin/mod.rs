//! What an app's own back end asks the service for, with the app's secret token, and who a request comes from. Feature `native`.
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
//! The service asks no questions about a call with the secret token. No other check protects these calls: authorize the caller yourself,
//! by a code from their mailbox for example.

mod code;
mod cookie;
mod groups;
mod jwt;
mod outcome;
mod send;
mod sessions;

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
use crate::wire::register::RegisterAnswer;
use crate::wire::session::{RefreshAnswer, RefreshBody};
use crate::wire::user::{JwtOwner, UserDeviceList};
use crate::wire::{Method, codes};

/// Shorter than a browser waits for an answer, so that a page can be told why there is none.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The service sends 50 devices a page.
const MAX_PAGES: usize = 20;

/// The service, as an own back end calls it. Cheap to clone; one is enough for a program.
#[derive(Clone)]
pub struct Admin {
    http: reqwest::Client,
    base_url: String,
    secret_token: Zeroizing<String>,
}

impl std::fmt::Debug for Admin {
    /// Without the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Admin").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// An account that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registered {
    /// The user's id.
    pub user_id: String,
    /// Their first device.
    pub device_id: String,
    /// The service's answer as it came: what the SDK's `doneRegister` in the page takes.
    pub answer: String,
}

/// A session made without a password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForcedLogin {
    /// The user's id.
    pub user_id: String,
    /// The device that the identifier names.
    pub device_id: String,
    /// A fresh JWT of this device.
    pub jwt: Zeroizing<String>,
    /// Its refresh token.
    pub refresh_token: Zeroizing<String>,
}

impl std::fmt::Debug for ForcedLogin {
    /// Without the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ForcedLogin").field("user_id", &self.user_id).field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

impl Admin {
    /// `base_url`: the service, without a path. `secret_token`: the app's; it belongs into the environment of the back end, never into code
    /// or a page. A call takes 10 seconds at most. Redirects are not followed and no proxy of the environment is used: the token is for the
    /// service alone.
    ///
    /// # Errors
    /// INVALID_OPTIONS for a URL that is not http or https, or a token that is not base64; NETWORK when TLS cannot be set up.
    pub fn new(base_url: impl Into<String>, secret_token: impl Into<String>) -> Result<Self> {
        Self::with_timeout(base_url, secret_token, TIMEOUT)
    }

    /// The same with another limit for a call.
    ///
    /// # Errors
    /// As [`Admin::new`].
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

    /// Makes an account. `body`: the text that the SDK's `prepareRegister` gave, unchanged. Check that its identifier is the one you mean
    /// ([`identifier_of`]).
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN, BAD_KEY_MATERIAL.
    pub async fn register(&self, body: &str) -> AdminResult<Registered> {
        let (RegisterAnswer { user_id, device_id, .. }, answer) = self.record(Call::new(Method::Post, "/register_light").body(body)).await?;
        Ok(Registered { user_id, device_id, answer })
    }

    /// Gives a device another password. `body`: what `prepareRegister(identifier, new_password)` gave. MFA, ids and refresh tokens stay; end
    /// the sessions afterwards. For an unknown identifier the service says yes and does nothing; ending the sessions then says so.
    ///
    /// # Errors
    /// NOT SENT when the body is for another identifier: otherwise a code for one's own address resets anybody's password.
    pub async fn reset_password(&self, identifier: &str, body: &str) -> AdminResult<()> {
        if identifier_of(body).as_deref() != Some(identifier) {
            return Err(AdminError::NotSent(Error::with(Code::InvalidArgument, "the body is for another identifier than the one given")));
        }
        self.message(Call::new(Method::Put, "/user/reset_pw_light").body(body)).await
    }

    /// Turns multi-factor authentication off. Succeeds also when it is off.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn disable_otp(&self, identifier: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Put, "/user/forced/disable_otp").about(identifier)).await
    }

    /// Ends all sessions of a user: refresh tokens die now, JWTs within six minutes.
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

    /// Deletes an account by the user's id, which no change of the identifier makes another's.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn delete_user_by_id(&self, user_id: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Delete, &format!("/user/forced/delete/{}", segment(user_id)?))).await
    }

    /// Signs in as a user, without password and second factor. For what a user has to be able to undo when somebody else had their device.
    ///
    /// # Errors
    /// WRONG_PASSWORD for an unknown identifier.
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

    /// Checks a password by what the SDK's login gives as `mfa_auth_key`. True: MFA is on.
    ///
    /// # Errors
    /// WRONG_PASSWORD, USER_NOT_FOUND.
    pub async fn check_password(&self, identifier: &str, auth_key: &str) -> AdminResult<bool> {
        let mut body = String::new();
        let mut object = Object::begin(&mut body);
        object.field("auth_key", &auth_key.to_owned());
        object.field("device_identifier", &identifier.to_owned());
        object.end();
        Ok(self.value(Call::new(Method::Post, "/done_login").body(&body)).await?.as_text() == Some("Otp"))
    }

    /// Whose JWT this is, by the service: unlike [`JwtVerifier`] it knows of deleted accounts and devices.
    ///
    /// # Errors
    /// USER_NOT_FOUND, JWT_EXPIRED and other errors about the JWT.
    pub async fn owner_of(&self, jwt: &str) -> AdminResult<Visitor> {
        let (JwtOwner { id, device_id }, _) = self.record(Call::new(Method::Get, "/user/jwt").jwt(jwt)).await?;
        let claims = crate::steps::jwt::read_claims_of(jwt, &id, &device_id).map_err(AdminError::NotSent)?;
        Ok(Visitor { user_id: id, device_id, fresh: claims.fresh, exp: claims.exp })
    }

    /// A new JWT for an old one, which may be expired.
    ///
    /// # Errors
    /// [`Refusal::ends_session`] says whether the session is over.
    pub async fn refresh(&self, jwt: &str, refresh_token: &str) -> AdminResult<Zeroizing<String>> {
        let body = Zeroizing::new(json::to_text(&RefreshBody { refresh_token: refresh_token.to_owned() }));
        let (answer, _): (RefreshAnswer, _) = self.record(Call::new(Method::Put, "/refresh").jwt(jwt).body(&body)).await?;
        Ok(answer.jwt.into())
    }

    /// All devices of the user whose JWT this is, oldest first.
    ///
    /// # Errors
    /// Those about the JWT.
    pub async fn devices(&self, jwt: &str) -> AdminResult<Vec<UserDeviceList>> {
        let (mut devices, mut path) = (Vec::new(), "/user/device/0/none".to_owned());
        for _ in 0..MAX_PAGES {
            let (page, _): (Vec<UserDeviceList>, _) = self.record(Call::new(Method::Get, &path).jwt(jwt)).await?;
            let Some(last) = page.last() else { break };
            path = format!("/user/device/{}/{}", last.time, segment(&last.device_id)?);
            devices.extend(page);
        }
        Ok(devices)
    }

    /// Deletes a device. `jwt`: a fresh one.
    ///
    /// # Errors
    /// USER_NOT_FOUND when there is no such device, LAST_DEVICE, JWT_NOT_FRESH.
    pub async fn delete_device(&self, jwt: &str, device_id: &str) -> AdminResult<()> {
        self.message(Call::new(Method::Delete, &format!("/user/device/{}", segment(device_id)?)).jwt(jwt)).await
    }

    /// The unused recovery keys. `jwt`: a fresh one. Every new TOTP secret brings six new keys.
    ///
    /// # Errors
    /// JWT_NOT_FRESH.
    pub async fn recovery_keys(&self, jwt: &str) -> AdminResult<Vec<Zeroizing<String>>> {
        let (keys, _): (crate::wire::mfa::OtpRecoveryKeys, _) = self.record(Call::new(Method::Get, "/user/otp_recovery_keys").jwt(jwt)).await?;
        Ok(keys.keys.into_iter().map(Zeroizing::new).collect())
    }

    /// For somebody whose device was stolen: ends all sessions, deletes every device but the one of `identifier`, and turns MFA off unless
    /// `keep_mfa` (for when the password was reset by mail lately). With a stolen JWT a thief can add a device and replace the TOTP secret,
    /// and both outlive a password reset. Ask for the password first ([`Admin::check_password`]), and repeat the call if it fails half-way.
    /// JWTs stay valid for some minutes.
    ///
    /// # Errors
    /// USER_NOT_FOUND, and nothing has changed. What fails after the first step is [`AdminError::MayHaveHappened`].
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
                // gone already
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

    /// Groups, in a user's name.
    pub fn groups(&self) -> Groups<'_> {
        Groups(self)
    }
}

/// The identifier that a text of `prepareRegister` is for. None for a text that is none.
pub fn identifier_of(body: &str) -> Option<String> {
    json::parse(body)?.get("device_identifier").as_text().map(str::to_owned)
}

/// An identifier as the service lists it among the devices: base64 of its SHA-256.
pub fn hashed_identifier(identifier: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::crypto::b64::encode(&Sha256::digest(identifier))
}

/// Into a path goes only what cannot change it.
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

    async fn record<T: json::Json>(&self, call: Call<'_>) -> AdminResult<(T, String)> {
        let (value, text) = self.answer(call).await?;
        Ok((T::read(&value).ok_or_else(unreadable)?, text))
    }

    async fn value(&self, call: Call<'_>) -> AdminResult<Value> {
        Ok(self.answer(call).await?.0)
    }
}
