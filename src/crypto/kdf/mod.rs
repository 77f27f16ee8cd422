//! From a password to keys: Argon2id (RFC 9106), version 0x13, 64 bytes of output, cut in two.
//!
//! The left half opens the master key and never leaves the device; the right half, the auth key, is what the server
//! sees at login, and it stores only a hash of that.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{error::CryptoError, secret::SecretKey};

// Its tests run everywhere.
#[cfg(any(test, all(target_arch = "wasm32", target_feature = "simd128")))]
mod blake2b;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod block;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use portable as implementation;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use wasm as implementation;

/// The name of this derivation on the wire. Both profiles go by it.
pub const DERIVED_ALG: &str = "ARGON-2-SHA256";

/// Bytes the derivation yields: two keys of 32.
pub const DERIVED_LEN: usize = 64;

/// Which cost an account was made with. The wire does not say, so a client may have to try both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KdfProfile {
    /// What accounts are made with today: 19 MiB, 2 passes.
    Standard,
    /// Accounts of clients up to 0.13: 4 MiB, 3 passes.
    Legacy,
}

/// Costs of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes. They are computed one after the other; the number is part of the result.
    pub parallelism: u32,
}

impl KdfProfile {
    /// The costs. Part of the wire: another number makes other keys.
    pub fn params(self) -> KdfParams {
        match self {
            Self::Standard => KdfParams { memory_kib: 19_456, iterations: 2, parallelism: 1 },
            Self::Legacy => KdfParams { memory_kib: 4_096, iterations: 3, parallelism: 1 },
        }
    }
}

/// What a password yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedKeys {
    /// Left 32 bytes: opens the master key. Never sent.
    pub master_key_key: SecretKey,
    /// Right 32 bytes: proves the password to the server.
    pub auth_key: SecretKey,
}

impl DerivedKeys {
    /// Splits the 64 bytes of [`derive_raw`], as a worker hands them over.
    ///
    /// # Errors
    /// [`CryptoError::Length`] for any other number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        const WHAT: &str = "derived keys";
        let wrong = CryptoError::Length { what: WHAT, expected: DERIVED_LEN, got: bytes.len() };
        let (left, right) = bytes.split_at_checked(SecretKey::LEN).ok_or_else(|| wrong.clone())?;
        if right.len() != SecretKey::LEN {
            return Err(wrong);
        }
        Ok(Self { master_key_key: SecretKey::from_slice(WHAT, left)?, auth_key: SecretKey::from_slice(WHAT, right)? })
    }

    /// The 64 bytes again.
    pub fn to_bytes(&self) -> Zeroizing<[u8; DERIVED_LEN]> {
        let mut bytes = Zeroizing::new([0; DERIVED_LEN]);
        let (left, right) = bytes.split_at_mut(SecretKey::LEN);
        left.copy_from_slice(self.master_key_key.as_bytes());
        right.copy_from_slice(self.auth_key.as_bytes());
        bytes
    }
}

/// Derives both keys from the password's UTF-8 bytes. Takes tens of milliseconds natively, more in a browser.
///
/// # Errors
/// [`CryptoError::OutOfMemory`] when the 19 MiB are not to be had, [`CryptoError::Kdf`] for a password of 4 GiB or more.
pub fn derive_keys(password: &[u8], salt: &[u8; 32], profile: KdfProfile) -> Result<DerivedKeys, CryptoError> {
    let mut bytes = Zeroizing::new([0; DERIVED_LEN]);
    argon2id(password, salt, profile.params(), bytes.as_mut_slice())?;
    DerivedKeys::from_bytes(bytes.as_slice())
}

/// Derives the 64 bytes in one piece. Returning them leaves copies on the stack; [`argon2id`] writes in place.
///
/// # Errors
/// As [`derive_keys`].
pub fn derive_raw(password: &[u8], salt: &[u8; 32], profile: KdfProfile) -> Result<Zeroizing<[u8; DERIVED_LEN]>, CryptoError> {
    let mut out = Zeroizing::new([0; DERIVED_LEN]);
    argon2id(password, salt, profile.params(), out.as_mut_slice())?;
    Ok(out)
}

/// Argon2id 0x13 at any costs, without a secret or associated data: fills `tag`, of 4 to 64 bytes. In WebAssembly with
/// simd128 by vectors of our own, elsewhere by the `argon2` crate.
///
/// # Errors
/// [`CryptoError::OutOfMemory`]; [`CryptoError::Kdf`] for a salt of less than 8 bytes, another length of tag, costs that
/// RFC 9106 does not allow, and more than one lane.
pub fn argon2id(password: &[u8], salt: &[u8], params: KdfParams, tag: &mut [u8]) -> Result<(), CryptoError> {
    let KdfParams { memory_kib, iterations, parallelism } = params;
    if parallelism != 1 || iterations == 0 || memory_kib < 8 || salt.len() < 8 || !(4..=DERIVED_LEN).contains(&tag.len()) {
        return Err(CryptoError::Kdf);
    }
    implementation::argon2id(password, salt, params, tag)
}

/// Readies this instance of the wasm for a first derivation at full speed: touches the 19 MiB, which stay allocated, and
/// derives once at 64 KiB, so that the engine's optimizing compiler starts on the code. Does nothing elsewhere.
///
/// # Errors
/// [`CryptoError::OutOfMemory`].
pub fn warm_up() -> Result<(), CryptoError> {
    implementation::warm_up(KdfProfile::Standard.params())
}

/// What the server stores of the auth key: the first 16 bytes of its SHA-256.
pub fn hash_authentication_key(auth: &SecretKey) -> [u8; 16] {
    hash_auth(auth.as_bytes())
}

/// Whether `auth`, as a login sends it, is the key that `hashed` was made of. Constant time in the key's content; a key
/// of a wrong length is simply wrong.
pub fn verify_hashed_authentication_key(auth: &[u8], hashed: &[u8; 16]) -> bool {
    let same: bool = hash_auth(auth).ct_eq(hashed).into();
    same & (auth.len() == SecretKey::LEN)
}

fn hash_auth(auth: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(auth).into();
    let mut hashed = [0; 16];
    hashed.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    hashed
}
