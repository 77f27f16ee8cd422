//! The host of a Rust program: reqwest, memory or a file, the system's clock, tokio. Feature `native`.
//!
//! [`Client::builder`](crate::Client::builder) sets it up. Programs that share a storage file share its sessions and its
//! locks; there is no channel between them, so each sees the others' changes when it reads the file again.

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

/// What a program may want to hear, and what it may be asked for. Called from the threads of the runtime, so that it must
/// not block.
pub trait Listener: Send + Sync + 'static {
    /// Something happened to a session.
    fn event(&self, _event: &Event) {}

    /// A request has ended.
    fn log(&self, _entry: &LogEntry) {}

    /// For [`RefreshStrategy::CookieFn`](crate::RefreshStrategy::CookieFn): a new JWT for an old one.
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

    /// A host over this storage, without cookies.
    ///
    /// # Errors
    /// As [`NativeHost::in_memory`].
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

/// Runs something on a thread that may block, to its end: who drops the future leaves nothing half done.
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
            // Without a runtime every call fails, and none of them waits for a pause.
            match runtime() {
                Ok(_) => tokio::time::sleep(Duration::from_millis(milliseconds.into())).await,
                Err(_) => std::future::pending().await,
            }
        })
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let Some(file) = self.store.file() else {
            // A storage of its own: nobody else's locks count.
            let lock = locks::named(&format!("{:p}", Arc::as_ptr(&self.store)), name);
            return Box::pin(async move { Box::new(lock.lock_owned().await) as Guard });
        };
        let lock = locks::named(&file.to_string_lossy(), name);
        let hash = Sha256::digest(name.as_bytes());
        let path = files::beside(file, &["lock-", &b64::encode_url(hash.first_chunk::<12>().map_or(&[], |hash| hash.as_slice()))].concat());
        Box::pin(async move {
            // First in the process, then among the processes: one of each looks after the file.
            let here = lock.lock_owned().await;
            // Where files can't be locked (some network drives), this process alone is kept in order.
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
        // Without a runtime the task is dropped, which ends the wait for it with an error.
        if let Ok(runtime) = runtime() {
            runtime.spawn(task);
        }
    }
}
