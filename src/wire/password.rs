//! Changing the password: the master key stays, only its wrapping changes.

use serde::{Deserialize, Serialize};

/// PUT /user/update_pw.
#[derive(Clone, Serialize, Deserialize)]
pub struct UpdatePasswordBody {
    pub new_derived_alg: String,
    pub new_client_random_value: String,
    pub new_hashed_authentication_key: String,
    pub new_encrypted_master_key: String,
    pub new_encrypted_master_key_alg: String,
    pub old_auth_key: String,
}
