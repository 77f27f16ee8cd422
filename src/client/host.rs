//! The platform under the client: network, storage, locks, clocks and key derivation. A browser, a Rust program and the tests'
//! script are hosts. A host only does I/O; all rules are in the client.
//!
//! Futures are `Send`, so that native callers can spawn the flows. Dropping a future cancels its work.

use std::future::Future;
use std::pin::Pin;

use super::events::{Event, LogEntry};
use super::records::StoredUser;
#[doc(inline)]
pub use crate::crypto::{DerivedKeys, KdfProfile};
use crate::error::Result;
#[doc(inline)]
pub use crate::steps::kdf::KdfInput;
#[doc(inline)]
pub use crate::wire::Method;

/// A boxed future that can be sent between threads.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A held lock. Dropping it releases the lock.
pub type Guard = Box<dyn Send + Sync>;

/// The platform under a client.
pub trait Host: Send + Sync + 'static {
    /// Sends one request and reads its whole body.
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>>;

    /// Derives keys from a password, on this thread or in a worker.
    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>>;

    /// Reads a stored record, which is a JSON text.
    fn read(&self, key: &str) -> Pending<Result<Stored>>;

    /// Sets records, and deletes those with `None`: all or none, if the storage has transactions. `guard` is one of the keys:
    /// the host writes only if that record is unchanged since this host last read or wrote it. Resolves to `false` if the
    /// record was changed: then the host writes nothing.
    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>>;

    /// Returns the keys of all records that begin with this text. Default: none, for a host that can't list them. Then
    /// [`Client::stored_users`](crate::Client::stored_users) finds nobody.
    #[cfg(feature = "native")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native")))]
    fn keys(&self, _prefix: &str) -> Pending<Result<Vec<String>>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// Returns whether other tabs or processes use the same records.
    fn shared(&self) -> bool;

    /// Returns the Unix time in milliseconds. The clock may be set forward or back at any time.
    fn now(&self) -> i64;

    /// Returns the milliseconds since a fixed moment. Never goes back; may stop while the machine sleeps.
    fn steady(&self) -> i64;

    /// Waits for this time.
    fn sleep(&self, milliseconds: u32) -> Pending<()>;

    /// Waits for the lock of this name. All tabs share it; if the platform has no shared locks, it is only for this page.
    fn lock(&self, name: &str) -> Pending<Guard>;

    /// Calls the app's `endpoint_fn(old_jwt)`. `old_jwt` is empty if the stored JWT was damaged. If the function fails, the
    /// error is REFRESH_REFUSED, REFRESH_ENDPOINT or the service's code.
    fn ask(&self, old_jwt: &str) -> Pending<Result<String>>;

    /// Passes an event to the app.
    fn event(&self, event: &Event);

    /// Passes the log entry of a finished request to the app.
    fn log(&self, entry: &LogEntry);

    /// Sends a message to the other tabs. It never contains a secret.
    fn broadcast(&self, message: &str);

    /// Passes the new state of a session to the bindings; `None`: it ended. The flow that changed it is still running.
    #[doc(hidden)]
    fn session_changed(&self, _number: u32, _session: Option<&StoredUser>) {}

    /// Returns whether the bindings hold sessions by number. They then release them, too.
    #[doc(hidden)]
    fn holds_by_number(&self) -> bool {
        false
    }

    /// Runs a task to its end, even if nothing waits for it.
    fn spawn(&self, task: Pending<()>);
}

/// The result of reading a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// There is no record.
    Nothing,
    /// A record.
    Text(String),
    /// There was a record, but it can't be read any more.
    Lost,
}

/// A record's key and its new text. `None` deletes the record.
pub type Change = (String, Option<String>);

/// A request. Has no `Debug`, because headers and body contain secrets.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The absolute URL, or a relative one in a browser.
    pub url: String,
    /// Names and values of the headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body: a JSON text.
    pub body: Option<String>,
    /// True for a request to your back end with the cookie strategy: sends cookies, and treats redirects as errors.
    pub with_cookies: bool,
    /// The most bytes of the answer's body to read. A larger body is [`HttpFault::TooBig`].
    pub max_body: usize,
}

/// A complete answer.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The complete body.
    pub body: String,
    /// True if the answer has the header `x-sentc-session: ended`: your back end sends it if the session is over.
    pub session_ended: bool,
}

/// Why a request got no complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// The request was not sent, or got no answer. The text is the platform's reason.
    Network(String),
    /// The page's Content-Security-Policy or the host's setup blocks the request. Trying again can't help.
    Blocked(String),
    /// The answer began, but its body was cut off or is not UTF-8.
    Body {
        /// The HTTP status.
        status: u16,
        /// The platform's error message.
        reason: String,
    },
    /// The body is larger than [`Request::max_body`].
    TooBig {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is a redirect. The host does not follow it: that could send secrets to another server.
    Redirected,
}
