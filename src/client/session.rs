//! The live sessions, and their records.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt;

use super::Client;
use super::events::{Event, SignOutReason};
use super::group_cache::Groups;
use super::guarded::{Guarded, Waiting};
use super::host::{Change, Stored};
use super::records::{self, Records, StoredUser};
use super::state::{Now, State};
use crate::error::{Code, Error, Result};
use crate::json::{Json, to_text};
use crate::wire::session::JwtClaims;

/// How many unused sessions a client with memory storage keeps.
const IDLE_SESSIONS: usize = 256;

/// How often a write is tried, if other tabs write at the same time.
pub(super) const SAVE_ATTEMPTS: u32 = 4;

/// The stored record of a session, compared to the state in this tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing new.
    Same,
    /// A JWT or a login of another tab. This tab has taken it over.
    Newer,
    /// Another tab has signed out.
    Gone,
}

/// A signed-in device. All holders share its state.
pub struct Session {
    /// The session's number within its client.
    pub number: u32,
    state: Guarded<State>,
    pub(super) refreshing: Guarded<Option<Waiting>>,
    shown: Guarded<Shown>,
    /// The cached data of the user's groups.
    pub(super) groups: Groups,
}

/// Changes of a session that the bindings have not received yet, in order. `None`: the session ended.
#[derive(Default)]
struct Shown {
    waiting: VecDeque<Option<StoredUser>>,
    /// Whether a change is being passed to the bindings now.
    busy: bool,
}

impl Session {
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        self.state.with(f)
    }

    /// Reads the state of a session. SIGNED_OUT if it has ended.
    pub(crate) fn live<R>(&self, f: impl FnOnce(&State) -> R) -> Result<R> {
        self.with(|s| if s.ended { Err(Error::new(Code::SignedOut)) } else { Ok(f(s)) })
    }

    pub(super) fn jwt(&self) -> Result<String> {
        self.live(|s| s.user.jwt.clone())
    }

    pub(crate) fn ended(&self) -> bool {
        self.with(|s| s.ended)
    }

    pub(super) fn device_id(&self) -> String {
        self.with(|s| s.user.device_id.clone())
    }

    pub(super) fn user_id(&self) -> String {
        self.with(|s| s.user.user_id.clone())
    }

    pub(crate) fn identifier(&self) -> String {
        self.with(|s| s.user.identifier.clone())
    }
}

impl Client {
    /// Returns the live session with this number.
    pub fn session(&self, number: u32) -> Result<Arc<Session>> {
        self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.number == number).cloned()).ok_or(Error::new(Code::SignedOut))
    }

    pub(super) fn session_of_device(&self, device_id: &str) -> Option<Arc<Session>> {
        self.find(|s| s.user.device_id == device_id)
    }

    fn find(&self, is: impl Fn(&State) -> bool) -> Option<Arc<Session>> {
        self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.with(|s| !s.ended && is(s))).cloned())
    }

    /// Changes a live session, and passes the change to the bindings.
    pub(super) fn change(&self, session: &Session, f: impl FnOnce(&mut State)) {
        session.with(|s| {
            f(s);
            if !s.ended {
                session.shown.with(|shown| shown.waiting.push_back(Some(s.user.clone())));
            }
        });
        self.show(session);
    }

    /// Informs the bindings that a session has ended.
    pub(super) fn show_end(&self, session: &Session) {
        session.shown.with(|shown| shown.waiting.push_back(None));
        self.show(session);
    }

    /// Passes the waiting changes to the bindings, in order. Holds no lock meanwhile, because the bindings may call back.
    fn show(&self, session: &Session) {
        let next = || {
            session.shown.with(|shown| {
                let next = if shown.busy { None } else { shown.waiting.pop_front() };
                shown.busy |= next.is_some();
                next
            })
        };
        while let Some(user) = next() {
            self.host().session_changed(session.number, user.as_ref());
            session.shown.with(|shown| shown.busy = false);
        }
    }

    /// Reads both clocks. Call it before locking a session's state: no host may be called while that is locked.
    pub(super) fn clocks(&self) -> Now {
        Now { time: self.host().now(), steady: self.host().steady() }
    }

    /// Takes over a JWT that a refresh has just returned.
    pub(super) fn take_jwt(&self, session: &Session, jwt: &str, claims: JwtClaims) {
        let now = self.clocks();
        self.change(session, |s| {
            // If it is the same JWT, its `iat` says nothing about the current time.
            if s.user.jwt != jwt {
                s.user.skew_ms = s.skew_by(&claims, now).unwrap_or(s.user.skew_ms);
                s.user.jwt = jwt.to_owned();
                s.claims = claims;
                s.got_here = true;
                s.start_steady(now);
            }
        });
    }

    /// Adds a session. If a session of the same device is live, it gets the new state instead.
    pub(super) fn adopt(&self, mut state: State) -> Arc<Session> {
        state.start_steady(self.clocks());
        let session = match self.session_of_device(&state.user.device_id) {
            Some(live) => {
                live.with(|s| *s = state);
                live
            }
            None => self.inner.sessions.with(|live| {
                live.count = live.count.wrapping_add(1);
                let session = Arc::new(Session {
                    number: live.count,
                    state: Guarded::new(state),
                    refreshing: Guarded::default(),
                    shown: Guarded::default(),
                    groups: Groups::default(),
                });
                live.sessions.push(session.clone());
                session
            }),
        };
        self.let_go_of_one();
        self.change(&session, |_| {});
        session
    }

    /// Removes the oldest unused session and its records, if there are more than `IDLE_SESSIONS`. Only for storage in memory:
    /// otherwise a program that serves many users would keep all sessions until it ends.
    fn let_go_of_one(&self) {
        if self.host().shared() || self.host().holds_by_number() {
            return;
        }
        let idle = self.inner.sessions.with(|live| {
            let is_idle = |s: &&Arc<Session>| Arc::strong_count(s) == 1;
            let excess = live.sessions.iter().filter(is_idle).count() > IDLE_SESSIONS;
            excess.then(|| live.sessions.iter().find(is_idle).map(|s| s.number)).flatten()
        });
        if let Some(number) = idle {
            self.release(number);
        }
    }

    /// Removes a session that is no longer used, and its records. For clients that will not look it up again.
    pub fn release(&self, number: u32) {
        let Ok(session) = self.session(number) else { return };
        self.inner.sessions.with(|live| live.sessions.retain(|s| s.number != number));
        self.spawn(|client| async move {
            let _ = client.remove_records(&session, true).await;
        });
    }

    /// Returns the session of an identifier: the live one, or else the stored one.
    pub async fn stored_session(&self, identifier: &str) -> Result<Option<Arc<Session>>> {
        if let Some(live) = self.find(|s| s.user.identifier == identifier) {
            return Ok(Some(live));
        }
        let turn = self.inner.writing.lock().await;
        let stored = self.stored_record(identifier).await;
        drop(turn);
        let Some(user) = stored? else { return Ok(None) };
        if self.inner.over.with(|over| over.iter().any(|(device_id, login_id)| *device_id == user.device_id && *login_id == user.login_id)) {
            return Ok(None);
        }
        let mut state = State::of_record(user);
        // The app used the strategy `api` before. With the cookie strategies no refresh token is stored, so it is removed.
        let to_drop = !self.options().refresh.stores_refresh_token() && !std::mem::take(&mut state.user.refresh_token).is_empty();
        // Another call may have loaded the session meanwhile.
        if let Some(live) = self.session_of_device(&state.user.device_id) {
            return Ok(Some(live));
        }
        let session = self.adopt(state);
        if to_drop {
            self.save(&session).await;
        }
        Ok(Some(session))
    }

    /// Returns the session of the current user, if there is one.
    pub async fn current_session(&self) -> Result<Option<Arc<Session>>> {
        let turn = self.inner.writing.lock().await;
        let current = self.read_record::<String>(&self.inner.records.current()).await;
        drop(turn);
        let Some(identifier) = current? else { return Ok(None) };
        let found = self.stored_session(&identifier).await?;
        if found.is_none() {
            // A log-out may have been interrupted before this step.
            let _turn = self.inner.writing.lock().await;
            let _ = self.forget_current(&[identifier]).await;
        }
        Ok(found)
    }

    /// Reads the record of an identifier. Returns it only if its own identifier is the same: a storage may treat two keys as
    /// one, for example if it ignores case.
    pub(super) async fn stored_record(&self, identifier: &str) -> Result<Option<StoredUser>> {
        let stored: Option<StoredUser> = self.read_record(&self.inner.records.user(identifier)).await?;
        Ok(stored.filter(|stored| stored.identifier == identifier))
    }

    /// Reads the records of a device. The caller must hold `writing`. Returns the record under the identifier that any tab
    /// stored last, and, if different, the record under the identifier that this tab knows.
    pub(super) async fn records_of(&self, identifier: &str, device_id: &str) -> Result<Vec<StoredUser>> {
        let is_this = |stored: &StoredUser| stored.device_id == device_id;
        let mut before = None;
        for _ in 0..SAVE_ATTEMPTS {
            // The order matters: if the first record is gone, the second key already names its new place.
            let known = self.stored_record(identifier).await?.filter(is_this);
            let last: Option<String> = self.read_record(&self.inner.records.device(device_id)).await?;
            let moved = match last.as_deref().filter(|last| *last != identifier) {
                Some(last) => self.stored_record(last).await?.filter(is_this),
                None => None,
            };
            let found: Vec<_> = moved.into_iter().chain(known).collect();
            // Tries again if the record was moved between the two reads.
            if !found.is_empty() || last == before || last.is_none() {
                return Ok(found);
            }
            before = last;
        }
        Err(Error::with(Code::Storage, "the record of where a device is stored changes all the time"))
    }

    /// Reads a record; `None` if there is none that can be used. Sends one event if a record of a session is lost.
    pub(super) async fn read_record<T: Json>(&self, key: &str) -> Result<Option<T>> {
        match self.host().read(key).await? {
            Stored::Nothing => Ok(None),
            Stored::Text(text) => Ok(records::read(&text)),
            Stored::Lost => {
                // A lost cache needs no event.
                let is_of_a_session = *key == self.inner.records.current() || key.starts_with(&self.inner.records.user(""));
                if is_of_a_session && !self.inner.told_lost.with(|told| std::mem::replace(told, true)) {
                    // The user id was in the lost record.
                    self.emit(Event::SignedOut { user_id: String::new(), remote: false, reason: SignOutReason::StorageLost });
                }
                Ok(None)
            }
        }
    }

    pub(super) async fn write_record<T: Json>(&self, key: String, value: &T) {
        self.write(vec![(key, Some(to_text(value)))], None).await;
    }

    /// Writes records. `None` if the storage fails: sends an event, and the session ends with the page.
    async fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Option<bool> {
        match self.host().write(changes, guard).await {
            Ok(written) => Some(written),
            Err(error) => {
                self.tell_unavailable(&error);
                None
            }
        }
    }

    fn tell_unavailable(&self, error: &Error) {
        self.emit(Event::StorageUnavailable { reason: error.own_message().unwrap_or_default().to_owned() });
    }

    /// Writes a new session, and marks it as the current one, both or neither. Deletes the record that an earlier login of the
    /// device has stored under another identifier.
    pub(super) async fn save_new(&self, session: &Session) {
        let records = &self.inner.records;
        let turn = self.inner.writing.lock().await;
        let (user, device_id) = session.with(|s| (s.user.clone(), s.user.device_id.clone()));
        for _ in 0..SAVE_ATTEMPTS {
            let earlier = self.records_of(&user.identifier, &device_id).await.unwrap_or_default();
            let earlier = earlier.iter().map(|stored| &stored.identifier).find(|identifier| **identifier != user.identifier);
            let mut changes = changes_for(records, &user, earlier.map(String::as_str));
            changes.push((records.current(), Some(to_text(&user.identifier))));
            let written = self.write(changes, earlier.map(|identifier| records.user(identifier))).await;
            if written != Some(false) {
                stored(session, &user, written.is_some());
                break;
            }
        }
        drop(turn);
        self.remove_if_ended(session).await;
    }

    /// Writes the state of a session over its record, which moves if the identifier changed. Writes nothing if the record is
    /// gone or belongs to another user: the change by the other tab wins.
    pub(super) async fn save(&self, session: &Session) {
        self.save_with(session, None).await;
    }

    /// Like [`save`](Self::save), and sets `mfa`, also over a value that another tab has written meanwhile.
    pub(super) fn save_with<'a>(&'a self, session: &'a Session, mfa: Option<bool>) -> futures_util::future::BoxFuture<'a, ()> {
        async move {
            for _ in 0..SAVE_ATTEMPTS {
                let turn = self.inner.writing.lock().await;
                // The guard is not enough: another task of this tab may have read the new record and ignored it.
                if self.host().shared() && self.look_in_turn(session, |theirs, own| theirs > own).await == Some(Found::Gone) {
                    return self.ended_elsewhere(session, SignOutReason::LogOut);
                }
                if let Some(mfa) = mfa {
                    self.change(session, |s| s.user.mfa = mfa);
                }
                let (user, stored_as) = session.with(|s| (s.user.clone(), s.stored_as.clone()));
                if session.ended() {
                    return;
                }
                let Some(stored_as) = stored_as else {
                    // The session was never stored, so no tab has removed it. A storage that failed may work again.
                    drop(turn);
                    return self.save_new(session).await;
                };
                let records = &self.inner.records;
                let old = Some(stored_as.as_str()).filter(|old| *old != user.identifier);
                let mut changes = changes_for(records, &user, old);
                if old.is_some() {
                    match self.read_record::<String>(&records.current()).await {
                        Ok(current) if current.as_deref() == old => changes.push((records.current(), Some(to_text(&user.identifier)))),
                        Ok(_) => {}
                        // The current user must move together with the record, so neither is written.
                        Err(error) => return self.tell_unavailable(&error),
                    }
                }
                let written = self.write(changes, Some(records.user(&stored_as))).await;
                drop(turn);
                match written {
                    Some(true) => {
                        stored(session, &user, true);
                        return self.remove_if_ended(session).await;
                    }
                    Some(false) => {}
                    // The old record remains. If it is missing later, another tab has signed out.
                    None => return,
                }
            }
        }
        .boxed()
    }

    /// Removes the records if the session ended while they were being written.
    async fn remove_if_ended(&self, session: &Session) {
        if session.ended() {
            let _ = self.remove_records(session, true).await;
        }
    }
}

/// Notes the identifier under which a session is stored. Does nothing after a new login, whose state is not stored yet.
fn stored(session: &Session, user: &StoredUser, is_stored: bool) {
    session.with(|s| {
        if s.user.login_id == user.login_id {
            s.stored_as = is_stored.then(|| user.identifier.clone());
        }
    });
}

/// The changes that write a session's record and the entry for its place. If the storage has no transactions, the order
/// matters: the old record is deleted before the entry names the new one.
fn changes_for(records: &Records, user: &StoredUser, old: Option<&str>) -> Vec<Change> {
    let mut changes = vec![(records.user(&user.identifier), Some(to_text(user)))];
    changes.extend(old.map(|old| (records.user(old), None)));
    changes.push((records.device(&user.device_id), Some(to_text(&user.identifier))));
    changes
}
