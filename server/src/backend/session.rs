//! Sessions: the refresh token in a cookie, for the SDK's strategies `cookie` and `cookie_fn`, and the back end's own session of 12
//! hours, as a cookie or as a bearer token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sentc_light_wasm::admin::{HttpOnlyCookie, KeptSession, SessionRefusal, StartedSession};
use sentc_light_wasm::error::Error;
use serde_json::{Value, json};

use super::BackEnd;
use super::answer::{self, Answer, Refusal, json_text, no_content, texts_and};

/// As long as a token of the stores.
const SESSION_SECONDS: u64 = 12 * 60 * 60;

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
            session: HttpOnlyCookie::new("sentc_light_back_end", "/backend", SESSION_SECONDS)?,
        })
    }
}

/// How a page or program wants to hold its session. A page: in the cookie, where no script can read it. A program that keeps its
/// secrets itself: as a bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    Cookie,
    Bearer,
}

impl Holding {
    /// # Errors
    /// [`Refusal::field`].
    pub fn read(text: &str) -> Result<Self, Refusal> {
        match text {
            "cookie" => Ok(Self::Cookie),
            "bearer" => Ok(Self::Bearer),
            _ => Err(Refusal::field("session", "not one of the words for it")),
        }
    }
}

impl BackEnd {
    /// Makes a session of 12 hours. Its token says nothing; who it is for is in the table, so that it can be ended.
    pub async fn session_cookie(&self, user_id: &str, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
        Ok(self.cookies.session.set(&self.stores.tokens.make(user_id).await?.token, is_secure(headers)))
    }

    /// The same for programs: `token` and `expires`, in Unix milliseconds.
    pub async fn bearer_session(&self, user_id: &str) -> Result<Value, Refusal> {
        let made = self.stores.tokens.make(user_id).await?;
        Ok(json!({ "token": *made.token, "expires": made.expires }))
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
        self.stores.tokens.user_of(token).await?.ok_or(Refusal::SIGNED_OUT)
    }

    fn refused(&self, refusal: SessionRefusal, headers: &HeaderMap) -> Response {
        let mut response = json_text(StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_GATEWAY), refusal.body);
        if refusal.ends_session {
            response.headers_mut().insert("x-sentc-session", HeaderValue::from_static("ended"));
        }
        with_cookies(response, [refusal.deletes_cookie.then(|| self.cookies.refresh.end(is_secure(headers)))])
    }
}

/// POST /backend/session: `refresh_token, session?`
pub async fn start(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let headers = &request.headers().clone();
    let ([refresh_token], session) = texts_and(request, ["refresh_token"], Some("session")).await?;
    let holding = session.map_or(Ok(Holding::Cookie), |session| Holding::read(&session))?;
    let app = back_end.service.app_of(bearer(headers));
    let StartedSession { visitor, jwt, kept, .. } = match app.sessions.start(text(headers, &header::AUTHORIZATION), &refresh_token).await {
        Ok(started) => started,
        Err(refusal) => return Ok(back_end.refused(refusal, headers)),
    };
    if back_end.service.is_of_accounts(app) {
        back_end.watch.session(&jwt, &visitor.user_id).await;
        if let Some(of_login) = bearer(headers).filter(|_| visitor.fresh) {
            back_end.watch.login(of_login, &visitor.user_id).await;
        }
    }
    if holding == Holding::Bearer {
        return Ok(answer::json(StatusCode::OK, &back_end.bearer_session(&visitor.user_id).await?));
    }
    let session = back_end.session_cookie(&visitor.user_id, headers).await?;
    Ok(with_cookies(no_content(), [back_end.cookies.refresh.set(&kept.value(), is_secure(headers)), session]))
}

/// GET /backend/refresh: the contract of the SDK's `cookie` strategy. The cookies and the old JWT come in, a JWT as text goes out; a 401
/// ends the session.
pub async fn refresh(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let kept = text(&headers, &header::COOKIE).and_then(|cookies| back_end.cookies.refresh.value_in(cookies)).and_then(KeptSession::read);
    let app = back_end.service.app_of(bearer(&headers));
    match app.sessions.refresh(text(&headers, &header::AUTHORIZATION), kept.as_ref()).await {
        Ok(StartedSession { visitor, jwt, .. }) => {
            if back_end.service.is_of_accounts(app) {
                // A page that refreshes does not wait for this.
                let (watch, jwt) = (back_end.watch.clone(), jwt.clone());
                tokio::spawn(async move { watch.session(&jwt, &visitor.user_id).await });
            }
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], jwt.to_string()).into_response())
        }
        Err(refusal) => Ok(back_end.refused(refusal, &headers)),
    }
}

/// DELETE /backend/session. The refresh token stays good for whoever has a copy: the service can end only all of a user's at once.
pub async fn end(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let in_cookie = text(&headers, &header::COOKIE).and_then(|cookies| back_end.cookies.session.value_in(cookies));
    for token in [in_cookie, bearer(&headers)].into_iter().flatten() {
        back_end.stores.tokens.end(token).await?;
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
