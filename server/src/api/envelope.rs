//! The one shape of every answer: `{"status":true,"result":…}` or `{"status":false,"err_msg":"…","err_code":112}`.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
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

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        json(StatusCode::OK, self.0)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Refused { status: false, err_msg: &self.message, err_code: self.code };
        json(self.http, serde_json::to_string(&body).unwrap_or_default())
    }
}

fn json(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    // answers hold tokens and keys: no cache may keep them
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
