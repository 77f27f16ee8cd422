//! Changing the password: the master key stays, only its wrapping changes.

use crate::json_struct;

json_struct! {
    /// PUT /user/update_pw.
    UpdatePasswordBody {
        new_derived_alg: String,
        new_client_random_value: String,
        new_hashed_authentication_key: String,
        new_encrypted_master_key: String,
        new_encrypted_master_key_alg: String,
        old_auth_key: String,
    }
}
