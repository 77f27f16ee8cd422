//! The light sentc API, everything under /api/v1, as a function: a request goes in, a response comes out. The data is
//! in SQLite. Nothing here waits, opens a socket or knows the platform, so the same code runs in the development server
//! and as WebAssembly in tests and pages.
//!
//! | module | what it is |
//! |---|---|
//! | [`api`] | one handler for each endpoint, and the checks in front of them |
//! | [`store`] | the database |
//! | [`apps`], [`jwt`], [`data_key`] | the two apps, their tokens and keys |
//! | [`options`] | which token reaches which endpoint of an app |
//! | [`people`] | users for tests, made without a client |
//! | [`attempts`] | slows down guessing |
//! | [`clock`] | the time, which tests can stop |
//! | `web` | feature `js`: all of it as one class for JavaScript |

pub mod api;
pub mod apps;
pub mod attempts;
pub mod clock;
pub mod data_key;
pub mod jwt;
pub mod options;
pub mod people;
pub mod store;
#[cfg(feature = "js")]
pub mod web;

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

pub use api::{MAX_BODY, Unread};
pub use clock::Clock;

use apps::{AppError, Apps, Tokens};
use data_key::DataKey;
use store::Store;

/// What a service is opened with.
#[derive(Clone, Debug)]
pub struct Options {
    pub tokens: Tokens,
    /// Seconds until a JWT expires. The real service: 300.
    pub jwt_seconds: u64,
    /// Seconds that an expired JWT is still accepted. The real service: 60.
    pub jwt_leeway: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { tokens: Tokens::default(), jwt_seconds: 300, jwt_leeway: 60 }
    }
}

/// Everything that requests share.
#[derive(Debug)]
pub struct Service {
    pub store: Store,
    pub apps: Apps,
    pub data_key: DataKey,
    pub clock: Clock,
    pub attempts: attempts::Attempts,
    jwt_seconds: u64,
    jwt_leeway: u64,
    routes: api::Routes,
    verified: api::Verified,
}

impl Service {
    /// A service over this database. Creates its keys and apps on first use.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open(store: Store, data_key: DataKey, options: &Options, clock: Clock) -> Result<Self, AppError> {
        let apps = Apps::open(&store, &data_key, &options.tokens)?;
        Ok(Self {
            store,
            apps,
            data_key,
            clock,
            attempts: attempts::Attempts::default(),
            jwt_seconds: options.jwt_seconds,
            jwt_leeway: options.jwt_leeway,
            routes: api::Routes::default(),
            verified: api::Verified::default(),
        })
    }

    /// Changes an app's options. `app`: its number, 1 or 2, or its id.
    ///
    /// # Errors
    /// [`AppError`], and then nothing has changed.
    pub fn set_options(&self, app: &str, change: &options::Change) -> Result<(), AppError> {
        self.apps.set_options(&self.store, app, change)
    }

    /// Whether a path is the service's: /api/v1 and everything below it.
    pub fn is_for(path: &str) -> bool {
        path.strip_prefix(sentc_light_wasm::wire::API_PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// How long the caller must wait before it hands this request to [`Service::answer`]. Zero for all but logins whose
    /// identifier failed often lately. Call it once for each request: a wait reserves its place in a queue. Where it comes from is said by a
    /// [`Source`](attempts::Source) among the request's extensions.
    ///
    /// # Errors
    /// [`TooMany`](attempts::TooMany): answer with [`Service::busy`] and hand it over to nobody.
    pub fn wait(&self, request: &Request<Bytes>) -> Result<Duration, attempts::TooMany> {
        api::wait(self, request)
    }

    /// The answer for when there is too much to do: HTTP 503 with `Retry-After`.
    pub fn busy() -> Response<String> {
        api::busy()
    }

    /// Answers one request, in one transaction. A handler that panics is answered with HTTP 500, and nothing of what it
    /// wrote stays. A body that could not be read is said by an [`Unread`] among the request's extensions.
    pub fn answer(&self, request: &Request<Bytes>) -> Response<String> {
        api::answer(self, request)
    }
}
