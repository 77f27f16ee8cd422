//! The flows: what happens when an app logs in, refreshes or changes something, over one [`Host`].
//!
//! | file | what it is |
//! |---|---|
//! | [`options`] | how a client is set up |
//! | [`host`] | what it needs from the machine |
//! | `request` | one request: headers, time-out, abort, retries, log |
//! | `rows` | the calls that are rows of [`wire::endpoints`](crate::wire::endpoints), all of them |
//! | `login`, `fresh`, `password`, `register`, `replace_device` | the flows that derive keys |
//! | `refresh`, `lease`, `start` | a valid JWT, once for all callers and tabs |
//! | `verdict` | what an answer to a refresh means, and which one ends a session |
//! | `session`, `state`, `records`, `ending`, `messages` | who is signed in, how that is kept, how it ends, what tabs tell each other |
//! | `known` | what is remembered of identifiers |
//! | `group_cache`, `groups` | what is known of groups |
//! | [`events`], [`cancel`] | what apps hear; how they stop a call |

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
mod password;
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

/// One app, one place to keep sessions, one account at a time remembered as the current one. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    host: Arc<dyn Host>,
    options: Options,
    records: Records,
    /// What waits for a lock to be released: nothing of the app's runs under one.
    held: Guarded<Held>,
    sessions: Guarded<Sessions>,
    /// The tasks of this tab take turns at the sessions' records, readers too: a guarded write tells what was written since
    /// this tab last read, whichever task that was. Held for reading and writing only.
    writing: futures_util::lock::Mutex<()>,
    /// What this tab has seen of identifiers.
    known: Guarded<known::Seen>,
    /// The storage's loss was told.
    told_lost: Guarded<bool>,
    /// Sessions that ended, of which the app is still to be told.
    ended: Guarded<Vec<Event>>,
    /// Names of locks that were not granted in time when they were last asked for.
    stuck_locks: Guarded<Vec<String>>,
    /// Logins that ended of late: none of them is found again, also while its records are still there.
    over: Guarded<Vec<LoginOf>>,
}

/// A login: its device and its own id.
type LoginOf = (String, String);

/// The live sessions.
#[derive(Default)]
struct Sessions {
    sessions: Vec<Arc<Session>>,
    /// How many there have been: a number is given once.
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

/// A client, as long as someone else holds it: for listeners, which must not keep one alive.
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
    /// A client with these options; nothing is read or sent yet.
    ///
    /// # Errors
    /// INVALID_OPTIONS.
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

    /// Runs something to its end, also when the caller stops waiting for it or is dropped: for what writes in several steps.
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

    /// Keeps back what the app is to hear, until this is dropped.
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
