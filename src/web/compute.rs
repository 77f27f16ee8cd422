//! What needs no client, no network and no waiting: computed on the spot.

use js_sys::Uint8Array;
use tsify::Tsify;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::answers::thrown;
use super::typed::{Name, Out, Secret, ToJs, Typed, as_json, from_json};
use crate::crypto::stack::wiping;
use crate::crypto::{self, KdfProfile, derive_raw};
use crate::error::{Code, Error, Result};
use crate::json::{Object, text};
use crate::json_struct;
use crate::steps::kdf::KdfPolicy;
use crate::steps::{device_text, group, otp, passkey, recovery_kit, register};

type Thrown<T> = std::result::Result<T, JsValue>;

json_struct! {
    /// What a server output of `registerDeviceStart` is about.
    DeviceOutput {
        /// Proves nothing: whoever forwards the output chooses it.
        device_identifier: String,
        /// Six characters, the same on both devices: what a person compares.
        code: String,
    }
}

as_json!(DeviceOutput);

/// Why a TOTP code is not the right one: `Sentc.otpProblem`.
#[derive(Tsify)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum OtpProblem {
    /// Another code is due.
    Wrong,
    /// The authenticator ignores the algorithm and makes SHA-1 codes: it can't be used.
    Sha1,
    /// Right at another time within ten minutes: a clock is wrong. Positive: the authenticator's is ahead.
    Clock { seconds: i64 },
}

/// A random identifier (16 bytes) and password (32 bytes), base64url without padding.
#[wasm_bindgen(js_name = generateRegisterData)]
pub fn generate_register_data() -> Thrown<Out<(String, String)>> {
    computed(register::generate_register_data)
}

/// For a request by an own back end: the body.
#[wasm_bindgen(js_name = prepareCheckIdentifier)]
pub fn prepare_check_identifier(identifier: &str) -> Thrown<Out<String>> {
    computed(|| register::prepare_check_identifier(identifier))
}

/// Whether the answer says that the identifier is free.
#[wasm_bindgen(js_name = doneCheckIdentifier)]
pub fn done_check_identifier(server_output: &str) -> Thrown<Out<bool>> {
    computed(|| register::done_check_identifier(server_output))
}

/// For a registration by an own back end: the body. Derives the keys on the spot.
#[wasm_bindgen(js_name = prepareRegister)]
pub fn prepare_register(identifier: &str, password: &Uint8Array, kdf: &str) -> Thrown<Out<String>> {
    let password = Secret::take(password);
    computed(|| register::prepare_register(identifier, password.text()?, KdfPolicy::from_name(kdf)?.registers_with()))
}

/// The user id in the answer to a registration.
#[wasm_bindgen(js_name = doneRegister)]
pub fn done_register(server_output: &str) -> Thrown<Out<String>> {
    computed(|| register::done_register(server_output))
}

/// Throws when the answer to a device registration is a refusal.
#[wasm_bindgen(js_name = doneRegisterDeviceStart)]
pub fn done_register_device_start(server_output: &str) -> Thrown<Out<()>> {
    computed(|| register::done_register_device_start(server_output).map(drop))
}

/// What the text of a new device is about.
#[wasm_bindgen(js_name = parseDeviceOutput)]
pub fn parse_device_output(server_output: &str) -> Thrown<Out<DeviceOutput>> {
    computed(|| {
        let device = device_text::read_device_output(server_output)?;
        Ok(DeviceOutput { device_identifier: device.device_identifier, code: device_text::device_code(&device.token) })
    })
}

/// The short text of a new device, for a QR code that phones can scan.
#[wasm_bindgen(js_name = deviceText)]
pub fn short_device_text(server_output: &str) -> Thrown<Out<String>> {
    computed(|| device_text::device_text(server_output))
}

/// The otpauth URL of a secret in base32.
#[wasm_bindgen(js_name = otpUrl)]
pub fn otp_url(issuer: &str, audience: &str, secret: &str) -> Thrown<Out<String>> {
    computed(|| Ok(otp::url(issuer, audience, secret)))
}

/// A QR code as SVG.
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(text: &str) -> Thrown<Out<String>> {
    computed(|| otp::qr_svg(text))
}

/// The QR code of an otpauth URL.
#[wasm_bindgen(js_name = otpQrSvg)]
pub fn otp_qr_svg(url: &str) -> Thrown<Out<String>> {
    computed(|| {
        otp::read_url(url)?;
        otp::qr_svg(url)
    })
}

/// Whether a code fits an otpauth URL at this time (Unix seconds), give or take 30 seconds.
#[wasm_bindgen(js_name = checkOtp)]
pub fn check_otp(url: &str, token: &str, now: f64) -> Thrown<Out<bool>> {
    computed(|| otp::check_code(url, token, seconds(now)))
}

/// Why a code is not the right one at this time (Unix seconds).
#[wasm_bindgen(js_name = otpProblem)]
pub fn otp_problem(url: &str, token: &str, now: f64) -> Thrown<Out<Option<OtpProblem>>> {
    computed(|| {
        Ok(otp::problem_of_code(url, token, seconds(now))?.map(|problem| match problem {
            otp::Problem::Wrong => OtpProblem::Wrong,
            otp::Problem::Sha1 => OtpProblem::Sha1,
            otp::Problem::Clock(seconds) => OtpProblem::Clock { seconds },
        }))
    })
}

/// For a group that an own back end creates: the body.
#[wasm_bindgen(js_name = prepareGroupCreate)]
pub fn prepare_group_create() -> Thrown<Out<&'static str>> {
    computed(|| Ok(group::prepare_create_group()))
}

/// For a change of rank by an own back end: the body. `rank` may be any number, of which few are ranks.
#[wasm_bindgen(js_name = prepareRank)]
pub fn prepare_rank(own_rank: i32, user_id: &str, rank: f64) -> Thrown<Out<String>> {
    computed(|| group::prepare_update_rank(own_rank, user_id, whole(rank).unwrap_or(-1)))
}

/// The password that a passkey's PRF stands for (32 bytes).
#[wasm_bindgen(js_name = passkeyPassword)]
pub fn passkey_password(prf: &Uint8Array) -> Thrown<Out<Zeroizing<String>>> {
    let prf = Secret::take(prf);
    computed(|| passkey::password(prf.bytes()?))
}

/// A new recovery code.
#[wasm_bindgen(js_name = newRecoveryCode)]
pub fn new_recovery_code() -> Thrown<Out<Zeroizing<String>>> {
    computed(recovery_kit::generate)
}

/// The identifier and the password that a recovery code stands for.
#[wasm_bindgen(js_name = openRecoveryCode)]
pub fn open_recovery_code(code: &Uint8Array) -> Thrown<Out<(Zeroizing<String>, Zeroizing<String>)>> {
    let code = Secret::take(code);
    computed(|| recovery_kit::open(code.text()?).map(|kit| (kit.identifier, kit.password)))
}

/// Runs one of these, and wipes the stack that it used.
fn computed<T: ToJs>(run: impl FnOnce() -> Result<T>) -> Thrown<Out<T>> {
    let mut run = Some(run);
    let mut value = || run.take().ok_or(Error::new(Code::Internal)).and_then(|run| Ok(Out::of(&run()?).into()));
    apart(&mut value).map(Out::unchecked)
}

/// Apart from [`computed`], so that the wasm has it once.
#[inline(never)]
fn apart(run: &mut dyn FnMut() -> Result<JsValue>) -> Thrown<JsValue> {
    wiping(run).map_err(|error| thrown(&error))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn seconds(now: f64) -> u64 {
    now as u64
}

#[allow(clippy::cast_possible_truncation)] // saturates, and is compared
fn whole(number: f64) -> Option<i32> {
    let whole = number as i32;
    (f64::from(whole) == number).then_some(whole)
}

impl Typed for OtpProblem {
    const NAME: Name = Name::new("OtpProblem");
}

impl ToJs for OtpProblem {
    fn to_js(&self) -> JsValue {
        let (kind, seconds) = match self {
            Self::Wrong => ("wrong", None),
            Self::Sha1 => ("sha1", None),
            Self::Clock { seconds } => ("clock", Some(*seconds)),
        };
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        text(object.name("kind"), kind);
        if let Some(seconds) = seconds {
            object.field("seconds", &seconds);
        }
        object.end();
        from_json(&out)
    }
}

/// The 64 bytes of a derivation: what a worker runs. The password as bytes, which both sides can wipe.
#[wasm_bindgen(js_name = deriveKeys)]
pub fn derive_keys(password: Vec<u8>, salt: &[u8], profile: &str) -> Thrown<Uint8Array> {
    let password = Zeroizing::new(password);
    wiping(|| derive(&password, salt, profile))
}

fn derive(password: &[u8], salt: &[u8], profile: &str) -> Thrown<Uint8Array> {
    let invalid = || thrown(&Error::new(Code::InvalidArgument));
    let salt = <[u8; 32]>::try_from(salt).map_err(|_| invalid())?;
    let profile = match profile {
        "standard" => KdfProfile::Standard,
        "legacy" => KdfProfile::Legacy,
        _ => return Err(invalid()),
    };
    // Copied out and wiped here: what the glue copies and frees keeps its content.
    derive_raw(password, &salt, profile).map(|bytes| Uint8Array::from(bytes.as_slice())).map_err(|e| thrown(&e.into()))
}

/// Readies this instance for a first derivation at full speed: what a worker does before a password is typed.
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() -> Thrown<()> {
    crypto::warm_up().map_err(|e| thrown(&e.into()))
}
