//! The scenarios in a browser (`scripts/test.sh web`), against the dev server on port 3003: the URL is compiled in.

#![cfg(all(target_arch = "wasm32", feature = "js"))]
// Tests may panic: that is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod kdf;
#[path = "../scenarios/mod.rs"]
mod scenarios;

use std::sync::Arc;

use scenarios::World;
use sentc_light_wasm::Client;
use sentc_light_wasm::host::Host;
use sentc_light_wasm::web::{JsHost, WebHost};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// The npm package's host, bundled by scripts/test/web.sh.
#[wasm_bindgen(module = "/target/test-host.js")]
extern "C" {
    #[wasm_bindgen(js_name = createHost)]
    fn create_host() -> JsHost;
}

struct Browser;

impl World for Browser {
    /// IndexedDB is one for all; the client's name keeps the places apart.
    fn host(&self, _place: &str) -> Arc<dyn Host> {
        WebHost::new(create_host())
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
    fn restricted_token(&self) -> String {
        "dGVzdCBwdWJsaWMgdG9rZW4gb2YgYXBwIHR3by4u".into()
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

/// Two hosts of one page are as far apart as two tabs: they share the storage and the channel.
#[wasm_bindgen_test]
async fn signed_out_in_one_tab_is_signed_out_in_the_other() {
    let name = scenarios::unique("place");
    let tab = || WebHost::client(create_host(), Client::builder(Browser.public_token()).base_url(Browser.base_url()).name(&name)).unwrap();
    let (one, two) = (tab(), tab());
    let user = scenarios::somebody(&one).await.1.user;
    let same = two.current_user().await.unwrap();
    assert_eq!(same.data().user_id, user.data().user_id);
    user.log_out().await.unwrap();
    while !same.is_signed_out() {
        two.core().host().sleep(10).await;
    }
    assert!(two.init().await.unwrap().is_none());
}
