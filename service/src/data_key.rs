//! The key under which TOTP secrets, recovery keys, JWT keys and app tokens lie in the database. It is not in there.

use sentc_light_wasm::crypto::{self, CryptoError, SecretKey};
use zeroize::Zeroizing;

/// Seals and opens columns of the database.
#[derive(Clone, Debug)]
pub struct DataKey(SecretKey);

impl DataKey {
    /// # Errors
    /// [`CryptoError::Random`].
    pub fn generate() -> Result<Self, CryptoError> {
        SecretKey::generate().map(Self)
    }

    /// # Errors
    /// When these are not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        SecretKey::from_slice("data key", bytes).map(Self)
    }

    /// From base64 of 32 bytes, with or without white space around it.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_base64(text: &str) -> Result<Self, CryptoError> {
        let bytes = crypto::b64::decode_secret("data key", text.trim())?;
        Self::from_bytes(&bytes)
    }

    /// The 32 bytes, for what stores the key.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As [`DataKey::from_base64`] reads it.
    pub fn to_base64(&self) -> Zeroizing<String> {
        self.0.to_base64()
    }

    /// # Errors
    /// [`CryptoError::Random`].
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        crypto::seal(self.0.as_bytes(), plain)
    }

    /// # Errors
    /// [`CryptoError::Decrypt`] when it was sealed under another key.
    pub fn open(&self, what: &'static str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        crypto::open(what, self.0.as_bytes(), sealed)
    }
}
