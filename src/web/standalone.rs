//! The browser as a host without any JavaScript file, for who builds this crate with wasm-pack and wants no npm package:
//! feature `standalone`. docs/rust.md says what it lacks beside the npm package.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::lock::Mutex as Turn;
use gloo_net::http::{Method as HttpMethod, RequestBuilder};
use gloo_storage::{SessionStorage, Storage};
use js_sys::{Date, Function, Promise, Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect};

use super::answers::{CoreOptions, read_options, thrown};
use super::asked::get;
use super::exports::SentcCore;
use super::flow::Flow;
use super::host::local;
use super::typed::{Given, Out, Promised, Secret, as_json};
use super::wipe::wiping_future;
use crate::client::events::{Event, LogEntry};
use crate::client::host::{Change, Guard, Host, HttpFault, Pending, Request, Response, Stored};
use crate::client::{Client, StoredUser};
use crate::crypto::DerivedKeys;
use crate::error::{Code, Error, Result};
use crate::json::Value;
use crate::json_struct;
use crate::steps::device_keys::DeviceKeyTexts;
use crate::steps::kdf::KdfInput;
use crate::wire::Endpoint;
use crate::wire::mfa::OtpRegister;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Function, milliseconds: u32);
}

json_struct! {
    /// The signed-in user, with the keys and tokens of this device.
    SessionView {
        identifier: String,
        user_id: String,
        device_id: String,
        jwt: String,
        refresh_token: String,
        mfa: bool,
        device: DeviceKeyTexts,
    }
}

as_json!(SessionView, OtpRegister);

#[wasm_bindgen]
impl SentcCore {
    /// A client that needs no host of JavaScript. `in_tab`: sessions are kept in the tab's `sessionStorage`, unencrypted;
    /// otherwise in memory. Keys are derived on the thread that calls.
    pub fn standalone(options: Given<CoreOptions>, in_tab: bool) -> std::result::Result<SentcCore, JsValue> {
        let host = Arc::new(Standalone { records: Mutex::default(), in_tab, locks: Mutex::default() });
        let client = options.read().ok_or(Error::new(Code::InvalidOptions)).and_then(|given| Client::new(host, read_options(given)?));
        client.map(Self::of).map_err(|error| thrown(&error))
    }

    /// Turns multi-factor authentication on, at once: gives the secret for authenticators (base32), and six recovery keys that
    /// the user must keep. `code` while it is on already: a TOTP code or, with `recovery`, a recovery key.
    #[wasm_bindgen(js_name = registerOtp)]
    pub fn register_otp(
        &self,
        session: u32,
        password: &Uint8Array,
        code: Option<Uint8Array>,
        recovery: Option<bool>,
        signal: Option<AbortSignal>,
    ) -> Promised<OtpRegister> {
        let code = code.map(|code| (Secret::take(&code), recovery == Some(true)));
        let flow = Flow::Row {
            session,
            name: Endpoint::RegisterOtp.name().to_owned(),
            arguments: Ok(Value::Object(Vec::new())),
            password: Some(Secret::take(password)),
            code,
        };
        self.promise(signal, flow)
    }

    /// Who this session is of.
    pub fn session(&self, session: u32) -> std::result::Result<Out<SessionView>, JsValue> {
        let view = self.client().session(session).and_then(|session| {
            session.live(|s| SessionView {
                identifier: s.user.identifier.clone(),
                user_id: s.user.user_id.clone(),
                device_id: s.user.device_id.clone(),
                jwt: s.user.jwt.clone(),
                refresh_token: s.user.refresh_token.clone(),
                mfa: s.user.mfa,
                device: s.user.keys.clone(),
            })
        });
        view.map(|view| Out::of(&view)).map_err(|error| thrown(&error))
    }
}

/// One tab, for itself: records and locks are nobody else's.
struct Standalone {
    records: Mutex<HashMap<String, String>>,
    in_tab: bool,
    locks: Mutex<HashMap<String, Arc<Turn<()>>>>,
}

impl Standalone {
    fn read_now(&self, key: &str) -> Stored {
        let found: Option<String> =
            if self.in_tab { SessionStorage::get(key).ok() } else { self.records.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned() };
        found.map_or(Stored::Nothing, Stored::Text)
    }

    fn write_now(&self, (key, value): Change) -> Result<()> {
        if !self.in_tab {
            let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
            match value {
                Some(text) => drop(records.insert(key, text)),
                None => drop(records.remove(&key)),
            }
            return Ok(());
        }
        match value {
            Some(text) => SessionStorage::set(&key, text).map_err(|error| Error::with(Code::Storage, error.to_string())),
            None => {
                SessionStorage::delete(&key);
                Ok(())
            }
        }
    }
}

impl Host for Standalone {
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>> {
        local(sent(request))
    }

    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>> {
        local(async move { input.derive() })
    }

    fn read(&self, key: &str) -> Pending<Result<Stored>> {
        let found = self.read_now(key);
        local(async move { Ok(found) })
    }

    // Nobody else writes: what the guard is there for can't happen.
    fn write(&self, changes: Vec<Change>, _guard: Option<String>) -> Pending<Result<bool>> {
        let written = changes.into_iter().try_for_each(|change| self.write_now(change)).map(|()| true);
        local(async move { written })
    }

    fn shared(&self) -> bool {
        false
    }

    fn now(&self) -> i64 {
        millis(Date::now())
    }

    fn steady(&self) -> i64 {
        let clock = get(&global(), "performance");
        let time = get(&clock, "now").dyn_ref::<Function>().and_then(|now| now.call0(&clock).ok()?.as_f64());
        millis(time.unwrap_or_else(Date::now))
    }

    fn sleep(&self, milliseconds: u32) -> Pending<()> {
        let over = Promise::new(&mut |resolve, _| set_timeout(resolve.unchecked_ref(), milliseconds.min(i32::MAX as u32)));
        local(async move { drop(JsFuture::from(over).await) })
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        let lock = locks.entry(name.to_owned()).or_default().clone();
        Box::pin(async move { Box::new(lock.lock_owned().await) as Guard })
    }

    fn ask(&self, _old_jwt: &str) -> Pending<Result<String>> {
        local(async { Err(Error::with(Code::InvalidOptions, "refresh.endpoint_fn needs the npm package, or WebHost")) })
    }

    fn event(&self, _event: &Event) {}

    fn log(&self, _entry: &LogEntry) {}

    fn broadcast(&self, _message: &str) {}

    fn session_changed(&self, _number: u32, _session: Option<&StoredUser>) {}

    fn spawn(&self, task: Pending<()>) {
        wasm_bindgen_futures::spawn_local(wiping_future(task));
    }
}

/// Times of this century are far below 2^53.
#[allow(clippy::cast_possible_truncation)]
fn millis(time: f64) -> i64 {
    time as i64
}

async fn sent(request: Request) -> std::result::Result<Response, HttpFault> {
    let network = |error: gloo_net::Error| HttpFault::Network(error.to_string());
    let method = match request.method.name() {
        "POST" => HttpMethod::POST,
        "PUT" => HttpMethod::PUT,
        "PATCH" => HttpMethod::PATCH,
        "DELETE" => HttpMethod::DELETE,
        _ => HttpMethod::GET,
    };
    let credentials = if request.with_cookies { RequestCredentials::Include } else { RequestCredentials::Omit };
    let mut builder = RequestBuilder::new(&request.url).method(method).credentials(credentials).redirect(RequestRedirect::Error);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let request_made = match request.body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    let response = request_made.map_err(network)?.send().await.map_err(network)?;
    let status = response.status();
    let session_ended = response.headers().get("x-sentc-session").is_some_and(|value| value == "ended");
    let body = response.text().await.map_err(|error| HttpFault::Body { status, reason: error.to_string() })?;
    if body.len() > request.max_body {
        return Err(HttpFault::TooBig { status });
    }
    Ok(Response { status, body, session_ended })
}
