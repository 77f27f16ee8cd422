//! A 32-byte secret that wipes itself and keeps out of logs.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{b64, error::CryptoError, random::random_secret};

/// A symmetric key or another 32-byte secret. Zeroized on drop, compared in constant time, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Size in bytes.
    pub const LEN: usize = 32;

    /// A fresh random key.
    ///
    /// # Errors
    /// [`CryptoError::Random`].
    pub fn generate() -> Result<Self, CryptoError> {
        Ok(Self(*random_secret::<32>()?))
    }

    /// Takes 32 bytes.
    ///
    /// # Errors
    /// [`CryptoError::Length`] for any other number.
    pub fn from_slice(what: &'static str, bytes: &[u8]) -> Result<Self, CryptoError> {
        let array = bytes.try_into().map_err(|_| CryptoError::Length { what, expected: Self::LEN, got: bytes.len() })?;
        Ok(Self(array))
    }

    /// Takes base64 of 32 bytes.
    ///
    /// # Errors
    /// [`CryptoError::Base64`], [`CryptoError::Length`].
    pub fn from_base64(what: &'static str, text: &str) -> Result<Self, CryptoError> {
        Self::from_slice(what, &b64::decode_secret(what, text)?)
    }

    /// The bytes. Whoever copies them has to zeroize the copy.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Base64 with padding (44 characters), zeroized on drop.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(b64::encode(&self.0))
    }
}

impl From<[u8; 32]> for SecretKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl ConstantTimeEq for SecretKey {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        self.0.ct_eq(&other.0)
    }
}

impl PartialEq for SecretKey {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for SecretKey {}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
