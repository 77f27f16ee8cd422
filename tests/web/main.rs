//! The scenarios in a browser (`scripts/test.sh web`), against the dev server on port 3003: the URL is compiled in.

#![cfg(target_arch = "wasm32")]
// Tests may panic: that is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod kdf;
#[path = "../scenarios/mod.rs"]
mod scenarios;

use scenarios::World;
use sentc_light_wasm::web::WebPlatform;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

struct Browser;

impl World for Browser {
    type P = WebPlatform;

    /// IndexedDB is one for all; the client's name keeps the places apart.
    fn platform(&self, _place: &str) -> WebPlatform {
        WebPlatform::new(&JsValue::from(js_sys::Object::new()), true)
    }

    fn base_url(&self) -> String {
        "http://127.0.0.1:3003".into()
    }
    fn public_token(&self) -> String {
        "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi".into()
    }
    fn secret_token(&self) -> String {
        "dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIG9uZS4u".into()
    }
}

macro_rules! tests {
    ($($topic:ident::$name:ident),* $(,)?) => {
        $(#[wasm_bindgen_test]
        async fn $name() {
            scenarios::$topic::$name(&Browser).await;
        })*
    };
}

for_each_scenario!(tests);
