//! A development and test server that speaks the light sentc API on SQLite. Production is a real sentc API; the SDK
//! must not be able to tell them apart. The API itself is the crate `sentc-light-service`; here is what a machine has.
//!
//! | module | what it is |
//! |---|---|
//! | [`api`] | a request for the service, from the connection to the answer |
//! | [`data_key`] | the key of the database, from the environment or a file |
//! | [`backend`] | an example of an app's own back end |
//! | [`dev`], [`www`] | what only a development server has: its tokens to read, the demo to look at |
//! | [`openapi`] | the description of the API for other tools |
//! | `options` | the apps' options from a file |
//! | `serve` | connections |
//! | [`config`] | what it is started with |

pub mod api;
pub mod backend;
pub mod config;
pub mod data_key;
pub mod dev;
pub mod openapi;
mod options;
mod serve;
pub mod www;

use std::future::Future;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use sentc_light_service::Service;
use tokio::net::TcpListener;

pub use config::Config;
pub use sentc_light_service::{Clock, apps, attempts, clock, jwt, store};

use apps::AppError;
use data_key::DataKeyError;
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
    #[error("{}: {why}", path.display())]
    AppOptions { path: std::path::PathBuf, why: String },
    #[error(transparent)]
    BackEnd(#[from] backend::BackEndError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The service and the example back end, before they have an address.
#[derive(Debug)]
pub struct Server {
    pub service: Arc<Service>,
    pub back_end: backend::Parts,
}

impl Server {
    /// Opens the database, making it with its keys and apps on first start.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn open(config: &Config, clock: Clock) -> Result<Self, StartError> {
        let data_key = data_key::load(config)?;
        let store = if config.is_in_memory() { Store::in_memory()? } else { Store::open(&config.db)? };
        let service = Service::open(store, data_key, &config.service(), clock)?;
        if let Some(file) = &config.app_options {
            options::set_from_file(&service, file)?;
        }
        let back_end = backend::Parts::open(config, &service.apps)?;
        Ok(Self { service: Arc::new(service), back_end })
    }

    /// All there is to be reached by HTTP, at this address.
    async fn router(&self, config: &Config, address: SocketAddr) -> Result<Router, StartError> {
        let service = Arc::clone(&self.service);
        let url = config.service_url.clone().unwrap_or_else(|| own_url(address));
        let backend = backend::router(&self.back_end, url, &service.apps, &service.clock, config).await?;
        let pages = www::router(config).merge(dev::router(Arc::clone(&service), config)).merge(backend);
        Ok(pages.layer(middleware::from_fn_with_state(service, dispatch)))
    }

    /// Serves until `shutdown`, then ends the requests under way.
    ///
    /// # Errors
    /// When the example back end can't start.
    pub async fn serve(self: Arc<Self>, config: &Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let router = self.router(config, listener.local_addr()?).await?;
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
async fn dispatch(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    if Service::is_for(request.uri().path()) { api::answer(service, request).await } else { next.run(request).await }
}

/// Opens everything and serves until `shutdown`.
///
/// # Errors
/// [`StartError`].
pub async fn run(config: &Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
    Arc::new(Server::open(config, Clock::System)?).serve(config, listener, shutdown).await
}
