//! The app's own storage (`storage.getStorage`): plain texts, never encrypted by the SDK.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::client::capabilities::Clock;
use crate::error::{Code, Error, Result};
use crate::web::clock::WebClock;
use crate::web::convert::{method, reason};

/// Longer than any storage takes that works.
const TIMEOUT_MS: u32 = 10_000;

#[derive(Debug)]
pub struct AppStorage(JsValue);

impl AppStorage {
    pub fn new(storage: JsValue) -> Self {
        Self(storage)
    }

    pub async fn get(&self, key: &str) -> Result<Option<String>> {
        // Anything but a text was not written by this SDK.
        Ok(self.call("getItem", &[key.into()]).await?.as_string())
    }

    pub async fn set(&self, key: &str, value: &str) -> Result<()> {
        self.call("set", &[key.into(), value.into()]).await.map(drop)
    }

    pub async fn delete(&self, key: &str) -> Result<()> {
        self.call("delete", &[key.into()]).await.map(drop)
    }

    async fn call(&self, name: &'static str, arguments: &[JsValue]) -> Result<JsValue> {
        // The app's words are left out: they may quote the value.
        let failed = |thrown: JsValue| Error::with(Code::Storage, format!("the app's storage failed in {name}: {}", error_name(&thrown)));
        let function = method(&self.0, name).ok_or(Error::with(Code::InvalidOptions, format!("the app's storage has no {name}")))?;
        let answer = function.apply(&self.0, &arguments.iter().collect()).map_err(failed)?;
        let answer = JsFuture::from(Promise::resolve(&answer));
        // A storage that hangs would hang every call, and keep locks that other tabs wait for.
        match select(pin!(answer), pin!(WebClock.sleep(TIMEOUT_MS))).await {
            Either::Left((answer, _)) => answer.map_err(failed),
            Either::Right(_) => Err(Error::with(Code::Storage, format!("the app's storage gave no answer to {name} within {TIMEOUT_MS} ms"))),
        }
    }
}

fn error_name(thrown: &JsValue) -> String {
    crate::web::convert::get(thrown, "name").as_string().unwrap_or_else(|| reason(&JsValue::UNDEFINED))
}
