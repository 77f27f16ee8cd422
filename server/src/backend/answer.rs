//! What the back end answers, and how it reads what it is sent.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a handler gives.
pub type Answer = Result<Response, Refusal>;

/// `{"error": "…", "message": "…"}`: a word for programs and a sentence for people. Refusals of the service are no such
/// thing: they go to the page as they came, since the SDK reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub http: StatusCode,
    pub error: &'static str,
    pub message: &'static str,
    /// Which field of the body is wrong: the message begins with its name.
    pub field: Option<&'static str>,
}

impl Refusal {
    pub const TOO_BIG: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_big", "the body is over 64 KiB");
    pub const SIGNED_OUT: Self = Self::new(StatusCode::UNAUTHORIZED, "signed_out", "this needs a valid JWT, or a session of this back end");
    pub const ADDRESS_TAKEN: Self = Self::new(StatusCode::CONFLICT, "address_taken", "there is an account with this address");
    /// One answer for a wrong, used, expired and guessed code and for an unknown address: anything else would tell who has an account.
    pub const CODE: Self = Self::new(StatusCode::FORBIDDEN, "code", "the code is wrong, used or too old");
    pub const NO_SUCH_ACCOUNT: Self = Self::new(StatusCode::CONFLICT, "no_account", "the service no longer knows this address");
    pub const WRONG_PASSWORD: Self = Self::new(StatusCode::FORBIDDEN, "password", "this is not the password of the account");
    pub const TOO_SOON: Self = Self::new(StatusCode::FORBIDDEN, "too_soon", "the password was reset by mail in the last week: a person has to look at this");
    pub const NO_PROFILE: Self = Self::new(StatusCode::NOT_FOUND, "no_profile", "this user has not registered here");
    pub const NO_MAILBOX: Self = Self::new(StatusCode::NOT_FOUND, "no_mailbox", "this back end sends its mails by SMTP");
    pub const NO_ACCESS: Self = Self::new(StatusCode::FORBIDDEN, "no_access", "this user is not in the group");
    pub const SERVICE: Self = Self::new(StatusCode::BAD_GATEWAY, "service", "the service could not be reached, or did not answer: try again");
    /// Not the same as [`Refusal::SERVICE`]: the account may be there.
    pub const UNFINISHED: Self =
        Self::new(StatusCode::BAD_GATEWAY, "unfinished", "the service did not answer, so the account may exist: log in, or register again");
    pub const BUSY: Self = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many mails are waiting: try again later");
    pub const INTERNAL: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the back end failed; its log says why");

    const fn new(http: StatusCode, error: &'static str, message: &'static str) -> Self {
        Self { http, error, message, field: None }
    }

    /// A body that can't be used.
    pub const fn unusable(message: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unusable", message)
    }

    /// A field of the body whose value can't be used.
    pub const fn field(name: &'static str, message: &'static str) -> Self {
        Self { field: Some(name), ..Self::unusable(message) }
    }
}

#[derive(Serialize)]
struct Words {
    error: &'static str,
    message: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let message = self.field.map_or_else(|| self.message.to_owned(), |name| format!("{name}: {}", self.message));
        json(self.http, &Words { error: self.error, message })
    }
}

pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => json_text(status, text),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// JSON that is text already.
pub fn json_text(status: StatusCode, text: String) -> Response {
    let mut response = (status, Body::from(text)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A registration body of any client is below 20 KB.
const MAX_BODY: usize = 64 * 1024;
/// So much is read and thrown away before a body is refused: a browser that is still sending sees a broken connection instead of the answer.
const MAX_DISCARDED: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);

/// The body. Unknown fields are refused where the type says so: a misspelt one would otherwise be ignored in silence.
///
/// # Errors
/// [`Refusal::TOO_BIG`], [`Refusal::unusable`].
pub async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    let bytes = tokio::time::timeout(TIMEOUT, collect(body)).await.map_err(|_| Refusal::unusable("the body did not come within 30 seconds"))??;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(&error.to_string(), &bytes))
}

/// The fields of all calls. Those that take one of some words come first.
const FIELDS: [&str; 9] = ["session", "purpose", "email", "name", "register", "refresh_token", "code", "auth_key", "confirm"];

/// The refusal of a body, with the field that is wrong. serde's own words are not passed on: they quote what was sent, and some of it is
/// secret.
fn unreadable(error: &str, bytes: &[u8]) -> Refusal {
    let sent: serde_json::Map<String, Value> = serde_json::from_slice(bytes).unwrap_or_default();
    for name in FIELDS {
        let message = match sent.get(name) {
            None if error.starts_with(&format!("missing field `{name}`")) => "it is missing",
            Some(Value::String(text)) if error.starts_with(&format!("unknown variant `{text}`")) => "not one of the words for it",
            Some(Value::Null) if error.starts_with("invalid type: null") => "not a text",
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => "not a text",
            _ => continue,
        };
        return Refusal::field(name, message);
    }
    Refusal::unusable("the body is not JSON with exactly the fields of this call")
}

async fn collect(mut body: Body) -> Result<Vec<u8>, Refusal> {
    let mut kept = Vec::new();
    let mut len = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::unusable("the body broke off"))?;
        let Some(data) = frame.data_ref() else { continue };
        len = len.saturating_add(data.len());
        if len <= MAX_BODY {
            kept.extend_from_slice(data);
        } else if len > MAX_DISCARDED {
            break;
        }
    }
    if len > MAX_BODY { Err(Refusal::TOO_BIG) } else { Ok(kept) }
}
