//! One call to the service, and the checks in front of it.
//!
//! The order of the checks is part of the protocol: route, app token, JWT, id format, access to the group, time, JSON,
//! kind of token, the rest. The first two are done here; the others are methods of [`Call`], which every handler calls
//! in that order, so that each handler reads as its row of the protocol does.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use rusqlite::Connection;
use sentc_light_wasm::crypto::b64;
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, Authorization, GROUP_ACCESS_HEADER, Row, codes};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::envelope::Reply;
use super::refusal::Refusal;
use super::verified::Signed;
use crate::Service;
use crate::apps::{App, TokenKind};
use crate::attempts::{Secret, Source, TooMany};
use crate::jwt::{self, JwtError};
use crate::options::TokenAccess;
use crate::store::access::{self, Access};
use crate::store::devices;
use crate::store::page::Cursor;

/// The largest body, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Why there is no body. Whoever reads the connection puts this among the extensions of the request, whose body is then
/// ignored: calls that read no body are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Over [`MAX_BODY`].
    TooBig,
    /// The connection ended before the body did.
    BrokeOff,
    /// It took longer than this many seconds.
    TooSlow(u64),
}

pub type Handler = fn(&Call<'_>) -> Reply;

/// One row of the table of endpoints, and what answers it.
#[derive(Debug)]
pub struct Route {
    pub row: &'static Row,
    /// The name that app options know it by, and logs.
    pub name: String,
    /// What can be guessed by calling it.
    pub guesses: Option<Secret>,
    pub handler: Handler,
}

/// Serves a request that matched `route`. One transaction per call; a refusal leaves nothing behind.
pub fn run(service: &Service, route: &Route, request: &Request<Bytes>) -> Reply {
    let endpoint = route.name.as_str();
    // The store and the list of attempts hold no half-made change after a panic: the transaction is rolled back while it unwinds.
    let reply = catch_unwind(AssertUnwindSafe(|| serve(service, route, request))).unwrap_or_else(|_| {
        tracing::error!(endpoint, "a handler panicked");
        Err(Refusal::INTERNAL)
    });
    // the pattern of the path, never the path: nothing here may name a user or hold a secret
    match &reply {
        Ok(_) => tracing::debug!(endpoint, "served"),
        Err(refusal) => {
            tracing::debug!(endpoint, http = refusal.http.as_u16(), code = refusal.code, "refused");
            if let Some(guess) = Guess::of(service, route, request) {
                guess.failed(service, refusal);
            }
        }
    }
    reply
}

/// How long a guess has to wait.
pub fn wait(service: &Service, route: &Route, request: &Request<Bytes>) -> Result<Duration, TooMany> {
    let source = request.extensions().get::<Source>().map(|Source(address)| *address);
    Guess::of(service, route, request).map_or(Ok(Duration::ZERO), |guess| guess.wait(service, source))
}

/// An attempt to log in.
struct Guess {
    app_id: String,
    identifier: String,
    /// Beside the password, which every attempt shows.
    secret: Secret,
}

impl Guess {
    fn of(service: &Service, route: &Route, request: &Request<Bytes>) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Body {
            device_identifier: String,
        }
        let secret = route.guesses?;
        let (app, _) = check_app_token(service, request).ok()?;
        let Body { device_identifier } = serde_json::from_slice(body(request).ok()?).ok()?;
        Some(Self { app_id: app.id.clone(), identifier: device_identifier, secret })
    }

    fn wait(&self, service: &Service, source: Option<IpAddr>) -> Result<Duration, TooMany> {
        let wait = |secret| service.attempts.wait(&self.app_id, &self.identifier, source, secret, service.clock.millis());
        let password = wait(Secret::Password)?;
        Ok(if self.secret == Secret::Password { password } else { password.max(wait(self.secret)?) })
    }

    fn failed(&self, service: &Service, refusal: &Refusal) {
        let secret = match refusal.code {
            codes::WRONG_PASSWORD => Secret::Password,
            codes::NO_TOTP | codes::WRONG_TOTP => Secret::Code,
            _ => return,
        };
        service.attempts.failed(&self.app_id, &self.identifier, secret, service.clock.millis());
    }
}

/// A header's text; None also for what is no text.
fn text<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn body(request: &Request<Bytes>) -> Result<&Bytes, Refusal> {
    match request.extensions().get() {
        None if request.body().len() <= MAX_BODY => Ok(request.body()),
        None | Some(Unread::TooBig) => Err(Refusal::BODY_TOO_BIG),
        Some(Unread::BrokeOff) => Err(Refusal::unreadable("the body broke off")),
        Some(Unread::TooSlow(seconds)) => Err(Refusal::unreadable(format!("the body did not come within {seconds} seconds"))),
    }
}

fn serve(service: &Service, route: &Route, request: &Request<Bytes>) -> Reply {
    let (app, token) = check_app_token(service, request)?;
    let claims = check_jwt(service, request);
    let handle = |db: &Connection| {
        // the time is taken inside the transaction: what is written later is not older
        let call = Call { service, db, app, now: service.clock.millis(), route, token, claims: &claims, request };
        (route.handler)(&call)
    };
    // What may be repeated only reads.
    if route.row.repeatable() { service.store.read(handle) } else { service.store.write(handle) }
}

fn check_app_token<'a>(service: &'a Service, request: &Request<Bytes>) -> Result<(&'a App, TokenKind), Refusal> {
    let token = text(request, APP_TOKEN_HEADER).ok_or(Refusal::APP_TOKEN_MISSING)?;
    b64::decode("app token", token).map_err(|_| Refusal::APP_TOKEN_FORMAT)?;
    service.apps.by_token(token).ok_or(Refusal::APP_TOKEN_MISSING)
}

fn check_jwt(service: &Service, request: &Request<Bytes>) -> Result<Signed, Refusal> {
    let header = text(request, header::AUTHORIZATION.as_str()).ok_or(Refusal::JWT_MISSING)?;
    let token = header.strip_prefix("Bearer ").ok_or(Refusal::JWT_MISSING)?;
    service.verified.get_or(token, || verify(service, token))
}

fn verify(service: &Service, token: &str) -> Result<Signed, Refusal> {
    let mut app_id = String::new();
    let claims = jwt::verify(token, |kid| {
        let app = service.apps.by_kid(kid)?;
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
    pub service: &'a Service,
    pub db: &'a Connection,
    pub app: &'a App,
    /// Unix milliseconds.
    pub now: u64,
    route: &'a Route,
    token: TokenKind,
    claims: &'a Result<Signed, Refusal>,
    request: &'a Request<Bytes>,
}

/// The caller of a request with a JWT.
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
        let last_second = claims.exp.saturating_add(self.service.jwt_leeway);
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
        let path = self.request.uri().path().strip_prefix(API_PREFIX).unwrap_or_default();
        let is_name = |pattern: &str| pattern.strip_prefix('{').and_then(|p| p.strip_suffix('}')) == Some(name);
        self.route.row.path.split('/').zip(path.split('/')).find_map(|(pattern, value)| is_name(pattern).then_some(value)).unwrap_or_default()
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
        match self.request.headers().get(GROUP_ACCESS_HEADER) {
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
        serde_json::from_slice(body(self.request)?).map_err(|error| Refusal::unreadable(error.to_string()))
    }

    /// Whether this kind of app token may do this, by the table of endpoints and by the app's options.
    ///
    /// # Errors
    /// [`Refusal::TOKEN_NOT_ALLOWED`], [`Refusal::BLOCKED`].
    pub fn allowed(&self) -> Result<(), Refusal> {
        let access = self.app.access(&self.route.name);
        let needs_secret = access == TokenAccess::Secret || self.route.row.authorization == Authorization::Secret;
        match self.token {
            _ if access == TokenAccess::Block => Err(Refusal::BLOCKED),
            TokenKind::Public if needs_secret => Err(Refusal::TOKEN_NOT_ALLOWED),
            _ => Ok(()),
        }
    }
}

/// Hyphenated UUIDs. Upper case passes and is an unknown id then: ids are case-sensitive.
fn checked_id(text: &str) -> Result<&str, Refusal> {
    if text.len() == 36 && Uuid::try_parse(text).is_ok() { Ok(text) } else { Err(Refusal::ID_FORMAT) }
}

#[cfg(test)]
mod tests {
    use sentc_light_wasm::wire::Endpoint;

    use super::super::envelope::{response, success};
    use super::*;
    use crate::Clock;
    use crate::data_key::DataKey;
    use crate::store::Store;

    #[test]
    fn a_handler_that_panics_is_answered_and_its_writes_are_gone() {
        let service = Service::open(Store::in_memory().unwrap(), DataKey::generate().unwrap(), &crate::Options::default(), Clock::System).unwrap();
        let token = &service.apps.iter().next().unwrap().public_token;
        let request = Request::post("/api/v1/register_light").header(APP_TOKEN_HEADER, token).body(Bytes::new()).unwrap();
        let route = |handler: Handler| Route { row: Endpoint::RegisterUser.row(), name: "POST /register_light".into(), guesses: None, handler };
        let panics = route(|call| {
            call.db.execute("DELETE FROM apps", []).unwrap();
            panic!("as a test");
        });
        let answer = response(run(&service, &panics, &request));
        assert_eq!(answer.status(), 500);
        assert!(answer.body().starts_with(r#"{"status":false,"#), "{}", answer.body());

        // the next call has the connection, and the rows
        let counts = route(|call| {
            let apps: i64 = call.db.query_row("SELECT count(*) FROM apps", [], |row| row.get(0)).unwrap();
            if apps == 2 { success() } else { Err(Refusal::INTERNAL) }
        });
        assert!(run(&service, &counts, &request).is_ok());
    }
}
