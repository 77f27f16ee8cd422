//! Several people in one storage: who is signed in, who of them is the current user, and a log-out of all. For programs in Rust; in the
//! npm package `pkg/src/core/people.ts` does it, so that a page downloads none of it unless it calls it.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::events::{Event, SignOutReason};
use super::session::Session;
use crate::error::{Code, Error, Result};
use crate::json::to_text;

/// Somebody who is signed in with this storage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedInUser {
    /// As it was given at the login.
    pub identifier: String,
    /// The user's id.
    pub user_id: String,
    /// The id of the device that the user signed in with.
    pub device_id: String,
    /// When the login was, in Unix milliseconds.
    pub signed_in_at: i64,
}

impl Client {
    /// Lists everybody who is signed in here, the last login first. Reads the storage; sends no request.
    ///
    /// # Errors
    /// STORAGE.
    pub async fn stored_users(&self) -> Result<Vec<SignedInUser>> {
        let mut users = Vec::new();
        for identifier in self.stored_identifiers().await? {
            if let Some(session) = self.stored_session(&identifier).await? {
                users.push(session.with(|s| SignedInUser {
                    identifier: s.user.identifier.clone(),
                    user_id: s.user.user_id.clone(),
                    device_id: s.user.device_id.clone(),
                    signed_in_at: s.user.signed_in_at,
                }));
            }
        }
        users.sort_by(|one, other| other.signed_in_at.cmp(&one.signed_in_at).then_with(|| one.identifier.cmp(&other.identifier)));
        users.dedup();
        Ok(users)
    }

    /// Makes somebody who is signed in the current user. Sends no request.
    ///
    /// # Errors
    /// NO_USER: nobody with this identifier is signed in here. STORAGE.
    pub async fn switch_to(&self, identifier: &str, call: &Call) -> Result<Arc<Session>> {
        let identifier = identifier.to_owned();
        self.to_the_end(call, |client| async move { client.make_current(&identifier).await }).await
    }

    async fn make_current(&self, identifier: &str) -> Result<Arc<Session>> {
        let nobody = || Error::with(Code::NoUser, "nobody with this identifier is signed in here");
        let session = self.stored_session(identifier).await?.ok_or_else(nobody)?;
        // One turn with what reads and writes that record: no log-out and no rename comes in between.
        let turn = self.inner.writing.lock().await;
        self.host().write(vec![(self.inner.records.current(), Some(to_text(&session.identifier())))], None).await?;
        // Another program may have signed this user out meanwhile, when this user was not the current one yet.
        let stored = self.stored_record(identifier).await?;
        if stored.is_none() {
            self.forget_current(&[identifier.to_owned()]).await?;
        }
        drop(turn);
        if stored.is_none() || session.ended() {
            return Err(nobody());
        }
        self.tell_ended();
        self.emit(Event::SignedIn { user_id: session.user_id(), remote: false });
        Ok(session)
    }

    /// Ends all sessions of this client, and removes their records, those too that can't be read.
    ///
    /// # Errors
    /// STORAGE when records could not be removed. All sessions are over nevertheless, and this can be called again.
    pub async fn log_out_all(&self) -> Result<()> {
        self.to_the_end(&Call::default(), |client| async move { client.end_all().await }).await
    }

    async fn end_all(&self) -> Result<()> {
        let mut outcome = Ok(());
        let stored = self.stored_identifiers().await;
        for identifier in stored.iter().flatten() {
            match self.stored_session(identifier).await {
                Ok(Some(session)) => outcome = outcome.and(self.end(&session, SignOutReason::LogOut).await),
                // Not readable, or left by another log-out.
                _ => outcome = outcome.and(self.delete(vec![self.inner.records.user(identifier)]).await),
            }
        }
        // Sessions that could not be stored.
        for session in self.inner.sessions.with(|live| live.sessions.clone()) {
            outcome = outcome.and(self.end(&session, SignOutReason::LogOut).await);
        }
        let left = match stored {
            Ok(_) => self.host().keys(self.inner.records.prefix()).await,
            Err(error) => Err(error),
        };
        let left: Vec<_> = left?.into_iter().filter(|key| self.inner.records.is_of_a_session(key)).collect();
        // A login of this moment stays.
        let someone = left.iter().any(|key| key.starts_with(&self.inner.records.user("")));
        if !someone && !left.is_empty() {
            outcome = outcome.and(self.delete(left).await);
        }
        outcome
    }

    async fn delete(&self, keys: Vec<String>) -> Result<()> {
        let _turn = self.inner.writing.lock().await;
        self.host().write(keys.into_iter().map(|key| (key, None)).collect(), None).await.map(drop)
    }

    async fn stored_identifiers(&self) -> Result<Vec<String>> {
        let prefix = self.inner.records.user("");
        let keys = self.host().keys(&prefix).await?;
        Ok(keys.iter().filter_map(|key| key.strip_prefix(&prefix)).map(str::to_owned).collect())
    }
}
