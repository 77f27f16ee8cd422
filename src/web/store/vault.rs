//! Records at rest: AES-GCM-256 by WebCrypto, under a key that can't be exported from the browser. A copy of the
//! profile's files shows no private key and no JWT; a script of the page can still ask the SDK for both.
//!
//! A sealed record is `{ iv: 12 bytes, sealed: ciphertext and tag }`, bound to its key in the store as associated data.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::crypto::random_bytes;
use crate::web::convert::{get, object, reason};

const ALGORITHM: &str = "AES-GCM";

/// WebCrypto, where there is one: not on plain http pages other than localhost.
pub fn subtle() -> Option<SubtleCrypto> {
    get(&get(&js_sys::global(), "crypto"), "subtle").dyn_into().ok()
}

pub async fn generate_key(subtle: &SubtleCrypto) -> Result<CryptoKey, String> {
    let algorithm = object(&[("name", ALGORITHM.into()), ("length", 256.into())]);
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let key = subtle.generate_key_with_object(&algorithm, false, &usages).map_err(|e| reason(&e))?;
    JsFuture::from(key).await.and_then(JsCast::dyn_into).map_err(|e| reason(&e))
}

pub async fn seal(subtle: &SubtleCrypto, key: &CryptoKey, name: &str, text: &str) -> Result<JsValue, String> {
    let iv = Uint8Array::from(random_bytes::<12>().map_err(|e| e.to_string())?.as_slice());
    // Into memory of JavaScript's own: WebCrypto reads it later, when this instance's memory may have moved.
    let plain = Uint8Array::from(text.as_bytes());
    let sealed = subtle.encrypt_with_object_and_buffer_source(&parameters(&iv, name), key, &plain).map_err(|e| reason(&e))?;
    let sealed = JsFuture::from(sealed).await.map_err(|e| reason(&e));
    plain.fill(0, 0, plain.length());
    Ok(object(&[("iv", iv.into()), ("sealed", Uint8Array::new(&sealed?).into())]).into())
}

pub fn is_sealed(record: &JsValue) -> bool {
    get(record, "sealed").is_instance_of::<Uint8Array>()
}

/// `None` when the record was sealed under another key, for another place, or was changed.
pub async fn open(subtle: &SubtleCrypto, key: &CryptoKey, name: &str, record: &JsValue) -> Option<String> {
    let iv: Uint8Array = get(record, "iv").dyn_into().ok()?;
    let sealed: Uint8Array = get(record, "sealed").dyn_into().ok()?;
    let plain = subtle.decrypt_with_object_and_buffer_source(&parameters(&iv, name), key, &sealed).ok()?;
    let plain = Uint8Array::new(&JsFuture::from(plain).await.ok()?);
    let text = String::from_utf8(plain.to_vec()).ok();
    plain.fill(0, 0, plain.length());
    text
}

fn parameters(iv: &Uint8Array, name: &str) -> js_sys::Object {
    object(&[("name", ALGORITHM.into()), ("iv", iv.into()), ("additionalData", Uint8Array::from(name.as_bytes()).into())])
}
