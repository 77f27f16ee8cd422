//! Password to keys, AEAD, device key pairs, PEM. Pure: no I/O, no clock, no JS.
//!
//! Top-down, in the order a login uses it:
//!
//! | module | what it is | standard |
//! |---|---|---|
//! | [`salt`] | client random value → salt | FIPS 180-4 (SHA-256) |
//! | [`kdf`] | password and salt → master-key key and auth key | RFC 9106 (Argon2id) |
//! | [`aead`] | sealing bytes under a 32-byte key | NIST SP 800-38D (AES-256-GCM) |
//! | [`keypair`] | the device's encryption key pair, which opens the login challenge | RFC 7748, RFC 5869, Round-3 Kyber-768 "90s" |
//! | [`sign`] | the device's signing key pair, carried but never used here | RFC 8032 (Ed25519) |
//! | [`pem`] | public keys on the wire | RFC 7468 |
//! | `letters` | codes that people type | Crockford's base32 |
//! | [`b64`], [`random`], [`secret`], [`stack`], [`error`] | encodings, the random source, a zeroizing key, wiping the stack, what can fail | RFC 4648 |
//!
//! Three rules hold in every file: lengths are checked before bytes are cut, so that no input panics; secrets and
//! their intermediates are zeroized and compared in constant time; every parameter is written here and none is a
//! crate's default, since accounts made by other clients must open.

pub mod aead;
pub mod b64;
pub mod error;
pub mod kdf;
pub mod keypair;
pub(crate) mod letters;
pub mod pem;
pub mod random;
pub mod salt;
pub mod secret;
pub mod sign;
pub mod stack;

pub use aead::{SYMMETRIC_ALG, open, seal};
pub use error::CryptoError;
pub use kdf::{DERIVED_ALG, DerivedKeys, KdfParams, KdfProfile, derive_keys, derive_raw, hash_authentication_key, verify_hashed_authentication_key, warm_up};
pub use keypair::{EncryptAlg, PrivateKey, PublicKey};
pub use random::{random_bytes, random_secret};
pub use salt::{CLIENT_RANDOM_VALUE_LEN, derive_decoy_salt, derive_salt};
pub use secret::SecretKey;
pub use sign::{SignAlg, SignKeyPair, generate_sign_key_pair, parse_verify_key, sign_key_matches, verify_key_from_private};

#[cfg(test)]
mod tests;
