//! `ECIES-ed25519_KYBER_768`: ECIES inside, Kyber around it. Who wants in has to break both.

use zeroize::Zeroizing;

use super::{ecies, kyber};
use crate::crypto::CryptoError;

const PRIVATE_KEY_LEN: usize = ecies::KEY_LEN + kyber::PRIVATE_KEY_LEN;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicKey {
    pub(super) x: ecies::PublicKey,
    pub(super) k: kyber::PublicKey,
}

impl PublicKey {
    pub(super) fn from_bytes(x: &[u8], k: &[u8]) -> Result<Self, CryptoError> {
        Ok(Self { x: ecies::PublicKey::from_bytes(x)?, k: kyber::PublicKey::from_bytes(k)? })
    }

    pub(super) fn encrypt(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.k.encrypt(&self.x.encrypt(data)?)
    }
}

#[derive(Clone)]
pub(super) struct PrivateKey {
    x: ecies::PrivateKey,
    k: kyber::PrivateKey,
}

impl PrivateKey {
    pub(super) fn generate() -> Result<Self, CryptoError> {
        Ok(Self { x: ecies::PrivateKey::generate()?, k: kyber::PrivateKey::generate()? })
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let wrong = CryptoError::Length { what: "hybrid private key", expected: PRIVATE_KEY_LEN, got: bytes.len() };
        if bytes.len() != PRIVATE_KEY_LEN {
            return Err(wrong);
        }
        let (x, k) = bytes.split_at_checked(ecies::KEY_LEN).ok_or(wrong)?;
        Ok(Self { x: ecies::PrivateKey::from_bytes(x)?, k: kyber::PrivateKey::from_bytes(k)? })
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.x.as_bytes().as_slice(), self.k.as_bytes()].concat())
    }

    pub(super) fn public_key(&self) -> Result<PublicKey, CryptoError> {
        Ok(PublicKey { x: self.x.public_key(), k: self.k.public_key()? })
    }

    pub(super) fn decrypt(&self, what: &'static str, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        self.x.decrypt(what, &self.k.decrypt(what, data)?)
    }
}
