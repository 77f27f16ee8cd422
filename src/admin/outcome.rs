//! Why calls fail.

use crate::error::Error;

/// The result of the calls of [`Admin`](super::Admin).
pub type AdminResult<T> = std::result::Result<T, AdminError>;

/// Why a call failed, and whether it may have changed something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    /// The call was not sent, because an argument can't be used.
    #[error(transparent)]
    NotSent(Error),
    /// The service refused the call: nothing has changed.
    #[error(transparent)]
    Refused(Refusal),
    /// There was no readable answer: **the change may have happened.** Before you report a result to the user, repeat the call
    /// or check what has changed.
    #[error("it may have happened: {0}")]
    MayHaveHappened(Error),
}

impl AdminError {
    /// Returns the SDK's error, for all three variants.
    pub fn error(&self) -> &Error {
        match self {
            Self::NotSent(error) | Self::MayHaveHappened(error) => error,
            Self::Refused(refusal) => &refusal.error,
        }
    }

    /// Returns the service's number for the error, if the service refused the call.
    pub fn server_code(&self) -> Option<u32> {
        if let Self::Refused(refusal) = self { refusal.error.server_code } else { None }
    }

    /// Returns whether the call may have changed something.
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::MayHaveHappened(_))
    }
}

/// A refusal by the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
#[non_exhaustive]
pub struct Refusal {
    /// The SDK's error for the refusal.
    pub error: Error,
    /// The HTTP status of the answer.
    pub http_status: u16,
    /// The answer, unchanged. If a page waits for an answer of the service, pass it on: the SDK reads it.
    pub answer: String,
}

impl Refusal {
    /// Returns whether the session is over: the refresh token is unknown (114), the user or device was deleted (100), or the
    /// JWT can't be read or has an unknown key (32, 35). In these cases answer the page with 401. Answer nothing else with 401
    /// or 403, because the SDK then ends the session.
    pub fn ends_session(&self) -> bool {
        matches!(self.error.server_code, Some(114 | 100 | 32 | 35))
    }
}
