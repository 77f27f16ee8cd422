//! What is fuzzed: every reader of what others send. A target takes any bytes; it fails by panicking, and beside that
//! checks what has to hold of whatever was read.

use std::sync::LazyLock;

use sentc_light_wasm::client::fuzzing;
use sentc_light_wasm::crypto::{EncryptAlg, PrivateKey, PublicKey, SecretKey, SignAlg, aead, parse_verify_key, sign_key_matches};
use sentc_light_wasm::json::{self, Json, MAX_DEPTH, Value};
use sentc_light_wasm::steps::{self, device_text, jwt, otp, recovery_kit, register};
use sentc_light_wasm::wire::{Endpoint, device, group, login, mfa, register as wire_register, session};

/// A target.
pub type Target = fn(&[u8]);

/// All of them, by the names of their corpora.
pub const TARGETS: &[(&str, Target)] = &[
    ("json", json),
    ("answers", answers),
    ("jwt", jwt),
    ("pem", pem),
    ("hybrid_keys", hybrid_keys),
    ("ciphertexts", ciphertexts),
    ("stored_records", stored_records),
    ("otpauth", otpauth),
    ("device_output", device_output),
    ("refresh_answers", refresh_answers),
    ("tab_messages", tab_messages),
];

fn text(data: &[u8]) -> Option<&str> {
    str::from_utf8(data).ok()
}

/// How deep a text that is JSON is nested.
fn depth(text: &str) -> u32 {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_u32, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Takes exactly what serde_json takes, but for the depth.
pub fn json(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (own, other) = (json::parse(text), serde_json::from_str::<serde_json::Value>(text));
    match (own, other) {
        (Some(own), Ok(other)) => assert!(same(&own, &other), "{text:?}"),
        (None, Err(_)) => {}
        // a number beyond f64 is a number too: nothing here reads it
        (Some(_), Err(error)) => assert!(error.to_string().contains("out of range") || depth(text) > 100, "{text:?}: {error}"),
        (None, Ok(_)) => assert!(depth(text) >= MAX_DEPTH, "{text:?}"),
    }
}

fn same(own: &Value, other: &serde_json::Value) -> bool {
    match (own, other) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Flag(own), serde_json::Value::Bool(other)) => own == other,
        (Value::Integer(own), serde_json::Value::Number(other)) => other.as_i64() == Some(*own) || (*own == 0 && other.as_f64() == Some(0.0)),
        (Value::Number, serde_json::Value::Number(other)) => other.as_i64().is_none(),
        (Value::Text(own), serde_json::Value::String(other)) => own == other,
        (Value::List(own), serde_json::Value::Array(other)) => own.len() == other.len() && own.iter().zip(other).all(|(own, other)| same(own, other)),
        (Value::Object(own), serde_json::Value::Object(other)) => {
            own.iter().all(|(name, _)| other.get(name).is_some_and(|other| same(find(own, name), other))) && other.len() <= own.len()
        }
        _ => false,
    }
}

/// The last of a name, as in JavaScript and in serde_json.
fn find<'a>(fields: &'a [(String, Value)], name: &str) -> &'a Value {
    fields.iter().rev().find(|(key, _)| key == name).map_or(&Value::Null, |(_, value)| value)
}

/// A value that was read and written is read again as the same value.
fn round_trip<T: Json>(value: &Value) {
    if let Some(read) = T::read(value) {
        let written = json::to_text(&read);
        let again = json::from_text::<T>(&written).map(|again| json::to_text(&again));
        assert_eq!(again.as_ref(), Some(&written));
    }
}

/// The envelope, and its result as every answer of the service, both by its type and by the table.
pub fn answers(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let result = match steps::open_answer(text, 200) {
        Ok(result) => result,
        // an error quotes what came, but not without end
        Err(error) => return assert!(error.message().len() < 1000, "{}", error.message()),
    };
    for endpoint in Endpoint::ALL {
        if let Some(kind) = endpoint.row().answer {
            let mut out = String::new();
            if kind.copy(&result, &mut out).is_some() {
                let mut again = String::new();
                let copied = json::parse(&out).unwrap_or_else(|| panic!("no JSON: {out}"));
                assert!(kind.copy(&copied, &mut again).is_some() && again == out, "{out}");
            }
        }
    }
    round_trip::<wire_register::ExistsAnswer>(&result);
    round_trip::<wire_register::RegisterAnswer>(&result);
    round_trip::<wire_register::RegisterDeviceAnswer>(&result);
    round_trip::<login::PrepareLoginAnswer>(&result);
    round_trip::<login::DoneLoginAnswer>(&result);
    round_trip::<login::LoginChallenge>(&result);
    round_trip::<login::VerifyLoginAnswer>(&result);
    round_trip::<session::RefreshAnswer>(&result);
    round_trip::<session::InitAnswer>(&result);
    round_trip::<mfa::OtpRegister>(&result);
    round_trip::<mfa::OtpRecoveryKeys>(&result);
    round_trip::<Vec<device::UserDeviceList>>(&result);
    round_trip::<group::CreatedGroup>(&result);
    round_trip::<group::GroupAnswer>(&result);
    round_trip::<group::GroupUpdateCheck>(&result);
    round_trip::<Vec<group::GroupList>>(&result);
    round_trip::<Vec<group::GroupChildrenListItem>>(&result);
    round_trip::<Vec<group::GroupUserListItem>>(&result);
    round_trip::<Vec<group::GroupInviteListItem>>(&result);
    round_trip::<Vec<group::GroupJoinReqListItem>>(&result);
}

/// Claims, and all that is reckoned from them.
pub fn jwt(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(claims) = jwt::read_claims(text) else { return };
    assert!(jwt::read_claims_of(text, &claims.aud, &claims.sub).is_ok());
    assert!(jwt::read_claims_of(text, &claims.aud, "another").is_err() || claims.sub == "another");
    for now in [i64::MIN, 0, 1_700_000_000_000, i64::MAX] {
        let skew = jwt::clock_skew(&claims, now);
        let _ = (jwt::is_expired(&claims, skew, now), jwt::remaining(&claims, skew, now));
    }
}

/// Public keys of one part, and verify keys.
pub fn pem(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for alg in [EncryptAlg::Ecies, EncryptAlg::Kyber768] {
        public_key(alg, text);
    }
    for alg in [SignAlg::Ed25519, SignAlg::Dilithium3] {
        let _ = (parse_verify_key(alg, text), sign_key_matches(alg, data, text));
    }
}

/// Public keys of two parts.
pub fn hybrid_keys(data: &[u8]) {
    let Some(text) = text(data) else { return };
    public_key(EncryptAlg::EciesKyber768, text);
    let _ = (parse_verify_key(SignAlg::Ed25519Dilithium3, text), sign_key_matches(SignAlg::Ed25519Dilithium3, &[7; 64], text));
}

fn public_key(alg: EncryptAlg, text: &str) {
    if let Ok(key) = PublicKey::from_wire(alg, text) {
        let again = PublicKey::from_wire(alg, &key.to_wire());
        assert_eq!(again, Ok(key));
    }
}

/// Encrypted values, and private keys: nobody has sealed anything under these.
pub fn ciphertexts(data: &[u8]) {
    static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
        let kinds = [EncryptAlg::Ecies, EncryptAlg::Kyber768, EncryptAlg::EciesKyber768];
        kinds.iter().filter_map(|alg| PrivateKey::generate(*alg).ok()).map(|(private, _)| private).collect()
    });
    assert!(aead::open("fuzz", &[7; 32], data).is_err());
    let _ = SecretKey::from_slice("fuzz", data);
    for key in KEYS.iter() {
        assert!(key.decrypt("fuzz", data).is_err());
    }
    for alg in [EncryptAlg::Ecies, EncryptAlg::Kyber768, EncryptAlg::EciesKyber768] {
        if let Ok(key) = PrivateKey::from_bytes(alg, data) {
            assert_eq!(key.to_bytes().as_slice(), data);
        }
    }
}

/// What lies in a browser's storage: another version, or another script of the page, may have written it.
pub fn stored_records(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for written in fuzzing::stored_records(text) {
        assert!(fuzzing::stored_records(&written).contains(&written), "{written}");
    }
}

/// URLs of authenticators, with codes.
pub fn otpauth(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (url, token) = text.rsplit_once('\n').unwrap_or((text, "000000"));
    for now in [0, 59, 1_700_000_000, u64::MAX] {
        let right = otp::check(url, token, now);
        let problem = otp::problem(url, token, now);
        assert_eq!(right.as_ref().ok(), problem.as_ref().map(|problem| problem.is_none()).as_ref().ok());
    }
    // what is put into a URL comes out of it as it was
    let made = otp::url(url, token, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert!(otp::read_url(&made).is_ok(), "{made}");
    let _ = otp::qr_svg(text);
}

/// What a new device gives, by way of a QR code, say.
pub fn device_output(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(answer) = register::done_register_device_start(text) {
        assert!(device_text::read_device_output(text).is_ok());
        let code = device_text::device_code(&answer.token);
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{code}");
    }
    if let Ok(short) = device_text::device_text(text) {
        assert!(device_text::device_text(&short).as_ref() == Ok(&short) && short.bytes().all(|byte| byte.is_ascii_graphic()), "{short}");
    }
    let _ = recovery_kit::open(text);
    let _ = (register::done_register(text), register::done_check_identifier(text), register::read_salt(text, "ARGON-2-SHA256"));
}

/// An app's own back end, which answers with a JWT as it likes. The first byte chooses the HTTP status.
pub fn refresh_answers(data: &[u8]) {
    let Some((status, body)) = data.split_first() else { return };
    let Some(body) = text(body) else { return };
    let status = [200, 204, 301, 400, 401, 403, 404, 429, 500, 503][usize::from(*status) % 10];
    if let Ok(value) = fuzzing::refresh_answer(status, body) {
        let jwt = value.as_text().unwrap_or_else(|| panic!("no text for {body}"));
        assert!((200..300).contains(&status) && jwt::read_claims(jwt).is_ok(), "{status}: {body}");
    }
}

/// What other scripts of the origin say on the channel.
pub fn tab_messages(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some(message) = fuzzing::tab_message(text) {
        assert_eq!(fuzzing::tab_message(&message).as_ref(), Some(&message));
    }
}
