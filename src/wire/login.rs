//! Login: a challenge and an answer.

use serde::{Deserialize, Serialize};

/// The answer to POST /prepare_login (asked with [`UserIdentifierBody`](super::register::UserIdentifierBody)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareLoginAnswer {
    pub salt_string: String,
    pub derived_encryption_key_alg: String,
}

/// POST /done_login.
#[derive(Clone, Serialize, Deserialize)]
pub struct DoneLoginBody {
    pub auth_key: String,
    pub device_identifier: String,
}

/// The answer to POST /done_login: `{"Direct": …}`, or the bare string `"Otp"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DoneLoginAnswer {
    Direct(Box<LoginChallenge>),
    Otp,
}

/// The device's keys and a text encrypted to its public key; also the answer to the two MFA calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoginChallenge {
    pub device_keys: DeviceKeys,
    pub challenge: String,
}

/// The key material of one device, its private parts encrypted under the master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeys {
    pub encrypted_master_key: String,
    pub encrypted_private_key: String,
    pub public_key_string: String,
    pub keypair_encrypt_alg: String,
    pub encrypted_sign_key: String,
    pub verify_key_string: String,
    pub keypair_sign_alg: String,
    pub keypair_encrypt_id: String,
    pub keypair_sign_id: String,
    pub user_id: String,
    pub device_id: String,
    pub user_group_id: String,
}

/// POST /validate_mfa (token: a TOTP code) and POST /validate_recovery_otp (token: a recovery key).
#[derive(Clone, Serialize, Deserialize)]
pub struct ValidateMfaBody {
    pub token: String,
    pub auth_key: String,
    pub device_identifier: String,
}

/// POST /verify_login_light; `challenge` is the decrypted text.
#[derive(Clone, Serialize, Deserialize)]
pub struct VerifyLoginBody {
    pub auth_key: String,
    pub device_identifier: String,
    pub challenge: String,
}

/// The answer to POST /verify_login_light.
#[derive(Clone, Serialize, Deserialize)]
pub struct VerifyLoginAnswer {
    pub jwt: String,
    pub refresh_token: String,
}
