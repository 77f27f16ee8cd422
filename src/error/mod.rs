//! The one error type of the SDK, above the table that gives every error its code, status and hint.

mod excerpt;
mod table;

use std::borrow::Cow;

pub use excerpt::excerpt;
pub use table::{ALL_CODES, Code, ErrorRow};

use crate::crypto::CryptoError;

pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, in a form that apps can match on and people can read. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub code: Code,
    /// The service's own code, where the service said no.
    pub server_code: Option<u32>,
    pub message: Cow<'static, str>,
    pub http_status: Option<u16>,
    retryable: bool,
}

impl Error {
    /// An error with the words of the table.
    pub fn new(code: Code) -> Self {
        let row = code.row();
        Self { code, server_code: row.server_code(), message: Cow::Borrowed(row.message), http_status: None, retryable: row.retryable }
    }

    /// An error with words of its own.
    pub fn with(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), ..Self::new(code) }
    }

    /// A refusal by the service.
    pub fn server(err_code: u32, message: String, http_status: u16) -> Self {
        let code = Code::from_server(err_code);
        let message = if message.is_empty() { Cow::Borrowed(code.row().message) } else { Cow::Owned(message) };
        let retryable = http_status >= 500 || code.row().retryable;
        Self { code, server_code: Some(err_code), message, http_status: Some(http_status), retryable }
    }

    /// The same error, seen with this HTTP status: a fault of the service (5xx) or of its load (429) passes.
    pub fn at_http_status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self.retryable |= status >= 500 || status == 429;
        self
    }

    pub fn without_http_status(mut self) -> Self {
        self.http_status = None;
        self
    }

    pub fn not_retryable(mut self) -> Self {
        self.retryable = false;
        self
    }

    /// `server_112` or `client_1000`: what existing apps match on.
    pub fn status(&self) -> String {
        match self.server_code {
            Some(code) => format!("server_{code}"),
            None => format!("client_{}", self.code.row().number),
        }
    }

    /// Whether the same call may work later without anything being changed.
    pub fn retryable(&self) -> bool {
        self.retryable
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        self.code.row().hint
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<CryptoError> for Error {
    fn from(error: CryptoError) -> Self {
        let code = match error {
            CryptoError::OutOfMemory => Code::OutOfMemory,
            CryptoError::Random => Code::NoRandom,
            CryptoError::Algorithm(_) => Code::UnsupportedAlgorithm,
            _ => Code::BadKeyMaterial,
        };
        Self::with(code, error.to_string())
    }
}
