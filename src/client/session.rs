//! Who is signed in: the live sessions, and their records.

use std::sync::{Arc, Mutex, PoisonError};

use super::Client;
use super::capabilities::{Clock, Host, Platform, Store};
use super::events::{Event, SignOutReason};
use super::group::Groups;
use super::messages::Message;
use super::records::{self, StoredKeys, StoredUser};
use super::refresh::Waiting;
use crate::error::{Code, Error, Result};
use crate::steps::jwt;
use crate::steps::keys::DeviceKeyTexts;
use crate::wire::session::JwtClaims;

/// A value behind a mutex that is only ever held for the length of a closure, so never across an await.
#[derive(Debug, Default)]
pub(super) struct Shelf<T>(Mutex<T>);

impl<T> Shelf<T> {
    pub fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What apps see of a session.
#[derive(Clone)]
pub struct UserData {
    pub device: DeviceKeyTexts,
    pub jwt: String,
    /// Empty in the cookie modes.
    pub refresh_token: String,
    pub user_id: String,
    pub device_id: String,
    /// What this client last saw.
    pub mfa: bool,
}

/// One signed-in device. All `User` objects of it share this.
pub(super) struct Session {
    pub number: u32,
    state: Shelf<State>,
    pub refreshing: Shelf<Option<Waiting>>,
    /// True while the app's `endpoint_fn` runs, which may ask for the JWT itself.
    pub in_callback: Shelf<bool>,
    /// What is known about the user's groups.
    pub groups: Groups,
}

#[derive(Clone)]
pub(super) struct State {
    pub identifier: String,
    pub user_group_id: String,
    pub data: UserData,
    pub claims: JwtClaims,
    pub skew_ms: i64,
    /// When the JWT expires by the steady clock: the time of day may be set back meanwhile.
    pub expires_steady: i64,
    /// The record was written: if it is gone later, another tab signed out.
    pub saved: bool,
    pub ended: bool,
}

impl Session {
    pub fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        self.state.with(f)
    }

    /// The state, or SIGNED_OUT.
    pub fn live(&self) -> Result<State> {
        self.with(|s| if s.ended { Err(Error::new(Code::SignedOut)) } else { Ok(s.clone()) })
    }
}

impl State {
    /// By the time of day, which goes on while a machine sleeps, or by the steady clock, which nobody sets back. A service
    /// remembers the JWTs it refused, so an expired one must not be sent by mistake.
    pub fn is_expired(&self, clock: &impl Clock) -> bool {
        jwt::is_expired(&self.claims, self.skew_ms, clock.now()) || clock.steady().saturating_add(jwt::EXPIRY_MARGIN_MS) >= self.expires_steady
    }

    /// To be called whenever `claims` and `skew_ms` are new.
    pub fn start_steady(&mut self, clock: &impl Clock) {
        self.expires_steady = clock.steady().saturating_add(jwt::remaining(&self.claims, self.skew_ms, clock.now()));
    }

    fn to_record(&self) -> StoredUser {
        StoredUser {
            identifier: self.identifier.clone(),
            user_id: self.data.user_id.clone(),
            device_id: self.data.device_id.clone(),
            user_group_id: self.user_group_id.clone(),
            keys: StoredKeys::from(&self.data.device),
            jwt: self.data.jwt.clone(),
            refresh_token: self.data.refresh_token.clone(),
            mfa: self.data.mfa,
            skew_ms: self.skew_ms,
        }
    }

    /// `None` when the record's JWT can't be read: nothing could be done with such a session.
    fn from_record(record: StoredUser) -> Option<Self> {
        let claims = jwt::read_claims_of(&record.jwt, &record.user_id, &record.device_id).ok()?;
        Some(Self {
            identifier: record.identifier,
            user_group_id: record.user_group_id,
            data: UserData {
                device: record.keys.into(),
                jwt: record.jwt,
                refresh_token: record.refresh_token,
                user_id: record.user_id,
                device_id: record.device_id,
                mfa: record.mfa,
            },
            claims,
            skew_ms: record.skew_ms,
            expires_steady: 0,
            saved: true,
            ended: false,
        })
    }
}

/// A signed-in user of a client. Several of one session see each other's changes; after it ended their methods give
/// SIGNED_OUT. Cheap to clone.
pub struct User<P: Platform> {
    pub(super) client: Client<P>,
    pub(super) session: Arc<Session>,
}

impl<P: Platform> Clone for User<P> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), session: self.session.clone() }
    }
}

impl<P: Platform> User<P> {
    /// The number of the session within its client.
    pub fn number(&self) -> u32 {
        self.session.number
    }

    pub fn data(&self) -> UserData {
        self.session.with(|s| s.data.clone())
    }

    pub fn identifier(&self) -> String {
        self.session.with(|s| s.identifier.clone())
    }

    pub fn is_signed_out(&self) -> bool {
        self.session.with(|s| s.ended)
    }

    /// Forgets the session on this client and in the other tabs. The service has nothing to revoke it with.
    pub async fn log_out(&self) -> Result<()> {
        self.session.live()?;
        self.client.end_session(&self.session, SignOutReason::LogOut).await
    }
}

impl<P: Platform> Client<P> {
    /// The user of a session number.
    pub fn user(&self, number: u32) -> Result<User<P>> {
        let session = self.inner.sessions.with(|s| s.get(&number).cloned());
        Ok(self.user_of(session.ok_or(Error::new(Code::SignedOut))?))
    }

    pub(super) fn user_of(&self, session: Arc<Session>) -> User<P> {
        User { client: self.clone(), session }
    }

    /// Changes a live session, and lets the bindings know.
    pub(super) fn change(&self, session: &Session, f: impl FnOnce(&mut State)) {
        let record = session.with(|s| {
            f(s);
            (!s.ended).then(|| s.to_record())
        });
        self.platform().host().session_changed(session.number, record.as_ref());
    }

    /// Goes on with a JWT that was issued just now.
    pub(super) fn take_jwt(&self, session: &Session, jwt: &str, claims: JwtClaims) {
        let clock = self.platform().clock();
        self.change(session, |s| {
            if s.data.jwt == jwt {
                // The same again: its `iat` says nothing about now.
                return;
            }
            s.skew_ms = jwt::clock_skew(&claims, clock.now());
            s.claims = claims;
            s.data.jwt = jwt.to_owned();
            s.start_steady(clock);
        });
    }

    /// Goes on with a session that lived in another instance of this client.
    ///
    /// # Errors
    /// JWT_MALFORMED, JWT_CLAIMS when its JWT can't be read.
    pub fn restore(&self, record: StoredUser) -> Result<User<P>> {
        let state = State::from_record(record).ok_or(Error::new(Code::JwtMalformed))?;
        Ok(self.user_of(self.adopt(state)))
    }

    /// Takes a session in: the live one of the same device gets the new state, else there is a new one.
    pub(super) fn adopt(&self, mut state: State) -> Arc<Session> {
        state.start_steady(self.platform().clock());
        let session = self.shelve(state);
        self.change(&session, |_| {});
        session
    }

    fn shelve(&self, state: State) -> Arc<Session> {
        self.inner.sessions.with(|sessions| {
            let live = sessions.values().find(|s| s.with(|old| !old.ended && old.data.device_id == state.data.device_id)).cloned();
            if let Some(session) = live {
                session.with(|s| *s = state);
                return session;
            }
            let number = sessions.keys().max().map_or(1, |n| n.wrapping_add(1));
            let session =
                Arc::new(Session { number, state: Shelf::new(state), refreshing: Shelf::default(), in_callback: Shelf::default(), groups: Groups::default() });
            sessions.insert(number, session.clone());
            session
        })
    }

    /// The session of an identifier: the live one, else the stored one.
    pub(super) async fn find_session(&self, identifier: &str) -> Result<Option<Arc<Session>>> {
        let live = self.inner.sessions.with(|s| s.values().find(|s| s.with(|s| !s.ended && s.identifier == identifier)).cloned());
        if live.is_some() {
            return Ok(live);
        }
        let stored: Option<StoredUser> = records::read(self.platform().store(), &self.inner.records.user(identifier)).await?;
        let Some(mut state) = stored.and_then(State::from_record) else { return Ok(None) };
        // Stored by the strategy `api`, when this app had that: where cookies are used, no refresh token is kept.
        let to_drop = !self.options().refresh.stores_refresh_token() && !std::mem::take(&mut state.data.refresh_token).is_empty();
        let session = self.adopt(state);
        if to_drop {
            self.save(&session).await;
        }
        Ok(Some(session))
    }

    /// The session of the current user, if there is one.
    pub(super) async fn find_current(&self) -> Result<Option<Arc<Session>>> {
        let identifier: Option<String> = records::read(self.platform().store(), &self.inner.records.current()).await?;
        match identifier {
            Some(identifier) => self.find_session(&identifier).await,
            None => Ok(None),
        }
    }

    pub(super) async fn stored(&self, session: &Session) -> Result<Option<StoredUser>> {
        let key = session.with(|s| self.inner.records.user(&s.identifier));
        records::read(self.platform().store(), &key).await
    }

    /// Writes a session's record. A storage that fails costs the session its life after the page, not the session.
    pub(super) async fn save(&self, session: &Session) {
        let (key, record, ended) = session.with(|s| (self.inner.records.user(&s.identifier), s.to_record(), s.ended));
        if ended {
            return;
        }
        let saved = self.write_or_tell(&key, &record).await;
        session.with(|s| s.saved = saved);
        if session.with(|s| s.ended) {
            // It ended while it was being written.
            let _ = self.platform().store().delete(&key).await;
        }
    }

    pub(super) async fn save_current(&self, session: &Session) {
        let identifier = session.with(|s| s.identifier.clone());
        self.write_or_tell(&self.inner.records.current(), &identifier).await;
    }

    async fn write_or_tell<T: serde::Serialize + Sync>(&self, key: &str, value: &T) -> bool {
        let written = records::write(self.platform().store(), key, value).await;
        if let Err(error) = &written {
            self.emit(Event::StorageUnavailable { reason: error.message.to_string() });
        }
        written.is_ok()
    }

    /// Ends a session here and in the other tabs, and removes its records.
    pub(super) async fn end_session(&self, session: &Session, reason: SignOutReason) -> Result<()> {
        let Some(user_id) = self.forget(session) else { return Ok(()) };
        let removed = self.remove_records(session).await;
        let device_id = session.with(|s| s.data.device_id.clone());
        self.tell(&Message::SignedOut { user_id: user_id.clone(), device_id, reason });
        self.emit(Event::SignedOut { user_id, remote: false, reason });
        removed
    }

    /// Takes a session from the shelf and marks it as ended; gives the user's id unless that had happened before.
    pub(super) fn forget(&self, session: &Session) -> Option<String> {
        self.inner.sessions.with(|s| s.remove(&session.number));
        let first = session.with(|s| !std::mem::replace(&mut s.ended, true));
        self.platform().host().session_changed(session.number, None);
        first.then(|| session.with(|s| s.data.user_id.clone()))
    }

    async fn remove_records(&self, session: &Session) -> Result<()> {
        let (identifier, device_id) = session.with(|s| (s.identifier.clone(), s.data.device_id.clone()));
        let (store, records) = (self.platform().store(), &self.inner.records);
        let mut result = store.delete(&records.user(&identifier)).await;
        result = result.and(store.delete(&records.lease(&device_id)).await);
        result = result.and(store.delete(&records.groups(&device_id)).await);
        let current: Option<String> = records::read(store, &records.current()).await.ok().flatten();
        if current.as_deref() == Some(identifier.as_str()) {
            result = result.and(store.delete(&records.current()).await);
        }
        result
    }

    /// Moves a session's records to a new identifier.
    pub(super) async fn rename(&self, session: &Session, new_identifier: &str) -> Result<()> {
        let old_key = session.with(|s| self.inner.records.user(&s.identifier));
        self.change(session, |s| s.identifier = new_identifier.to_owned());
        self.save(session).await;
        let current: Option<String> = records::read(self.platform().store(), &self.inner.records.current()).await?;
        if current.is_some_and(|c| self.inner.records.user(&c) == old_key) {
            self.save_current(session).await;
        }
        if session.with(|s| self.inner.records.user(&s.identifier)) != old_key {
            self.platform().store().delete(&old_key).await?;
        }
        let device_id = session.with(|s| s.data.device_id.clone());
        self.tell(&Message::Renamed { device_id, identifier: new_identifier.to_owned() });
        Ok(())
    }
}
