//! The browser's capabilities, together.

use send_wrapper::SendWrapper;
use std::sync::OnceLock;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::channel::WebChannel;
use super::clock::WebClock;
use super::convert::get;
use super::host::WebHost;
use super::http::WebHttp;
use super::kdf::WebKdf;
use super::locks::WebLocks;
use super::store::WebStore;
use crate::client::capabilities::{Channel, Platform};

#[derive(Debug)]
pub struct WebPlatform {
    http: WebHttp,
    store: WebStore,
    kdf: WebKdf,
    channel: LateChannel,
    host: WebHost,
}

/// Opened once the client exists: its name comes from there, and it hears for it.
#[derive(Debug, Default)]
pub struct LateChannel(OnceLock<WebChannel>);

impl Channel for LateChannel {
    fn post(&self, message: &str) {
        if let Some(channel) = self.0.get() {
            channel.post(message);
        }
    }
}

impl WebPlatform {
    /// From the façade's host object; see `CoreHost` in the npm package.
    /// `seals`: records in IndexedDB are encrypted where WebCrypto is.
    pub fn new(host: &JsValue, seals: bool) -> Self {
        let function = |key| get(host, key).dyn_into().ok();
        Self {
            http: WebHttp::new(function("fetch")),
            store: WebStore::new(host, seals),
            kdf: WebKdf::new(function("deriveKeys")),
            channel: LateChannel::default(),
            host: WebHost::new(host.clone()),
        }
    }

    pub fn open_channel(&self, channel: WebChannel) {
        // A second one is dropped, and with it closed.
        let _ = self.channel.0.set(channel);
    }
}

impl Platform for WebPlatform {
    type Http = WebHttp;
    type Store = WebStore;
    type Clock = WebClock;
    type Kdf = WebKdf;
    type Lock = WebLocks;
    type Channel = LateChannel;
    type Host = WebHost;

    fn http(&self) -> &WebHttp {
        &self.http
    }
    fn store(&self) -> &WebStore {
        &self.store
    }
    fn clock(&self) -> &WebClock {
        &WebClock
    }
    fn kdf(&self) -> &WebKdf {
        &self.kdf
    }
    fn lock(&self) -> &WebLocks {
        &WebLocks
    }
    fn channel(&self) -> &LateChannel {
        &self.channel
    }
    fn host(&self) -> &WebHost {
        &self.host
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        wasm_bindgen_futures::spawn_local(SendWrapper::new(task));
    }
}
