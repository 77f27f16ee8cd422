//! Public keys on the wire: PEM (RFC 7468) with the label `PUBLIC KEY`, whose body is the raw key, not SPKI DER.
//!
//! A hybrid key is a JSON text with two of them: `{"x":"<classical PEM>","k":"<post-quantum PEM>"}`.

use super::{b64, error::CryptoError};
use crate::{json, json_struct};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";
const COLUMNS: usize = 64;

/// Writes a PEM: LF, 64 columns, a final newline. Cannot fail.
pub fn encode_public_key(raw: &[u8]) -> String {
    let mut pem = String::from(BEGIN);
    for (i, c) in b64::encode(raw).chars().enumerate() {
        if i % COLUMNS == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push('\n');
    pem.push_str(END);
    pem.push('\n');
    pem
}

/// Reads a PEM as strictly as RFC 7468's `stricttextualmsg`, and gives the raw key, of any length but 0. CRLF and a missing
/// final newline are fine, as they are to the service; other labels, headers, other widths and text around are not.
///
/// # Errors
/// [`CryptoError::Pem`].
pub fn decode_public_key(what: &'static str, text: &str) -> Result<Vec<u8>, CryptoError> {
    let mut lines = text.lines();
    let mut base64 = String::new();
    let mut whole = lines.next() == Some(BEGIN);
    while let Some(line) = lines.next() {
        if line == END && whole && lines.next().is_none() && !base64.is_empty() {
            return b64::decode(what, &base64).map_err(|_| CryptoError::Pem { what });
        }
        // Only the last one may be shorter.
        whole = whole && base64.len().is_multiple_of(COLUMNS) && (1..=COLUMNS).contains(&line.len());
        base64.push_str(line);
    }
    Err(CryptoError::Pem { what })
}

/// Writes the JSON text of a hybrid key from its raw halves.
pub fn encode_hybrid_public_key(classical: &[u8], post_quantum: &[u8]) -> String {
    let (x, k) = (encode_public_key(classical), encode_public_key(post_quantum));
    // written by hand because it cannot fail: the line feed is all there is to escape in a PEM
    format!(r#"{{"x":"{}","k":"{}"}}"#, x.replace('\n', "\\n"), k.replace('\n', "\\n"))
}

/// Reads the JSON text of a hybrid key and gives the raw halves, classical first. Unknown fields are ignored.
///
/// # Errors
/// [`CryptoError::Pem`].
pub fn decode_hybrid_public_key(what: &'static str, text: &str) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
    let HybridText { x, k } = json::from_text(text).ok_or(CryptoError::Pem { what })?;
    Ok((decode_public_key(what, &x)?, decode_public_key(what, &k)?))
}

json_struct! {
    HybridText { x: String, k: String }
}
