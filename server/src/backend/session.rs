//! Sessions: the refresh token in a cookie, for the SDK's strategies `cookie` and `cookie_fn`, and the back end's own session of 12
//! hours, as a cookie or as a bearer token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sentc_light_wasm::admin::{HttpOnlyCookie, KeptSession, SessionRefusal, StartedSession, hashed_identifier};
use sentc_light_wasm::crypto::{b64, random_bytes};
use sentc_light_wasm::error::Error;
use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, Refusal, json_text, no_content};
use super::service::App;
use super::{BackEnd, notices, store};

/// In milliseconds.
const LIFETIME: u64 = 12 * 60 * 60 * 1000;

/// The refresh token itself never expires; a browser that is not used for so many seconds is to log in again.
const REFRESH_SECONDS: u64 = 30 * 24 * 60 * 60;

/// Cookies know no ports: other servers on this machine are sent them too, and so must not take them for theirs.
///
/// Not to be copied into production: there a cookie is named `__Host-…`, with `Secure` and `Path=/`, which a browser takes from https
/// only. This server speaks plain http, so `Secure` is left out unless something in front of it speaks https.
#[derive(Debug)]
pub struct Cookies {
    refresh: HttpOnlyCookie,
    session: HttpOnlyCookie,
}

impl Cookies {
    /// # Errors
    /// None, for these names.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            refresh: HttpOnlyCookie::new("sentc_light_session", "/backend", REFRESH_SECONDS)?,
            session: HttpOnlyCookie::new("sentc_light_back_end", "/backend", LIFETIME / 1000)?,
        })
    }
}

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
    Cookie(Option<String>),
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
            Holding::Cookie => Made::Cookie(self.cookies.session.set(&token, is_secure(headers))),
            Holding::Bearer => Made::Bearer(BearerSession { token, expires }),
        })
    }

    /// The user that a call comes from: by a JWT or a session in the Authorization header, else by the session in the cookie.
    ///
    /// # Errors
    /// [`Refusal::SIGNED_OUT`].
    pub async fn user(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let (now, cookies) = (self.clock.millis(), text(headers, &header::COOKIE).unwrap_or_default());
        let token = match bearer(headers) {
            // a JWT has two dots, a session none
            Some(jwt) if jwt.contains('.') => return self.service.valid(jwt, now).map(|(_, visitor)| visitor.user_id).ok_or(Refusal::SIGNED_OUT),
            Some(token) => token,
            None => self.cookies.session.value_in(cookies).ok_or(Refusal::SIGNED_OUT)?,
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
    let body: StartBody = answer::read(body).await?;
    let app = back_end.service.app_of(bearer(headers));
    let StartedSession { visitor, jwt, kept, .. } = match app.sessions.start(text(headers, &header::AUTHORIZATION), &body.refresh_token).await {
        Ok(started) => started,
        Err(refusal) => return Ok(back_end.refused(refusal, headers)),
    };
    if back_end.service.is_of_accounts(app) {
        finish_registration(&back_end, app, &jwt, &visitor.user_id).await?;
        notices::look(&app.admin, &back_end.store, &jwt, bearer(headers).filter(|_| visitor.fresh), &visitor.user_id).await;
        back_end.codes.notices();
    }
    Ok(match back_end.make_session(visitor.user_id, body.session, headers).await? {
        Made::Cookie(session) => with_cookies(no_content(), [back_end.cookies.refresh.set(&kept.value(), is_secure(headers)), session]),
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
    let kept = text(&headers, &header::COOKIE).and_then(|cookies| back_end.cookies.refresh.value_in(cookies)).and_then(KeptSession::read);
    let app = back_end.service.app_of(bearer(&headers));
    match app.sessions.refresh(text(&headers, &header::AUTHORIZATION), kept.as_ref()).await {
        Ok(StartedSession { visitor, jwt, .. }) => {
            if back_end.service.is_of_accounts(app) {
                look_later(&back_end, jwt.to_string(), visitor.user_id);
            }
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], jwt.to_string()).into_response())
        }
        Err(refusal) => Ok(back_end.refused(refusal, &headers)),
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
    let in_cookie = text(&headers, &header::COOKIE).and_then(|cookies| back_end.cookies.session.value_in(cookies));
    let hashes: Vec<_> = [in_cookie, bearer(&headers)].into_iter().flatten().map(crate::store::hash).collect();
    if !hashes.is_empty() {
        back_end.store.run(move |db| hashes.iter().try_for_each(|hash| store::delete_session(db, hash))).await?;
    }
    let is_secure = is_secure(&headers);
    Ok(with_cookies(no_content(), [Some(back_end.cookies.refresh.end(is_secure)), Some(back_end.cookies.session.end(is_secure))]))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers, &header::AUTHORIZATION)?.strip_prefix("Bearer ")
}

pub fn with_cookies<const N: usize>(mut response: Response, cookies: [Option<String>; N]) -> Response {
    for cookie in cookies.into_iter().flatten().filter_map(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether the page came by https: this server speaks http only, but something in front of it may not. The browser says.
fn is_secure(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

impl BackEnd {
    fn refused(&self, refusal: SessionRefusal, headers: &HeaderMap) -> Response {
        let mut response = json_text(StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_GATEWAY), refusal.body);
        if refusal.ends_session {
            response.headers_mut().insert("x-sentc-session", HeaderValue::from_static("ended"));
        }
        with_cookies(response, [refusal.deletes_cookie.then(|| self.cookies.refresh.end(is_secure(headers)))])
    }
}
