//! How a session ends: one way, whoever ends it.
//!
//! The session ends at once here and, by a message, in the other tabs. Then its records are removed under the device's
//! lock, so that a refresh that is finishing is done before, or finds no record to write to. A second message makes the
//! other tabs remove what is in their memory only.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::events::{Event, SignOutReason};
use super::host::{Change, Stored};
use super::messages::Message;
use super::records::{self, StoredUser};
use super::session::{SAVE_ATTEMPTS, Session};
use crate::error::{Code, Error, Result};

/// Logins that ended, of which one can still be removing the records.
const REMEMBERED: usize = 32;

impl Client {
    /// Forgets a session, here and in the other tabs. The service has nothing to revoke it with.
    ///
    /// # Errors
    /// STORAGE when its records could not be removed: the session has ended for this page, and this can be called again.
    pub async fn log_out(&self, session: &Arc<Session>) -> Result<()> {
        if session.with(|s| s.ended && !s.owes_removal) {
            return Err(Error::new(Code::SignedOut));
        }
        let session = session.clone();
        self.to_the_end(&Call::default(), |client| async move { client.end(&session, SignOutReason::LogOut).await }).await
    }

    /// Ends a session here and in the other tabs, and removes its records.
    pub(super) async fn end(&self, session: &Session, reason: SignOutReason) -> Result<()> {
        let first = session.with(|s| !std::mem::replace(&mut s.ended, true));
        if first {
            self.ended(Event::SignedOut { user_id: session.user_id(), remote: false, reason });
        }
        let (user_id, device_id, identifier, login_id) =
            session.with(|s| (s.user.user_id.clone(), s.user.device_id.clone(), s.user.identifier.clone(), s.user.login_id.clone()));
        let message =
            |done| Message { done, user_id: user_id.clone(), device_id: device_id.clone(), identifier: identifier.clone(), login_id: login_id.clone(), reason };
        self.is_over(&device_id, &login_id);
        self.tell(&message(false).ending());
        // What another login of this device has stored meanwhile is that one's, unless a person or the account's end says otherwise.
        let only_this_login = reason == SignOutReason::SessionExpired;
        let removed = self.locked_soon(session, self.remove_records(session, only_this_login)).await;
        session.with(|s| s.owes_removal = removed.is_err());
        self.tell(&message(true).ending());
        self.tell_ended();
        if removed.is_ok() {
            self.drop_session(session);
        }
        removed
    }

    /// A session has ended. The event comes when its records are gone, or before that, when somebody else signs in.
    fn ended(&self, event: Event) {
        self.inner.ended.with(|ended| ended.push(event));
    }

    /// Emits the events of sessions that have ended, before events of what came later.
    pub(super) fn tell_ended(&self) {
        for event in self.inner.ended.with(std::mem::take) {
            self.emit(event);
        }
    }

    /// From here on nobody finds this login in the storage, not even who is reading it just now.
    fn is_over(&self, device_id: &str, login_id: &Option<String>) {
        self.inner.over.with(|over| {
            over.push((device_id.to_owned(), login_id.clone()));
            let excess = over.len().saturating_sub(REMEMBERED);
            over.drain(..excess);
        });
    }

    /// Another tab ended it.
    pub(super) fn ended_elsewhere(&self, session: &Session, reason: SignOutReason) {
        if session.with(|s| !std::mem::replace(&mut s.ended, true)) {
            self.emit(Event::SignedOut { user_id: session.user_id(), remote: true, reason });
        }
        self.drop_session(session);
    }

    fn drop_session(&self, session: &Session) {
        self.inner.sessions.with(|live| live.sessions.retain(|s| s.number != session.number));
        self.show_end(session);
    }

    /// Removes what is stored of a session. `only_this_login`: not what a later login of the device has stored.
    pub(super) async fn remove_records(&self, session: &Session, only_this_login: bool) -> Result<()> {
        let (identifier, device_id, login_id) = session.with(|s| (s.user.identifier.clone(), s.user.device_id.clone(), s.user.login_id.clone()));
        self.remove(&identifier, &device_id, only_this_login.then_some(login_id)).await
    }

    async fn remove(&self, identifier: &str, device_id: &str, of_login: Option<Option<String>>) -> Result<()> {
        let records = &self.inner.records;
        let _turn = self.inner.writing.lock().await;
        for _ in 0..SAVE_ATTEMPTS {
            let mut changes: Vec<Change> = Vec::new();
            let mut names = vec![identifier.to_owned()];
            let guard;
            match self.records_of(identifier, device_id).await {
                Ok(stored) => {
                    // Somebody may have logged in on this device again, here or in another tab.
                    let stays = |stored: &StoredUser| {
                        let is_another = of_login.as_ref().is_some_and(|login_id| stored.login_id != *login_id);
                        is_another || self.session_of_device(device_id).is_some_and(|live| live.with(|s| s.user.login_id == stored.login_id))
                    };
                    if stored.iter().any(stays) {
                        return Ok(());
                    }
                    names.extend(stored.iter().map(|stored| stored.identifier.clone()));
                    guard = Some(stored.first().map_or_else(|| records.device(device_id), |stored| records.user(&stored.identifier)));
                    changes.extend(stored.iter().map(|stored| (records.user(&stored.identifier), None)));
                }
                // A record that can't be read is no reason to leave it.
                Err(_) => {
                    guard = None;
                    changes.push((records.user(identifier), None));
                }
            }
            changes.extend([records.device(device_id), records.lease(device_id), records.groups(device_id)].map(|key| (key, None)));
            if self.host().write(changes, guard).await? {
                return self.forget_current(&names).await;
            }
        }
        Err(Error::with(Code::Storage, "another tab keeps writing"))
    }

    /// The current user is nobody any more, if it was this one, and no other login has become it. In the caller's turn.
    pub(super) async fn forget_current(&self, names: &[String]) -> Result<()> {
        let records = &self.inner.records;
        let key = records.current();
        for _ in 0..SAVE_ATTEMPTS {
            let current: Option<String> = self.read_record(&key).await?;
            let Some(current) = current.filter(|current| names.contains(current)) else { return Ok(()) };
            if let Ok(Stored::Text(text)) = self.host().read(&records.user(&current)).await
                && records::read(&text).is_none_or(|stored: StoredUser| stored.identifier == current)
            {
                return Ok(());
            }
            if self.host().write(vec![(key.clone(), None)], Some(key.clone())).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes in that another tab is ending a session, or has: the same one here ends, and what this tab has of it goes. The
    /// event for a session that ended here is emitted, whatever was said on the channel.
    pub(super) fn hear_ending(&self, message: Message) {
        self.is_over(&message.device_id, &message.login_id);
        let mut message = message;
        let session = self.session_of_device(&message.device_id).filter(|s| s.with(|s| s.user.login_id == message.login_id));
        if let Some(session) = &session {
            if session.with(|s| !std::mem::replace(&mut s.ended, true)) {
                self.ended(Event::SignedOut { user_id: session.user_id(), remote: true, reason: message.reason });
            }
            self.drop_session(session);
            // Where tabs share nothing, it is stored under the identifier that this one knows.
            message.identifier = session.identifier();
        }
        if session.is_none() && !message.done {
            return;
        }
        self.spawn(|client| async move {
            let name = client.lock_name(&message.device_id);
            let removing = client.remove(&message.identifier, &message.device_id, Some(message.login_id));
            let _ = client.locked_as(name, u32::MAX, removing).await;
            client.tell_ended();
        });
    }

    /// Moves a session's records to a new identifier: under the lock, so that no refresh writes to the old place. Where they
    /// can't be moved now, the next write does it.
    pub(super) async fn rename(&self, session: &Arc<Session>, new_identifier: &str) {
        self.locked(session, async {
            self.change(session, |s| s.user.identifier = new_identifier.to_owned());
            self.save(session).await;
        })
        .await;
        self.tell(&session.with(|s| Message::changed("renamed", &s.user)));
    }
}
