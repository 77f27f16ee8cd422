//! The text of a new device, which a person carries to a signed-in one; and the same in short: what confirms it, and no more, so that a QR code of it can be scanned from a phone.
//!
//! `sentc-device:<identifier>:<token>:<check>`, the first two percent-encoded (RFC 3986, section 2.1). The check is two
//! letters of Crockford's base32 over the text before it: a text that was cut or mistyped is refused before it is sent.
//! The service's own answer has 2 KB, mostly a public key that the confirmation does not need.

use sha2::{Digest, Sha256};

use super::path::percent_encode;
use super::read_passed_on;
use crate::crypto::letters::letter;
use crate::error::{Code, Error, Result};
use crate::wire::register::RegisterDeviceAnswer;

const START: &str = "sentc-device:";

/// What version 7 of a QR code (45 × 45 modules) holds in byte mode with error correction M (ISO/IEC 18004, table 7).
const LONGEST: usize = 122;

/// Reads the text of a new device, which a person carried to this one: the service's answer, or the short text of it, of
/// which only token and identifier are there.
///
/// # Errors
/// INVALID_ARGUMENT for any other text: mostly a part of it was copied.
pub fn read_device_output(server_output: &str) -> Result<RegisterDeviceAnswer> {
    let another = || Error::with(Code::InvalidArgument, "server_output is not the text of a new device: copy all of it");
    let text = server_output.trim();
    match read_device_text(text).ok_or_else(another)? {
        Some(device) => Ok(device),
        None => read_passed_on(text).map_err(|error| if error.code == Code::UnexpectedAnswer { another() } else { error }),
    }
}

/// What a person compares on both devices before one is confirmed: 30 bits of a SHA-256 (FIPS 180-4) over the token, in
/// Crockford's base32. Whoever forwards the answer chooses the identifier in it, but not this.
pub fn device_code(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    let bits = digest.iter().take(4).fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) >> 2;
    (0..6).rev().map(|place| letter((bits >> (5 * place) & 31) as u8)).collect()
}

/// The short text of a server output, or of a short text. A long identifier is shortened: it is for people to read only.
///
/// # Errors
/// INVALID_ARGUMENT for any other text.
pub fn device_text(server_output: &str) -> Result<String> {
    let RegisterDeviceAnswer { token, device_identifier, .. } = read_device_output(server_output)?;
    let token = percent_encode(&token);
    let room = LONGEST.saturating_sub(START.len() + token.len() + 4);
    let mut text = [START, &shortened(&device_identifier, room), ":", &token].concat();
    let check = check(&text);
    text.push(':');
    text.push_str(&check);
    Ok(text)
}

/// Percent-encoded, in so many characters.
fn shortened(identifier: &str, room: usize) -> String {
    const DOTS: &str = "...";
    let whole = percent_encode(identifier);
    if whole.len() <= room {
        return whole;
    }
    let mut short = String::new();
    for letter in identifier.chars() {
        let letter = percent_encode(letter.encode_utf8(&mut [0; 4]));
        if short.len() + letter.len() + DOTS.len() > room {
            break;
        }
        short.push_str(&letter);
    }
    short + DOTS
}

/// Reads a short text. `None` for a damaged one; `None` within for one of another kind.
fn read_device_text(text: &str) -> Option<Option<RegisterDeviceAnswer>> {
    if !text.starts_with(START) {
        return Some(None);
    }
    let (body, end) = text.rsplit_once(':')?;
    let (identifier, token) = body.strip_prefix(START)?.split_once(':')?;
    let (device_identifier, token) = (percent_decode(identifier)?, percent_decode(token)?);
    let is_whole = end == check(body) && !token.is_empty();
    is_whole.then(|| Some(RegisterDeviceAnswer { token, device_identifier, ..RegisterDeviceAnswer::default() }))
}

fn check(text: &str) -> String {
    let mut code = device_code(text);
    code.truncate(2);
    code
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { digit(rest.next()?)? << 4 | digit(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::steps::otp::qr_svg;

    fn output(token: &str, identifier: &str) -> String {
        let text = |text: &str| crate::json::to_text(&text.to_owned());
        let key = "k".repeat(1800);
        format!(
            r#"{{"status":true,"result":{{"device_id":"d","token":{},"device_identifier":{},"public_key_string":"{key}","keypair_encrypt_alg":"a"}}}}"#,
            text(token),
            text(identifier)
        )
    }

    const TOKEN: &str = "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80";

    #[test]
    fn either_text_confirms_the_same_device() {
        for (token, identifier) in [(TOKEN, "ada's phone"), ("a+b/c=:%", "a:b%3A\n\"ö🦀"), ("t", "x")] {
            let long = output(token, identifier);
            let short = device_text(&long).unwrap();
            let read = |text: &str| read_device_output(text).map(|device| (device_code(&device.token), device.device_identifier, device.token));
            assert_eq!(read(&short).unwrap(), read(&long).unwrap());
            assert_eq!(read(&format!(" {short}\n")).unwrap().1, identifier);
            assert_eq!(device_text(&short).unwrap(), short);
            assert!(short.bytes().all(|byte| byte.is_ascii_graphic()), "{short}");
        }
    }

    /// The example of the documentation, so that another client can be held against it. The check: Python's hashlib.
    #[test]
    fn the_written_form() {
        assert_eq!(device_text(&output(TOKEN, "ada's phone")).unwrap(), "sentc-device:ada%27s%20phone:q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80:96");
    }

    /// Cut anywhere, or with any one character changed, it is refused.
    #[test]
    fn a_damaged_text_is_refused() {
        let short = device_text(&output(TOKEN, "ada's phone")).unwrap();
        let mut missed = 0;
        for at in 0..short.len() {
            let (before, after) = short.split_at(at);
            for other in [before.to_owned(), format!("{before}{}", after.get(1..).unwrap()), format!("{before}x{}", after.get(1..).unwrap())] {
                if other == short {
                    continue;
                }
                match read_device_output(&other) {
                    Err(error) => assert!(error.code == Code::InvalidArgument && error.message().contains("copy all of it"), "{other}"),
                    // One in 1024.
                    Ok(_) => missed += 1,
                }
            }
        }
        assert!(missed <= 1, "{missed}");
        for bad in ["sentc-device:", "sentc-device:a", "sentc-device:a:t", "sentc-device:a:t:00", "sentc-device:%:t:00", "sentc-device:a::00"] {
            assert_eq!(read_device_output(bad).unwrap_err().code, Code::InvalidArgument, "{bad}");
        }
    }

    /// A camera reads 45 modules across from a phone's screen: 2,084 characters made 153.
    #[test]
    fn the_code_is_small_whatever_the_identifier() {
        for identifier in ["a", "ada.lovelace@example.org", &"x".repeat(500), &"ж".repeat(500), &"🦀".repeat(60)] {
            let text = device_text(&output(TOKEN, identifier)).unwrap();
            assert!(text.len() <= LONGEST, "{}", text.len());
            let svg = qr_svg(&text).unwrap();
            let size: u32 = svg.split_once("viewBox=\"0 0 ").unwrap().1.split_once(' ').unwrap().0.parse().unwrap();
            assert!(size <= 45 + 8, "{size}");
            let shown = read_device_output(&text).unwrap().device_identifier;
            assert!(shown == identifier || identifier.starts_with(shown.strip_suffix("...").unwrap()), "{shown}");
        }
    }

    /// Computed with Python's hashlib, and an alphabet typed from Crockford's page.
    #[test]
    fn codes_of_devices() {
        for (token, code) in CODES {
            assert_eq!(device_code(token), *code);
        }
    }

    const CODES: &[(&str, &str)] = &[("", "WERC8G"), ("token", "7H39X7"), ("a token of the service", "Z5TYKH")];
}
