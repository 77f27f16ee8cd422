//! What needs no client, no network and no waiting: computed on the spot.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::door::{Secrets, thrown};
use crate::crypto::stack::wiping;
use crate::crypto::{self, KdfProfile, derive_raw};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Object, parse, to_text};
use crate::steps::kdf::KdfPolicy;
use crate::steps::{group, otp, passkey, register};

macro_rules! computes {
    ($($name:ident ($($arg:literal),*) => $answer:literal;)*) => {
        #[derive(Clone, Copy)]
        enum Compute { $($name),* }

        impl Compute {
            fn find(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }

        #[wasm_bindgen(typescript_custom_section)]
        const COMPUTES: &str = concat!(
            "/** @internal */\nexport interface Computes {\n",
            $("  ", stringify!($name), ": { args: {", $(" ", $arg, ";",)* " }; answer: ", $answer, " };\n",)*
            "}\n",
        );
    };
}

computes! {
    GenerateRegisterData () => "[string, string]";
    PrepareCheckIdentifier ("identifier: string") => "string";
    DoneCheckIdentifier ("server_output: string") => "boolean";
    PrepareRegister ("identifier: string", "kdf: string") => "string";
    DoneRegister ("server_output: string") => "string";
    DoneRegisterDeviceStart ("server_output: string") => "null";
    ParseDeviceOutput ("server_output: string") => "{ device_identifier: string; code: string }";
    OtpUrl ("issuer: string", "audience: string", "secret: string") => "string";
    QrSvg ("text: string") => "string";
    OtpQrSvg ("url: string") => "string";
    CheckOtp ("url: string", "token: string", "now: number") => "boolean";
    OtpProblem ("url: string", "token: string", "now: number") => "null | { kind: \"wrong\" } | { kind: \"sha1\" } | { kind: \"clock\"; seconds: number }";
    PrepareGroupCreate () => "string";
    PrepareRank ("own_rank: number", "user_id: string", "rank: number") => "string";
    PasskeyPassword () => "string";
}

/// Runs one of `Computes` in the generated types.
#[wasm_bindgen]
pub fn compute(name: &str, arguments: &str, secrets: &Array) -> std::result::Result<String, JsValue> {
    wiping(|| answer(name, arguments, &Secrets::take(secrets))).map_err(|error| thrown(&error))
}

fn answer(name: &str, arguments: &str, secrets: &Secrets) -> Result<String> {
    let arguments = parse(arguments).ok_or(Error::new(Code::InvalidArgument))?;
    let argument = |name: &str| arguments.get(name).as_text().ok_or_else(|| Error::with(Code::InvalidArgument, [name, " must be a text"].concat()));
    let integer = |name: &str| i32::read(arguments.get(name));
    let now = || u64::read(arguments.get("now")).unwrap_or_default();
    Ok(match Compute::find(name).ok_or(Error::new(Code::Internal))? {
        Compute::GenerateRegisterData => {
            let (identifier, password) = register::generate_register_data()?;
            to_text(&vec![identifier, password])
        }
        Compute::PrepareCheckIdentifier => to_text(&register::prepare_check_identifier(argument("identifier")?)?),
        Compute::DoneCheckIdentifier => to_text(&register::done_check_identifier(argument("server_output")?)?),
        Compute::PrepareRegister => {
            let profile = KdfPolicy::from_name(argument("kdf")?)?.registers_with();
            to_text(&register::prepare_register(argument("identifier")?, secrets.text(0)?, profile)?)
        }
        Compute::DoneRegister => to_text(&register::done_register(argument("server_output")?)?),
        Compute::DoneRegisterDeviceStart => {
            register::done_register_device_start(argument("server_output")?)?;
            "null".into()
        }
        Compute::ParseDeviceOutput => {
            let device = register::read_device_output(argument("server_output")?)?;
            let mut out = String::new();
            let mut object = Object::begin(&mut out);
            object.field("device_identifier", &device.device_identifier);
            object.field("code", &register::device_code(&device.token));
            object.end();
            out
        }
        Compute::OtpUrl => to_text(&otp::url(argument("issuer")?, argument("audience")?, argument("secret")?)),
        Compute::QrSvg => to_text(&otp::qr_svg(argument("text")?)?),
        Compute::OtpQrSvg => {
            let url = argument("url")?;
            otp::read_url(url)?;
            to_text(&otp::qr_svg(url)?)
        }
        Compute::CheckOtp => to_text(&otp::check_code(argument("url")?, argument("token")?, now())?),
        Compute::OtpProblem => problem_text(otp::problem_of_code(argument("url")?, argument("token")?, now())?),
        Compute::PrepareGroupCreate => to_text(&group::prepare_create_group().to_owned()),
        Compute::PrepareRank => {
            to_text(&group::prepare_update_rank(integer("own_rank").unwrap_or(i32::MAX), argument("user_id")?, integer("rank").unwrap_or(-1))?)
        }
        Compute::PasskeyPassword => to_text(&*passkey::password(secrets.bytes(0)?)?),
    })
}

fn problem_text(problem: Option<otp::Problem>) -> String {
    let (kind, seconds) = match problem {
        None => return "null".into(),
        Some(otp::Problem::Wrong) => ("wrong", None),
        Some(otp::Problem::Sha1) => ("sha1", None),
        Some(otp::Problem::Clock(seconds)) => ("clock", Some(seconds)),
    };
    let mut out = String::new();
    let mut object = Object::begin(&mut out);
    object.field("kind", &kind.to_owned());
    if let Some(seconds) = seconds {
        object.field("seconds", &seconds);
    }
    object.end();
    out
}

/// The 64 bytes of a derivation: what a worker runs. The password as bytes, which both sides can wipe.
#[wasm_bindgen(js_name = deriveKeys)]
pub fn derive_keys(password: Vec<u8>, salt: &[u8], profile: &str) -> std::result::Result<Uint8Array, JsValue> {
    let password = Zeroizing::new(password);
    wiping(|| derive(&password, salt, profile))
}

fn derive(password: &[u8], salt: &[u8], profile: &str) -> std::result::Result<Uint8Array, JsValue> {
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
pub fn warm_up() -> std::result::Result<(), JsValue> {
    crypto::warm_up().map_err(|e| thrown(&e.into()))
}
