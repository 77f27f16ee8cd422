//! Records in a JavaScript `Map`, which outlives a wasm instance that trapped.

use js_sys::Map;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Debug)]
pub struct Memory(Map);

impl Memory {
    pub fn new(map: JsValue) -> Self {
        Self(map.dyn_into().unwrap_or_default())
    }

    pub fn get(&self, key: &str) -> Option<String> {
        self.0.get(&key.into()).as_string()
    }

    pub fn set(&self, key: &str, value: &str) {
        self.0.set(&key.into(), &value.into());
    }

    pub fn delete(&self, key: &str) {
        self.0.delete(&key.into());
    }
}
