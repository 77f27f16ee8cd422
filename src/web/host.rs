//! The façade's side: events, log entries, the state of sessions, the app's `endpoint_fn`.

use js_sys::{Function, Promise};
use send_wrapper::SendWrapper;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::convert::{from_js, get, local, method, to_js};
use crate::client::StoredUser;
use crate::client::capabilities::Host;
use crate::client::events::{Event, LogEntry};
use crate::error::{Code, Error};

/// The object that the façade passes to the constructor of the core.
#[derive(Debug)]
pub struct WebHost {
    host: SendWrapper<JsValue>,
}

impl WebHost {
    pub fn new(host: JsValue) -> Self {
        Self { host: SendWrapper::new(host) }
    }

    fn call(&self, name: &str, arguments: &[JsValue]) {
        if let Some(function) = method(&self.host, name) {
            // The façade's own functions don't throw; if one did, the flow at hand must not end by it.
            let _ = function.apply(&self.host, &arguments.iter().collect());
        }
    }

    fn pass(&self, name: &str, value: &impl Serialize) {
        if let Ok(value) = to_js(value) {
            self.call(name, &[value]);
        }
    }
}

impl Host for WebHost {
    fn event(&self, event: Event) {
        self.pass("onEvent", &event);
    }

    fn log(&self, entry: LogEntry) {
        self.pass("onLog", &entry);
    }

    fn session_changed(&self, number: u32, record: Option<&StoredUser>) {
        let record = record.map_or(Ok(JsValue::UNDEFINED), to_js);
        if let Ok(record) = record {
            self.call("onSession", &[number.into(), record]);
        }
    }

    fn refresh_callback(&self, old_jwt: &str) -> impl Future<Output = Result<String, Error>> + Send {
        let (function, old_jwt) = (method(&self.host, "endpointFn"), JsValue::from(old_jwt));
        local(async move {
            let function: Function = function.ok_or(Error::with(Code::InvalidOptions, "refresh.endpoint_fn is missing"))?;
            let answer = function.call1(&JsValue::UNDEFINED, &old_jwt).map_err(|thrown| rejection(&thrown))?;
            let answer = JsFuture::from(Promise::resolve(&answer)).await.map_err(|thrown| rejection(&thrown))?;
            answer.as_string().ok_or(Error::with(Code::RefreshAnswer, "refresh.endpoint_fn gave no text"))
        })
    }
}

/// A rejection of the app's function. Only its `status` counts: an HTTP status, or a code of the service.
fn rejection(thrown: &JsValue) -> Error {
    let status = get(thrown, "status");
    let number = status.as_f64().or_else(|| {
        let text = status.as_string()?;
        text.strip_prefix("server_").unwrap_or(&text).parse().ok()
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
    let number = number.map_or(0, |n| n as u32);
    match number {
        401 | 403 => Error::with(Code::RefreshRefused, "refresh.endpoint_fn was refused").at_http_status(if number == 401 { 401 } else { 403 }),
        30..=35 | 100 | 114 | 200..=203 => Error::server(number, String::new(), 0).without_http_status(),
        _ => Error::with(Code::RefreshEndpoint, "refresh.endpoint_fn failed"),
    }
}

/// The record of a session, as [`Host::session_changed`] passed it out.
pub fn read_record(record: JsValue) -> Option<StoredUser> {
    from_js(record)
}
