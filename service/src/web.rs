//! The service as one class for JavaScript, which gives it the time and the bytes of requests. It has no clock, no file and
//! no network of its own. `pkg/src/testing` is around it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use sentc_light_wasm::otp;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::apps::{AppError, Tokens};
use crate::attempts;
use crate::data_key::DataKey;
use crate::options::Change;
use crate::store::Store;
use crate::{Clock, Options, Service};

/// What a service is opened with, as JSON.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Config {
    public_token: Option<String>,
    secret_token: Option<String>,
    public_token2: Option<String>,
    secret_token2: Option<String>,
    jwt_seconds: Option<u64>,
    jwt_leeway: Option<u64>,
}

/// In front of the data key and the database, in what [`WasmService::snapshot`] gives.
const MAGIC: &[u8; 16] = b"sentc-light v1\n\0";
const KEY_LEN: usize = 32;

/// A service in this instance's memory.
#[wasm_bindgen(js_name = Service)]
pub struct WasmService {
    service: Service,
    time: Arc<AtomicU64>,
}

#[wasm_bindgen(js_class = Service)]
impl WasmService {
    /// A new service, or the one of a snapshot. `now`: Unix milliseconds.
    ///
    /// # Errors
    /// A sentence for people.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, now: f64, snapshot: Option<Box<[u8]>>) -> Result<WasmService, String> {
        let config: Config = serde_json::from_str(config).map_err(text)?;
        let (data_key, store) = match snapshot {
            None => (DataKey::generate().map_err(text)?, Store::in_memory().map_err(text)?),
            Some(bytes) => restored(&Zeroizing::new(bytes.into_vec()))?,
        };
        let defaults = Options::default();
        let options = Options {
            tokens: Tokens { public: config.public_token, secret: config.secret_token, public2: config.public_token2, secret2: config.secret_token2 },
            jwt_seconds: config.jwt_seconds.unwrap_or(defaults.jwt_seconds),
            jwt_leeway: config.jwt_leeway.unwrap_or(defaults.jwt_leeway),
        };
        let time = Arc::new(AtomicU64::new(millis(now)));
        let service = Service::open(store, data_key, &options, Clock::Fixed(Arc::clone(&time))).map_err(text)?;
        Ok(Self { service, time })
    }

    /// How long to wait before this request is answered, in milliseconds. `headers`: a JSON list of pairs.
    pub fn wait(&self, now: f64, method: &str, path: &str, headers: &str, body: Vec<u8>) -> f64 {
        self.time.store(millis(now), Ordering::Relaxed);
        let wait = request(method, path, headers, body).map(|request| self.service.wait(&request).unwrap_or(attempts::LONGEST));
        wait.map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
    }

    /// The answer as JSON: `{"status": 200, "headers": [[name, value]], "body": text}`.
    ///
    /// # Errors
    /// For what is no HTTP request at all.
    pub fn answer(&self, now: f64, method: &str, path: &str, headers: &str, body: Vec<u8>) -> Result<String, String> {
        self.time.store(millis(now), Ordering::Relaxed);
        let response = self.service.answer(&request(method, path, headers, body)?);
        serde_json::to_string(&Answer::from(&response)).map_err(text)
    }

    /// The apps with their tokens and options, as JSON.
    ///
    /// # Errors
    /// None that is known.
    pub fn apps(&self) -> Result<String, String> {
        serde_json::to_string(&self.service.apps.describe()).map_err(text)
    }

    /// Changes the options of app "1" or "2".
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    #[wasm_bindgen(js_name = setOptions)]
    pub fn set_options(&self, app: &str, change: &str) -> Result<(), String> {
        let change: Change = serde_json::from_str(change).map_err(|_| AppError::ChangeFormat.to_string())?;
        self.service.set_options(app, &change).map_err(text)
    }

    /// Registers a user in the first app: `{"user_id": …, "secret": …, "recover": […]}`, with a null secret without MFA.
    ///
    /// # Errors
    /// A sentence for people.
    #[wasm_bindgen(js_name = createUser)]
    pub fn create_user(&self, now: f64, identifier: &str, password: &str, mfa: bool) -> Result<String, String> {
        self.time.store(millis(now), Ordering::Relaxed);
        let made = self.service.create_user(identifier, password, mfa).map_err(text)?;
        let (secret, recover) = made.mfa.map_or((None, Vec::new()), |mfa| (Some(mfa.secret), mfa.recover));
        serde_json::to_string(&MadeUser { user_id: made.user_id, secret, recover }).map_err(text)
    }

    /// Goes up with every change of the database.
    pub fn changes(&self) -> f64 {
        let changes = u32::try_from(self.service.store.changes() % u64::from(u32::MAX)).unwrap_or(u32::MAX);
        f64::from(changes)
    }

    /// The database and the key that opens its sealed columns, in one piece: secrets lie in it.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn snapshot(&self) -> Result<Vec<u8>, String> {
        let database = self.service.store.snapshot().map_err(text)?;
        Ok([MAGIC.as_slice(), self.service.data_key.as_bytes(), &database].concat())
    }
}

/// What an authenticator with this secret shows. `now`: Unix milliseconds.
///
/// # Errors
/// When the secret is none.
#[wasm_bindgen]
pub fn totp(secret: &str, now: f64) -> Result<String, String> {
    otp::code(&otp::url("sentc", "test", secret), millis(now) / 1000).map_err(text)
}

#[derive(Serialize)]
struct MadeUser {
    user_id: String,
    secret: Option<String>,
    recover: Vec<String>,
}

fn restored(bytes: &[u8]) -> Result<(DataKey, Store), String> {
    const WHAT: &str = "this is no data of the sentc light service";
    let (key, database) = bytes.strip_prefix(MAGIC.as_slice()).and_then(|rest| rest.split_at_checked(KEY_LEN)).ok_or(WHAT)?;
    Ok((DataKey::from_bytes(key).map_err(text)?, Store::from_snapshot(database).map_err(text)?))
}

fn request(method: &str, path: &str, headers: &str, body: Vec<u8>) -> Result<Request<Bytes>, String> {
    let headers: Vec<(String, String)> = serde_json::from_str(headers).map_err(text)?;
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.body(body.into()).map_err(text)
}

#[derive(Serialize)]
struct Answer<'a> {
    status: u16,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

impl<'a> From<&'a Response<String>> for Answer<'a> {
    fn from(response: &'a Response<String>) -> Self {
        let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        Self { status: response.status().as_u16(), headers: headers.collect(), body: response.body() }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates: a time before 1970 is 1970")]
fn millis(now: f64) -> u64 {
    now as u64
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
