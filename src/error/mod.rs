//! The one error type of the SDK, above the table that gives every error its code, status and hint.

mod excerpt;
mod table;

use std::borrow::Cow;
use std::fmt;

pub use excerpt::excerpt;
pub use table::{ALL_CODES, Code, Origin};

use crate::crypto::CryptoError;
use crate::json::{Json, Kind, Object, Value};

/// What the calls of this SDK give.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, in a form that apps can match on and people can read. Never holds a secret. Its public fields are those of
/// [`Fields`]: `error.code`, `error.http_status`.
///
/// One pointer wide: it passes through every call of every flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Fields>);

/// What is known of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fields {
    /// What went wrong.
    pub code: Code,
    /// The service's own code, where the service said no.
    pub server_code: Option<u32>,
    /// Words of its own; else those of the table.
    message: Option<Cow<'static, str>>,
    /// The HTTP status of the answer, where there was one.
    pub http_status: Option<u16>,
    retryable: bool,
}

impl Error {
    /// An error with the words of the table.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Fields { code, server_code: code.server_code(), message: None, http_status: None, retryable: code.retryable() }))
    }

    /// An error with words of its own.
    pub fn with(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(code);
        error.0.message = Some(message.into());
        error
    }

    /// A refusal by the service.
    pub fn server(err_code: u32, message: String, http_status: u16) -> Self {
        let mut error = Self::new(Code::from_server(err_code)).at_http_status(http_status);
        error.0.server_code = Some(err_code);
        error.0.retryable = http_status >= 500 || error.code.retryable();
        // For what the app's developer has got wrong, the table says where to look.
        let is_about_the_token = matches!(error.code, Code::AppTokenUnknown | Code::AppTokenFormat);
        if !message.is_empty() && !is_about_the_token {
            error.0.message = Some(message.into());
        }
        error
    }

    /// The same error, seen with this HTTP status: a fault of the service (5xx) or of its load (429) passes. 501 says that
    /// there is nothing of the kind here, which does not.
    pub fn at_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self.0.retryable |= (status >= 500 && status != 501) || status == 429;
        self
    }

    /// The same error, without a status that says nothing.
    pub fn without_http_status(mut self) -> Self {
        self.0.http_status = None;
        self
    }

    /// The same error, of which it is known that it does not pass by itself.
    pub fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    /// `server_112` or `client_1000`: what existing apps match on.
    pub fn status(&self) -> String {
        match self.server_code {
            Some(code) => format!("server_{code}"),
            None => self.code.status(),
        }
    }

    /// Whether the same call may work later without anything being changed.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// Words of its own, where it has any.
    pub fn own_message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What went wrong, for developers.
    pub fn message(&self) -> &str {
        self.own_message().unwrap_or(self.code.message())
    }

    /// What to do about it.
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

/// As it crosses the boundary to JavaScript: the code by its place in the table, and what differs from there.
impl Json for Error {
    const KIND: Kind = Kind::Other;

    /// Errors go out only.
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
