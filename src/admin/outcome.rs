//! What comes of a call when it fails.

use crate::error::Error;

/// What the calls of [`Admin`](super::Admin) give.
pub type AdminResult<T> = std::result::Result<T, AdminError>;

/// Why a call has not given its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    /// The call was not sent: an argument cannot be used.
    #[error(transparent)]
    NotSent(Error),
    /// The service said no: nothing has changed there.
    #[error(transparent)]
    Refused(Refusal),
    /// No answer, or none that can be read: **it may have happened.** Repeat the call, or find out, before you tell a person anything.
    #[error("it may have happened: {0}")]
    MayHaveHappened(Error),
}

impl AdminError {
    /// The SDK's error, whatever became of the call.
    pub fn error(&self) -> &Error {
        match self {
            Self::NotSent(error) | Self::MayHaveHappened(error) => error,
            Self::Refused(refusal) => &refusal.error,
        }
    }

    /// The service's own code, where it refused.
    pub fn server_code(&self) -> Option<u32> {
        if let Self::Refused(refusal) = self { refusal.error.server_code } else { None }
    }

    /// Whether something may have changed.
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::MayHaveHappened(_))
    }
}

/// A refusal by the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
#[non_exhaustive]
pub struct Refusal {
    /// Its code in the words of the SDK.
    pub error: Error,
    /// The HTTP status it came with.
    pub http_status: u16,
    /// The answer as it came. Pass it on where a page waits for an answer of the service: the SDK reads it.
    pub answer: String,
}

impl Refusal {
    /// Whether it says that the session is over: an unknown refresh token (114), a deleted user or device (100), a JWT that is none or of no
    /// known key (32, 35). Answer a page 401 then, and nothing else with 401 or 403: the SDK ends the session at these.
    pub fn ends_session(&self) -> bool {
        matches!(self.error.server_code, Some(114 | 100 | 32 | 35))
    }
}
