//! What an answer to a refresh means: a new JWT, the end of the session, or neither. Only the service, or the app's own back
//! end, ends a session; whatever else answers in their place is retryable.

use super::host::Response;
use crate::error::{Code, Error, Result, excerpt};
use crate::json::{Value, parse};
use crate::steps::{jwt, open_answer};
use crate::wire::codes;
use crate::wire::session::JwtClaims;

/// The claims of a JWT that a refresh gave. REFRESH_ANSWER for what is no whole JWT: it was damaged on its way.
pub(super) fn read_new(jwt: &str, user_id: &str, device_id: &str) -> Result<JwtClaims> {
    jwt::read_claims_of(jwt, user_id, device_id).map_err(|error| match error.code {
        Code::JwtMalformed => Error::with(Code::RefreshAnswer, format!("the refresh gave no JWT: {}", error.message())),
        _ => error,
    })
}

/// The service's codes by which a session is over.
const OVER: [u32; 4] = [codes::REFRESH_TOKEN, codes::USER_NOT_FOUND, codes::JWT_UNDECODABLE, codes::JWT_KEY_UNKNOWN];
/// Those that are about the request: the header did not arrive, or the back end's own token is wrong.
const ABOUT_THE_REQUEST: [u32; 5] = [codes::JWT_EXPIRED, codes::JWT_MISSING, codes::APP_TOKEN_UNKNOWN, codes::APP_TOKEN_FORMAT, codes::TOKEN_NOT_ALLOWED];

/// Whether the service, or who speaks for it, said that the session is over. `no_jwt`: there was none to send, so that a
/// refusal for want of one stays a refusal.
pub(super) fn is_definite(error: &Error, no_jwt: bool) -> bool {
    let by_code = |code| OVER.contains(&code) || (no_jwt && (code == codes::JWT_MISSING || code == codes::JWT_EXPIRED));
    error.code == Code::RefreshRefused || error.server_code.is_some_and(by_code)
}

/// A text of an own back end is shorter than this, and a proxy's page is not.
const SHORT_TEXT: usize = 256;

/// Whether a 401 or 403 is the back end's own, by its body (docs/refresh.md): empty, a short text without markup, an
/// envelope like the service's, or `{"error": …}`. A proxy's page and a gateway's JSON say nothing of the session.
fn is_back_ends_own(text: &str, envelope: Option<&Result<Value>>) -> bool {
    if !text.starts_with(['{', '[']) {
        return text.len() < SHORT_TEXT && !text.contains('<');
    }
    let is_envelope = matches!(envelope, Some(Err(error)) if error.server_code.is_some());
    let error = parse(text).map(|body| match body.get("error") {
        // By this word the example back ends refuse a page of another origin: its session may be good.
        Value::Text(word) => word != "foreign",
        error => *error != Value::Null,
    });
    is_envelope || error == Some(true)
}

/// Reads the answer of a cookie endpoint: the JWT as plain text or in quotes, or in the service's envelope: as `result` or
/// as `result.jwt`.
pub(super) fn read_endpoint(Response { status, body, session_ended }: &Response) -> Result<Value> {
    let (text, status) = (body.trim_ascii(), *status);
    let envelope = text.starts_with('{').then(|| open_answer(text, status));
    let is_refusal = matches!(status, 401 | 403);
    if let Some(Err(error)) = &envelope
        && let Some(code) = error.server_code
        && (!is_refusal || (!session_ended && (OVER.contains(&code) || ABOUT_THE_REQUEST.contains(&code))))
    {
        return Err(error.clone());
    }
    let seen = |code, what: &str| Error::with(code, format!("the refresh endpoint {what} (HTTP {status}): {}", excerpt(text))).at_http_status(status);
    if is_refusal {
        let is_over = *session_ended || is_back_ends_own(text, envelope.as_ref());
        return Err(if is_over { seen(Code::RefreshRefused, "refused") } else { seen(Code::RefreshEndpoint, "did not say this itself") });
    }
    let jwt = match envelope {
        Some(Ok(Value::Text(jwt))) => Some(jwt),
        Some(Ok(result)) => result.get("jwt").as_text().map(str::to_owned),
        Some(Err(_)) => None,
        None => Some(text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned()),
    };
    match status {
        200..=299 => jwt.filter(|jwt| jwt::read_claims(jwt).is_ok()).map(Value::Text).ok_or_else(|| seen(Code::RefreshAnswer, "gave no JWT")),
        500.. | 429 => Err(seen(Code::RefreshEndpoint, "failed")),
        _ => Err(seen(Code::RefreshEndpoint, "failed").not_retryable()),
    }
}
