//! The feature `standalone` in a browser (`scripts/test.sh web browsers`), called as JavaScript calls it, against the dev
//! server on port 3003: the URL is compiled in.

#![cfg(all(target_arch = "wasm32", feature = "standalone"))]
// Tests may panic: that is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use js_sys::{Date, JSON, Promise, Reflect, Uint8Array};
use sentc_light_wasm::web::{Promised, SentcCore};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PASSWORD: &str = "correct horse battery staple";

fn client(in_tab: bool) -> SentcCore {
    let options = r#"{"app_token":"5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi","base_url":"http://127.0.0.1:3003"}"#;
    SentcCore::standalone(JSON::parse(options).unwrap().into(), in_tab).unwrap()
}

fn secret(text: &str) -> Uint8Array {
    Uint8Array::from(text.as_bytes())
}

async fn settled<T>(promised: Promised<T>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::from(promised)).await
}

fn field(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

fn text(value: &JsValue, path: &str) -> String {
    field(value, path).as_string().unwrap()
}

fn number(value: &JsValue, path: &str) -> u32 {
    field(value, path).as_f64().unwrap() as u32
}

fn name(of: &str) -> String {
    format!("{of}-{}-{}", Date::now(), js_sys::Math::random())
}

#[wasm_bindgen_test]
async fn registers_logs_in_and_asks_the_service() {
    let (client, name) = (client(false), name("ada"));
    let password = secret(PASSWORD);
    let user_id = settled(client.register(name.clone(), &password, None)).await.unwrap().as_string().unwrap();
    assert!(password.to_vec().iter().all(|byte| *byte == 0), "the caller's bytes are wiped");

    let login = settled(client.login(name.clone(), &secret(PASSWORD), None)).await.unwrap();
    assert_eq!(text(&login, "kind"), "user");
    let session = number(&login, "u.session");
    let user: JsValue = client.session(session).unwrap().into();
    assert_eq!((text(&user, "user_id"), text(&user, "identifier")), (user_id, name.clone()));
    assert_eq!(settled(client.jwt(session, None)).await.unwrap().as_string().unwrap(), text(&user, "jwt"));

    let none = JsValue::from(js_sys::Object::new());
    let devices = settled(client.row(session, "Devices".into(), none.into(), None, None, None, None)).await.unwrap();
    assert_eq!(text(&devices, "0.device_id"), text(&user, "device_id"));

    let refused = settled(client.login(name, &secret("wrong"), None)).await.unwrap_err().as_string().unwrap();
    assert!(refused.contains("server_112"), "{refused}");
    settled(client.log_out(session)).await.unwrap();
    assert!(client.session(session).is_err());
}

#[wasm_bindgen_test]
async fn a_login_with_a_code() {
    let (client, name) = (client(false), name("bob"));
    settled(client.register(name.clone(), &secret(PASSWORD), None)).await.unwrap();
    let login = settled(client.login(name.clone(), &secret(PASSWORD), None)).await.unwrap();
    let made = settled(client.register_otp(number(&login, "u.session"), &secret(PASSWORD), None, None, None)).await.unwrap();
    let url = sentc_light_wasm::otp::url("app", "bob", &text(&made, "secret"));
    let code = || secret(&sentc_light_wasm::otp::code(&url, (Date::now() / 1000.0) as u64).unwrap());

    let login = settled(client.login(name, &secret(PASSWORD), None)).await.unwrap();
    assert_eq!(text(&login, "kind"), "mfa");
    let session = settled(client.mfa_login(&code(), field(&login, "u").into(), None)).await.unwrap();
    let user: JsValue = client.session(number(&session, "session")).unwrap().into();
    assert_eq!(field(&user, "mfa"), JsValue::TRUE);
}

#[wasm_bindgen_test]
async fn sessions_in_the_tab_outlive_the_client_and_those_in_memory_do_not() {
    for in_tab in [true, false] {
        let name = name("carol");
        let first = client(in_tab);
        settled(first.register(name.clone(), &secret(PASSWORD), None)).await.unwrap();
        settled(first.login(name.clone(), &secret(PASSWORD), None)).await.unwrap();
        let second = client(in_tab);
        let started = settled(second.init(None)).await.unwrap();
        assert_eq!(started.is_object(), in_tab);
        if in_tab {
            let session = number(&started, "session");
            assert_eq!(field(&started, "offline"), JsValue::FALSE);
            settled(second.log_out(session)).await.unwrap();
        }
    }
}
