//! A development and test server that speaks the light sentc API on SQLite. Production is a real sentc API; the SDK
//! must not be able to tell them apart.
//!
//! | module | what it is |
//! |---|---|
//! | [`api`] | the service, under /api/v1 |
//! | [`store`] | the database |
//! | [`apps`], [`jwt`], [`data_key`] | the two apps, their tokens and keys |
//! | [`backend`] | an example of an app's own back end |
//! | [`dev`], [`www`] | what only a development server has: its tokens to read, the demo to look at |
//! | [`attempts`] | guessing is slowed down |
//! | `serve` | connections |
//! | [`config`], [`clock`] | what it is started with |

pub mod api;
pub mod apps;
pub mod attempts;
pub mod backend;
pub mod clock;
pub mod config;
pub mod data_key;
pub mod dev;
pub mod jwt;
mod serve;
pub mod store;
pub mod www;

use std::future::Future;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use sentc_light_wasm::wire::API_PREFIX;
use tokio::net::TcpListener;
use tower::ServiceExt;

pub use clock::Clock;
pub use config::Config;

use apps::{AppError, Apps};
use data_key::{DataKey, DataKeyError};
use store::{Store, StoreError};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    DataKey(#[from] DataKeyError),
    #[error(transparent)]
    Apps(#[from] AppError),
    #[error(transparent)]
    BackEnd(#[from] backend::BackEndError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Everything that requests share.
#[derive(Debug)]
pub struct Server {
    pub store: Store,
    pub apps: Apps,
    pub data_key: DataKey,
    pub clock: Clock,
    pub back_end: backend::Parts,
    /// Seconds until a JWT expires.
    pub jwt_seconds: u64,
    /// Seconds that an expired JWT is still accepted.
    pub jwt_leeway: u64,
    pub attempts: attempts::Attempts,
}

impl Server {
    /// Opens the database, making it with its keys and apps on first start.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn open(config: &Config, clock: Clock) -> Result<Self, StartError> {
        let data_key = DataKey::load(config)?;
        let store = if config.is_in_memory() { Store::in_memory()? } else { Store::open(&config.db)? };
        let apps = Apps::open(&store, &data_key, config)?;
        let back_end = backend::Parts::open(config, &apps)?;
        Ok(Self {
            store,
            apps,
            data_key,
            clock,
            back_end,
            jwt_seconds: config.jwt_seconds,
            jwt_leeway: config.jwt_leeway,
            attempts: attempts::Attempts::default(),
        })
    }

    /// All there is to be reached by HTTP, at this address.
    fn router(self: Arc<Self>, config: &Config, address: SocketAddr) -> Result<Router, StartError> {
        let service = config.service_url.clone().unwrap_or_else(|| own_url(address));
        let backend = backend::router(&self.back_end, service, &self.apps, &self.clock, config)?;
        let api = api::router(Arc::clone(&self));
        let pages = www::router(config).merge(dev::router(self, config)).merge(backend);
        Ok(pages.layer(middleware::from_fn_with_state(api, dispatch)))
    }

    /// Serves until `shutdown`, then ends the requests under way.
    ///
    /// # Errors
    /// When the example back end can't start.
    pub async fn serve(self: Arc<Self>, config: &Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let router = self.router(config, listener.local_addr()?)?;
        serve::serve(listener, router, Duration::from_secs(config.header_seconds), shutdown).await;
        Ok(())
    }
}

/// Where this machine reaches the server.
fn own_url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    format!("http://{address}")
}

/// Everything under the prefix is the service's, the rest are pages. Decided here and not by nesting, which rewrites
/// paths: a doubled slash must stay one that no route has.
async fn dispatch(State(api): State<Router>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().strip_prefix(API_PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if !is_api {
        return next.run(request).await;
    }
    match api.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Opens everything and serves until `shutdown`.
///
/// # Errors
/// [`StartError`].
pub async fn run(config: &Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
    Arc::new(Server::open(config, Clock::System)?).serve(config, listener, shutdown).await
}
