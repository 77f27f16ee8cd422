//! The error type of the SDK. Code, status and hint of every error are in `table`.

mod excerpt;
mod table;

use std::borrow::Cow;
use std::fmt;

pub use excerpt::excerpt;
pub use table::{ALL_CODES, Code, Origin};

use crate::crypto::CryptoError;
use crate::json::{Json, Kind, Object, Value};

/// The result of a call of this SDK.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the SDK. Match on `error.code`; [`Fields`] lists the other public fields. Never contains a secret.
///
/// A single pointer, because every `Result` in the wasm contains one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Fields>);

/// The fields of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fields {
    /// The code to match on.
    pub code: Code,
    /// The service's number for the error, if the service refused the request.
    pub server_code: Option<u32>,
    /// Replaces the message of the table.
    message: Option<Cow<'static, str>>,
    /// The HTTP status of the answer, if there was an answer.
    pub http_status: Option<u16>,
    retryable: bool,
}

impl Error {
    /// Makes an error with the message of the table.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Fields { code, server_code: code.server_code(), message: None, http_status: None, retryable: code.retryable() }))
    }

    /// Makes an error with another message than the table's.
    pub fn with(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(code);
        error.0.message = Some(message.into());
        error
    }

    /// Makes the error for a refusal by the service.
    pub fn server(err_code: u32, message: String, http_status: u16) -> Self {
        let mut error = Self::new(Code::from_server(err_code)).at_http_status(http_status);
        error.0.server_code = Some(err_code);
        error.0.retryable = http_status >= 500 || error.code.retryable();
        // For mistakes in the app's options, the table's message is more helpful than the service's.
        let is_about_the_token = matches!(error.code, Code::AppTokenUnknown | Code::AppTokenFormat);
        if !message.is_empty() && !is_about_the_token {
            error.0.message = Some(message.into());
        }
        error
    }

    /// Returns the same error with this HTTP status. Marks it as retryable after 429 (too many requests) and 5xx, except
    /// 501 (not implemented).
    pub fn at_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self.0.retryable |= (status >= 500 && status != 501) || status == 429;
        self
    }

    /// Returns the same error without an HTTP status.
    pub fn without_http_status(mut self) -> Self {
        self.0.http_status = None;
        self
    }

    /// Returns the same error, marked as not retryable: repeating the call can't help.
    pub fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    /// Returns the same error, marked as retryable: the same call may succeed later.
    pub fn may_pass(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Returns the status, such as `server_112` or `client_1000`. Apps written for older clients match on it.
    pub fn status(&self) -> String {
        match self.server_code {
            Some(code) => format!("server_{code}"),
            None => self.code.status(),
        }
    }

    /// Whether the same call may succeed later without any change.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns the message that replaces the table's, if there is one.
    pub fn own_message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns what went wrong, for developers.
    pub fn message(&self) -> &str {
        self.own_message().unwrap_or(self.code.message())
    }

    /// Returns what to do next.
    pub fn hint(&self) -> &'static str {
        self.code.hint()
    }
}

impl std::ops::Deref for Error {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Error {}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<CryptoError> for Error {
    fn from(error: CryptoError) -> Self {
        let code = match &error {
            CryptoError::OutOfMemory => Code::OutOfMemory,
            CryptoError::Random => Code::NoRandom,
            CryptoError::Algorithm(name) => return Self::with(Code::UnsupportedAlgorithm, format!("unknown algorithm: {}", excerpt(name))),
            _ => Code::BadKeyMaterial,
        };
        Self::with(code, error.to_string())
    }
}

/// The format at the boundary to JavaScript: the code as its index in the table, and the fields that differ from the table.
impl Json for Error {
    const KIND: Kind = Kind::Other;

    /// Errors cross in one direction only.
    fn read(_: &Value) -> Option<Self> {
        None
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::begin(out);
        object.field("code", &(self.code as i32));
        object.field("status", &self.status());
        object.field("retryable", &self.retryable());
        object.field("message", &self.own_message().map(str::to_owned));
        if let Some(status) = self.http_status {
            object.field("http_status", &i32::from(status));
        }
        object.end();
    }
}
