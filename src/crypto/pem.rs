//! Public keys on the wire: PEM (RFC 7468) with the label `PUBLIC KEY`, whose body is the raw key, not SPKI DER.
//!
//! A hybrid key is a JSON text with two of them: `{"x":"<classical PEM>","k":"<post-quantum PEM>"}`.

use super::{b64, error::CryptoError};
use crate::{json, record};
use pem_rfc7468::decode_vec;

const LABEL: &str = "PUBLIC KEY";
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";
const COLUMNS: usize = 64;

/// Writes a PEM: LF, 64 columns, a final newline. Written out here because it cannot fail, as the crate's can.
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

/// Reads a PEM and gives the raw key, of any length but 0, which the crate refuses. CRLF and a missing final newline are
/// fine, as they are to the service; other labels, headers and text in front are not.
///
/// # Errors
/// [`CryptoError::Pem`].
pub fn decode_public_key(what: &'static str, text: &str) -> Result<Vec<u8>, CryptoError> {
    let wrong = CryptoError::Pem { what };
    if !text.starts_with(BEGIN) {
        return Err(wrong);
    }
    match decode_vec(text.as_bytes()) {
        Ok((LABEL, raw)) => Ok(raw),
        _ => Err(wrong),
    }
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

record! {
    HybridText { x: String, k: String }
}
