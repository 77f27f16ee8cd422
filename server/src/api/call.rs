//! One call to the service, and the checks in front of it.
//!
//! The order of the checks is part of the protocol: route, app token, JWT, id format, access to the group, time, JSON,
//! kind of token, the rest. The first two are done here; the others are methods of [`Call`], which every handler calls
//! in that order, so that each handler reads as its row of the protocol does.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use sentc_light_wasm::crypto::b64;
use sentc_light_wasm::wire::session::JwtClaims;
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, GROUP_ACCESS_HEADER, codes};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::body;
use super::envelope::Reply;
use super::refusal::Refusal;
use crate::Server;
use crate::apps::{App, TokenKind};
use crate::attempts::Secret;
use crate::jwt::{self, JwtError};
use crate::store::access::{self, Access};
use crate::store::devices;
use crate::store::page::Cursor;

pub type Handler = fn(&Call<'_>) -> Reply;

/// Whether a handler may write.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    Read,
    Write,
}

/// One row of the protocol's tables.
#[derive(Debug)]
pub struct Route {
    pub method: Method,
    /// Below the prefix, with `{names}` for its parameters.
    pub path: &'static str,
    /// Needs the secret token, whatever the app's options say.
    pub secret: bool,
    /// What can be guessed by calling it.
    pub guesses: Option<Secret>,
    pub mode: Mode,
    pub handler: Handler,
}

impl Route {
    /// The name that app options know it by: "POST /register_light".
    fn endpoint(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Serves a request that matched `route`. One transaction per call; a refusal leaves nothing behind.
pub async fn run(server: Arc<Server>, route: Arc<Route>, request: Request) -> Response {
    // axum lets HEAD through to GET; the service does not know it
    if request.method() != route.method {
        return Refusal::NO_SUCH_ROUTE.into_response();
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix(API_PREFIX).unwrap_or_default().to_owned();
    let received = Received { path, headers: parts.headers, body: body::read(body).await };
    let endpoint = route.endpoint();
    let named = endpoint.clone();
    let guess = Guess::of(&server, &route, &received);
    if let Some(guess) = &guess {
        guess.wait(&server).await;
    }
    let watched = Arc::clone(&server);
    // SQLite and the crypto block, so they stay off the threads that serve connections
    let reply = tokio::task::spawn_blocking(move || serve(&server, &route, &endpoint, &received)).await;
    let reply = reply.unwrap_or_else(|error| {
        tracing::error!(endpoint = named, %error, "a handler died");
        Err(Refusal::INTERNAL)
    });
    if let (Some(guess), Err(refusal)) = (guess, &reply) {
        guess.failed(&watched, refusal);
    }
    // the pattern of the path, never the path: nothing here may name a user or hold a secret
    match &reply {
        Ok(_) => tracing::debug!(endpoint = named, "served"),
        Err(refusal) => tracing::debug!(endpoint = named, http = refusal.http.as_u16(), code = refusal.code, "refused"),
    }
    reply.into_response()
}

/// An attempt to log in.
struct Guess {
    app_id: String,
    identifier: String,
    /// Beside the password, which every attempt shows.
    secret: Secret,
}

impl Guess {
    fn of(server: &Server, route: &Route, received: &Received) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Body {
            device_identifier: String,
        }
        let secret = route.guesses?;
        let (app, _) = check_app_token(server, received).ok()?;
        let Body { device_identifier } = serde_json::from_slice(received.body.as_ref().ok()?).ok()?;
        Some(Self { app_id: app.id.clone(), identifier: device_identifier, secret })
    }

    async fn wait(&self, server: &Server) {
        let wait = |secret| server.attempts.wait(&self.app_id, &self.identifier, secret, server.clock.millis());
        let password = wait(Secret::Password);
        let longest = if self.secret == Secret::Password { password } else { password.max(wait(self.secret)) };
        if !longest.is_zero() {
            tokio::time::sleep(longest).await;
        }
    }

    fn failed(&self, server: &Server, refusal: &Refusal) {
        let secret = match refusal.code {
            codes::WRONG_PASSWORD => Secret::Password,
            codes::NO_TOTP | codes::WRONG_TOTP => Secret::Code,
            _ => return,
        };
        server.attempts.failed(&self.app_id, &self.identifier, secret, server.clock.millis());
    }
}

/// What came in.
struct Received {
    /// Below the prefix, as it came.
    path: String,
    headers: HeaderMap,
    body: Result<Bytes, Refusal>,
}

impl Received {
    /// A header's text; None also for what is no text.
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn serve(server: &Server, route: &Route, endpoint: &str, received: &Received) -> Reply {
    let (app, token) = check_app_token(server, received)?;
    let claims = check_jwt(server, received);
    let handle = |db: &Connection| {
        // the time is taken inside the transaction: what is written later is not older
        let call = Call { server, db, app, now: server.clock.millis(), route, endpoint, token, claims: &claims, received };
        (route.handler)(&call)
    };
    match route.mode {
        Mode::Read => server.store.read(handle),
        Mode::Write => server.store.write(handle),
    }
}

fn check_app_token<'a>(server: &'a Server, received: &Received) -> Result<(&'a App, TokenKind), Refusal> {
    let text = received.header(APP_TOKEN_HEADER).ok_or(Refusal::APP_TOKEN_MISSING)?;
    b64::decode("app token", text).map_err(|_| Refusal::APP_TOKEN_FORMAT)?;
    server.apps.by_token(text).ok_or(Refusal::APP_TOKEN_MISSING)
}

/// Claims with a good signature, and the app whose key made it. Whether they will do is decided by who asks.
struct Signed {
    claims: JwtClaims,
    app_id: String,
}

fn check_jwt(server: &Server, received: &Received) -> Result<Signed, Refusal> {
    let header = received.header(header::AUTHORIZATION.as_str()).ok_or(Refusal::JWT_MISSING)?;
    let token = header.strip_prefix("Bearer ").ok_or(Refusal::JWT_MISSING)?;
    let mut app_id = String::new();
    let claims = jwt::verify(token, |kid| {
        let app = server.apps.by_kid(kid)?;
        app_id.clone_from(&app.id);
        Some(&app.key)
    });
    match claims {
        Ok(claims) => Ok(Signed { claims, app_id }),
        Err(JwtError::Undecodable) => Err(Refusal::JWT_UNDECODABLE),
        Err(JwtError::UnknownKey) => Err(Refusal::JWT_KEY_UNKNOWN),
        Err(JwtError::Forged) => Err(Refusal::JWT_EXPIRED),
    }
}

/// A call inside its transaction.
pub struct Call<'a> {
    pub server: &'a Server,
    pub db: &'a Connection,
    pub app: &'a App,
    /// Unix milliseconds.
    pub now: u64,
    route: &'a Route,
    endpoint: &'a str,
    token: TokenKind,
    claims: &'a Result<Signed, Refusal>,
    received: &'a Received,
}

/// Who is signed in.
#[derive(Debug)]
pub struct Caller {
    pub user_id: String,
    pub device_id: String,
    is_fresh: bool,
}

impl Caller {
    /// For actions that want the password again.
    ///
    /// # Errors
    /// [`Refusal::JWT_NOT_FRESH`] when the JWT comes from a refresh.
    pub fn fresh(&self) -> Result<(), Refusal> {
        if self.is_fresh { Ok(()) } else { Err(Refusal::JWT_NOT_FRESH) }
    }
}

impl<'a> Call<'a> {
    /// The caller by a valid JWT.
    ///
    /// # Errors
    /// The codes of a missing, unreadable, forged or expired JWT; [`Refusal::USER_NOT_FOUND`] for one of another app,
    /// a deleted user or a deleted device.
    pub fn signed_in(&self) -> Result<Caller, Refusal> {
        let Signed { claims, .. } = self.claims.as_ref().map_err(Clone::clone)?;
        let last_second = claims.exp.saturating_add(self.server.jwt_leeway);
        if self.now / 1000 > last_second {
            return Err(Refusal::JWT_EXPIRED);
        }
        self.signed_in_or_expired()
    }

    /// The same, but the JWT may be expired: for refresh and init, which bring a refresh token.
    ///
    /// # Errors
    /// As [`Call::signed_in`].
    pub fn signed_in_or_expired(&self) -> Result<Caller, Refusal> {
        let Signed { claims, app_id } = self.claims.as_ref().map_err(Clone::clone)?;
        if *app_id != self.app.id || !devices::belongs(self.db, app_id, &claims.aud, &claims.sub)? {
            return Err(Refusal::USER_NOT_FOUND);
        }
        Ok(Caller { user_id: claims.aud.clone(), device_id: claims.sub.clone(), is_fresh: claims.fresh })
    }

    /// A path segment, as it came: the service does not decode them.
    pub fn param(&self, name: &str) -> &'a str {
        let is_name = |pattern: &str| pattern.strip_prefix('{').and_then(|p| p.strip_suffix('}')) == Some(name);
        self.route.path.split('/').zip(self.received.path.split('/')).find_map(|(pattern, value)| is_name(pattern).then_some(value)).unwrap_or_default()
    }

    /// A group's id from the path.
    ///
    /// # Errors
    /// [`Refusal::ID_FORMAT`].
    pub fn group_id(&self, name: &str) -> Result<&'a str, Refusal> {
        checked_id(self.param(name))
    }

    /// The group that the caller says to act as.
    ///
    /// # Errors
    /// [`Refusal::ID_FORMAT`].
    pub fn acting(&self) -> Result<Option<&'a str>, Refusal> {
        match self.received.headers.get(GROUP_ACCESS_HEADER) {
            None => Ok(None),
            Some(value) => checked_id(value.to_str().unwrap_or_default()).map(Some),
        }
    }

    /// The caller's access to a group, as the user or as the group that the header names.
    ///
    /// # Errors
    /// [`Refusal::ID_FORMAT`] for the header, [`Refusal::NO_GROUP_ACCESS`].
    pub fn access(&self, caller: &Caller, group: &str) -> Result<Access, Refusal> {
        let found = match self.acting()? {
            None => access::of_user(self.db, &self.app.id, &caller.user_id, group)?,
            Some(acting) => access::as_group(self.db, &self.app.id, &caller.user_id, acting, group)?,
        };
        found.ok_or(Refusal::NO_GROUP_ACCESS)
    }

    /// Where a list goes on, from the path's `{time}` and `{last}`.
    ///
    /// # Errors
    /// [`Refusal::TIME_FORMAT`].
    pub fn cursor(&self) -> Result<Cursor, Refusal> {
        // the service counts in 128 bits
        let time: u128 = self.param("time").parse().map_err(|_| Refusal::TIME_FORMAT)?;
        Ok(Cursor { time: u64::try_from(time).unwrap_or(u64::MAX), id: self.param("last").to_owned() })
    }

    /// The body.
    ///
    /// # Errors
    /// [`Refusal::BODY_TOO_BIG`], [`Refusal::unreadable`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let body = self.received.body.as_ref().map_err(Clone::clone)?;
        serde_json::from_slice(body).map_err(|error| Refusal::unreadable(error.to_string()))
    }

    /// Whether this kind of app token may do this.
    ///
    /// # Errors
    /// [`Refusal::TOKEN_NOT_ALLOWED`].
    pub fn allowed(&self) -> Result<(), Refusal> {
        let public = !self.route.secret && self.app.is_public(self.endpoint);
        if public || self.token == TokenKind::Secret { Ok(()) } else { Err(Refusal::TOKEN_NOT_ALLOWED) }
    }
}

/// Hyphenated UUIDs. Upper case passes and is an unknown id then: ids are case-sensitive.
fn checked_id(text: &str) -> Result<&str, Refusal> {
    if text.len() == 36 && Uuid::try_parse(text).is_ok() { Ok(text) } else { Err(Refusal::ID_FORMAT) }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};

    use super::super::envelope::success;
    use super::*;
    use crate::{Clock, Config};

    fn request(server: &Server) -> Request {
        let token = &server.apps.iter().next().unwrap().public_token;
        Request::post("/api/v1/x").header(APP_TOKEN_HEADER, token).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_answered_and_its_writes_are_gone() {
        let server = Arc::new(Server::open(&Config::in_memory(), Clock::System).unwrap());
        let route = |handler: Handler| Arc::new(Route { method: Method::POST, path: "/x", secret: false, guesses: None, mode: Mode::Write, handler });
        let panics = route(|call| {
            call.db.execute("DELETE FROM apps", []).unwrap();
            panic!("as a test");
        });
        let response = run(Arc::clone(&server), panics, request(&server)).await;
        assert_eq!(response.status(), 500);
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(body.starts_with(br#"{"status":false,"#), "{body:?}");

        // the next call has the connection, and the rows
        let counts = route(|call| {
            let apps: i64 = call.db.query_row("SELECT count(*) FROM apps", [], |row| row.get(0)).unwrap();
            if apps == 2 { success() } else { Err(Refusal::INTERNAL) }
        });
        assert_eq!(run(Arc::clone(&server), counts, request(&server)).await.status(), 200);
    }
}
