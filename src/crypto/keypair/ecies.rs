//! `ECIES-ed25519`: ephemeral X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), AES-256-GCM.
//!
//! Encrypted: 32-byte ephemeral public key ‖ nonce ‖ ciphertext ‖ tag.

use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use x25519_dalek::{PublicKey as XPublic, SharedSecret, StaticSecret};
use zeroize::Zeroizing;

use crate::crypto::{CryptoError, aead, random_secret};

/// Bytes of a public and of a private key.
pub(super) const KEY_LEN: usize = 32;

/// HKDF's info. Part of the wire, as is the absence of a salt.
const INFO: &[u8] = b"ecies-ed25519";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicKey(XPublic);

impl PublicKey {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        array("X25519 public key", bytes).map(|key| Self(XPublic::from(key)))
    }

    pub(super) fn as_bytes(&self) -> &[u8; KEY_LEN] {
        self.0.as_bytes()
    }

    pub(super) fn encrypt(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let ephemeral = StaticSecret::from(*random_secret::<KEY_LEN>()?);
        let shared = ephemeral.diffie_hellman(&self.0);
        let key = derive_key(&shared).ok_or(CryptoError::InvalidKey { what: "X25519 public key" })?;
        let mut out = XPublic::from(&ephemeral).as_bytes().to_vec();
        out.extend_from_slice(&aead::seal(&key, data)?);
        Ok(out)
    }
}

#[derive(Clone)]
pub(super) struct PrivateKey(StaticSecret);

impl PrivateKey {
    pub(super) fn generate() -> Result<Self, CryptoError> {
        Ok(Self(StaticSecret::from(*random_secret::<KEY_LEN>()?)))
    }

    /// Any 32 bytes are a key: clamping (RFC 7748, 5) happens at use, so the stored bytes come back unchanged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        Ok(Self(StaticSecret::from(*Zeroizing::new(array("X25519 private key", bytes)?))))
    }

    pub(super) fn as_bytes(&self) -> &[u8; KEY_LEN] {
        self.0.as_bytes()
    }

    pub(super) fn public_key(&self) -> PublicKey {
        PublicKey(XPublic::from(&self.0))
    }

    pub(super) fn decrypt(&self, what: &'static str, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (ephemeral, sealed) =
            data.split_first_chunk::<KEY_LEN>().ok_or(CryptoError::TooShort { what, at_least: KEY_LEN + aead::OVERHEAD, got: data.len() })?;
        // The curve's arithmetic ignores the highest bit (RFC 7748, 5), which no encoder sets: another value must not open
        // to the same text.
        if ephemeral.last().is_some_and(|byte| byte & 0x80 != 0) {
            return Err(CryptoError::Decrypt { what });
        }
        let shared = self.0.diffie_hellman(&XPublic::from(*ephemeral));
        aead::open(what, &*derive_key(&shared).ok_or(CryptoError::Decrypt { what })?, sealed)
    }
}

/// The AES key; none when the other side's key has low order (RFC 7748, 6.1: the all-zero check), since then the key
/// would be known to all.
fn derive_key(shared: &SharedSecret) -> Option<Zeroizing<[u8; 32]>> {
    if shared.as_bytes().ct_eq(&[0; 32]).into() {
        return None;
    }
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, shared.as_bytes()).expand(INFO, key.as_mut_slice()).ok()?;
    Some(key)
}

fn array(what: &'static str, bytes: &[u8]) -> Result<[u8; KEY_LEN], CryptoError> {
    bytes.try_into().map_err(|_| CryptoError::Length { what, expected: KEY_LEN, got: bytes.len() })
}
