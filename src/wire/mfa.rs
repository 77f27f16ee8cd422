//! TOTP multi-factor authentication.

use crate::json_struct;

json_struct! {
    /// What a new TOTP secret comes with (PATCH /user/register_otp, PATCH /user/reset_otp).
    OtpRegister {
        /// The TOTP secret: 32 bytes, base32 without padding.
        secret: String,
        /// `totp_sha256`: SHA-256, 6 digits, 30 seconds.
        alg: String,
        /// Six recovery keys, each good once.
        recover: Vec<String>,
    }

    /// The answer to GET /user/otp_recovery_keys: the unused ones, in any order.
    OtpRecoveryKeys {
        keys: Vec<String>,
    }
}
