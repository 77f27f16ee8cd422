//! Sessions: the refresh token in a cookie, for the SDK's strategies `cookie` and `cookie_fn`, and the back end's own session of 12
//! hours, as a cookie or as a bearer token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sentc_light_wasm::admin::{AdminError, hashed_identifier};
use sentc_light_wasm::crypto::{b64, random_bytes};
use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, Refusal, json_text, no_content};
use super::cookie::{self, RefreshCookie};
use super::service::App;
use super::{BackEnd, notices, store};

/// In milliseconds.
const LIFETIME: u64 = 12 * 60 * 60 * 1000;

/// How a page or program wants to hold its session. A page: in the cookie, where no script can read it. A program that keeps its
/// secrets itself: as a bearer token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    #[default]
    Cookie,
    Bearer,
}

/// For the second of them.
#[derive(Debug, Serialize)]
pub struct BearerSession {
    token: String,
    /// Unix milliseconds.
    expires: u64,
}

/// A session just made.
pub enum Made {
    Cookie(Option<HeaderValue>),
    Bearer(BearerSession),
}

impl BackEnd {
    /// Makes a session of 12 hours. Its token is 32 random bytes that say nothing; who it is for is in the table, so that it can be ended.
    pub async fn make_session(&self, user_id: String, holding: Holding, headers: &HeaderMap) -> Result<Made, Refusal> {
        let token = b64::encode_url(&random_bytes::<32>().map_err(|_| Refusal::INTERNAL)?);
        let (hash, now) = (crate::store::hash(&token), self.clock.millis());
        let expires = now.saturating_add(LIFETIME);
        self.store.run(move |db| store::insert_session(db, &hash, &user_id, now, expires)).await?;
        Ok(match holding {
            Holding::Cookie => Made::Cookie(cookie::session_header(&token, LIFETIME / 1000, is_secure(headers))),
            Holding::Bearer => Made::Bearer(BearerSession { token, expires }),
        })
    }

    /// The user that a call comes from: by a JWT or a session in the Authorization header, else by the session in the cookie.
    ///
    /// # Errors
    /// [`Refusal::SIGNED_OUT`].
    pub async fn user(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let now = self.clock.millis();
        let token = match bearer(headers) {
            // a JWT has two dots, a session none
            Some(jwt) if jwt.contains('.') => return self.service.valid(jwt, now).map(|(_, visitor)| visitor.user_id).ok_or(Refusal::SIGNED_OUT),
            Some(token) => token,
            None => cookie::session(headers).ok_or(Refusal::SIGNED_OUT)?,
        };
        let hash = crate::store::hash(token);
        self.store.run(move |db| store::session_user(db, &hash, now)).await?.ok_or(Refusal::SIGNED_OUT)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StartBody {
    refresh_token: String,
    #[serde(default)]
    session: Holding,
}

/// POST /backend/session
pub async fn start(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let jwt = bearer(headers).ok_or(Refusal::SIGNED_OUT)?;
    let body: StartBody = answer::read(body).await?;
    let Some((app, claims)) = back_end.service.signed(jwt) else { return Ok(not_ours()) };
    // A token that does not work is none to keep, and whoever brings another's JWT has no token for it.
    let refreshed = match app.admin.refresh(jwt, &body.refresh_token).await {
        Ok(refreshed) => refreshed,
        Err(error) => return refused(error).map(|(response, _)| response),
    };
    if back_end.service.is_of_accounts(app) {
        finish_registration(&back_end, app, &refreshed, &claims.user_id).await?;
        notices::look(&app.admin, &back_end.store, &refreshed, claims.fresh.then_some(jwt), &claims.user_id).await;
        back_end.codes.notices();
    }
    let refresh = RefreshCookie { device_id: claims.device_id, refresh_token: body.refresh_token };
    Ok(match back_end.make_session(claims.user_id, body.session, headers).await? {
        Made::Cookie(session) => with_cookies(no_content(), [refresh.to_header(is_secure(headers)), session]),
        Made::Bearer(session) => answer::json(StatusCode::OK, &session),
    })
}

/// Somebody logs in whom the service made while its answer was lost. Which address is theirs is not taken from them: the service lists
/// the hashes of the identifiers of their devices.
async fn finish_registration(back_end: &BackEnd, app: &App, jwt: &str, user_id: &str) -> Result<(), Refusal> {
    let user = user_id.to_owned();
    let unfinished = back_end.store.run(move |db| if store::by_user(db, &user)?.is_some() { Ok(Vec::new()) } else { store::unfinished(db) }).await?;
    if unfinished.is_empty() {
        return Ok(());
    }
    let devices = app.admin.devices(jwt).await?;
    let is_theirs = |email: &String| devices.iter().any(|device| device.device_identifier == hashed_identifier(email));
    let (email, user) = (unfinished.into_iter().find(is_theirs), user_id.to_owned());
    let Some(email) = email else { return Ok(()) };
    back_end.store.run(move |db| store::finish(db, &email, &user)).await
}

/// GET /backend/refresh: the contract of the SDK's `cookie` strategy. The cookies and the old JWT come in, a JWT as text goes out; a 401
/// ends the session.
pub async fn refresh(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let jwt = bearer(&headers).ok_or(Refusal::NO_JWT)?;
    let cookie = RefreshCookie::from_headers(&headers).ok_or(Refusal::SIGNED_OUT)?;
    let Some((app, claims)) = back_end.service.signed(jwt) else { return Ok(not_ours()) };
    // Somebody else has logged in in this browser since: their cookie stays.
    if claims.device_id != cookie.device_id {
        return Err(Refusal::SIGNED_OUT);
    }
    match app.admin.refresh(jwt, &cookie.refresh_token).await {
        Ok(jwt) => {
            if back_end.service.is_of_accounts(app) {
                look_later(&back_end, jwt.to_string(), claims.user_id);
            }
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], jwt.to_string()).into_response())
        }
        Err(error) => match refused(error)? {
            (response, true) => Ok(with_cookies(response, [cookie::no_refresh(is_secure(&headers))])),
            (response, false) => Ok(response),
        },
    }
}

/// A page that refreshes does not wait for this.
fn look_later(back_end: &Arc<BackEnd>, jwt: String, user_id: String) {
    let back_end = Arc::clone(back_end);
    tokio::spawn(async move {
        notices::look(back_end.service.admin(), &back_end.store, &jwt, None, &user_id).await;
        back_end.codes.notices();
    });
}

/// DELETE /backend/session. The refresh token stays good for whoever has a copy: the service can end only all of a user's at once.
pub async fn end(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let hashes: Vec<_> = [cookie::session(&headers), bearer(&headers)].into_iter().flatten().map(crate::store::hash).collect();
    if !hashes.is_empty() {
        back_end.store.run(move |db| hashes.iter().try_for_each(|hash| store::delete_session(db, hash))).await?;
    }
    Ok(with_cookies(no_content(), cookie::gone(is_secure(&headers))))
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

pub fn with_cookies<const N: usize>(mut response: Response, cookies: [Option<HeaderValue>; N]) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether the page came by https: this server speaks http only, but something in front of it may not. The browser says.
fn is_secure(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

fn not_ours() -> Response {
    json_text(StatusCode::UNAUTHORIZED, r#"{"status":false,"err_msg":"not one of our JWTs","err_code":32}"#.to_owned())
}

/// What the service said, as it said it, and whether the session is over. The SDK ends a session by 401 and 403, so only what means that is
/// answered so: with a wrong secret token the service answers 401 to everything, and everybody would be signed out.
///
/// # Errors
/// [`Refusal::SERVICE`] when it did not answer.
fn refused(error: AdminError) -> Result<(Response, bool), Refusal> {
    let AdminError::Refused(refusal) = error else { return Err(Refusal::SERVICE) };
    let status = match refusal.http_status {
        _ if refusal.ends_session() => StatusCode::UNAUTHORIZED,
        400 | 404..=499 => StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_GATEWAY),
        _ => StatusCode::BAD_GATEWAY,
    };
    let is_over = refusal.ends_session();
    let mut response = json_text(status, refusal.answer);
    if is_over {
        response.headers_mut().insert("x-sentc-session", HeaderValue::from_static("ended"));
    }
    Ok((response, is_over))
}
