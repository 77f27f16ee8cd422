//! An example of an app's own back end, for the refresh strategies `cookie` and `cookie_fn`: it keeps the refresh token
//! in a cookie that no script can read.
//!
//! | call | what it does |
//! |---|---|
//! | POST /backend/session | after a login: takes `{refresh_token}` and the JWT, makes the cookie |
//! | GET /backend/refresh | the old JWT and the cookie become a new JWT, as text |
//! | DELETE /backend/session | at log-out: takes the cookie away |
//!
//! It knows nothing that an own back end would not know: it speaks to the service by its API, with the app's secret
//! token, only that the requests stay inside this process.
//!
//! Other sites are kept out three times (CSRF): the cookie is `SameSite=Strict`; every call but the last needs a JWT in a
//! header, which other origins may not send since there is no CORS here; and Host, Sec-Fetch-Site and Origin are checked.

mod cookie;
mod service;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use sentc_light_wasm::wire::session::RefreshBody;

use crate::dev::Guard;
use crate::{Config, Server};
use cookie::Cookie;
use service::{Refreshed, Service};

/// A refresh token has 67 characters.
const MAX_BODY: usize = 4096;

/// Serves /backend. `api`: the service.
pub fn router(server: Arc<Server>, api: Router, config: &Config) -> Router {
    Router::new()
        .route("/backend/session", post(start_session).delete(end_session))
        .route("/backend/refresh", get(refresh))
        .layer(middleware::from_fn_with_state(Arc::new(Guard::new(config)), only_own_pages))
        .with_state(Arc::new(Service::new(server, api)))
}

async fn only_own_pages(State(guard): State<Arc<Guard>>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if let Err(why) = guard.check(peer.ip(), headers).and_then(|()| check_origin(headers)) {
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// For browsers without Fetch Metadata: a page that says where it is from must be from here.
fn check_origin(headers: &HeaderMap) -> Result<(), &'static str> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes).unwrap_or_default();
    let from = origin.as_bytes();
    let from = from.strip_prefix(b"http://").or_else(|| from.strip_prefix(b"https://"));
    if from.is_some_and(|from| from.eq_ignore_ascii_case(host)) { Ok(()) } else { Err("not for pages of other origins") }
}

/// POST /backend/session
async fn start_session(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(jwt) = bearer(&parts.headers) else { return unauthorized("no JWT") };
    let body = axum::body::to_bytes(body, MAX_BODY).await.ok();
    let Some(RefreshBody { refresh_token }) = body.and_then(|body| serde_json::from_slice(&body).ok()) else {
        return (StatusCode::UNPROCESSABLE_ENTITY, "the body must be {\"refresh_token\": \"…\"}").into_response();
    };
    // A token that does not work is none to keep, and whoever brings another's JWT has no token for it.
    match service.refresh(jwt, &refresh_token).await {
        Refreshed::Jwt { device_id, .. } => {
            let cookie = Cookie { device_id, refresh_token };
            (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie.to_header(is_secure(&parts.headers)))]).into_response()
        }
        Refreshed::Over(answer) => (StatusCode::UNAUTHORIZED, json(answer)).into_response(),
        Refreshed::Other(status, answer) => (status, json(answer)).into_response(),
    }
}

/// GET /backend/refresh
async fn refresh(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let Some(jwt) = bearer(&headers) else { return unauthorized("no JWT") };
    let Some(cookie) = Cookie::from_headers(&headers) else { return unauthorized("no session") };
    // Somebody else has logged in in this browser since: their cookie stays.
    if service.device_of(jwt).as_deref() != Some(cookie.device_id.as_str()) {
        return unauthorized("the session is another's");
    }
    match service.refresh(jwt, &cookie.refresh_token).await {
        Refreshed::Jwt { jwt, .. } => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], jwt).into_response(),
        Refreshed::Over(answer) => (StatusCode::UNAUTHORIZED, [(header::SET_COOKIE, cookie::gone(is_secure(&headers)))], json(answer)).into_response(),
        Refreshed::Other(status, answer) => (status, json(answer)).into_response(),
    }
}

/// DELETE /backend/session
async fn end_session(headers: HeaderMap) -> Response {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::gone(is_secure(&headers)))]).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Whether the page came by https: this server speaks http only, but something in front of it may not. The browser says.
fn is_secure(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

fn unauthorized(why: &'static str) -> Response {
    (StatusCode::UNAUTHORIZED, why).into_response()
}

/// What the service said, as it said it: the SDK reads its codes.
fn json(answer: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], Body::from(answer)).into_response()
}
