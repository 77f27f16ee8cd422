//! Who is signed in: the live sessions, and their records.

use std::sync::Arc;

use futures_util::FutureExt;

use super::Client;
use super::cell::Cell;
use super::events::{Event, SignOutReason};
use super::groups::Groups;
use super::host::{Change, Host, Stored};
use super::records::{self, StoredUser};
use super::refresh::Waiting;
use crate::error::{Code, Error, Result};
use crate::json::{Json, to_text};
use crate::steps::jwt;
use crate::wire::session::JwtClaims;

/// How often a write is tried again because another tab wrote meanwhile.
pub(super) const SAVE_ATTEMPTS: u32 = 4;

/// One signed-in device. Everybody who holds it sees its changes.
pub struct Session {
    /// Within its client.
    pub number: u32,
    state: Cell<State>,
    pub(super) refreshing: Cell<Option<Waiting>>,
    /// What is known about the user's groups.
    pub(super) groups: Groups,
}

pub(crate) struct State {
    pub user: StoredUser,
    pub claims: JwtClaims,
    /// When the JWT expires by the steady clock: the time of day may be set back meanwhile.
    pub expires_steady: i64,
    /// The record was written: if it is gone later, another tab signed out.
    pub saved: bool,
    pub ended: bool,
    /// It ended, but its records could not be removed.
    pub owes_removal: bool,
}

impl Session {
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        self.state.with(f)
    }

    /// Something of a session that has not ended; SIGNED_OUT otherwise.
    pub(super) fn live<R>(&self, f: impl FnOnce(&State) -> R) -> Result<R> {
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

impl State {
    /// `None` when the record's JWT can't be read: nothing could be done with such a session.
    pub fn of_record(user: StoredUser) -> Option<Self> {
        let claims = jwt::read_claims_of(&user.jwt, &user.user_id, &user.device_id).ok()?;
        Some(Self { user, claims, expires_steady: 0, saved: true, ended: false, owes_removal: false })
    }

    /// By the time of day, which goes on while a machine sleeps, or by the steady clock, which nobody sets back. A service
    /// remembers the JWTs it refused, so an expired one must not be sent by mistake.
    pub fn is_expired(&self, host: &dyn Host) -> bool {
        jwt::is_expired(&self.claims, self.user.skew_ms, host.now()) || host.steady().saturating_add(jwt::EXPIRY_MARGIN_MS) >= self.expires_steady
    }

    /// To be called whenever `claims` and `skew_ms` are new.
    pub fn start_steady(&mut self, host: &dyn Host) {
        self.expires_steady = host.steady().saturating_add(jwt::remaining(&self.claims, self.user.skew_ms, host.now()));
    }

    /// Goes on with another JWT, and what it says of the service's clock.
    pub fn set_jwt(&mut self, jwt: String, claims: JwtClaims, skew_ms: i64, host: &dyn Host) {
        self.user.jwt = jwt;
        self.user.skew_ms = skew_ms;
        self.claims = claims;
        self.start_steady(host);
    }
}

impl Client {
    /// The live session of a number.
    pub fn session(&self, number: u32) -> Result<Arc<Session>> {
        self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.number == number).cloned()).ok_or(Error::new(Code::SignedOut))
    }

    pub(super) fn session_of_device(&self, device_id: &str) -> Option<Arc<Session>> {
        self.find(|s| s.user.device_id == device_id)
    }

    fn find(&self, is: impl Fn(&State) -> bool) -> Option<Arc<Session>> {
        self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.with(|s| !s.ended && is(s))).cloned())
    }

    /// Changes a live session, and lets the bindings know.
    pub(super) fn change(&self, session: &Session, f: impl FnOnce(&mut State)) {
        session.with(|s| {
            f(s);
            if !s.ended {
                self.host().session_changed(session.number, Some(&s.user));
            }
        });
    }

    /// Goes on with a JWT that was issued just now.
    pub(super) fn take_jwt(&self, session: &Session, jwt: &str, claims: JwtClaims) {
        let host = self.host().as_ref();
        self.change(session, |s| {
            // The same again: its `iat` says nothing about now.
            if s.user.jwt != jwt {
                let skew_ms = jwt::clock_skew(&claims, host.now());
                s.set_jwt(jwt.to_owned(), claims, skew_ms, host);
            }
        });
    }

    /// Takes a session in: the live one of the same device gets the new state, else there is a new one.
    pub(super) fn adopt(&self, mut state: State) -> Arc<Session> {
        state.start_steady(self.host().as_ref());
        let session = match self.session_of_device(&state.user.device_id) {
            Some(live) => {
                live.with(|s| *s = state);
                live
            }
            None => self.inner.sessions.with(|live| {
                live.count = live.count.wrapping_add(1);
                let session = Arc::new(Session { number: live.count, state: Cell::new(state), refreshing: Cell::default(), groups: Groups::default() });
                live.sessions.push(session.clone());
                session
            }),
        };
        self.change(&session, |_| {});
        session
    }

    /// The session of an identifier: the live one, else the stored one.
    pub async fn stored_session(&self, identifier: &str) -> Result<Option<Arc<Session>>> {
        if let Some(live) = self.find(|s| s.user.identifier == identifier) {
            return Ok(Some(live));
        }
        let Some(user) = self.stored_record(identifier).await? else { return Ok(None) };
        if self.inner.over.with(|over| over.iter().any(|(device_id, login_id)| *device_id == user.device_id && *login_id == user.login_id)) {
            return Ok(None);
        }
        let Some(mut state) = State::of_record(user) else { return Ok(None) };
        // Stored by the strategy `api`, when this app had that: where cookies are used, no refresh token is kept.
        let to_drop = !self.options().refresh.stores_refresh_token() && !std::mem::take(&mut state.user.refresh_token).is_empty();
        // Another call may have found it meanwhile, and gone on.
        if let Some(live) = self.session_of_device(&state.user.device_id) {
            return Ok(Some(live));
        }
        let session = self.adopt(state);
        if to_drop {
            self.save(&session).await;
        }
        Ok(Some(session))
    }

    /// The session of the current user, if there is one.
    pub async fn current_session(&self) -> Result<Option<Arc<Session>>> {
        match self.read_record::<String>(&self.inner.records.current()).await? {
            Some(identifier) => self.stored_session(&identifier).await,
            None => Ok(None),
        }
    }

    pub(super) async fn stored_record(&self, identifier: &str) -> Result<Option<StoredUser>> {
        self.read_record(&self.inner.records.user(identifier)).await
    }

    /// The record of a device: under the identifier that this tab knows, or under the one that another tab has moved it to
    /// since. That is the current one, if this tab did not hear of it yet, or can't.
    pub(super) async fn record_of(&self, identifier: &str, device_id: &str) -> Result<Option<StoredUser>> {
        let known = self.stored_record(identifier).await?.filter(|stored| stored.device_id == device_id);
        if known.is_some() {
            return Ok(known);
        }
        match self.read_record::<String>(&self.inner.records.current()).await? {
            Some(current) if current != identifier => Ok(self.stored_record(&current).await?.filter(|stored| stored.device_id == device_id)),
            _ => Ok(None),
        }
    }

    /// A record; `None` where there is none that could be used. That one was lost is told, once.
    pub(super) async fn read_record<T: Json>(&self, key: &str) -> Result<Option<T>> {
        match self.host().read(key).await? {
            Stored::Nothing => Ok(None),
            Stored::Text(text) => Ok(records::read(&text)),
            Stored::Lost => {
                // A lost cache is no news.
                let is_of_a_session = *key == self.inner.records.current() || key.starts_with(&self.inner.records.user(""));
                if is_of_a_session && !self.inner.told_lost.with(|told| std::mem::replace(told, true)) {
                    // Whose it was is inside the lost record.
                    self.emit(Event::SignedOut { user_id: String::new(), remote: false, reason: SignOutReason::StorageLost });
                }
                Ok(None)
            }
        }
    }

    pub(super) async fn write_record<T: Json>(&self, key: String, value: &T) -> bool {
        self.write(vec![(key, Some(to_text(value)))], None).await == Some(true)
    }

    /// `None` when the storage fails, which is told: it costs a session its life after the page, not the session.
    async fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Option<bool> {
        match self.host().write(changes, guard).await {
            Ok(written) => Some(written),
            Err(error) => {
                self.emit(Event::StorageUnavailable { reason: error.own_message().unwrap_or_default().to_owned() });
                None
            }
        }
    }

    /// Writes a new session and that it is the current one, both or neither.
    pub(super) async fn save_new(&self, session: &Session) {
        let records = &self.inner.records;
        let turn = self.inner.writing.lock().await;
        let changes =
            session.with(|s| vec![(records.user(&s.user.identifier), Some(to_text(&s.user))), (records.current(), Some(to_text(&s.user.identifier)))]);
        let saved = self.write(changes, None).await == Some(true);
        session.with(|s| s.saved = saved);
        drop(turn);
        self.remove_if_ended(session).await;
    }

    /// Writes what is new of a session over its record, and nothing where that is gone or another's by now: what another
    /// tab did counts, whichever came first.
    pub(super) async fn save(&self, session: &Session) {
        self.save_with(session, None).await;
    }

    /// The same with what was seen of MFA: it is to outlast what another tab has written meanwhile.
    pub(super) fn save_with<'a>(&'a self, session: &'a Session, mfa: Option<bool>) -> futures_util::future::BoxFuture<'a, ()> {
        async move {
            for _ in 0..SAVE_ATTEMPTS {
                if let Some(mfa) = mfa {
                    self.change(session, |s| s.user.mfa = mfa);
                }
                let turn = self.inner.writing.lock().await;
                let (key, text, saved) = session.with(|s| (self.inner.records.user(&s.user.identifier), to_text(&s.user), s.saved));
                if session.ended() {
                    return;
                }
                // What was never stored can't be gone: a storage that failed may work again.
                let guard = saved.then(|| key.clone());
                let written = self.write(vec![(key, Some(text))], guard).await;
                drop(turn);
                match written {
                    Some(true) => {
                        session.with(|s| s.saved = true);
                        return self.remove_if_ended(session).await;
                    }
                    Some(false) => {
                        if self.look_at_storage(session).await == Some(super::refresh::Found::Gone) {
                            self.ended_elsewhere(session, SignOutReason::LogOut);
                            return;
                        }
                    }
                    // What is stored is older; should that be gone later, another tab signed out all the same.
                    None => return,
                }
            }
        }
        .boxed()
    }

    /// It ended while it was being written.
    async fn remove_if_ended(&self, session: &Session) {
        if session.ended() {
            let _ = self.remove_records(session, true).await;
        }
    }
}
