//! Exports that need no client: they compute and return, or throw.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::convert::{thrown, to_js};
use crate::crypto::kdf::{DERIVED_LEN, argon2id};
use crate::crypto::{self, KdfProfile};
use crate::error::{Code, Error};
use crate::steps::kdf::KdfPolicy;
use crate::steps::{otp, register};

type Js<T> = Result<T, JsValue>;

#[wasm_bindgen(js_name = generateRegisterData)]
pub fn generate_register_data() -> Js<Array> {
    let (identifier, password) = register::generate_register_data().map_err(thrown)?;
    Ok(Array::of2(&identifier.into(), &password.into()))
}

#[wasm_bindgen(js_name = prepareCheckUserIdentifierAvailable)]
pub fn prepare_check_user_identifier_available(identifier: &str) -> Js<String> {
    register::prepare_check_identifier(identifier).map_err(thrown)
}

#[wasm_bindgen(js_name = doneCheckUserIdentifierAvailable)]
pub fn done_check_user_identifier_available(server_output: &str) -> Js<bool> {
    register::done_check_identifier(server_output).map_err(thrown)
}

#[wasm_bindgen(js_name = prepareRegister)]
pub fn prepare_register(identifier: &str, password: String, kdf: &str) -> Js<String> {
    let password = Zeroizing::new(password);
    let profile = KdfPolicy::from_name(kdf).map_err(thrown)?.registers_with();
    register::prepare_register(identifier, &password, profile).map_err(thrown)
}

#[wasm_bindgen(js_name = doneRegister)]
pub fn done_register(server_output: &str) -> Js<String> {
    register::done_register(server_output).map_err(thrown)
}

#[wasm_bindgen(js_name = doneRegisterDeviceStart)]
pub fn done_register_device_start(server_output: &str) -> Js<()> {
    register::done_register_device_start(server_output).map(drop).map_err(thrown)
}

#[wasm_bindgen(js_name = parseDeviceOutput)]
pub fn parse_device_output(server_output: &str) -> Js<JsValue> {
    #[derive(serde::Serialize)]
    struct Output {
        device_identifier: String,
    }
    let answer = register::done_register_device_start(server_output).map_err(thrown)?;
    to_js(&Output { device_identifier: answer.device_identifier })
}

#[wasm_bindgen(js_name = otpUrl)]
pub fn otp_url(issuer: &str, audience: &str, secret: &str) -> String {
    otp::url(issuer, audience, secret)
}

#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(text: &str) -> Js<String> {
    otp::qr_svg(text).map_err(thrown)
}

#[wasm_bindgen(js_name = otpQrSvg)]
pub fn otp_qr_svg(url: &str) -> Js<String> {
    otp::read_url(url).map_err(thrown)?;
    otp::qr_svg(url).map_err(thrown)
}

#[wasm_bindgen(js_name = checkOtp)]
pub fn check_otp(url: &str, token: &str) -> Js<bool> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // seconds since 1970
    let now = (js_sys::Date::now() / 1000.0) as u64;
    otp::check(url, token, now).map_err(thrown)
}

/// The 64 bytes of a derivation: what a worker runs. The password as bytes, which both sides can wipe.
#[wasm_bindgen(js_name = deriveKeys)]
pub fn derive_keys(password: Vec<u8>, salt: &[u8], profile: &str) -> Js<Uint8Array> {
    let password = Zeroizing::new(password);
    let invalid = || thrown(Error::new(Code::InvalidArgument));
    let salt = <[u8; 32]>::try_from(salt).map_err(|_| invalid())?;
    let profile = match profile {
        "standard" => KdfProfile::Standard,
        "legacy" => KdfProfile::Legacy,
        _ => return Err(invalid()),
    };
    // Written in place, since a value that is returned leaves copies of itself. Copied out and wiped here, since what the
    // glue copies and frees keeps its content.
    let mut keys = Zeroizing::new([0; DERIVED_LEN]);
    argon2id(&password, &salt, profile.params(), keys.as_mut_slice()).map_err(|e| thrown(e.into()))?;
    Ok(Uint8Array::from(keys.as_slice()))
}

/// Readies this instance for a first derivation at full speed.
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() -> Js<()> {
    crypto::warm_up().map_err(|e| thrown(e.into()))
}
