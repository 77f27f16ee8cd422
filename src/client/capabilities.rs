//! What the flows need from the machine they run on. A browser and a Rust program implement these; tests do too.
//!
//! All futures are `Send`, so that native callers can spawn the flows; browser implementations wrap theirs.

use std::future::Future;

use crate::crypto::DerivedKeys;
use crate::error::Error;
use crate::steps::kdf::KdfInput;

use super::events::{Event, LogEntry};
use super::records::StoredUser;

/// One machine's capabilities, together.
pub trait Platform: Send + Sync + Sized + 'static {
    type Http: Http;
    type Store: Store;
    type Clock: Clock;
    type Kdf: Kdf;
    type Lock: Lock;
    type Channel: Channel;
    type Host: Host;

    fn http(&self) -> &Self::Http;
    fn store(&self) -> &Self::Store;
    fn clock(&self) -> &Self::Clock;
    fn kdf(&self) -> &Self::Kdf;
    fn lock(&self) -> &Self::Lock;
    fn channel(&self) -> &Self::Channel;
    fn host(&self) -> &Self::Host;

    /// Runs a task to its end, whether anyone waits for it or not.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static);
}

/// HTTP requests.
pub trait Http: Send + Sync {
    /// Sends one request and reads its whole body. Dropping the future aborts it.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, HttpFault>> + Send;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request. No `Debug`: headers and body hold secrets.
#[derive(Clone)]
pub struct Request {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
    /// True for an own back end that keeps a cookie: cookies go along, nothing is cached, redirects are errors.
    pub with_cookies: bool,
    /// Bytes of the body read at most; more is [`HttpFault::TooBig`].
    pub max_body: usize,
}

/// A whole answer.
pub struct Response {
    pub status: u16,
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// Not sent, or no answer; the text says why, as far as the machine tells.
    Network(String),
    /// The answer began, but its body broke off or is no UTF-8.
    Body { status: u16, reason: String },
    /// The body is larger than asked for.
    TooBig { status: u16 },
    /// A redirect, which is not followed: it would carry secrets elsewhere.
    Redirected,
}

/// Where sessions are kept. Values are JSON texts.
pub trait Store: Send + Sync {
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<String>, Error>> + Send;
    fn set(&self, key: &str, value: &str) -> impl Future<Output = Result<(), Error>> + Send;
    fn delete(&self, key: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Whether other tabs of the same origin read and write the same records.
    fn shared(&self) -> bool;
}

pub trait Clock: Send + Sync {
    /// Unix time in milliseconds. Somebody may set it at any time.
    fn now(&self) -> i64;
    /// Milliseconds since any moment, never set back. May stand still while the machine sleeps.
    fn steady(&self) -> i64;
    fn sleep(&self, milliseconds: u32) -> impl Future<Output = ()> + Send;
}

/// Derives keys from passwords: here, or in a worker.
pub trait Kdf: Send + Sync {
    fn derive(&self, input: KdfInput) -> impl Future<Output = Result<DerivedKeys, Error>> + Send;
}

/// Locks that all tabs of an origin share.
pub trait Lock: Send + Sync {
    /// Released on drop.
    type Guard: Send;
    /// Waits for the lock. `None` where there are no such locks.
    fn acquire(&self, name: &str) -> impl Future<Output = Option<Self::Guard>> + Send;
}

/// Messages to the other tabs. Never a secret.
pub trait Channel: Send + Sync {
    fn post(&self, message: &str);
}

/// What the app hears, and what it may be asked for.
pub trait Host: Send + Sync {
    fn event(&self, event: Event);
    fn log(&self, entry: LogEntry);
    /// A session is now like this, or over (`None`). Called at once, also under a lock: for bindings, not for apps.
    fn session_changed(&self, _number: u32, _record: Option<&StoredUser>) {}
    /// The app's own `endpoint_fn(old_jwt)`; a rejection comes as REFRESH_REFUSED or REFRESH_ENDPOINT.
    fn refresh_callback(&self, old_jwt: &str) -> impl Future<Output = Result<String, Error>> + Send;
}
