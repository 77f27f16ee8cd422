//! AES-256-GCM (NIST SP 800-38D): 12-byte nonce ‖ ciphertext ‖ 16-byte tag, no associated data.
//!
//! Nonces are random. One key seals a handful of values in its life, far from the 2^32 where random 96-bit nonces end.

use aes_gcm::{AeadInPlace, Aes256Gcm, KeyInit, Nonce, Tag};
use zeroize::Zeroizing;

use super::{error::CryptoError, random::random_bytes};

/// The name on the wire.
pub const SYMMETRIC_ALG: &str = "AES-GCM-256";

/// Bytes of the nonce in front.
pub const NONCE_LEN: usize = 12;
/// Bytes of the tag behind.
pub const TAG_LEN: usize = 16;
/// Bytes a sealed value is longer than the plain one.
pub const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// Seals `plain` under a fresh random nonce. The result is [`OVERHEAD`] (28) bytes longer.
///
/// # Errors
/// [`CryptoError::Random`]; [`CryptoError::TooLong`] past 64 GiB.
pub fn seal(key: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    seal_with_nonce(key, &random_bytes::<NONCE_LEN>()?, plain)
}

/// Opens what [`seal`] made. `what` names the value in the error.
///
/// # Errors
/// [`CryptoError::TooShort`] below 28 bytes; [`CryptoError::Decrypt`] for a wrong key or changed bytes.
pub fn open(what: &'static str, key: &[u8; 32], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let too_short = CryptoError::TooShort { what, at_least: OVERHEAD, got: sealed.len() };
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(|| too_short.clone())?;
    let (ciphertext, tag) = rest.split_last_chunk::<TAG_LEN>().ok_or(too_short)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    Aes256Gcm::new(key.into())
        .decrypt_in_place_detached(Nonce::from_slice(nonce), &[], &mut plain, Tag::from_slice(tag))
        .map_err(|_| CryptoError::Decrypt { what })?;
    Ok(plain)
}

/// Only for [`seal`] and the test vectors: a nonce used twice under one key gives the key stream away.
pub(crate) fn seal_with_nonce(key: &[u8; 32], nonce: &[u8; NONCE_LEN], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let mut sealed = Vec::with_capacity(plain.len().saturating_add(OVERHEAD));
    sealed.extend_from_slice(nonce);
    // encrypted in place in its final buffer, so that no second copy of the plain bytes is left behind
    sealed.extend_from_slice(plain);
    let body = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
    let tag =
        Aes256Gcm::new(key.into()).encrypt_in_place_detached(Nonce::from_slice(nonce), &[], body).map_err(|_| CryptoError::TooLong { what: "plain text" })?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}
