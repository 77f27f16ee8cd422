//! The key pairs of a device, opened.

use zeroize::Zeroizing;

use crate::crypto::{EncryptAlg, PrivateKey, PublicKey, SecretKey, SignAlg, aead, b64, sign_key_matches};
use crate::error::{Code, Error, Result};
use crate::json::to_text;
use crate::json_struct;
use crate::wire::login::DeviceKeys;

json_struct! {
    /// A device's keys as texts, the way apps see and storage keeps them.
    ///
    /// The four `…_key` texts are JSON objects `{"alg", "key_id", "key"}`: for the private halves `key` is base64 of the
    /// raw bytes, for the public ones the text of the wire. The `exported_…` texts are those of the wire alone.
    #[derive(PartialEq, Eq, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
    DeviceKeyTexts {
        private_key: String,
        public_key: String,
        sign_key: String,
        verify_key: String,
        exported_public_key: String,
        exported_verify_key: String,
    }

    #[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
    KeyText { alg: String, key_id: String, key: String }
}

/// Bytes of a decrypted challenge at most: the service's have some 50 to 100.
const MAX_CHALLENGE: usize = 1024;

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
            Code::BadKeyMaterial => Error::with(Code::LoginNotVerified, format!("the device's keys can't be opened: {}", e.own_message().unwrap_or_default())),
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
        // The light service never asks for a signature; but a verify key that an app hands on must be this device's.
        let sign_alg = SignAlg::from_wire(&keys.keypair_sign_alg)?;
        let sign_bytes = open_under(&master_key, "encrypted_sign_key", &keys.encrypted_sign_key)?;
        if keys.encrypted_sign_key == keys.encrypted_private_key || !sign_key_matches(sign_alg, &sign_bytes, &keys.verify_key_string)? {
            return Err(Error::with(Code::LoginNotVerified, "the signing key is not this device's"));
        }

        let text = |alg: &str, key_id: &str, key: &str| to_text(&KeyText { alg: alg.into(), key_id: key_id.into(), key: key.into() });
        let (encrypt_id, sign_id) = (&keys.keypair_encrypt_id, &keys.keypair_sign_id);
        let texts = DeviceKeyTexts {
            private_key: text(&keys.keypair_encrypt_alg, encrypt_id, &Zeroizing::new(b64::encode(&private_bytes))),
            public_key: text(&keys.keypair_encrypt_alg, encrypt_id, &keys.public_key_string),
            sign_key: text(&keys.keypair_sign_alg, sign_id, &Zeroizing::new(b64::encode(&sign_bytes))),
            verify_key: text(&keys.keypair_sign_alg, sign_id, &keys.verify_key_string),
            exported_public_key: keys.public_key_string.clone(),
            exported_verify_key: keys.verify_key_string.clone(),
        };
        Ok(Self { master_key, private, texts })
    }

    /// Decrypts the login challenge: the proof that this device holds the private key.
    ///
    /// Only a short text is given back: whoever asks could have put any ciphertext of this device's there.
    pub fn answer_challenge(&self, challenge: &str) -> Result<Zeroizing<String>> {
        let plain = self.private.decrypt("challenge", &b64::decode("challenge", challenge)?).map_err(|_| Error::new(Code::LoginNotVerified))?;
        let text = std::str::from_utf8(&plain).map_err(|_| Error::with(Code::LoginNotVerified, "the login challenge is not text"))?;
        if text.len() > MAX_CHALLENGE {
            return Err(Error::with(Code::LoginNotVerified, "the login challenge is too long"));
        }
        Ok(Zeroizing::new(text.to_owned()))
    }
}

fn open_under(master_key: &SecretKey, what: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>> {
    Ok(aead::open(what, master_key.as_bytes(), &b64::decode(what, text)?)?)
}
