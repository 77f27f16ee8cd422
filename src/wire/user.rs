//! Devices and the own identifier.

use serde::{Deserialize, Serialize};

/// One device of the user (GET /user/device/{time}/{id}).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct UserDeviceList {
    pub device_id: String,
    /// When it was registered, Unix milliseconds.
    #[serde(deserialize_with = "super::millis")]
    pub time: u64,
    /// The service stores identifiers hashed: base64 of the identifier's SHA-256.
    pub device_identifier: String,
}

/// The answer to GET /user/jwt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtOwner {
    pub id: String,
    pub device_id: String,
}
