//! The service's JSON, one file per topic. Serde types only: what they mean is decided in `steps` and `client`.
//!
//! The SDK and the dev server share these types, so that they can't drift apart. Fields the service adds later are
//! ignored; absent optional fields are left out when written.

pub mod codes;
pub mod envelope;
pub mod group;
pub mod login;
pub mod mfa;
pub mod password;
pub mod register;
pub mod session;
pub mod user;

pub use envelope::{EnvelopeError, open_envelope, open_message};

/// All paths of the service start with this.
pub const API_PREFIX: &str = "/api/v1";
/// Names the app; sent with every request.
pub const APP_TOKEN_HEADER: &str = "x-sentc-app-token";
/// Names the group that the caller acts as.
pub const GROUP_ACCESS_HEADER: &str = "x-sentc-group-access-id";
/// Entries in one page of a list.
pub const PAGE_SIZE: usize = 50;
/// The largest time the wire carries: the service counts in 128-bit integers, JavaScript in 53 bits.
pub const MAX_MILLIS: u64 = (1 << 53) - 1;

/// Reads JSON of any shape by way of one generic value: one parser in the wasm instead of one for every type.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str::<serde_json::Value>(text).ok().and_then(|value| serde_json::from_value(value).ok())
}

/// Reads a Unix time in milliseconds and refuses what JavaScript could not hold.
pub(crate) fn millis<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = <u64 as serde::Deserialize>::deserialize(deserializer)?;
    if value > MAX_MILLIS {
        return Err(serde::de::Error::custom("a time beyond 53 bits"));
    }
    Ok(value)
}
