//! The capabilities of a Rust program: reqwest, memory or a file, the system's clock, tokio.
//!
//! One process is one "tab": there are no locks and no channel to share with others.

mod http;
mod storage;

use std::time::{SystemTime, UNIX_EPOCH};

use crate::client::capabilities::{Channel, Clock, Host, Kdf, Lock, Platform};
use crate::client::events::{Event, LogEntry};
use crate::crypto::DerivedKeys;
use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfInput;

pub use http::ReqwestHttp;
pub use storage::NativeStore;

/// A Rust program's capabilities. `H` hears events and log entries; [`Quiet`] ignores them.
#[derive(Debug)]
pub struct NativePlatform<H: Host + 'static = Quiet> {
    http: ReqwestHttp,
    store: NativeStore,
    host: H,
}

impl NativePlatform {
    /// Sessions live in memory; nobody listens.
    pub fn in_memory() -> Result<Self> {
        Self::new(NativeStore::in_memory(), Quiet)
    }
}

impl<H: Host + 'static> NativePlatform<H> {
    pub fn new(store: NativeStore, host: H) -> Result<Self> {
        Ok(Self { http: ReqwestHttp::new()?, store, host })
    }
}

impl<H: Host + 'static> Platform for NativePlatform<H> {
    type Http = ReqwestHttp;
    type Store = NativeStore;
    type Clock = SystemClock;
    type Kdf = BlockingKdf;
    type Lock = NoLocks;
    type Channel = NoChannel;
    type Host = H;

    fn http(&self) -> &ReqwestHttp {
        &self.http
    }
    fn store(&self) -> &NativeStore {
        &self.store
    }
    fn clock(&self) -> &SystemClock {
        &SystemClock
    }
    fn kdf(&self) -> &BlockingKdf {
        &BlockingKdf
    }
    fn lock(&self) -> &NoLocks {
        &NoLocks
    }
    fn channel(&self) -> &NoChannel {
        &NoChannel
    }
    fn host(&self) -> &H {
        &self.host
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }
}

#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn steady(&self) -> i64 {
        static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        i64::try_from(START.get_or_init(std::time::Instant::now).elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    async fn sleep(&self, milliseconds: u32) {
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds.into())).await;
    }
}

/// Derives on tokio's blocking threads.
#[derive(Clone, Copy, Debug)]
pub struct BlockingKdf;

impl Kdf for BlockingKdf {
    async fn derive(&self, input: KdfInput) -> Result<DerivedKeys> {
        tokio::task::spawn_blocking(move || input.derive()).await.map_err(|_| Error::new(Code::Internal))?
    }
}

#[derive(Clone, Copy, Debug)]
pub struct NoLocks;

impl Lock for NoLocks {
    type Guard = ();

    async fn acquire(&self, _name: &str) -> Option<()> {
        None
    }
}

#[derive(Clone, Copy, Debug)]
pub struct NoChannel;

impl Channel for NoChannel {
    fn post(&self, _message: &str) {}
}

/// Hears nothing, and has no refresh function.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Host for Quiet {
    fn event(&self, _event: Event) {}
    fn log(&self, _entry: LogEntry) {}

    async fn refresh_callback(&self, _old_jwt: &str) -> Result<String> {
        Err(Error::with(Code::InvalidOptions, "this host has no refresh function"))
    }
}
