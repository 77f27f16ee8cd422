//! The steps of accounts as functions from text to text, for apps whose own back end talks to the service: `prepare_…` gives
//! the body of a request, `done_…` reads the answer. They do not wait; those that take a password derive keys on the spot
//! (19 MiB and some 50 milliseconds).
//!
//! ```
//! use sentc_light_wasm::{Code, KdfPolicy, user};
//!
//! # fn main() -> sentc_light_wasm::Result<()> {
//! let body = user::prepare_register("ada", "correct horse battery staple", KdfPolicy::default())?;
//! assert!(body.contains("\"device_identifier\":\"ada\""));
//!
//! // The app's back end sends the body with its secret token, and passes on what the service says.
//! let refused = r#"{"status":false,"err_code":101,"err_msg":"User already exists"}"#;
//! assert_eq!(user::done_register(refused).unwrap_err().code, Code::IdentifierTaken);
//! # Ok(()) }
//! ```

use crate::error::Result;
use crate::steps::kdf::KdfPolicy;
use crate::steps::{device_text, register};

/// The body that asks whether an identifier is free (POST `/api/v1/exists`).
pub fn prepare_check_user_identifier_available(identifier: &str) -> Result<String> {
    register::prepare_check_identifier(identifier)
}

/// Whether the identifier is free.
pub fn done_check_user_identifier_available(server_output: &str) -> Result<bool> {
    register::done_check_identifier(server_output)
}

/// A random identifier and a random password, for devices that nobody types them on.
pub fn generate_register_data() -> Result<(String, String)> {
    register::generate_register_data()
}

/// The body of a registration (POST `/api/v1/register_light`), or of a reset of the password
/// (PUT `/api/v1/user/reset_pw_light`).
pub fn prepare_register(identifier: &str, password: &str, kdf: KdfPolicy) -> Result<String> {
    register::prepare_register(identifier, password, kdf.registers_with())
}

/// The new user's id.
pub fn done_register(server_output: &str) -> Result<String> {
    register::done_register(server_output)
}

/// The body of a device's registration (POST `/api/v1/user/prepare_register_device`).
pub fn prepare_register_device_start(identifier: &str, password: &str, kdf: KdfPolicy) -> Result<String> {
    register::prepare_register(identifier, password, kdf.registers_with())
}

/// Checks the answer to a device's registration. The text itself is carried to a signed-in device, for
/// [`User::register_device`](crate::User::register_device).
pub fn done_register_device_start(server_output: &str) -> Result<()> {
    register::done_register_device_start(server_output).map(drop)
}

/// What a person is asked before a device is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceOutput {
    /// Chosen by whoever forwards the text: it proves nothing.
    pub device_identifier: String,
    /// Six characters of a hash over the token, the same on both devices: what a person compares.
    pub code: String,
}

/// The text of a device's registration in short, some 100 characters: its QR code ([`otp::qr_svg`](crate::otp::qr_svg)) has at
/// most 45 modules a side, which phones can scan. [`User::register_device`](crate::User::register_device) and
/// [`parse_device_output`] take either text.
///
/// # Errors
/// INVALID_ARGUMENT for any other text.
pub fn device_text(server_output: &str) -> Result<String> {
    device_text::device_text(server_output)
}

/// Reads the text of a device's registration, on either device: the service's answer, or what [`device_text()`] makes of it.
///
/// # Errors
/// INVALID_ARGUMENT for any other text.
pub fn parse_device_output(server_output: &str) -> Result<DeviceOutput> {
    let device = device_text::read_device_output(server_output)?;
    Ok(DeviceOutput { code: device_text::device_code(&device.token), device_identifier: device.device_identifier })
}
