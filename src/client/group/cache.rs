//! What is known about groups: in memory for the live objects, in one record per device for the next page and the
//! other tabs.
//!
//! The record is a cache. Two tabs that write at once lose what one of them knew, which costs a request; what one of
//! them removed may come back, until the five minutes are over or a call is answered with 310.

use std::collections::HashMap;
use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::Shared;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::client::cancel::Call;
use crate::client::capabilities::{Clock, Platform, Store};
use crate::client::records;
use crate::client::session::{Session, Shelf};
use crate::client::transport::{Reader, Spec};
use crate::error::{Code, Error, Result};
use crate::steps::group::GroupData;
use crate::steps::path::segment;
use crate::steps::read_answer;
use crate::wire::group::{GroupAnswer, GroupUpdateCheck};

/// More groups than anyone has open: the record stays below some 100 KB.
const MAX_CACHED: usize = 256;

/// One group, accessed in one way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub id: String,
    /// The group that the user acts as.
    pub acting_as: Option<String>,
}

/// The groups of one session.
#[derive(Default)]
pub(in crate::client) struct Groups {
    known: Shelf<Known>,
    loading: Shelf<HashMap<Key, Waiting>>,
    /// Writers of the record take turns. Nothing but the record is touched meanwhile.
    writing: futures_util::lock::Mutex<()>,
}

type Waiting = Shared<oneshot::Receiver<Result<GroupData>>>;

#[derive(Default)]
struct Known {
    list: Entries,
    /// Grows when this client changed something itself: an answer that was under way may be older than that.
    changes: u64,
}

/// The least recently checked ones come first.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Entries(Vec<Entry>);

#[derive(Clone, Serialize, Deserialize)]
struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acting_as: Option<String>,
    data: GroupData,
}

impl Entry {
    fn is(&self, key: &Key) -> bool {
        self.data.group_id == key.id && self.acting_as == key.acting_as
    }

    /// Without access to that group there is none to this one, or another.
    fn depends_on(&self, group_id: &str) -> bool {
        let above = [&self.acting_as, &self.data.access_by_parent_group, &self.data.parent_group_id];
        self.data.group_id == group_id || above.into_iter().any(|id| id.as_deref() == Some(group_id))
    }
}

impl Entries {
    fn get(&self, key: &Key) -> Option<GroupData> {
        self.0.iter().find(|entry| entry.is(key)).map(|entry| entry.data.clone())
    }

    fn put(&mut self, key: &Key, data: GroupData) {
        self.0.retain(|entry| !entry.is(key));
        if let Some(too_many) = (self.0.len() + 1).checked_sub(MAX_CACHED) {
            self.0.drain(..too_many);
        }
        self.0.push(Entry { acting_as: key.acting_as.clone(), data });
    }

    fn remove_with_dependents(&mut self, group_id: &str) {
        let mut gone = vec![group_id.to_owned()];
        while let Some(id) = gone.pop() {
            let (dependents, others) = std::mem::take(&mut self.0).into_iter().partition(|entry| entry.depends_on(&id));
            self.0 = others;
            gone.extend(dependents.into_iter().map(|entry: Entry| entry.data.group_id));
        }
    }
}

impl Groups {
    fn changes(&self) -> u64 {
        self.known.with(|known| known.changes)
    }
}

impl<P: Platform> Client<P> {
    /// What is known of a group, however old.
    pub(super) async fn known_group(&self, session: &Session, key: &Key) -> Option<GroupData> {
        let known = session.groups.known.with(|known| known.list.get(key));
        if known.is_some() {
            return known;
        }
        let stored = self.stored_groups(session).await.ok()?.get(key)?;
        session.groups.known.with(|known| known.list.put(key, stored.clone()));
        Some(stored)
    }

    /// A group as it was at most five minutes ago. However many ask at once, there is one request; a caller that gives
    /// up leaves it running.
    pub(super) async fn load_group(&self, session: &Arc<Session>, key: &Key, call: &Call) -> Result<GroupData> {
        let waiting =
            session.groups.loading.with(|loading| loading.entry(key.clone()).or_insert_with(|| self.start_loading(session.clone(), key.clone())).clone());
        call.race(waiting).await?.unwrap_or(Err(Error::new(Code::Internal)))
    }

    fn start_loading(&self, session: Arc<Session>, key: Key) -> Waiting {
        let (sender, receiver) = oneshot::channel();
        let client = self.clone();
        self.platform().spawn(async move {
            let result = client.run_loading(&session, &key).await;
            session.groups.loading.with(|loading| loading.remove(&key));
            // Nobody may be waiting any more.
            let _ = sender.send(result);
        });
        receiver.shared()
    }

    async fn run_loading(&self, session: &Arc<Session>, key: &Key) -> Result<GroupData> {
        // The record goes first: another tab may know more. One that can't be read is no reason to ask each time.
        let cached = match self.stored_groups(session).await {
            Ok(stored) => stored.get(key),
            Err(_) => session.groups.known.with(|known| known.list.get(key)),
        };
        match cached {
            Some(data) if data.is_fresh(self.platform().clock().now()) => {
                session.groups.known.with(|known| known.list.put(key, data.clone()));
                Ok(data)
            }
            Some(data) => self.check_group(session, key, data, &Call::default()).await,
            None => self.ask_for_group(session, key).await,
        }
    }

    async fn ask_for_group(&self, session: &Arc<Session>, key: &Key) -> Result<GroupData> {
        let before = session.groups.changes();
        let spec = Spec::get(format!("/group/{}/light", segment("group_id", &key.id)?));
        let answer: GroupAnswer = self.for_group(session, key, &Call::default(), spec, read_answer).await?;
        // Kept under the id that was asked for.
        let data = GroupData { group_id: key.id.clone(), ..GroupData::new(answer, self.platform().clock().now()) };
        Ok(self.keep_group(session, key, data, before).await)
    }

    /// Asks for the rank alone.
    pub(super) async fn check_group(&self, session: &Arc<Session>, key: &Key, data: GroupData, call: &Call) -> Result<GroupData> {
        let before = session.groups.changes();
        let spec = Spec::get(format!("/group/{}/update_check_light", segment("group_id", &key.id)?));
        let GroupUpdateCheck { rank } = self.for_group(session, key, call, spec, read_answer).await?;
        let data = data.checked(rank, self.platform().clock().now());
        Ok(self.keep_group(session, key, data, before).await)
    }

    /// A request on a group: it names the group that the user acts as, and 310 means that the access is gone.
    pub(super) async fn for_group<T: Send>(&self, session: &Arc<Session>, key: &Key, call: &Call, spec: Spec<'_>, read: Reader<T>) -> Result<T> {
        let spec = Spec { group: key.acting_as.as_deref(), ..spec };
        let result = self.authorized(session, call, spec, read).await;
        if matches!(&result, Err(error) if error.code == Code::NoGroupAccess) {
            self.forget_group(session, &key.id).await;
        }
        result
    }

    /// Keeps an answer, unless this client changed something while it was under way; gives what is known now.
    async fn keep_group(&self, session: &Session, key: &Key, data: GroupData, changes: u64) -> GroupData {
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
        self.write_groups(session, |list| list.put(key, data.clone())).await;
        data
    }

    /// The own rank was changed by the user.
    pub(super) async fn set_group_rank(&self, session: &Session, key: &Key, rank: i32) {
        let changed = session.groups.known.with(|known| {
            known.changes += 1;
            let data = GroupData { rank, ..known.list.get(key)? };
            known.list.put(key, data.clone());
            Some(data)
        });
        if let Some(data) = changed {
            self.write_groups(session, |list| list.put(key, data.clone())).await;
        }
    }

    /// Forgets a group, accessed in whatever way, and what is reached through it.
    pub(super) async fn forget_group(&self, session: &Session, group_id: &str) {
        session.groups.known.with(|known| {
            known.changes += 1;
            known.list.remove_with_dependents(group_id);
        });
        self.write_groups(session, |list| list.remove_with_dependents(group_id)).await;
    }

    async fn stored_groups(&self, session: &Session) -> Result<Entries> {
        Ok(records::read(self.platform().store(), &self.groups_record(session)).await?.unwrap_or_default())
    }

    /// Changes the record. Where it can't be written, the next page asks the service.
    async fn write_groups(&self, session: &Session, change: impl FnOnce(&mut Entries) + Send) {
        let turn = session.groups.writing.lock().await;
        if let Ok(mut list) = self.stored_groups(session).await {
            change(&mut list);
            if !session.with(|s| s.ended) {
                let _ = records::write(self.platform().store(), &self.groups_record(session), &list).await;
            }
        }
        if session.with(|s| s.ended) {
            // It ended while the record was being written.
            let _ = self.platform().store().delete(&self.groups_record(session)).await;
        }
        drop(turn);
    }

    fn groups_record(&self, session: &Session) -> String {
        self.inner.records.groups(&session.with(|s| s.data.device_id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, acting_as: Option<&str>) -> Key {
        Key { id: id.into(), acting_as: acting_as.map(Into::into) }
    }

    fn list(groups: &[(&str, Option<&str>, Option<&str>)]) -> Entries {
        let mut list = Entries::default();
        for &(id, parent, acting_as) in groups {
            let data = GroupData {
                group_id: id.into(),
                parent_group_id: parent.map(Into::into),
                from_parent: false,
                rank: 0,
                create_time: "1".into(),
                joined_time: "1".into(),
                access_by_parent_group: None,
                access_by_group_as_member: acting_as.map(Into::into),
                is_connected_group: false,
                last_check_time: 0,
            };
            list.put(&key(id, acting_as), data);
        }
        list
    }

    #[test]
    fn what_is_reached_through_a_group_goes_with_it() {
        let mut all =
            list(&[("a", None, None), ("b", Some("a"), None), ("c", Some("b"), None), ("d", None, Some("c")), ("e", None, None), ("e", None, Some("x"))]);
        all.remove_with_dependents("b");
        let left: Vec<_> = all.0.iter().map(|e| (e.data.group_id.as_str(), e.acting_as.as_deref())).collect();
        assert_eq!(left, [("a", None), ("e", None), ("e", Some("x"))]);
    }

    #[test]
    fn the_oldest_make_room() {
        let mut all = Entries::default();
        let data = list(&[("a", None, None)]).get(&key("a", None)).unwrap();
        for i in 0..2 * MAX_CACHED {
            let id = i.to_string();
            all.put(&key(&id, None), GroupData { group_id: id.clone(), ..data.clone() });
        }
        assert_eq!(all.0.len(), MAX_CACHED);
        assert!(all.get(&key("0", None)).is_none() && all.get(&key("511", None)).is_some());
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Entries>(&text).unwrap().0.len(), MAX_CACHED);
    }
}
