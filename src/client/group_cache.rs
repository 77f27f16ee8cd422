//! What one session knows of groups, without the flows (`groups.rs`) that learn it.

use super::guarded::{Guarded, Waiting};
use crate::error::Result;
use crate::json::Value;
use crate::json_struct;
use crate::steps::group::GroupData;
use crate::steps::path::{header_value, segment};

/// More groups than anyone has open: the record stays below some 100 KB.
const MAX_CACHED: usize = 256;

/// One group, accessed in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupKey {
    pub id: String,
    /// The group that the user acts as.
    pub acting_as: Option<String>,
}

impl GroupKey {
    /// Of a call's arguments. Its path is filled with the same group, which checks that this is an id.
    pub fn of(arguments: &Value) -> Result<Self> {
        Self::unchecked(arguments.get("group").as_text().unwrap_or_default(), arguments.get("acting_as").as_text())
    }

    /// # Errors
    /// INVALID_ARGUMENT for what is no id.
    pub fn new(id: &str, acting_as: Option<&str>) -> Result<Self> {
        segment("group_id", id)?;
        Self::unchecked(id, acting_as)
    }

    fn unchecked(id: &str, acting_as: Option<&str>) -> Result<Self> {
        Ok(Self { id: id.to_owned(), acting_as: acting_as.map(|id| header_value("group_as_member", id)).transpose()? })
    }
}

/// The groups of one session.
#[derive(Default)]
pub(super) struct Groups {
    pub known: Guarded<KnownGroups>,
    pub loading: Guarded<Vec<(GroupKey, Waiting)>>,
    /// Writers of the record take turns. Nothing but the record is touched meanwhile.
    pub writing: futures_util::lock::Mutex<()>,
}

#[derive(Default)]
pub(super) struct KnownGroups {
    pub list: Entries,
    /// Grows when this client changed something itself: an answer that was under way may be older than that.
    pub changes: u64,
}

/// The least recently checked ones come first.
#[derive(Default)]
pub(super) struct Entries(pub Vec<Entry>);

json_struct! {
    Entry { acting_as: Option<String>, data: GroupData }
}

impl Entry {
    fn is(&self, key: &GroupKey) -> bool {
        self.data.group_id == key.id && self.acting_as == key.acting_as
    }

    /// Without access to that group there is none to this one, or another.
    fn depends_on(&self, group_id: &str) -> bool {
        let above = [&self.acting_as, &self.data.access_by_parent_group, &self.data.parent_group_id];
        self.data.group_id == group_id || above.into_iter().any(|id| id.as_deref() == Some(group_id))
    }
}

impl Entries {
    pub fn get(&self, key: &GroupKey) -> Option<GroupData> {
        self.0.iter().find(|entry| entry.is(key)).map(|entry| entry.data.clone())
    }

    pub fn put(&mut self, key: &GroupKey, data: GroupData) {
        self.0.retain(|entry| !entry.is(key));
        if let Some(too_many) = (self.0.len() + 1).checked_sub(MAX_CACHED) {
            self.0.drain(..too_many);
        }
        self.0.push(Entry { acting_as: key.acting_as.clone(), data });
    }

    pub fn remove_with_dependents(&mut self, group_id: &str) {
        let mut gone = vec![group_id.to_owned()];
        while let Some(id) = gone.pop() {
            let (dependents, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.0).into_iter().partition(|entry| entry.depends_on(&id));
            self.0 = others;
            gone.extend(dependents.into_iter().map(|entry| entry.data.group_id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, acting_as: Option<&str>) -> GroupKey {
        GroupKey { id: id.into(), acting_as: acting_as.map(Into::into) }
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
        let text = crate::json::to_text(&all.0);
        assert_eq!(crate::json::from_text::<Vec<Entry>>(&text).unwrap().len(), MAX_CACHED);
    }
}
