//! What the back end answers, and how it reads what it is sent.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use sentc_light_wasm::admin::sql::{RecoveryError, SqlError};
use sentc_light_wasm::wire::codes;
use serde::Serialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

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

    const FIELDS: Self = Self::unusable("the body is not JSON with exactly the fields of this call");

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

impl From<SqlError> for Refusal {
    /// The log says why: the store writes it there.
    fn from(_: SqlError) -> Self {
        Self::INTERNAL
    }
}

impl From<RecoveryError> for Refusal {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::WrongCode => Self::CODE,
            RecoveryError::WrongPassword => Self::WRONG_PASSWORD,
            RecoveryError::ResetLately => Self::TOO_SOON,
            RecoveryError::Admin(error) => match error.server_code() {
                Some(codes::USER_NOT_FOUND) => Self::NO_SUCH_ACCOUNT,
                Some(codes::UNREADABLE_JSON) => Self::field("register", "the service can't use these keys"),
                _ => {
                    tracing::warn!(error = %error.error().status(), "the service was of no use");
                    Self::SERVICE
                }
            },
            _ => Self::INTERNAL,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let message = self.field.map_or_else(|| self.message.to_owned(), |name| format!("{name}: {}", self.message));
        json(self.http, &json!({ "error": self.error, "message": message }))
    }
}

pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    serde_json::to_string(value).map_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), |text| json_text(status, text))
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

/// What a page sends may be a code or a key.
pub type Text = Zeroizing<String>;
type Texts<const N: usize> = Result<([Text; N], Option<Text>), Refusal>;

/// The fields of a body, all of them texts.
///
/// # Errors
/// Those of [`texts_and`].
pub async fn texts<const N: usize>(request: Request, names: [&'static str; N]) -> Result<[Text; N], Refusal> {
    Ok(texts_and(request, names, None).await?.0)
}

/// The same, with one field that may be missing or null. Unknown fields are refused: a misspelt one would otherwise be ignored in silence.
///
/// # Errors
/// [`Refusal::TOO_BIG`], [`Refusal::unusable`], [`Refusal::field`].
pub async fn texts_and<const N: usize>(request: Request, names: [&'static str; N], optional: Option<&'static str>) -> Texts<N> {
    let collected = tokio::time::timeout(TIMEOUT, collect(request.into_body())).await;
    let bytes = collected.map_err(|_| Refusal::unusable("the body did not come within 30 seconds"))??;
    let mut fields: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|_| Refusal::FIELDS)?;
    let mut take = |name| match fields.remove(name) {
        Some(Value::String(text)) => Ok(Some(Text::from(text))),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(Refusal::field(name, "not a text")),
    };
    let optional = optional.map_or(Ok(None), &mut take)?;
    let texts = names.iter().map(|name| take(name)?.ok_or(Refusal::field(name, "it is missing"))).collect::<Result<Vec<_>, _>>()?;
    if fields.is_empty() { Ok((texts.try_into().map_err(|_| Refusal::INTERNAL)?, optional)) } else { Err(Refusal::FIELDS) }
}

async fn collect(mut body: Body) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut kept = Zeroizing::new(Vec::with_capacity(MAX_BODY));
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
