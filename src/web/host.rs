//! The binding of the host that the npm package makes: `pkg/src/host`.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use js_sys::{Array, Function, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::asked::{Asked, bytes_of, get, reason};
use super::wipe::wiping_future;
use crate::api::{self, ClientBuilder};
use crate::client::StoredUser;
use crate::client::events::{Event, LogEntry};
use crate::client::host::{Change, Guard, Host, HttpFault, Pending, Request, Response, Stored};
use crate::crypto::{DerivedKeys, KdfProfile};
use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfInput;
use crate::wire::codes;

#[wasm_bindgen]
extern "C" {
    /// What `createHost` of the JavaScript module gives.
    #[derive(Clone, Debug)]
    pub type JsHost;

    #[wasm_bindgen(method)]
    fn now(this: &JsHost) -> f64;
    #[wasm_bindgen(method)]
    fn steady(this: &JsHost) -> f64;
    #[wasm_bindgen(method, catch)]
    fn sleep(this: &JsHost, ms: u32) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn lock(this: &JsHost, name: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn send(
        this: &JsHost,
        method: &str,
        url: &str,
        headers: Array,
        body: Option<String>,
        with_cookies: bool,
        max_body: u32,
    ) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn derive(this: &JsHost, password: Uint8Array, salt: Uint8Array, profile: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn ask(this: &JsHost, old_jwt: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn read(this: &JsHost, key: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &JsHost, keys: Array, values: Array, guard: Option<String>) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn shared(this: &JsHost) -> bool;
    #[wasm_bindgen(method, catch)]
    fn event(this: &JsHost, json: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn log(this: &JsHost, json: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn broadcast(this: &JsHost, message: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn session(this: &JsHost, number: u32, view: Option<String>) -> std::result::Result<JsValue, JsValue>;
    /// Only hosts for Rust front ends have it.
    #[wasm_bindgen(method, catch)]
    fn listen(this: &JsHost, channel: &str, hear: &JsValue) -> std::result::Result<JsValue, JsValue>;
}

/// That host, as clients use it.
#[derive(Debug)]
pub struct WebHost(SendWrapper<JsHost>);

impl WebHost {
    /// For [`ClientBuilder::host`], where other tabs need not be heard.
    pub fn new(host: JsHost) -> Arc<Self> {
        Arc::new(Self(SendWrapper::new(host)))
    }

    /// A client over this host, which hears what its like in other tabs say.
    ///
    /// ```ignore
    /// #[wasm_bindgen(module = "/host.js")]
    /// extern "C" {
    ///     #[wasm_bindgen(js_name = createHost)]
    ///     fn create_host(options: &JsValue) -> JsHost;
    /// }
    /// let client = WebHost::client(create_host(&JsValue::UNDEFINED), Client::builder("the app's public token"))?;
    /// ```
    ///
    /// # Errors
    /// Those of [`ClientBuilder::build`].
    pub fn client(host: JsHost, builder: ClientBuilder) -> Result<api::Client> {
        let client = builder.host(Self::new(host.clone())).build()?;
        // The page's listener must not keep the client alive.
        let weak = client.core().downgrade();
        let hear = Closure::<dyn FnMut(String)>::new(move |message: String| {
            if let Some(core) = weak.upgrade() {
                core.hear(&message);
            }
        });
        // Without a channel (none here, or none for a page of this kind) tabs find out by the storage.
        let _ = host.listen(&client.core().channel_name(), &hear.into_js_value());
        Ok(client)
    }
}

/// A future of this thread as a flow wants it. Boxed twice: one copy of the wrapper for every kind of result, not for
/// every future.
pub(super) fn local<T: 'static>(future: impl Future<Output = T> + 'static) -> Pending<T> {
    Box::pin(SendWrapper::new(Box::pin(future) as LocalBoxFuture<'static, T>))
}

impl Host for WebHost {
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>> {
        let headers = request.headers.iter().flat_map(|(name, value)| [JsValue::from(*name), value.as_str().into()]).collect();
        let max_body = u32::try_from(request.max_body).unwrap_or(u32::MAX);
        let asked = Asked::new(self.0.send(request.method.name(), &request.url, headers, request.body, request.with_cookies, max_body));
        local(async move { asked.await.map_or_else(|thrown| Err(HttpFault::Network(reason(&thrown))), |answer| read_answer(&answer)) })
    }

    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>> {
        let password = Uint8Array::from(input.password.as_bytes());
        let given = self.0.derive(password, Uint8Array::from(input.salt.as_slice()), profile_name(input.profile));
        local(async move {
            // A worker that can't be had (a policy, no memory) is no reason not to log in.
            match derived(Asked::new(given).await.ok()) {
                Some(keys) => Ok(keys),
                None => input.derive(),
            }
        })
    }

    fn read(&self, key: &str) -> Pending<Result<Stored>> {
        let asked = Asked::new(self.0.read(key));
        local(async move {
            let found = asked.await.map_err(|thrown| storage(&thrown))?;
            Ok(match found.as_string() {
                Some(text) => Stored::Text(text),
                None if found.is_null() => Stored::Lost,
                None => Stored::Nothing,
            })
        })
    }

    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>> {
        let (keys, values) = (Array::new(), Array::new());
        for (key, value) in changes {
            keys.push(&key.into());
            values.push(&value.map_or(JsValue::UNDEFINED, Into::into));
        }
        let asked = Asked::new(self.0.write(keys, values, guard));
        local(async move { asked.await.map(|written| written.is_truthy()).map_err(|thrown| storage(&thrown)) })
    }

    fn shared(&self) -> bool {
        self.0.shared()
    }

    fn now(&self) -> i64 {
        millis(self.0.now())
    }

    fn steady(&self) -> i64 {
        millis(self.0.steady())
    }

    fn sleep(&self, milliseconds: u32) -> Pending<()> {
        let asked = Asked::new(self.0.sleep(milliseconds));
        local(async move { drop(asked.await) })
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let asked = Asked::new(self.0.lock(name));
        // What is no function releases nothing.
        local(async move { Box::new(Held(SendWrapper::new(asked.await.ok().and_then(|release| release.dyn_into().ok())))) as Guard })
    }

    fn ask(&self, old_jwt: &str) -> Pending<Result<String>> {
        let asked = Asked::new(self.0.ask(old_jwt));
        local(async move {
            let answer = asked.await.map_err(|thrown| rejection(&thrown))?;
            answer.as_string().ok_or(Error::with(Code::RefreshAnswer, "refresh.endpoint_fn gave no text"))
        })
    }

    // The façade's own functions don't throw; if one did, the flow at hand must not end by it.
    fn event(&self, event: &Event) {
        let _ = self.0.event(&event.to_text());
    }

    fn log(&self, entry: &LogEntry) {
        let _ = self.0.log(&entry.to_text());
    }

    fn broadcast(&self, message: &str) {
        let _ = self.0.broadcast(message);
    }

    fn session_changed(&self, number: u32, session: Option<&StoredUser>) {
        let _ = self.0.session(number, session.map(StoredUser::view));
    }

    fn holds_by_number(&self) -> bool {
        true
    }

    fn spawn(&self, task: Pending<()>) {
        wasm_bindgen_futures::spawn_local(wiping_future(task));
    }
}

/// A lock; its release function.
struct Held(SendWrapper<Option<Function>>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = self.0.as_ref() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Times of this century are far below 2^53.
#[allow(clippy::cast_possible_truncation)]
fn millis(time: f64) -> i64 {
    time as i64
}

fn derived(answer: Option<JsValue>) -> Option<DerivedKeys> {
    let bytes = bytes_of(&answer?)?;
    let keys = DerivedKeys::from_bytes(&Zeroizing::new(bytes.to_vec())).ok();
    bytes.fill(0, 0, bytes.length());
    keys
}

pub fn profile_name(profile: KdfProfile) -> &'static str {
    match profile {
        KdfProfile::Standard => "standard",
        KdfProfile::Legacy => "legacy",
    }
}

fn storage(thrown: &JsValue) -> Error {
    Error::with(Code::Storage, get(thrown, "message").as_string().unwrap_or_default())
}

/// A rejection of the app's function. Only its `status` counts: an HTTP status, or a code of the service.
fn rejection(thrown: &JsValue) -> Error {
    let status = get(thrown, "status");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
    let number = status.as_f64().map(|n| n as u32).or_else(|| {
        let text = status.as_string()?;
        text.strip_prefix("server_").unwrap_or(&text).parse().ok()
    });
    match number.unwrap_or_default() {
        http_status @ (401 | 403) => {
            Error::with(Code::RefreshRefused, "refresh.endpoint_fn was refused").at_http_status(if http_status == 401 { 401 } else { 403 })
        }
        code @ (codes::JWT_EXPIRED..=codes::JWT_KEY_UNKNOWN
        | codes::USER_NOT_FOUND
        | codes::REFRESH_TOKEN
        | codes::APP_TOKEN_UNKNOWN..=codes::TOKEN_NOT_ALLOWED) => Error::server(code, String::new(), 0).without_http_status(),
        _ => Error::with(Code::RefreshEndpoint, "refresh.endpoint_fn failed"),
    }
}

/// What came of a request: `Answer` in the npm package.
fn read_answer(answer: &JsValue) -> std::result::Result<Response, HttpFault> {
    let text = |name| get(answer, name).as_string().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
    let status = get(answer, "status").as_f64().unwrap_or_default() as u16;
    Err(match text("fault").as_str() {
        "" => return Ok(Response { status, body: text("body"), session_ended: get(answer, "session_ended").is_truthy() }),
        "blocked" => HttpFault::Blocked(text("reason")),
        "body" => HttpFault::Body { status, reason: text("reason") },
        "size" => HttpFault::TooBig { status },
        "redirect" => HttpFault::Redirected,
        _ => HttpFault::Network(text("reason")),
    })
}
