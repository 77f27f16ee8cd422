//! An account with real key material, made once. The scenarios are about the order of events, so a plain hash turns a
//! password into keys here, and the key pair is the quickest of the three kinds.

use std::sync::OnceLock;

use sentc_light_wasm::crypto::{DERIVED_ALG, DerivedKeys, EncryptAlg, KdfProfile, PrivateKey, SecretKey, aead, b64, generate_sign_key_pair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const IDENTIFIER: &str = "ada";
pub const PASSWORD: &str = "correct horse battery staple";
pub const USER: &str = "user-1";
pub const DEVICE: &str = "device-1";
/// Another device of the same user, with the same keys and password.
pub const PHONE_IDENTIFIER: &str = "ada's phone";
pub const PHONE: &str = "device-2";

/// The keys of a password: not Argon2, which takes its time on purpose.
pub fn keys_of(password: &str, salt: &[u8; 32], profile: KdfProfile) -> DerivedKeys {
    let half = |part: u8| -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update([part, u8::from(profile == KdfProfile::Legacy)]);
        hash.update(salt);
        hash.update(password.as_bytes());
        hash.finalize().into()
    };
    DerivedKeys { master_key_key: half(0).into(), auth_key: half(1).into() }
}

/// The device's keys under one master key, and texts that are encrypted to it.
pub struct Device {
    master_key: SecretKey,
    encrypted_private_key: String,
    pub public_key: String,
    encrypted_sign_key: String,
    pub verify_key: String,
    pub challenges: Vec<(String, String)>,
}

impl Device {
    fn generate() -> Self {
        let master_key = SecretKey::generate().unwrap();
        let (private, public) = PrivateKey::generate(EncryptAlg::Ecies).unwrap();
        let sign = generate_sign_key_pair().unwrap();
        let seal = |bytes: &[u8]| b64::encode(&aead::seal(master_key.as_bytes(), bytes).unwrap());
        let challenge = |n: usize| {
            let text = format!("challenge {n}");
            let sealed = b64::encode(&public.encrypt(text.as_bytes()).unwrap());
            (text, sealed)
        };
        Self {
            encrypted_private_key: seal(&private.to_bytes()),
            public_key: public.to_wire(),
            encrypted_sign_key: seal(sign.private.as_slice()),
            verify_key: sign.verify_key.clone(),
            challenges: (0..16).map(challenge).collect(),
            master_key,
        }
    }

    /// The one that everybody uses.
    pub fn of_ada() -> &'static Self {
        static DEVICE: OnceLock<Device> = OnceLock::new();
        DEVICE.get_or_init(Self::generate)
    }

    /// Somebody else's.
    pub fn of_mallory() -> &'static Self {
        static DEVICE: OnceLock<Device> = OnceLock::new();
        DEVICE.get_or_init(Self::generate)
    }

    /// As the service gives them at a login with these keys.
    pub fn on_the_wire(&self, keys: &DerivedKeys) -> Value {
        let wrapped = aead::seal(keys.master_key_key.as_bytes(), self.master_key.as_bytes()).unwrap();
        json!({
            "encrypted_master_key": b64::encode(&wrapped),
            "encrypted_private_key": self.encrypted_private_key,
            "public_key_string": self.public_key,
            "keypair_encrypt_alg": EncryptAlg::Ecies.wire_name(),
            "encrypted_sign_key": self.encrypted_sign_key,
            "verify_key_string": self.verify_key,
            "keypair_sign_alg": "ED25519",
            "keypair_encrypt_id": "encrypt-1",
            "keypair_sign_id": "sign-1",
            "user_id": USER,
            "device_id": DEVICE,
            "user_group_id": "group-of-user-1",
        })
    }
}

/// The answer to prepare_login.
pub fn salt_answer(salt: &[u8; 32]) -> Value {
    json!({ "salt_string": b64::encode(salt), "derived_encryption_key_alg": DERIVED_ALG })
}
