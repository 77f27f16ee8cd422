//! Records in a JavaScript `Map`, which outlives a wasm instance that trapped. It lies over the database: what could not
//! be written there is here, and what could not be deleted there is marked here. Records are JSON texts, so the empty
//! text is free for that.

use js_sys::Map;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Debug)]
pub struct Memory(Map);

#[derive(Debug)]
pub enum Kept {
    Text(String),
    Deleted,
}

impl Memory {
    pub fn new(map: JsValue) -> Self {
        Self(map.dyn_into().unwrap_or_default())
    }

    pub fn get(&self, key: &str) -> Option<Kept> {
        let text = self.0.get(&key.into()).as_string()?;
        Some(if text.is_empty() { Kept::Deleted } else { Kept::Text(text) })
    }

    pub fn set(&self, key: &str, value: &str) {
        self.0.set(&key.into(), &value.into());
    }

    pub fn mark_deleted(&self, key: &str) {
        self.set(key, "");
    }

    /// The keys of what is still to be deleted in the database.
    pub fn marked(&self) -> Vec<String> {
        let mut keys = Vec::new();
        self.0.for_each(&mut |text, key| {
            if text.as_string().is_some_and(|text| text.is_empty()) {
                keys.extend(key.as_string());
            }
        });
        keys
    }

    pub fn delete(&self, key: &str) {
        self.0.delete(&key.into());
    }
}
