//! The service, as an own back end speaks to it: by HTTP, with the app's secret token.

use std::time::Duration;

use reqwest::{Client, Method, redirect};
use sentc_light_wasm::crypto::b64;
use sentc_light_wasm::wire::session::{JwtClaims, RefreshAnswer, RefreshBody};
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, codes};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::answer::Refusal;
use crate::apps::Apps;
use crate::jwt::{self, JwtPublicKey, JwtPublicKeyError};

/// Shorter than a browser waits, so that the page hears why.
const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_ANSWER: usize = 256 * 1024;
/// Seconds that a JWT is accepted after it expired, for clocks that differ. As long as the service's own leeway.
const LEEWAY: u64 = 60;

/// What an own back end knows of its app. The secret token and the key are printed when an app is made (here: at start-up, and at
/// /dev/apps); they belong into the environment of the back end, never into its code and never into a page.
#[derive(Debug)]
pub struct App {
    kid: String,
    key: JwtPublicKey,
    secret_token: Zeroizing<String>,
}

#[derive(Debug)]
pub struct Service {
    http: Client,
    url: String,
    /// An own back end belongs to one app. The cookie of this one serves both of the dev server's, so the JWT decides.
    apps: Vec<App>,
    /// The app whose accounts are made here: the one that asks the secret token for a registration.
    accounts: usize,
}

/// The service's answer, as it came: refusals go to the page unchanged, since the SDK reads them.
#[derive(Debug)]
pub struct Reply {
    pub http: u16,
    pub text: String,
}

/// What came of a call.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(T),
    /// The service said no: nothing has changed there.
    Refused {
        code: u32,
        reply: Reply,
    },
    /// No answer, or none that can be read. What was asked for may have happened all the same.
    Unknown,
}

impl<T> Outcome<T> {
    /// # Errors
    /// [`Refusal::SERVICE`] for everything but `Done`.
    pub fn done(self) -> Result<T, Refusal> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Refused { code, .. } => {
                tracing::warn!(code, "the service refused");
                Err(Refusal::SERVICE)
            }
            Self::Unknown => Err(Refusal::SERVICE),
        }
    }
}

impl Service {
    /// # Errors
    /// [`JwtPublicKeyError`] when a key is none.
    pub fn new(url: String, apps: &Apps) -> Result<Self, JwtPublicKeyError> {
        let known = |app: &crate::apps::App| {
            let key = JwtPublicKey::from_pem(&app.key.public_pem())?;
            Ok(App { kid: app.key.kid().to_owned(), key, secret_token: app.secret_token.clone() })
        };
        let apps: Vec<App> = apps.iter().map(known).collect::<Result<_, JwtPublicKeyError>>()?;
        // no proxy of the environment: the secret token is for the service alone, and so no redirect either
        let http = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).no_proxy().build();
        Ok(Self { http: http.unwrap_or_default(), url, accounts: apps.len().saturating_sub(1), apps })
    }

    /// The app whose accounts are made here.
    pub fn accounts(&self) -> Option<&App> {
        self.apps.get(self.accounts)
    }

    /// Who a JWT is for, expired or not: for what brings a refresh token along.
    pub fn signed(&self, jwt: &str) -> Option<(&App, JwtClaims)> {
        let mut signer = None;
        let claims = jwt::verify(jwt, |kid| {
            signer = self.apps.iter().find(|app| app.kid == kid);
            signer.map(|app| &app.key)
        });
        Some((signer?, claims.ok()?))
    }

    /// Who a valid JWT is for. `aud` is the user; `sub` is the device: who takes `sub` for the user stores devices as users.
    ///
    /// It says what was so when it was signed, up to six minutes ago. Where that is too long (the account may be deleted, the sessions
    /// ended), the service can be asked: GET /user/jwt.
    pub fn valid(&self, jwt: &str, now: u64) -> Option<(&App, JwtClaims)> {
        self.signed(jwt).filter(|(_, claims)| now / 1000 <= claims.exp.saturating_add(LEEWAY))
    }

    pub fn is_of_accounts(&self, app: &App) -> bool {
        self.accounts().is_some_and(|accounts| accounts.kid == app.kid)
    }

    /// PUT /refresh
    pub async fn refresh(&self, app: &App, jwt: &str, refresh_token: &str) -> Outcome<RefreshAnswer> {
        let body = serde_json::to_string(&RefreshBody { refresh_token: refresh_token.to_owned() }).unwrap_or_default();
        opened(self.call(app, Method::PUT, "/refresh", Some(jwt), Some(body)).await)
    }

    /// A read in the name of the user.
    pub async fn get<T: DeserializeOwned>(&self, app: &App, jwt: &str, path: &str) -> Outcome<T> {
        opened(self.call(app, Method::GET, path, Some(jwt), None).await)
    }

    /// A deletion in the name of the user.
    pub async fn delete(&self, app: &App, jwt: &str, path: &str) -> Outcome<Value> {
        opened(self.call(app, Method::DELETE, path, Some(jwt), None).await)
    }

    /// The body as the browser made it, not written anew: what other clients put into it stays in it. Gives the answer as it came too.
    pub async fn register<T: DeserializeOwned>(&self, body: String) -> Outcome<(T, Reply)> {
        let Some(reply) = self.call_accounts(Method::POST, "/register_light", Some(body)).await else { return Outcome::Unknown };
        match opened(Some(Reply { http: reply.http, text: reply.text.clone() })) {
            Outcome::Done(value) => Outcome::Done((value, reply)),
            Outcome::Refused { code, reply } => Outcome::Refused { code, reply },
            Outcome::Unknown => Outcome::Unknown,
        }
    }

    /// A call for any user, by the secret token alone.
    pub async fn forced(&self, method: Method, path: &str, body: Option<String>) -> Outcome<Value> {
        opened(self.call_accounts(method, path, body).await)
    }

    /// The same, with who it is about.
    pub async fn forced_on(&self, method: Method, path: &str, identifier: &str) -> Outcome<Value> {
        self.forced(method, path, Some(json!({ "user_identifier": identifier }).to_string())).await
    }

    async fn call_accounts(&self, method: Method, path: &str, body: Option<String>) -> Option<Reply> {
        self.call(self.accounts()?, method, path, None, body).await
    }

    async fn call(&self, app: &App, method: Method, path: &str, jwt: Option<&str>, body: Option<String>) -> Option<Reply> {
        let mut request = self.http.request(method, format!("{}{API_PREFIX}{path}", self.url)).header(APP_TOKEN_HEADER, app.secret_token.as_str());
        if let Some(jwt) = jwt {
            request = request.bearer_auth(jwt);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        match answer(request).await {
            Ok(reply) => reply,
            Err(error) => {
                // without the address, which may hold ids
                tracing::error!(error = %error.without_url(), "the service could not be asked");
                None
            }
        }
    }
}

async fn answer(request: reqwest::RequestBuilder) -> reqwest::Result<Option<Reply>> {
    let mut response = request.send().await?;
    let http = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_ANSWER {
            return Ok(None);
        }
    }
    Ok(String::from_utf8(bytes).ok().map(|text| Reply { http, text }))
}

/// Decided by the envelope, as the protocol says. A fault of the service (500 and above) is no answer, whatever it holds.
fn opened<T: DeserializeOwned>(reply: Option<Reply>) -> Outcome<T> {
    let Some(reply) = reply.filter(|reply| reply.http < 500) else { return Outcome::Unknown };
    match serde_json::from_str(&reply.text) {
        Ok(Envelope { status: true, result: Some(result), .. }) => serde_json::from_value(result).map_or(Outcome::Unknown, Outcome::Done),
        Ok(Envelope { status: false, err_code: Some(code), .. }) => Outcome::Refused { code, reply },
        _ => Outcome::Unknown,
    }
}

#[derive(Deserialize)]
struct Envelope {
    status: bool,
    result: Option<Value>,
    err_code: Option<u32>,
}

/// What the service says that means: this session is over.
/// "No JWT" is not among it: something on the way dropped a header, and the session has nothing to do with it.
pub const OVER: [u32; 4] = [codes::REFRESH_TOKEN, codes::USER_NOT_FOUND, codes::JWT_UNDECODABLE, codes::JWT_KEY_UNKNOWN];

/// An identifier as the service names it in the list of devices.
pub fn hashed_identifier(identifier: &str) -> String {
    b64::encode(&crate::store::hash(identifier))
}
