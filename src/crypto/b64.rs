//! Base64 (RFC 4648): the standard alphabet with padding everywhere on the wire, base64url without padding in tokens.
//!
//! Decoding is strict (canonical padding, no white space) and, by the crate used, without secret-dependent branches or
//! table look-ups.

use base64ct::{Base64, Encoding};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::error::CryptoError;

/// Encodes with the standard alphabet and padding.
pub fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Encodes with the URL-safe alphabet, without padding.
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = Base64::encode_string(bytes);
    text.truncate(text.trim_end_matches('=').len());
    swapped(text, [(b'+', b'-'), (b'/', b'_')])
}

/// Decodes standard base64 with padding.
///
/// # Errors
/// [`CryptoError::Base64`] when `text` is anything else.
pub fn decode(what: &'static str, text: &str) -> Result<Vec<u8>, CryptoError> {
    Base64::decode_vec(text).map_err(|_| CryptoError::Base64 { what })
}

/// Decodes base64url without padding, as in JWTs (RFC 7515).
///
/// # Errors
/// [`CryptoError::Base64`] when `text` is anything else.
pub fn decode_url(what: &'static str, text: &str) -> Result<Vec<u8>, CryptoError> {
    let wrong = CryptoError::Base64 { what };
    if text.contains(['+', '/', '=']) {
        return Err(wrong);
    }
    let mut text = swapped(text.to_owned(), [(b'-', b'+'), (b'_', b'/')]);
    while text.len() % 4 != 0 {
        text.push('=');
    }
    Base64::decode_vec(&text).map_err(|_| wrong)
}

/// The two alphabets differ in two characters: a second decoder would be 2 KB of wasm. Without a branch on the text.
fn swapped(text: String, pairs: [(u8, u8); 2]) -> String {
    let mut bytes = text.into_bytes();
    for byte in &mut bytes {
        for (from, to) in pairs {
            byte.conditional_assign(&to, byte.ct_eq(&from));
        }
    }
    // One ASCII character for another.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Decodes like [`decode`], into memory that is zeroized on drop, on failure too.
///
/// # Errors
/// [`CryptoError::Base64`].
pub fn decode_secret(what: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let mut buffer = Zeroizing::new(vec![0; text.len() / 4 * 3]);
    let len = Base64::decode(text, &mut buffer).map_err(|_| CryptoError::Base64 { what })?.len();
    buffer.truncate(len); // keeps the allocation, whose tail is zeroized with the rest
    Ok(buffer)
}
