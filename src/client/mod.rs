//! The flows: login, refresh and changes, on top of one [`Host`].
//!
//! | file | contents |
//! |---|---|
//! | [`options`] | the options of a client |
//! | [`host`] | the platform under the client |
//! | `request` | a request: headers, time-out, abort, retries, log |
//! | `rows` | all calls that are rows of [`wire::endpoints`](crate::wire::endpoints) |
//! | `login`, `fresh`, `register`, `replace_device` | the flows that derive keys |
//! | `refresh`, `lease`, `start` | a valid JWT: one refresh for all callers and tabs |
//! | `verdict` | what an answer to a refresh means, and which answers end a session |
//! | `session`, `state`, `records`, `ending`, `messages` | sessions, their records, their end, messages between tabs |
//! | `known` | the last parameters and salt of each identifier |
//! | `group_cache`, `groups` | the cached data of groups |
//! | [`events`], [`cancel`] | events and log entries; cancelling a call |

pub mod cancel;
mod ending;
pub mod events;
mod fresh;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod group_cache;
mod groups;
mod guarded;
pub mod host;
mod known;
mod lease;
mod login;
mod messages;
pub mod options;
#[cfg(feature = "native")]
mod people;
pub(crate) mod records;
mod refresh;
mod register;
mod replace_device;
mod request;
mod rows;
mod session;
mod start;
mod state;
mod verdict;

use std::sync::{Arc, Weak};

use futures_channel::oneshot;

pub use cancel::{Call, Canceller};
pub use group_cache::GroupKey;
pub use login::{Login, MfaLogin, MfaToken};
pub use options::{Options, RefreshStrategy};
#[cfg(feature = "native")]
pub use people::SignedInUser;
pub use records::StoredUser;
pub use request::Answer;
pub use rows::Proof;
pub use session::Session;
pub use start::Start;

use events::{Event, LogEntry};
use guarded::Guarded;
use host::Host;
use records::Records;

use crate::error::{Code, Error, Result};

/// A client for one app. It stores sessions, and remembers one user at a time as the current one. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    host: Arc<dyn Host>,
    options: Options,
    records: Records,
    /// Events and log entries that wait until a lock is released: the app's code must not run while a lock is held.
    held: Guarded<Held>,
    sessions: Guarded<Sessions>,
    /// Only one task of this tab at a time reads or writes the sessions' records. A guarded write compares a record with what
    /// this tab read last: a read by another task in between would hide a change. Held only while reading or writing.
    writing: futures_util::lock::Mutex<()>,
    /// The parameters and salts of identifiers that this tab has seen.
    known: Guarded<known::Seen>,
    /// Whether the app was informed that stored records are lost.
    told_lost: Guarded<bool>,
    /// Events for ended sessions that the app has not received yet.
    ended: Guarded<Vec<Event>>,
    /// Names of locks that were not granted in time at the last attempt.
    stuck_locks: Guarded<Vec<String>>,
    /// Logins that ended recently. The client ignores their records, which may still be in the storage.
    over: Guarded<Vec<LoginOf>>,
}

/// The device id and the login id.
type LoginOf = (String, String);

/// The live sessions.
#[derive(Default)]
struct Sessions {
    sessions: Vec<Arc<Session>>,
    /// How many sessions there have been. Each gets its own number.
    count: u32,
}

#[derive(Default)]
struct Held {
    locks: u32,
    waiting: Vec<Told>,
}

enum Told {
    Event(Event),
    Log(LogEntry),
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.options.base_url).finish_non_exhaustive()
    }
}

/// A weak reference to a client, for listeners: they must not keep the client alive.
#[derive(Debug)]
pub struct WeakClient(Weak<Inner>);

impl WeakClient {
    pub fn upgrade(&self) -> Option<Client> {
        self.0.upgrade().map(|inner| Client { inner })
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inner")
    }
}

impl Client {
    /// Makes a client with these options. Reads and sends nothing.
    ///
    /// # Errors
    /// INVALID_OPTIONS if an option can't be used.
    pub fn new(host: Arc<dyn Host>, options: Options) -> Result<Self> {
        let options = options.checked()?;
        let records = Records::new(&options);
        let inner = Inner {
            host,
            options,
            records,
            held: Guarded::default(),
            sessions: Guarded::default(),
            writing: futures_util::lock::Mutex::default(),
            known: Guarded::default(),
            told_lost: Guarded::default(),
            ended: Guarded::default(),
            stuck_locks: Guarded::default(),
            over: Guarded::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn downgrade(&self) -> WeakClient {
        WeakClient(Arc::downgrade(&self.inner))
    }

    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    pub fn host(&self) -> &Arc<dyn Host> {
        &self.inner.host
    }

    /// Runs a task of this client to its end.
    fn spawn<F: Future<Output = ()> + Send + 'static>(&self, task: impl FnOnce(Self) -> F) {
        self.host().spawn(Box::pin(task(self.clone())));
    }

    /// Runs a task to its end, even if the caller stops waiting. For tasks that write in several steps.
    async fn to_the_end<T: Send + 'static, F: Future<Output = Result<T>> + Send + 'static>(&self, call: &Call, task: impl FnOnce(Self) -> F) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let task = task(self.clone());
        self.host().spawn(Box::pin(async move {
            let _ = sender.send(task.await);
        }));
        call.race(receiver).await?.unwrap_or(Err(Error::new(Code::Internal)))
    }

    fn emit(&self, event: Event) {
        self.tell_app(Told::Event(event));
    }

    fn log(&self, entry: LogEntry) {
        self.tell_app(Told::Log(entry));
    }

    fn tell_app(&self, told: Told) {
        let told = self.inner.held.with(|held| {
            if held.locks == 0 {
                return Some(told);
            }
            held.waiting.push(told);
            None
        });
        if let Some(told) = told {
            self.pass_on(&told);
        }
    }

    fn pass_on(&self, told: &Told) {
        match told {
            Told::Event(event) => self.host().event(event),
            Told::Log(entry) => self.host().log(entry),
        }
    }

    /// Holds back events and log entries until the returned value is dropped.
    fn hold_back(&self) -> HoldBack<'_> {
        self.inner.held.with(|held| held.locks += 1);
        HoldBack(self)
    }
}

struct HoldBack<'a>(&'a Client);

impl Drop for HoldBack<'_> {
    fn drop(&mut self) {
        let waiting = self.0.inner.held.with(|held| {
            held.locks = held.locks.saturating_sub(1);
            if held.locks == 0 { std::mem::take(&mut held.waiting) } else { Vec::new() }
        });
        waiting.iter().for_each(|told| self.0.pass_on(told));
    }
}
