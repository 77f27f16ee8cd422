//! What is known about groups: in memory for the page at hand, in one record per device for the next page and the other
//! tabs.
//!
//! The record is a cache. Two tabs that write at once lose what one of them knew, which costs a request; what one of
//! them removed may come back, until the five minutes are over or a call is answered with 310.

use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::Client;
use super::cancel::Call;
use super::cell::Waiting;
use super::group_cache::{Entries, GroupKey};
use super::request::{Answer, Spec};
use super::session::{Found, Session};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Value};
use crate::steps::group::{GroupData, require};
use crate::steps::path::fill;
use crate::wire::group::{GroupAnswer, GroupUpdateCheck};
use crate::wire::{Endpoint, Right};

/// A change of what is known.
#[derive(Clone, Copy)]
enum Change<'a> {
    Put(&'a GroupKey, &'a GroupData),
    Forget(&'a str),
}

impl Change<'_> {
    fn apply(self, list: &mut Entries) {
        match self {
            Self::Put(key, data) => list.put(key, data.clone()),
            Self::Forget(group_id) => list.remove_with_dependents(group_id),
        }
    }
}

impl Client {
    /// What is known of a group, however old. Nothing after the access was lost.
    pub async fn known_group(&self, session: &Session, key: &GroupKey) -> Option<GroupData> {
        let known = session.groups.known.with(|known| known.list.get(key));
        if known.is_some() {
            return known;
        }
        let stored = self.stored_groups(session).await.ok()?.get(key)?;
        session.groups.known.with(|known| known.list.put(key, stored.clone()));
        Some(stored)
    }

    /// Returns what is known of the group, however old. Loads it if nothing is known any more.
    pub async fn group_data(&self, session: &Arc<Session>, key: &GroupKey, call: &Call) -> Result<GroupData> {
        session.live(|_| ())?;
        match self.known_group(session, key).await {
            Some(data) => Ok(data),
            None => self.load_group(session, key, call).await,
        }
    }

    /// NO_PERMISSION if the user's rank, as far as it is known, does not allow this.
    pub(super) fn require<'a>(&'a self, session: &'a Arc<Session>, key: &'a GroupKey, right: Right, call: &'a Call) -> BoxFuture<'a, Result<()>> {
        async move { require(right, self.group_data(session, key, call).await?.rank) }.boxed()
    }

    /// A group as it was at most five minutes ago. However many ask at once, there is one request; a caller that gives
    /// up leaves it running.
    pub async fn load_group(&self, session: &Arc<Session>, key: &GroupKey, call: &Call) -> Result<GroupData> {
        session.live(|_| ())?;
        let waiting = session.groups.loading.with(|loading| {
            if let Some((_, waiting)) = loading.iter().find(|(other, _)| other == key) {
                return waiting.clone();
            }
            let waiting = self.start_loading(session.clone(), key.clone());
            loading.push((key.clone(), waiting.clone()));
            waiting
        });
        call.race(waiting).await?.unwrap_or(Err(Error::new(Code::Internal)))?;
        // Lost again meanwhile.
        session.groups.known.with(|known| known.list.get(key)).ok_or(Error::new(Code::NoGroupAccess))
    }

    fn start_loading(&self, session: Arc<Session>, key: GroupKey) -> Waiting {
        let (sender, receiver) = oneshot::channel();
        self.spawn(|client| async move {
            let result = client.run_loading(&session, &key).await.map(drop);
            session.groups.loading.with(|loading| loading.retain(|(other, _)| *other != key));
            // Nobody may be waiting any more.
            let _ = sender.send(result);
        });
        receiver.shared()
    }

    async fn run_loading(&self, session: &Arc<Session>, key: &GroupKey) -> Result<GroupData> {
        // The record goes first: another tab may know more. One that can't be read is no reason to ask each time.
        let cached = match self.stored_groups(session).await {
            Ok(stored) => stored.get(key),
            Err(_) => session.groups.known.with(|known| known.list.get(key)),
        };
        match cached {
            Some(data) if data.is_fresh(self.host().now()) => {
                session.groups.known.with(|known| known.list.put(key, data.clone()));
                Ok(data)
            }
            Some(data) => self.ask_rank(session, key, data, &Call::default()).await,
            None => self.ask_for_group(session, key).await,
        }
    }

    async fn ask_for_group(&self, session: &Arc<Session>, key: &GroupKey) -> Result<GroupData> {
        let before = session.groups.known.with(|known| known.changes);
        let answer: GroupAnswer = self.ask_in_group(session, key, &Call::default(), Endpoint::GroupLight).await?;
        // Kept under the id that was asked for.
        let data = GroupData { group_id: key.id.clone(), ..GroupData::new(answer, self.host().now()) };
        Ok(self.keep_group(session, key, data, before).await)
    }

    /// Asks for the user's rank now.
    pub async fn check_group(&self, session: &Arc<Session>, key: &GroupKey, call: &Call) -> Result<GroupData> {
        session.live(|_| ())?;
        match self.known_group(session, key).await {
            Some(data) => self.ask_rank(session, key, data, call).await,
            None => self.load_group(session, key, call).await,
        }
    }

    async fn ask_rank(&self, session: &Arc<Session>, key: &GroupKey, data: GroupData, call: &Call) -> Result<GroupData> {
        let before = session.groups.known.with(|known| known.changes);
        let GroupUpdateCheck { rank } = self.ask_in_group(session, key, call, Endpoint::GroupUpdateCheckLight).await?;
        let data = data.checked(rank, self.host().now());
        Ok(self.keep_group(session, key, data, before).await)
    }

    async fn ask_in_group<T: Json>(&self, session: &Arc<Session>, key: &GroupKey, call: &Call, endpoint: Endpoint) -> Result<T> {
        let path = fill(endpoint.row().path, &Value::Object(vec![("group".into(), Value::Text(key.id.clone()))]))?;
        self.for_group(session, key, call, Spec { path, ..Spec::new(endpoint) }).await?.read()
    }

    /// A request on a group: it names the group that the user acts as, and 310 means that the access is gone.
    pub(super) async fn for_group(&self, session: &Arc<Session>, key: &GroupKey, call: &Call, spec: Spec) -> Result<Answer> {
        let result = self.authorized(session, call, Spec { group: key.acting_as.clone(), ..spec }).await;
        if matches!(&result, Err(error) if error.code == Code::NoGroupAccess) {
            self.forget_group(session, &key.id).await;
        }
        result
    }

    /// Keeps an answer, unless this client changed something while it was under way; gives what is known now.
    async fn keep_group(&self, session: &Session, key: &GroupKey, data: GroupData, changes: u64) -> GroupData {
        let newer = session.groups.known.with(|known| {
            if known.changes != changes {
                return Some(known.list.get(key).unwrap_or_else(|| data.clone()));
            }
            known.list.put(key, data.clone());
            None
        });
        if let Some(newer) = newer {
            return newer;
        }
        self.write_groups(session, Change::Put(key, &data)).await;
        data
    }

    /// The user changed the user's rank, or that of the group that the user acts as. Then the user's rank is the weaker of
    /// this one and that in the acting group, which only the service knows. If asking fails, the rank is changed anyway.
    pub(super) fn own_rank_changed<'a>(&'a self, session: &'a Arc<Session>, key: &'a GroupKey, rank: Option<i32>, call: &'a Call) -> BoxFuture<'a, ()> {
        async move {
            if key.acting_as.is_some() {
                self.forget_group(session, &key.id).await;
                let _ = self.load_group(session, key, call).await;
                return;
            }
            let changed = session.groups.known.with(|known| {
                known.changes += 1;
                let data = GroupData { rank: rank?, ..known.list.get(key)? };
                known.list.put(key, data.clone());
                Some(data)
            });
            if let Some(data) = changed {
                self.write_groups(session, Change::Put(key, &data)).await;
            }
        }
        .boxed()
    }

    /// Forgets a group, accessed in whatever way, and what is reached through it.
    pub(super) async fn forget_group(&self, session: &Session, group_id: &str) {
        session.groups.known.with(|known| {
            known.changes += 1;
            known.list.remove_with_dependents(group_id);
        });
        self.write_groups(session, Change::Forget(group_id)).await;
    }

    async fn stored_groups(&self, session: &Session) -> Result<Entries> {
        Ok(Entries(self.read_record(&self.groups_record(session)).await?.unwrap_or_default()))
    }

    /// Changes the record. Where it can't be written, the next page asks the service.
    fn write_groups<'a>(&'a self, session: &'a Session, change: Change<'a>) -> BoxFuture<'a, ()> {
        async move {
            let turn = session.groups.writing.lock().await;
            let key = self.groups_record(session);
            if let Ok(mut list) = self.stored_groups(session).await
                && !session.ended()
            {
                change.apply(&mut list);
                let _ = self.host().write(vec![(key.clone(), Some(crate::json::to_text(&list.0)))], None).await;
            }
            // It may have ended while the record was being written, here or in another tab.
            if session.ended() || self.look_at_storage(session).await == Some(Found::Gone) {
                let _ = self.host().write(vec![(key, None)], None).await;
            }
            drop(turn);
        }
        .boxed()
    }

    fn groups_record(&self, session: &Session) -> String {
        self.inner.records.groups(&session.device_id())
    }
}
