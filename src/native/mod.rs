//! The host of a Rust program: reqwest, memory or a file, the system's clock, tokio.
//!
//! Programs that share a file share its locks; there is no channel between them.

mod http;
mod locks;
mod storage;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::client::events::{Event, LogEntry};
use crate::client::host::{Change, Guard, Host, HttpFault, Pending, Request, Response, Stored};
use crate::crypto::DerivedKeys;
use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfInput;

pub use http::ReqwestHttp;
pub use storage::NativeStore;

/// What a program may want to hear, and what it may be asked for.
pub trait Listener: Send + Sync + 'static {
    fn event(&self, _event: &Event) {}
    fn log(&self, _entry: &LogEntry) {}

    /// For the strategy `cookie_fn`: a new JWT for an old one.
    fn refresh(&self, _old_jwt: &str) -> Pending<Result<String>> {
        Box::pin(async { Err(Error::with(Code::InvalidOptions, "this host has no refresh function")) })
    }
}

/// Hears nothing, and has no refresh function.
impl Listener for () {}

/// A Rust program as a host.
pub struct NativeHost {
    http: ReqwestHttp,
    store: Arc<NativeStore>,
    listener: Box<dyn Listener>,
    start: Instant,
}

impl NativeHost {
    /// Sessions live in memory; nobody listens.
    ///
    /// # Errors
    /// NETWORK when no TLS can be set up.
    pub fn in_memory() -> Result<Arc<Self>> {
        Self::new(NativeStore::in_memory(), ())
    }

    /// # Errors
    /// As [`NativeHost::in_memory`].
    pub fn new(store: NativeStore, listener: impl Listener) -> Result<Arc<Self>> {
        Ok(Arc::new(Self { http: ReqwestHttp::new()?, store: Arc::new(store), listener: Box::new(listener), start: Instant::now() }))
    }
}

impl std::fmt::Debug for NativeHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NativeHost").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Host for NativeHost {
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>> {
        let http = self.http.clone();
        Box::pin(async move { http.send(request).await })
    }

    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>> {
        Box::pin(async move { tokio::task::spawn_blocking(move || input.derive()).await.map_err(|_| Error::new(Code::Internal))? })
    }

    fn read(&self, key: &str) -> Pending<Result<Stored>> {
        let found = self.store.read(key);
        Box::pin(async move { found })
    }

    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>> {
        let store = self.store.clone();
        // On a thread that runs to its end: who drops the future leaves nothing half written.
        Box::pin(async move { tokio::task::spawn_blocking(move || store.write(changes, guard.as_deref())).await.map_err(|_| Error::new(Code::Storage))? })
    }

    fn shared(&self) -> bool {
        self.store.shared()
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn steady(&self) -> i64 {
        i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn sleep(&self, milliseconds: u32) -> Pending<()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(milliseconds.into())))
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let lock = locks::named(&self.store.lock_space(), name);
        Box::pin(async move { Box::new(lock.lock_owned().await) as Guard })
    }

    fn ask(&self, old_jwt: &str) -> Pending<Result<String>> {
        self.listener.refresh(old_jwt)
    }

    fn event(&self, event: &Event) {
        self.listener.event(event);
    }

    fn log(&self, entry: &LogEntry) {
        self.listener.log(entry);
    }

    fn tell(&self, _message: &str) {}

    fn spawn(&self, task: Pending<()>) {
        tokio::spawn(task);
    }
}
