//! Registration of a user or a device, and the reset of a password: one body for all three.

use crate::json_struct;

json_struct! {
    /// POST /register_light, POST /user/prepare_register_device, PUT /user/reset_pw_light. Everything binary is base64.
    #[derive(Debug)]
    RegisterBody {
        master_key: MasterKey,
        derived: Derived,
        device_identifier: String,
    }

    /// The 32-byte master key, encrypted under the password's key.
    #[derive(Debug)]
    MasterKey {
        master_key_alg: String,
        encrypted_master_key: String,
        encrypted_master_key_alg: String,
    }

    /// What was derived from the password, and the key pairs under the master key.
    #[derive(Debug)]
    Derived {
        derived_alg: String,
        client_random_value: String,
        hashed_authentication_key: String,
        public_key: String,
        encrypted_private_key: String,
        keypair_encrypt_alg: String,
        verify_key: String,
        encrypted_sign_key: String,
        keypair_sign_alg: String,
    }

    /// The answer to POST /register_light.
    #[derive(Debug, PartialEq, Eq)]
    RegisterAnswer {
        user_id: String,
        device_id: String,
        device_identifier: String,
    }

    /// The answer to POST /user/prepare_register_device; the token confirms the device from a signed-in one.
    #[derive(Debug, PartialEq, Eq)]
    RegisterDeviceAnswer {
        device_id: String,
        token: String,
        device_identifier: String,
        public_key_string: String,
        keypair_encrypt_alg: String,
    }

    /// PUT /user/done_register_device_light.
    #[derive(Debug)]
    ConfirmDeviceBody {
        user_group: UserGroup,
        token: String,
    }

    /// Written as `{"rank": null}`; `{}` is read too.
    #[derive(Debug)]
    UserGroup {
        rank: Option<i32>,
    }

    /// POST /exists.
    #[derive(Debug)]
    UserIdentifierBody {
        user_identifier: String,
    }

    /// The answer to POST /exists.
    #[derive(Debug, PartialEq, Eq)]
    ExistsAnswer {
        user_identifier: String,
        available: bool,
    }
}
