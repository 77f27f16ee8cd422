//! Devices, and the identifier of this device.

use crate::json_struct;

json_struct! {
    /// One device of the user (GET /user/device/{time}/{id}).
    #[derive(Debug, PartialEq, Eq)]
    UserDeviceList {
        device_id: String,
        /// When it was registered, Unix milliseconds.
        time: u64,
        /// The service stores identifiers hashed: base64 of the identifier's SHA-256.
        device_identifier: String,
    }

    /// The answer to GET /user/jwt.
    #[derive(Debug, PartialEq, Eq)]
    JwtOwner {
        id: String,
        device_id: String,
    }
}
