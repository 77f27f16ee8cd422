//! The host for Rust programs: reqwest, storage in memory or in a file, the system's clock, tokio. Feature `native`.
//!
//! [`Client::builder`](crate::Client::builder) sets it up. Programs with the same storage file share its sessions and locks.
//! They exchange no messages: a program sees a change by another one when it next reads the file.

mod files;
mod http;
mod locks;
mod storage;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use crate::client::events::{Event, LogEntry};
use crate::client::host::{Change, Guard, Host, HttpFault, Pending, Request, Response, Stored};
use crate::crypto::{DerivedKeys, b64};
use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfInput;

pub(crate) use http::NO_JAR;
use http::ReqwestHttp;
#[doc(no_inline)]
pub use reqwest::cookie::{CookieStore, Jar};
pub use storage::NativeStore;

/// Receives events and log entries, and returns new JWTs. The client calls it on threads of the tokio runtime: it must not
/// block.
pub trait Listener: Send + Sync + 'static {
    /// Called for each event. Default: does nothing.
    fn event(&self, _event: &Event) {}

    /// Called after each request. Receives no secrets. Default: does nothing.
    fn log(&self, _entry: &LogEntry) {}

    /// Returns a new JWT, for [`RefreshStrategy::CookieFn`](crate::RefreshStrategy::CookieFn). Default: INVALID_OPTIONS.
    fn refresh(&self, _old_jwt: &str) -> Pending<Result<String>> {
        Box::pin(async { Err(Error::with(Code::InvalidOptions, "this host has no refresh function")) })
    }
}

/// Ignores events and log entries, and has no refresh function.
impl Listener for () {}

/// The host for Rust programs.
pub struct NativeHost {
    http: ReqwestHttp,
    store: Arc<NativeStore>,
    listener: Box<dyn Listener>,
    start: Instant,
}

impl NativeHost {
    /// Makes a host with sessions in memory, without a listener and without cookies.
    ///
    /// # Errors
    /// NETWORK if TLS can't be set up.
    pub fn in_memory() -> Result<Arc<Self>> {
        Self::new(NativeStore::in_memory(), ())
    }

    /// Makes a host with this storage and listener, without cookies.
    ///
    /// # Errors
    /// The same as for [`NativeHost::in_memory`].
    pub fn new(store: NativeStore, listener: impl Listener) -> Result<Arc<Self>> {
        Self::with_parts(store, Box::new(listener), None)
    }

    pub(crate) fn with_parts(store: NativeStore, listener: Box<dyn Listener>, cookies: Option<Arc<dyn CookieStore>>) -> Result<Arc<Self>> {
        Ok(Arc::new(Self { http: ReqwestHttp::new(cookies)?, store: Arc::new(store), listener, start: Instant::now() }))
    }
}

impl std::fmt::Debug for NativeHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NativeHost").field("store", &self.store).finish_non_exhaustive()
    }
}

/// Runs `work` on a thread that may block. It runs to its end, even if the future is dropped.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    runtime()?.spawn_blocking(work).await.map_err(|_| Error::new(Code::Internal))?
}

fn runtime() -> Result<Handle> {
    Handle::try_current().map_err(|_| Error::with(Code::InvalidOptions, "await the calls of a native client inside a tokio runtime"))
}

impl Host for NativeHost {
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>> {
        let http = self.http.clone();
        Box::pin(async move {
            runtime().map_err(|error| HttpFault::Blocked(error.to_string()))?;
            http.send(request).await
        })
    }

    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>> {
        Box::pin(blocking(move || input.derive()))
    }

    fn read(&self, key: &str) -> Pending<Result<Stored>> {
        let (store, key) = (self.store.clone(), key.to_owned());
        Box::pin(async move { if store.file().is_some() { blocking(move || store.read(&key)).await } else { store.read(&key) } })
    }

    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>> {
        let store = self.store.clone();
        Box::pin(async move {
            if store.file().is_some() { blocking(move || store.write(changes, guard.as_deref())).await } else { store.write(changes, guard.as_deref()) }
        })
    }

    fn keys(&self, prefix: &str) -> Pending<Result<Vec<String>>> {
        let (store, prefix) = (self.store.clone(), prefix.to_owned());
        Box::pin(async move { if store.file().is_some() { blocking(move || store.keys(&prefix)).await } else { store.keys(&prefix) } })
    }

    fn shared(&self) -> bool {
        self.store.file().is_some()
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn steady(&self) -> i64 {
        i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn sleep(&self, milliseconds: u32) -> Pending<()> {
        Box::pin(async move {
            // Without a runtime every call fails, so none waits here.
            match runtime() {
                Ok(_) => tokio::time::sleep(Duration::from_millis(milliseconds.into())).await,
                Err(_) => std::future::pending().await,
            }
        })
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let Some(file) = self.store.file() else {
            // No other host uses this storage, so its locks are its own.
            let lock = locks::named(&format!("{:p}", Arc::as_ptr(&self.store)), name);
            return Box::pin(async move { Box::new(lock.lock_owned().await) as Guard });
        };
        let lock = locks::named(&file.to_string_lossy(), name);
        let hash = Sha256::digest(name.as_bytes());
        let path = files::beside(file, &["lock-", &b64::encode_url(hash.first_chunk::<12>().map_or(&[], |hash| hash.as_slice()))].concat());
        Box::pin(async move {
            // First the lock of this process, then the file's: only one task of each process polls the file.
            let here = lock.lock_owned().await;
            // If files can't be locked (some network drives), the lock is only for this process.
            let everywhere = match runtime() {
                Ok(_) => locks::FileLock::poll(&path).await.ok(),
                Err(_) => None,
            };
            Box::new((everywhere, here)) as Guard
        })
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

    fn broadcast(&self, _message: &str) {}

    fn spawn(&self, task: Pending<()>) {
        // Without a runtime the task is dropped. A call that waits for it then fails.
        if let Ok(runtime) = runtime() {
            runtime.spawn(task);
        }
    }
}
