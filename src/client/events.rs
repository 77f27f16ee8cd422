//! What the app can hear: events and log entries. Neither holds a secret.

use serde::{Deserialize, Serialize};

/// Something happened to a session. `remote`: another tab did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", content = "payload", rename_all = "camelCase")]
pub enum Event {
    SignedIn {
        user_id: String,
        remote: bool,
    },
    SignedOut {
        user_id: String,
        remote: bool,
        reason: SignOutReason,
    },
    /// A new JWT; `exp` in Unix seconds.
    Refreshed {
        user_id: String,
        exp: u64,
    },
    /// The service ended the session.
    SessionExpired {
        user_id: String,
        error: EventError,
    },
    /// Records are kept in memory only, or could not be read.
    StorageUnavailable {
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum SignOutReason {
    /// `logOut` was called.
    LogOut,
    /// The account was deleted.
    UserDeleted,
    /// This device was deleted.
    DeviceDeleted,
    /// The service ended the session.
    SessionExpired,
    /// The stored records can't be read any more.
    StorageLost,
}

/// An error as an event carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventError {
    pub status: String,
    pub code: &'static str,
    pub message: String,
}

impl From<&crate::error::Error> for EventError {
    fn from(error: &crate::error::Error) -> Self {
        Self { status: error.status(), code: error.code.row().name, message: error.message.to_string() }
    }
}

/// One request, after it ended. The path holds ids; never a token, key or password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LogEntry {
    /// Unix milliseconds when it was sent.
    #[cfg_attr(feature = "js", tsify(type = "number"))]
    pub time: i64,
    pub method: &'static str,
    /// The path below the base URL, or the origin and path of an own back end.
    pub path: String,
    /// 1 for the first try.
    pub attempt: u32,
    pub duration_ms: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub http_status: Option<u16>,
    /// Status of the error, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub error: Option<String>,
}
