//! The app's own storage (`storage.getStorage`): plain texts, never encrypted by the SDK.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::error::{Code, Error, Result};
use crate::web::convert::{method, reason};

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
        JsFuture::from(Promise::resolve(&answer)).await.map_err(failed)
    }
}

fn error_name(thrown: &JsValue) -> String {
    crate::web::convert::get(thrown, "name").as_string().unwrap_or_else(|| reason(&JsValue::UNDEFINED))
}
