//! Registering a user, a device, or a new password for a device: one body for all three.

use super::kdf::{KdfInput, require_text};
use super::read_passed_on;
use crate::crypto::{
    CLIENT_RANDOM_VALUE_LEN, DERIVED_ALG, DerivedKeys, EncryptAlg, KdfProfile, PrivateKey, PublicKey, SYMMETRIC_ALG, SecretKey, SignAlg, SignKeyPair, aead,
    b64, derive_salt, generate_sign_key_pair, hash_authentication_key, random_bytes, random_secret,
};
use crate::error::{Code, Error, Result, excerpt};
use crate::json::to_text;
use crate::wire::password::UpdatePasswordBody;
use crate::wire::register::{Derived, ExistsAnswer, MasterKey, RegisterAnswer, RegisterBody, RegisterDeviceAnswer, UserIdentifierBody};

/// What a new device is made of. Depends on no password, so that it can be made while one is derived.
pub struct NewKeys {
    master_key: SecretKey,
    private_key: PrivateKey,
    public_key: PublicKey,
    sign: SignKeyPair,
}

impl NewKeys {
    pub fn generate() -> Result<Self> {
        let (private_key, public_key) = PrivateKey::generate(EncryptAlg::EciesKyber768)?;
        let master_key = SecretKey::from_slice("master_key", random_secret::<32>()?.as_slice())?;
        Ok(Self { master_key, private_key, public_key, sign: generate_sign_key_pair()? })
    }
}

/// A new password on its way: the random part of its salt, until the keys are derived.
pub struct NewPassword {
    client_random_value: [u8; CLIENT_RANDOM_VALUE_LEN],
}

impl NewPassword {
    pub fn generate() -> Result<Self> {
        Ok(Self { client_random_value: random_bytes()? })
    }

    /// The salt that the service will send at each login.
    pub fn salt(&self) -> [u8; 32] {
        derive_salt(&self.client_random_value)
    }

    pub fn kdf_input(&self, password: &str, profile: KdfProfile) -> Result<KdfInput> {
        require_text("password", password)?;
        Ok(KdfInput::new(password, self.salt(), profile))
    }

    /// The body of a registration: a device's new keys under the derived ones.
    pub fn register_body(&self, identifier: &str, keys: &NewKeys, derived: &DerivedKeys) -> Result<RegisterBody> {
        require_text("identifier", identifier)?;
        let NewKeys { master_key, private_key, public_key, sign } = keys;
        Ok(RegisterBody {
            master_key: MasterKey {
                master_key_alg: SYMMETRIC_ALG.into(),
                encrypted_master_key: wrap_master_key(master_key, derived)?,
                encrypted_master_key_alg: SYMMETRIC_ALG.into(),
            },
            derived: Derived {
                derived_alg: DERIVED_ALG.into(),
                client_random_value: b64::encode(&self.client_random_value),
                hashed_authentication_key: b64::encode(&hash_authentication_key(&derived.auth_key)),
                public_key: public_key.to_wire(),
                encrypted_private_key: b64::encode(&aead::seal(master_key.as_bytes(), &private_key.to_bytes())?),
                keypair_encrypt_alg: EncryptAlg::EciesKyber768.wire_name().into(),
                verify_key: sign.verify_key.clone(),
                encrypted_sign_key: b64::encode(&aead::seal(master_key.as_bytes(), sign.private.as_slice())?),
                keypair_sign_alg: SignAlg::Ed25519.wire_name().into(),
            },
            device_identifier: identifier.to_owned(),
        })
    }

    /// The body of a password change: the same master key under the new keys.
    pub fn update_body(&self, master_key: &SecretKey, derived: &DerivedKeys, old_auth_key: &SecretKey) -> Result<UpdatePasswordBody> {
        Ok(UpdatePasswordBody {
            new_derived_alg: DERIVED_ALG.into(),
            new_client_random_value: b64::encode(&self.client_random_value),
            new_hashed_authentication_key: b64::encode(&hash_authentication_key(&derived.auth_key)),
            new_encrypted_master_key: wrap_master_key(master_key, derived)?,
            new_encrypted_master_key_alg: SYMMETRIC_ALG.into(),
            old_auth_key: old_auth_key.to_base64().to_string(),
        })
    }
}

fn wrap_master_key(master_key: &SecretKey, derived: &DerivedKeys) -> Result<String> {
    Ok(b64::encode(&aead::seal(derived.master_key_key.as_bytes(), master_key.as_bytes())?))
}

/// The whole register body in one go, deriving on this thread: for requests that an own back end sends.
pub fn prepare_register(identifier: &str, password: &str, profile: KdfProfile) -> Result<String> {
    require_text("identifier", identifier)?;
    let new = NewPassword::generate()?;
    let derived = new.kdf_input(password, profile)?.derive()?;
    Ok(to_text(&new.register_body(identifier, &NewKeys::generate()?, &derived)?))
}

/// The new user's id.
pub fn done_register(server_output: &str) -> Result<String> {
    Ok(read_passed_on::<RegisterAnswer>(server_output)?.user_id)
}

/// Checks the answer to a device's registration; the text itself is carried to a signed-in device.
pub fn done_register_device_start(server_output: &str) -> Result<RegisterDeviceAnswer> {
    read_passed_on(server_output)
}

/// The body that asks whether an identifier is free.
pub fn prepare_check_identifier(identifier: &str) -> Result<String> {
    require_text("identifier", identifier)?;
    Ok(to_text(&UserIdentifierBody { user_identifier: identifier.to_owned() }))
}

pub fn done_check_identifier(server_output: &str) -> Result<bool> {
    Ok(read_passed_on::<ExistsAnswer>(server_output)?.available)
}

/// A random identifier (16 bytes) and password (32 bytes), base64url without padding: for devices without a person.
pub fn generate_register_data() -> Result<(String, String)> {
    Ok((b64::encode_url(&random_bytes::<16>()?), b64::encode_url(random_secret::<32>()?.as_slice())))
}

/// Reads the salt of an answer to prepare_login.
pub fn read_salt(text: &str, alg: &str) -> Result<[u8; 32]> {
    if alg != DERIVED_ALG {
        return Err(Error::with(Code::UnsupportedAlgorithm, format!("unknown key derivation: {}", excerpt(alg))));
    }
    let bytes = b64::decode("salt_string", text)?;
    <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Error::with(Code::BadKeyMaterial, "salt_string must be 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::PublicKey;
    use crate::json::from_text;
    use crate::steps::device_keys::OpenedDevice;
    use crate::steps::login::{answer_challenge, validate_mfa};
    use crate::wire::login::{DeviceKeys, LoginChallenge};

    /// What the service gives at a login of what was registered.
    fn device_keys(body: &RegisterBody, encrypted_master_key: &str) -> DeviceKeys {
        let derived = &body.derived;
        DeviceKeys {
            encrypted_master_key: encrypted_master_key.to_owned(),
            encrypted_private_key: derived.encrypted_private_key.clone(),
            public_key_string: derived.public_key.clone(),
            keypair_encrypt_alg: derived.keypair_encrypt_alg.clone(),
            encrypted_sign_key: derived.encrypted_sign_key.clone(),
            verify_key_string: derived.verify_key.clone(),
            keypair_sign_alg: derived.keypair_sign_alg.clone(),
            keypair_encrypt_id: "e".into(),
            keypair_sign_id: "s".into(),
            user_id: "u".into(),
            device_id: "d".into(),
            user_group_id: "g".into(),
        }
    }

    fn salt_of(random: &str) -> [u8; 32] {
        derive_salt(b64::decode("random", random).unwrap().as_slice().try_into().unwrap())
    }

    /// The password that was registered opens everything at the next login, and so does the one that it is changed to.
    #[test]
    fn what_was_registered_opens() {
        let body: RegisterBody = from_text(&prepare_register("ada", "old", KdfProfile::Legacy).unwrap()).unwrap();
        assert_eq!((body.device_identifier.as_str(), body.derived.derived_alg.as_str()), ("ada", DERIVED_ALG));
        let old = KdfInput::new("old", salt_of(&body.derived.client_random_value), KdfProfile::Legacy).derive().unwrap();
        assert_eq!(body.derived.hashed_authentication_key, b64::encode(&hash_authentication_key(&old.auth_key)));
        let opened = OpenedDevice::open(&device_keys(&body, &body.master_key.encrypted_master_key), &old.master_key_key).unwrap();

        let change = NewPassword::generate().unwrap();
        let new = change.kdf_input("new", KdfProfile::Legacy).unwrap().derive().unwrap();
        let update = change.update_body(&opened.master_key, &new, &old.auth_key).unwrap();
        assert_eq!(KdfInput::new("new", salt_of(&update.new_client_random_value), KdfProfile::Legacy).derive().unwrap(), new);
        assert_eq!(update.new_hashed_authentication_key, b64::encode(&hash_authentication_key(&new.auth_key)));
        assert_eq!(update.old_auth_key, old.auth_key.to_base64().as_str());
        let device_keys = device_keys(&body, &update.new_encrypted_master_key);
        assert_eq!(OpenedDevice::open(&device_keys, &old.master_key_key).map(drop).unwrap_err().code, Code::LoginNotVerified);

        // The challenge is answered, and only a short text is decrypted for whoever asks.
        let public = PublicKey::from_wire(EncryptAlg::EciesKyber768, &body.derived.public_key).unwrap();
        let challenge = |text: &[u8]| b64::encode(&public.encrypt(text).unwrap());
        let login = LoginChallenge { device_keys, challenge: challenge(b"a challenge") };
        let (opened, answer) = answer_challenge("ada", &new, &login).unwrap();
        assert_eq!(answer, format!(r#"{{"auth_key":"{}","device_identifier":"ada","challenge":"a challenge"}}"#, *new.auth_key.to_base64()));
        assert!(opened.answer_challenge(&challenge(&[b'a'; 1024])).is_ok());
        for refused in [&[b'a'; 1025][..], &[0xff; 10]] {
            assert_eq!(opened.answer_challenge(&challenge(refused)).unwrap_err().code, Code::LoginNotVerified);
        }
        for (identifier, password) in [("", "p"), ("ada", "")] {
            assert_eq!(prepare_register(identifier, password, KdfProfile::Legacy).unwrap_err().code, Code::InvalidArgument);
        }
    }

    #[test]
    fn other_bodies_and_answers() {
        assert_eq!(prepare_check_identifier("ada").unwrap(), r#"{"user_identifier":"ada"}"#);
        assert_eq!(prepare_check_identifier("").unwrap_err().code, Code::InvalidArgument);
        for available in [true, false] {
            let answer = format!(r#"{{"status":true,"result":{{"user_identifier":"ada","available":{available}}}}}"#);
            assert_eq!(done_check_identifier(&answer).unwrap(), available);
        }
        let answer = r#"{"status":true,"result":{"user_id":"u","device_id":"d","device_identifier":"ada"}}"#;
        assert_eq!(done_register(answer).unwrap(), "u");
        let key = SecretKey::from([1; 32]);
        let body = format!(r#"{{"token":"123456","auth_key":"{}","device_identifier":"ada"}}"#, *key.to_base64());
        assert_eq!(validate_mfa("ada", &key, "123456").unwrap(), body);
        assert_eq!(validate_mfa("ada", &key, "").unwrap_err().code, Code::InvalidArgument);
    }

    #[test]
    fn data_of_devices_without_a_person() {
        let (identifier, password) = generate_register_data().unwrap();
        assert_eq!((b64::decode_url("identifier", &identifier).unwrap().len(), b64::decode_url("password", &password).unwrap().len()), (16, 32));
        let another = generate_register_data().unwrap();
        assert!(identifier != another.0 && password != another.1);
    }
}
