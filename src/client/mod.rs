//! The flows: what happens when an app logs in, refreshes or changes something. Generic over [`capabilities`].
//!
//! | file | what it is |
//! |---|---|
//! | [`options`] | how a client is set up |
//! | [`capabilities`] | what it needs from the machine |
//! | `transport` | one request: headers, time-out, retries, log |
//! | `session`, `records` | who is signed in, and how that is kept |
//! | `refresh`, `lease` | a valid JWT, once for all callers and tabs |
//! | `login`, `register`, `account`, `devices`, `password`, `mfa`, `group` | the flows by topic |
//! | [`events`], [`cancel`] | what apps hear; how they stop a call |

mod account;
pub mod cancel;
pub mod capabilities;
mod devices;
pub mod events;
mod group;
mod lease;
mod login;
mod messages;
mod mfa;
pub mod options;
mod password;
pub(crate) mod records;
mod refresh;
mod register;
mod session;
mod start;
mod transport;

use std::collections::HashMap;
use std::sync::{Arc, Weak};

pub use cancel::{Call, Canceller};
pub use group::{Group, Invite};
pub use login::{LoggedIn, LoginUser, MfaLogin, MfaToken};
pub use options::{Options, RefreshStrategy};
pub use records::StoredUser;
pub use session::{User, UserData};
pub use start::Started;

use capabilities::{Host, Platform};
use events::{Event, LogEntry};
use records::Records;
use session::{Session, Shelf};

use crate::error::Result;

/// One app, one place to keep sessions, one account at a time remembered as the current one. Cheap to clone.
pub struct Client<P: Platform> {
    inner: Arc<Inner<P>>,
}

struct Inner<P> {
    platform: P,
    options: Options,
    records: Records,
    /// Log entries that wait for a lock to be released: the app's `log` never runs under one.
    held_log: Shelf<HeldLog>,
    /// The live sessions by their numbers.
    sessions: Shelf<HashMap<u32, Arc<Session>>>,
    /// One entry per identifier that is logging in: a login voids the device's other challenges, so they take turns.
    logins: Shelf<HashMap<String, Arc<futures_util::lock::Mutex<()>>>>,
}

/// A client, as long as someone else holds it.
pub struct WeakClient<P: Platform>(Weak<Inner<P>>);

impl<P: Platform> WeakClient<P> {
    pub fn upgrade(&self) -> Option<Client<P>> {
        self.0.upgrade().map(|inner| Client { inner })
    }
}

#[derive(Default)]
struct HeldLog {
    locks: u32,
    entries: Vec<LogEntry>,
}

impl<P: Platform> Clone for Client<P> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<P: Platform> std::fmt::Debug for Client<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.options.base_url).finish_non_exhaustive()
    }
}

impl<P: Platform> Client<P> {
    /// A client with these options; nothing is read or sent yet.
    ///
    /// # Errors
    /// INVALID_OPTIONS.
    pub fn new(platform: P, options: Options) -> Result<Self> {
        let options = options.checked()?;
        let records = Records::new(&options);
        Ok(Self { inner: Arc::new(Inner { platform, options, records, held_log: Shelf::default(), sessions: Shelf::default(), logins: Shelf::default() }) })
    }

    /// For listeners, which must not keep a client alive.
    pub fn downgrade(&self) -> WeakClient<P> {
        WeakClient(Arc::downgrade(&self.inner))
    }

    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    pub fn platform(&self) -> &P {
        &self.inner.platform
    }

    fn emit(&self, event: Event) {
        self.platform().host().event(event);
    }

    fn log(&self, entry: LogEntry) {
        let entry = self.inner.held_log.with(|held| {
            if held.locks == 0 {
                return Some(entry);
            }
            held.entries.push(entry);
            None
        });
        if let Some(entry) = entry {
            self.platform().host().log(entry);
        }
    }
}
