//! What can fail in this module.

use thiserror::Error;

/// A failure of a cryptographic operation.
///
/// `what` names the field or value, for the person who reads the message. It is always a literal of the calling code,
/// so no message can hold secret material.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// A value does not have the one length it can have (bytes).
    #[error("{what}: expected {expected} bytes, got {got}")]
    Length { what: &'static str, expected: usize, got: usize },
    /// A value is shorter than its fixed parts alone (bytes).
    #[error("{what}: expected at least {at_least} bytes, got {got}")]
    TooShort { what: &'static str, at_least: usize, got: usize },
    /// A value is longer than the algorithm or the wire allows.
    #[error("{what}: too long")]
    TooLong { what: &'static str },
    /// Not canonical base64 (RFC 4648, padded).
    #[error("{what}: not valid base64")]
    Base64 { what: &'static str },
    /// Not a PEM with the label PUBLIC KEY, or not the JSON form of a hybrid key.
    #[error("{what}: not a valid public key text")]
    Pem { what: &'static str },
    /// An algorithm name this client does not know. The name comes from the server, who may write anything there.
    #[error("unknown algorithm")]
    Algorithm(String),
    /// Authentication failed: wrong key, or the bytes were changed.
    #[error("{what}: decryption failed")]
    Decrypt { what: &'static str },
    /// The length is right but the bytes cannot be such a key.
    #[error("{what}: invalid key")]
    InvalidKey { what: &'static str },
    /// A private key does not belong to the public key at hand.
    #[error("private and public key do not belong together")]
    KeyMismatch,
    /// The system gave no random bytes.
    #[error("no random bytes available")]
    Random,
    /// Not enough memory for the password derivation (19 MiB).
    #[error("not enough memory to derive the keys")]
    OutOfMemory,
    /// The password derivation refused its input (a password of 4 GiB or more).
    #[error("the keys could not be derived")]
    Kdf,
}
