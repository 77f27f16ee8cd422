//! The device's signing key pair. The light variant never signs: a pair is made, stored encrypted, and carried.
//!
//! Made here: Ed25519 (RFC 8032). Other clients make Dilithium-3 (Round 3) and hybrid pairs, whose private bytes are
//! opaque to this project and whose public texts are checked for shape only.

use ed25519_dalek::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::{CryptoError, pem, random_secret};

/// The kinds of signing key pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignAlg {
    /// Ed25519. Private key (the seed of RFC 8032) and verify key: 32 bytes.
    Ed25519,
    /// Dilithium-3, carried as opaque bytes.
    Dilithium3,
    /// Both, the verify key as the JSON of two PEMs.
    Ed25519Dilithium3,
}

impl SignAlg {
    /// The name on the wire.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ED25519",
            Self::Dilithium3 => "DILITHIUM_3",
            Self::Ed25519Dilithium3 => "ED25519_DILITHIUM_3",
        }
    }

    /// Reads the name on the wire.
    ///
    /// # Errors
    /// [`CryptoError::Algorithm`].
    pub fn from_wire(name: &str) -> Result<Self, CryptoError> {
        [Self::Ed25519, Self::Dilithium3, Self::Ed25519Dilithium3]
            .into_iter()
            .find(|alg| alg.wire_name() == name)
            .ok_or_else(|| CryptoError::Algorithm(name.to_owned()))
    }
}

/// A fresh Ed25519 pair.
pub struct SignKeyPair {
    /// The 32-byte seed.
    pub private: Zeroizing<[u8; 32]>,
    /// The public half as a PEM.
    pub verify_key: String,
}

impl core::fmt::Debug for SignKeyPair {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignKeyPair").field("verify_key", &self.verify_key).finish_non_exhaustive()
    }
}

/// Makes an Ed25519 key pair.
///
/// # Errors
/// [`CryptoError::Random`].
pub fn generate_sign_key_pair() -> Result<SignKeyPair, CryptoError> {
    let private = random_secret::<32>()?;
    let verify_key = verify_key_from_private(&private);
    Ok(SignKeyPair { private, verify_key })
}

/// The PEM of the public half of a 32-byte Ed25519 seed.
pub fn verify_key_from_private(private: &[u8; 32]) -> String {
    pem::encode_public_key(SigningKey::from_bytes(private).verifying_key().as_bytes())
}

/// Whether a verify key's text belongs to a private signing key, as far as this project can tell: the Ed25519 half of the
/// hybrid kind by itself, Dilithium keys not at all.
///
/// # Errors
/// [`CryptoError::Pem`], [`CryptoError::Length`], [`CryptoError::TooLong`].
pub fn sign_key_matches(alg: SignAlg, private: &[u8], verify_key: &str) -> Result<bool, CryptoError> {
    let fits = |seed: Option<&[u8; 32]>, raw: &[u8]| seed.is_some_and(|seed| SigningKey::from_bytes(seed).verifying_key().as_bytes() == raw);
    match alg {
        SignAlg::Ed25519 => {
            let raw = pem::decode_public_key(WHAT, verify_key)?;
            Ok(private.len() == 32 && fits(private.first_chunk(), &raw))
        }
        SignAlg::Dilithium3 => pem::decode_public_key(WHAT, verify_key).and_then(|raw| check_opaque(&raw)).map(|()| true),
        // Which half comes first in the private bytes is written nowhere; a forged verify key fits neither end.
        SignAlg::Ed25519Dilithium3 => {
            let (x, k) = pem::decode_hybrid_public_key(WHAT, verify_key)?;
            check_opaque(&k)?;
            Ok(fits(private.first_chunk(), &x) || fits(private.last_chunk(), &x))
        }
    }
}

/// Most bytes of an opaque verify key. Dilithium-3 has 1952; the bound only keeps nonsense out.
const MAX_OPAQUE_LEN: usize = 16 * 1024;

/// Checks the text of a verify key: an Ed25519 half must be 32 bytes and a point of the curve, a Dilithium half a
/// non-empty PEM of at most 16 KiB.
///
/// # Errors
/// [`CryptoError::Pem`], [`CryptoError::Length`], [`CryptoError::InvalidKey`], [`CryptoError::TooLong`].
pub fn parse_verify_key(alg: SignAlg, text: &str) -> Result<(), CryptoError> {
    match alg {
        SignAlg::Ed25519 => check_ed25519(&pem::decode_public_key(WHAT, text)?),
        SignAlg::Dilithium3 => check_opaque(&pem::decode_public_key(WHAT, text)?),
        SignAlg::Ed25519Dilithium3 => {
            let (x, k) = pem::decode_hybrid_public_key(WHAT, text)?;
            check_ed25519(&x).and_then(|()| check_opaque(&k))
        }
    }
}

const WHAT: &str = "verify key";

fn check_ed25519(raw: &[u8]) -> Result<(), CryptoError> {
    let raw = raw.try_into().map_err(|_| CryptoError::Length { what: WHAT, expected: 32, got: raw.len() })?;
    VerifyingKey::from_bytes(raw).map(drop).map_err(|_| CryptoError::InvalidKey { what: WHAT })
}

fn check_opaque(raw: &[u8]) -> Result<(), CryptoError> {
    if raw.len() > MAX_OPAQUE_LEN { Err(CryptoError::TooLong { what: WHAT }) } else { Ok(()) }
}
