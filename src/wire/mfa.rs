//! TOTP multi-factor authentication.

use serde::{Deserialize, Serialize};

/// What a new TOTP secret comes with (PATCH /user/register_otp, PATCH /user/reset_otp).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct OtpRegister {
    /// The TOTP secret: 32 bytes, base32 without padding.
    pub secret: String,
    /// `totp_sha256`: SHA-256, 6 digits, 30 seconds.
    pub alg: String,
    /// Six recovery keys, each good once.
    pub recover: Vec<String>,
}

/// The answer to GET /user/otp_recovery_keys: the unused ones, in any order.
#[derive(Clone, Serialize, Deserialize)]
pub struct OtpRecoveryKeys {
    pub keys: Vec<String>,
}
