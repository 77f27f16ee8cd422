//! Events and log entries for the app. They contain no secrets.

use crate::error::Error;
use crate::json::{self, Json, Kind, Object, Value};

/// A change of a session or of the storage. `remote`: another tab caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A user has logged in.
    SignedIn {
        /// The user's id.
        user_id: String,
        /// Whether another tab caused it.
        remote: bool,
    },
    /// A session has ended.
    SignedOut {
        /// The user's id. Empty if the record with the id was lost.
        user_id: String,
        /// Whether another tab caused it.
        remote: bool,
        /// Why the session ended.
        reason: SignOutReason,
    },
    /// The session got a new JWT.
    Refreshed {
        /// The user's id.
        user_id: String,
        /// When the new JWT expires, in Unix seconds.
        exp: u64,
    },
    /// The service ended the session.
    SessionExpired {
        /// The user's id.
        user_id: String,
        /// The error that ended the session.
        error: Error,
    },
    /// The storage could not be read or written. Changes may be in memory only, and end with the page.
    StorageUnavailable {
        /// The platform's error message.
        reason: String,
    },
    /// The service sent another salt than before for an identifier that has logged in here, and this client did not change
    /// the password. Either the password was changed elsewhere, or the server is lying, to get a key derived with its salt.
    SaltChanged {
        /// The user who is signed in here with this identifier, if any.
        user_id: Option<String>,
        /// 16 bytes of the identifier's SHA-256, in hex.
        identifier_hash: String,
    },
}

impl Event {
    /// Returns JSON: `{"name":"signedIn","payload":{…}}`. An error has the format of the boundary to JavaScript.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut event = Object::begin(&mut out);
        event.field("name", &self.name().to_owned());
        let mut payload = Object::begin(event.name("payload"));
        match self {
            Self::SignedIn { user_id, remote } => {
                payload.field("user_id", user_id);
                payload.field("remote", remote);
            }
            Self::SignedOut { user_id, remote, reason } => {
                payload.field("user_id", user_id);
                payload.field("remote", remote);
                payload.field("reason", reason);
            }
            Self::Refreshed { user_id, exp } => {
                payload.field("user_id", user_id);
                payload.field("exp", exp);
            }
            Self::SessionExpired { user_id, error } => {
                payload.field("user_id", user_id);
                payload.field("error", error);
            }
            Self::StorageUnavailable { reason } => payload.field("reason", reason),
            Self::SaltChanged { user_id, identifier_hash } => {
                payload.field("user_id", user_id);
                payload.field("identifier_hash", identifier_hash);
            }
        }
        payload.end();
        event.end();
        out
    }

    fn name(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } => "signedIn",
            Self::SignedOut { .. } => "signedOut",
            Self::Refreshed { .. } => "refreshed",
            Self::SessionExpired { .. } => "sessionExpired",
            Self::StorageUnavailable { .. } => "storageUnavailable",
            Self::SaltChanged { .. } => "saltChanged",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => {
        /// Why a session ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "js", derive(tsify::Tsify), serde(rename_all = "snake_case"))]
        pub enum SignOutReason { $($(#[$doc])* $name),* }

        impl Json for SignOutReason {
            const KIND: Kind = Kind::Text;

            fn read(value: &Value) -> Option<Self> {
                match value.as_text()? {
                    $($text => Some(Self::$name),)*
                    _ => None,
                }
            }

            fn write(&self, out: &mut String) {
                json::text(out, match self { $(Self::$name => $text),* });
            }
        }
    };
}

reasons! {
    /// `logOut` was called.
    LogOut "log_out";
    /// The account was deleted.
    UserDeleted "user_deleted";
    /// This device was deleted.
    DeviceDeleted "device_deleted";
    /// The service ended the session.
    SessionExpired "session_expired";
    /// The stored records can't be read any more.
    StorageLost "storage_lost";
}

/// One request, after it ended. The path holds ids; never a token, key or password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LogEntry {
    /// Unix milliseconds when it was sent.
    #[cfg_attr(feature = "js", tsify(type = "number"))]
    pub time: i64,
    /// `GET`, `POST` and so on.
    pub method: &'static str,
    /// The path below the base URL, or the origin and path of an own back end.
    pub path: String,
    /// 1 for the first try.
    pub attempt: u32,
    /// From sending to the end of the answer, in milliseconds.
    pub duration_ms: u32,
    /// The answer's, where there was one.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub http_status: Option<u16>,
    /// Status of the error, where there was one.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub error: Option<String>,
}

impl LogEntry {
    /// Returns the entry as JSON.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut entry = Object::begin(&mut out);
        entry.field("time", &self.time);
        entry.field("method", &self.method.to_owned());
        entry.field("path", &self.path);
        entry.field("attempt", &i64::from(self.attempt));
        entry.field("duration_ms", &i64::from(self.duration_ms));
        if let Some(status) = self.http_status {
            entry.field("http_status", &i64::from(status));
        }
        entry.field("error", &self.error);
        entry.end();
        out
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::Code;

    /// What listeners in JavaScript get.
    #[test]
    fn texts() {
        let user_id = || "u".to_owned();
        let cases = [
            (Event::SignedIn { user_id: user_id(), remote: true }, "signedIn", json!({ "user_id": "u", "remote": true })),
            (
                Event::SignedOut { user_id: user_id(), remote: false, reason: SignOutReason::DeviceDeleted },
                "signedOut",
                json!({ "user_id": "u", "remote": false, "reason": "device_deleted" }),
            ),
            (Event::Refreshed { user_id: user_id(), exp: 7 }, "refreshed", json!({ "user_id": "u", "exp": 7 })),
            (Event::StorageUnavailable { reason: "full".into() }, "storageUnavailable", json!({ "reason": "full" })),
            (Event::SaltChanged { user_id: None, identifier_hash: "h".into() }, "saltChanged", json!({ "identifier_hash": "h" })),
        ];
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (event, name, payload) in cases {
            assert_eq!(read(&event.to_text()), json!({ "name": name, "payload": payload }));
        }
        let error = Error::new(Code::RefreshRefused);
        let expired = Event::SessionExpired { user_id: user_id(), error: error.clone() };
        let payload = json!({ "user_id": "u", "error": read(&json::to_text(&error)) });
        assert_eq!(read(&expired.to_text()), json!({ "name": "sessionExpired", "payload": payload }));

        let entry = LogEntry { time: 1, method: "GET", path: "/p".into(), attempt: 2, duration_ms: 3, http_status: Some(200), error: None };
        let text = json!({ "time": 1, "method": "GET", "path": "/p", "attempt": 2, "duration_ms": 3, "http_status": 200 });
        assert_eq!(read(&entry.to_text()), text);
        let failed = read(&LogEntry { http_status: None, error: Some("client_1".into()), ..entry }.to_text());
        assert_eq!((failed.get("http_status"), &failed["error"]), (None, &json!("client_1")));
    }
}
