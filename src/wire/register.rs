//! Registration of a user or a device, and the reset of a password: one body for all three.

use serde::{Deserialize, Serialize};

/// POST /register_light, POST /user/prepare_register_device, PUT /user/reset_pw_light. Everything binary is base64.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterBody {
    pub master_key: MasterKey,
    pub derived: Derived,
    pub device_identifier: String,
}

/// The 32-byte master key, encrypted under the password's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MasterKey {
    pub master_key_alg: String,
    pub encrypted_master_key: String,
    pub encrypted_master_key_alg: String,
}

/// What was derived from the password, and the key pairs under the master key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Derived {
    pub derived_alg: String,
    pub client_random_value: String,
    pub hashed_authentication_key: String,
    pub public_key: String,
    pub encrypted_private_key: String,
    pub keypair_encrypt_alg: String,
    pub verify_key: String,
    pub encrypted_sign_key: String,
    pub keypair_sign_alg: String,
}

/// The answer to POST /register_light.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterAnswer {
    pub user_id: String,
    pub device_id: String,
    pub device_identifier: String,
}

/// The answer to POST /user/prepare_register_device; the token confirms the device from a signed-in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterDeviceAnswer {
    pub device_id: String,
    pub token: String,
    pub device_identifier: String,
    pub public_key_string: String,
    pub keypair_encrypt_alg: String,
}

/// PUT /user/done_register_device_light.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmDeviceBody {
    pub user_group: UserGroup,
    pub token: String,
}

/// Written as `{"rank": null}`; `{}` is read too.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserGroup {
    #[serde(default)]
    pub rank: Option<i64>,
}

/// POST /exists.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UserIdentifierBody {
    pub user_identifier: String,
}

/// The answer to POST /exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExistsAnswer {
    pub user_identifier: String,
    pub available: bool,
}
