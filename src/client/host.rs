//! What the flows need from the machine they run on, as one object: a browser, a Rust program and the tests' script are
//! hosts. They do as they are told; every rule is on this side.
//!
//! Futures are `Send`, so that native callers can spawn the flows. Dropping one cancels what it stands for.

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

/// Something that is under way.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A lock that is held. Released on drop.
pub type Guard = Box<dyn Send + Sync>;

/// A machine.
pub trait Host: Send + Sync + 'static {
    /// Sends one request and reads its whole body.
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>>;

    /// Derives keys from a password: here, or in a worker.
    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>>;

    /// A stored record: a JSON text.
    fn read(&self, key: &str) -> Pending<Result<Stored>>;

    /// Sets and deletes (`None`) records, all of them or none where the storage can. With a guard, which is one of the
    /// keys, only if that record still is as this host read or wrote it last; `false`: it was not, and nothing is written.
    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>>;

    /// The keys of all records that begin with this text. Default: none, for a host that can't list them. Then
    /// [`Client::stored_users`](crate::Client::stored_users) finds nobody.
    #[cfg(feature = "native")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native")))]
    fn keys(&self, _prefix: &str) -> Pending<Result<Vec<String>>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// Whether other tabs read and write the same records.
    fn shared(&self) -> bool;

    /// Unix time in milliseconds. Somebody may set it at any time.
    fn now(&self) -> i64;

    /// Milliseconds since any moment, never set back. May stand still while the machine sleeps.
    fn steady(&self) -> i64;

    /// A pause.
    fn sleep(&self, milliseconds: u32) -> Pending<()>;

    /// Waits for a lock that all tabs share, or that this page has alone where tabs can share none.
    fn lock(&self, name: &str) -> Pending<Guard>;

    /// The app's own `endpoint_fn(old_jwt)`, an empty text where the stored JWT was damaged; a rejection comes as REFRESH_REFUSED, REFRESH_ENDPOINT or the service's code.
    fn ask(&self, old_jwt: &str) -> Pending<Result<String>>;

    /// Tells the app that something happened.
    fn event(&self, event: &Event);

    /// Tells the app how a request went.
    fn log(&self, entry: &LogEntry);

    /// A message for the other tabs. Never a secret.
    fn broadcast(&self, message: &str);

    /// A session is now like this, or over (`None`). For bindings: called in the middle of things.
    #[doc(hidden)]
    fn session_changed(&self, _number: u32, _session: Option<&StoredUser>) {}

    /// Sessions are held elsewhere by their numbers, and released there.
    #[doc(hidden)]
    fn holds_by_number(&self) -> bool {
        false
    }

    /// Runs a task to its end, whether anyone waits for it or not.
    fn spawn(&self, task: Pending<()>);
}

/// What is stored under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// There is no record.
    Nothing,
    /// A record.
    Text(String),
    /// There was a record, but nobody can read it any more.
    Lost,
}

/// A record's key, and its new text; `None` deletes it.
pub type Change = (String, Option<String>);

/// One request. No `Debug`: headers and body hold secrets.
#[derive(Clone)]
pub struct Request {
    /// GET, POST and so on.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// JSON text.
    pub body: Option<String>,
    /// True for an own back end that keeps a cookie: cookies go along, redirects are errors.
    pub with_cookies: bool,
    /// Bytes of the body read at most; more is [`HttpFault::TooBig`].
    pub max_body: usize,
}

/// A whole answer.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: String,
    /// The header `x-sentc-session` says `ended`: by it an own back end says that the session is over.
    pub session_ended: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// Not sent, or no answer; the text says why, as far as the machine tells.
    Network(String),
    /// The page's policy does not allow it: no use to try again.
    Blocked(String),
    /// The answer began, but its body broke off or is no UTF-8.
    Body {
        /// The HTTP status.
        status: u16,
        /// In the words of the machine.
        reason: String,
    },
    /// The body is larger than asked for.
    TooBig {
        /// The HTTP status.
        status: u16,
    },
    /// A redirect, which is not followed: it would carry secrets elsewhere.
    Redirected,
}
