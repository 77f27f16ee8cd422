//! The one shape of every answer: `{"status":true,"result":…}` or `{"status":false,"err_msg":"…","err_code":112}`.

use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use super::refusal::Refusal;

/// What a handler gives.
pub type Reply = Result<Answer, Refusal>;

/// A `result`, already written as JSON.
#[derive(Debug)]
pub struct Answer(String);

#[derive(Serialize)]
struct Served<'a, T> {
    status: bool,
    result: &'a T,
}

#[derive(Serialize)]
struct Refused<'a> {
    status: bool,
    err_msg: &'a str,
    err_code: u32,
}

/// Answers with a value.
///
/// # Errors
/// [`Refusal::INTERNAL`] when the value has no JSON.
pub fn answer<T: Serialize>(result: &T) -> Reply {
    serde_json::to_string(&Served { status: true, result }).map(Answer).map_err(|_| Refusal::INTERNAL)
}

/// Answers an action that has no value.
///
/// # Errors
/// None; a [`Reply`] so that handlers end with it.
pub fn success() -> Reply {
    answer(&"Success")
}

/// The HTTP answer.
pub fn response(reply: Reply) -> Response<String> {
    let (status, text) = match reply {
        Ok(Answer(text)) => (StatusCode::OK, text),
        Err(refusal) => {
            let body = Refused { status: false, err_msg: &refusal.message, err_code: refusal.code };
            (refusal.http, serde_json::to_string(&body).unwrap_or_default())
        }
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    // answers hold tokens and keys: no cache may keep them
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
