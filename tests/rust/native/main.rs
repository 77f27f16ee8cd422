//! The scenarios natively, against the dev server at `SENTC_TEST_URL` (scripts/with-server.sh).

#![cfg(feature = "native")]
// Tests may panic: that is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admin;
mod faults;
mod groups;
mod refresh;
#[path = "../scenarios/mod.rs"]
mod scenarios;
mod storage;

use scenarios::World;
use std::sync::Arc;

use sentc_light_wasm::client::host::Host;
use sentc_light_wasm::native::{NativeHost, NativeStore};

struct Native;

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run scripts/test.sh native"))
}

impl World for Native {
    fn host(&self, place: &str) -> Arc<dyn Host> {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("places");
        std::fs::create_dir_all(&folder).unwrap();
        NativeHost::new(NativeStore::in_file(folder.join(place)).unwrap(), ()).unwrap()
    }

    fn base_url(&self) -> String {
        variable("SENTC_TEST_URL")
    }
    fn public_token(&self) -> String {
        variable("SENTC_TEST_PUBLIC_TOKEN")
    }
    fn secret_token(&self) -> String {
        variable("SENTC_TEST_SECRET_TOKEN")
    }
    fn restricted_token(&self) -> String {
        variable("SENTC_TEST_PUBLIC_TOKEN2")
    }
}

macro_rules! tests {
    ($($topic:ident::$name:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $name() {
            scenarios::$topic::$name(&Native).await;
        })*
    };
}

for_each_scenario!(tests);
