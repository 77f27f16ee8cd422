//! The key pairs of a device, opened.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::crypto::{EncryptAlg, PrivateKey, PublicKey, SecretKey, aead, b64};
use crate::error::{Code, Error, Result};
use crate::wire::login::DeviceKeys;

/// A device's keys as texts, the way apps see and storage keeps them.
///
/// The four `…_key` texts are JSON objects `{"alg", "key_id", "key"}`: for the private halves `key` is base64 of the raw
/// bytes, for the public ones the text of the wire. The `exported_…` texts are those of the wire alone.
#[derive(Clone, PartialEq, Eq, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
pub struct DeviceKeyTexts {
    pub private_key: String,
    pub public_key: String,
    pub sign_key: String,
    pub verify_key: String,
    pub exported_public_key: String,
    pub exported_verify_key: String,
}

#[derive(Serialize)]
struct KeyText<'a> {
    alg: &'a str,
    key_id: &'a str,
    key: &'a str,
}

/// What a device's keys are after the master key opened them.
pub struct OpenedDevice {
    pub master_key: SecretKey,
    private: PrivateKey,
    pub texts: DeviceKeyTexts,
}

impl OpenedDevice {
    /// Opens the master key with the password's key, and the private keys with the master key. The private key must fit
    /// the public key that came with it.
    ///
    /// # Errors
    /// LOGIN_NOT_VERIFIED when anything does not open or fit: the server took the auth key, so it has to know the rest.
    pub fn open(keys: &DeviceKeys, master_key_key: &SecretKey) -> Result<Self> {
        Self::try_open(keys, master_key_key).map_err(|e| match e.code {
            Code::BadKeyMaterial => Error::with(Code::LoginNotVerified, format!("the device's keys can't be opened: {}", e.message)),
            _ => e,
        })
    }

    fn try_open(keys: &DeviceKeys, master_key_key: &SecretKey) -> Result<Self> {
        let sealed = b64::decode("encrypted_master_key", &keys.encrypted_master_key)?;
        let master_key = SecretKey::from_slice("master_key", &aead::open("encrypted_master_key", master_key_key.as_bytes(), &sealed)?)?;

        let alg = EncryptAlg::from_wire(&keys.keypair_encrypt_alg)?;
        let private_bytes = open_under(&master_key, "encrypted_private_key", &keys.encrypted_private_key)?;
        let private = PrivateKey::from_bytes(alg, &private_bytes)?;
        let public = PublicKey::from_wire(alg, &keys.public_key_string)?;
        if !private.matches(&public) {
            return Err(Error::new(Code::LoginNotVerified));
        }
        // Signing pairs of any kind are carried as they are: the light service never asks for a signature.
        let sign_bytes = open_under(&master_key, "encrypted_sign_key", &keys.encrypted_sign_key)?;

        let text = |alg: &str, key_id: &str, key: &str| super::to_json(&KeyText { alg, key_id, key });
        let (encrypt_id, sign_id) = (&keys.keypair_encrypt_id, &keys.keypair_sign_id);
        let texts = DeviceKeyTexts {
            private_key: text(&keys.keypair_encrypt_alg, encrypt_id, &Zeroizing::new(b64::encode(&private_bytes)))?,
            public_key: text(&keys.keypair_encrypt_alg, encrypt_id, &keys.public_key_string)?,
            sign_key: text(&keys.keypair_sign_alg, sign_id, &Zeroizing::new(b64::encode(&sign_bytes)))?,
            verify_key: text(&keys.keypair_sign_alg, sign_id, &keys.verify_key_string)?,
            exported_public_key: keys.public_key_string.clone(),
            exported_verify_key: keys.verify_key_string.clone(),
        };
        Ok(Self { master_key, private, texts })
    }

    /// Decrypts the login challenge: the proof that this device holds the private key.
    pub fn answer_challenge(&self, challenge: &str) -> Result<Zeroizing<String>> {
        let plain = self.private.decrypt("challenge", &b64::decode("challenge", challenge)?).map_err(|_| Error::new(Code::LoginNotVerified))?;
        let text = std::str::from_utf8(&plain).map_err(|_| Error::with(Code::LoginNotVerified, "the login challenge is no text"))?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

fn open_under(master_key: &SecretKey, what: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>> {
    Ok(aead::open(what, master_key.as_bytes(), &b64::decode(what, text)?)?)
}
