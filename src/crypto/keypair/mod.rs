//! The device's encryption key pair. The server encrypts the login challenge to it; opening that proves possession.
//!
//! This SDK makes [`EncryptAlg::EciesKyber768`] and reads all three kinds, since accounts come from other clients too.

mod ecies;
mod hybrid;
mod kyber;

use core::fmt;

use zeroize::Zeroizing;

use super::{CryptoError, pem};

#[cfg(test)]
pub(crate) use kyber::tests::known_answer as kyber_known_answer;

/// The kinds of encryption key pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncryptAlg {
    /// X25519, HKDF-SHA256, AES-256-GCM. Public and private key: 32 bytes.
    Ecies,
    /// Round-3 Kyber-768 in the 90s variant with AES-256-GCM. Public key 1184 bytes, private key 2400.
    Kyber768,
    /// Kyber around ECIES: secure while either holds. Public key 32 and 1184 bytes, private key 2432.
    EciesKyber768,
}

impl EncryptAlg {
    /// The name on the wire. (It says ed25519 and means X25519.)
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Ecies => "ECIES-ed25519",
            Self::Kyber768 => "KYBER_768",
            Self::EciesKyber768 => "ECIES-ed25519_KYBER_768",
        }
    }

    /// Reads the name on the wire.
    ///
    /// # Errors
    /// [`CryptoError::Algorithm`].
    pub fn from_wire(name: &str) -> Result<Self, CryptoError> {
        [Self::Ecies, Self::Kyber768, Self::EciesKyber768]
            .into_iter()
            .find(|alg| alg.wire_name() == name)
            .ok_or_else(|| CryptoError::Algorithm(name.to_owned()))
    }
}

/// A public key to encrypt to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Public);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Public {
    Ecies(ecies::PublicKey),
    Kyber768(kyber::PublicKey),
    EciesKyber768(hybrid::PublicKey),
}

impl PublicKey {
    /// Reads the text on the wire: a PEM, or the JSON of two for the hybrid kind. CRLF and a missing final newline are
    /// fine. `text` may be anything: it comes from the network.
    ///
    /// # Errors
    /// [`CryptoError::Pem`], [`CryptoError::Length`].
    pub fn from_wire(alg: EncryptAlg, text: &str) -> Result<Self, CryptoError> {
        const WHAT: &str = "public key";
        Ok(Self(match alg {
            EncryptAlg::Ecies => Public::Ecies(ecies::PublicKey::from_bytes(&pem::decode_public_key(WHAT, text)?)?),
            EncryptAlg::Kyber768 => Public::Kyber768(kyber::PublicKey::from_bytes(&pem::decode_public_key(WHAT, text)?)?),
            EncryptAlg::EciesKyber768 => {
                let (x, k) = pem::decode_hybrid_public_key(WHAT, text)?;
                Public::EciesKyber768(hybrid::PublicKey::from_bytes(&x, &k)?)
            }
        }))
    }

    /// Writes the text on the wire, always in its one canonical form.
    pub fn to_wire(&self) -> String {
        match &self.0 {
            Public::Ecies(key) => pem::encode_public_key(key.as_bytes()),
            Public::Kyber768(key) => pem::encode_public_key(key.as_bytes()),
            Public::EciesKyber768(key) => pem::encode_hybrid_public_key(key.x.as_bytes(), key.k.as_bytes()),
        }
    }

    /// Which kind this is.
    pub fn alg(&self) -> EncryptAlg {
        match self.0 {
            Public::Ecies(_) => EncryptAlg::Ecies,
            Public::Kyber768(_) => EncryptAlg::Kyber768,
            Public::EciesKyber768(_) => EncryptAlg::EciesKyber768,
        }
    }

    /// Encrypts `data` to the key. The result is longer by 60 bytes (ECIES), 1116 (Kyber) or 1176 (hybrid).
    ///
    /// # Errors
    /// [`CryptoError::InvalidKey`] for an X25519 key of low order, to which everybody could decrypt;
    /// [`CryptoError::Random`], [`CryptoError::TooLong`].
    pub fn encrypt(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match &self.0 {
            Public::Ecies(key) => key.encrypt(data),
            Public::Kyber768(key) => key.encrypt(data),
            Public::EciesKyber768(key) => key.encrypt(data),
        }
    }
}

/// A private key. Zeroized on drop, never printed.
#[derive(Clone)]
pub struct PrivateKey(Private);

#[derive(Clone)]
enum Private {
    Ecies(ecies::PrivateKey),
    Kyber768(kyber::PrivateKey),
    EciesKyber768(hybrid::PrivateKey),
}

impl PrivateKey {
    /// Makes a key pair.
    ///
    /// # Errors
    /// [`CryptoError::Random`].
    pub fn generate(alg: EncryptAlg) -> Result<(Self, PublicKey), CryptoError> {
        let private = Self(match alg {
            EncryptAlg::Ecies => Private::Ecies(ecies::PrivateKey::generate()?),
            EncryptAlg::Kyber768 => Private::Kyber768(kyber::PrivateKey::generate()?),
            EncryptAlg::EciesKyber768 => Private::EciesKyber768(hybrid::PrivateKey::generate()?),
        });
        let public = private.public_key()?;
        Ok((private, public))
    }

    /// Takes the raw bytes, as they lie encrypted on the server: 32, 2400 or 32 ‖ 2400 of them.
    ///
    /// # Errors
    /// [`CryptoError::Length`]; [`CryptoError::InvalidKey`] when a Kyber key's embedded hash does not fit.
    pub fn from_bytes(alg: EncryptAlg, bytes: &[u8]) -> Result<Self, CryptoError> {
        Ok(Self(match alg {
            EncryptAlg::Ecies => Private::Ecies(ecies::PrivateKey::from_bytes(bytes)?),
            EncryptAlg::Kyber768 => Private::Kyber768(kyber::PrivateKey::from_bytes(bytes)?),
            EncryptAlg::EciesKyber768 => Private::EciesKyber768(hybrid::PrivateKey::from_bytes(bytes)?),
        }))
    }

    /// The raw bytes, as [`PrivateKey::from_bytes`] takes them.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        match &self.0 {
            Private::Ecies(key) => Zeroizing::new(key.as_bytes().to_vec()),
            Private::Kyber768(key) => Zeroizing::new(key.as_bytes().to_vec()),
            Private::EciesKyber768(key) => key.to_bytes(),
        }
    }

    /// Which kind this is.
    pub fn alg(&self) -> EncryptAlg {
        match self.0 {
            Private::Ecies(_) => EncryptAlg::Ecies,
            Private::Kyber768(_) => EncryptAlg::Kyber768,
            Private::EciesKyber768(_) => EncryptAlg::EciesKyber768,
        }
    }

    /// The public key that belongs to it: computed (X25519) or read from the private key, which holds it (Kyber).
    ///
    /// # Errors
    /// [`CryptoError::InvalidKey`], never for a key that [`PrivateKey::from_bytes`] took.
    pub fn public_key(&self) -> Result<PublicKey, CryptoError> {
        Ok(PublicKey(match &self.0 {
            Private::Ecies(key) => Public::Ecies(key.public_key()),
            Private::Kyber768(key) => Public::Kyber768(key.public_key()?),
            Private::EciesKyber768(key) => Public::EciesKyber768(key.public_key()?),
        }))
    }

    /// Opens what [`PublicKey::encrypt`] made. `what` names the value in the error.
    ///
    /// # Errors
    /// [`CryptoError::TooShort`]; [`CryptoError::Decrypt`] for a wrong key or changed bytes.
    pub fn decrypt(&self, what: &'static str, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        match &self.0 {
            Private::Ecies(key) => key.decrypt(what, data),
            Private::Kyber768(key) => key.decrypt(what, data),
            Private::EciesKyber768(key) => key.decrypt(what, data),
        }
    }

    /// Whether `public` belongs to this key. A login checks it before it trusts what the server sent. False for another
    /// kind of key.
    pub fn matches(&self, public: &PublicKey) -> bool {
        // public keys are no secret, so their comparison need not be constant time
        self.public_key().is_ok_and(|own| own == *public)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({:?}, ..)", self.alg())
    }
}
