//! Groups: what an answer means, who may do what, and the bodies.
//!
//! Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. The lower number has more power.

use super::kdf::require_text;
use crate::error::{Code, Error, Result};
use crate::json::to_text;
use crate::json_struct;
use crate::wire::group::{AccessBy, ChangeRankBody, GroupAnswer, RankBody};
use crate::wire::{LOWEST_RANK, Right};

/// For how long the data of a group is taken as it is, in milliseconds. Afterwards the rank is asked for again.
pub const CHECK_AFTER_MS: i64 = 5 * 60 * 1000;

json_struct! {
    /// A group as the user sees it: the group's ids, the user's rank in it, and where the access comes from.
    #[derive(Debug, PartialEq, Eq)]
    GroupData {
        group_id: String,
        #[cfg_attr(feature = "js", tsify(optional))]
        parent_group_id: Option<String>,
        /// The access comes from a membership in a group above this one.
        from_parent: bool,
        /// 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members.
        rank: i32,
        /// Unix milliseconds as text.
        create_time: String,
        /// Unix milliseconds as text; of the membership that the access comes from.
        joined_time: String,
        /// The group above this one in which the membership is.
        #[cfg_attr(feature = "js", tsify(optional))]
        access_by_parent_group: Option<String>,
        /// The group that is the member here, and that the user acts as.
        #[cfg_attr(feature = "js", tsify(optional))]
        access_by_group_as_member: Option<String>,
        is_connected_group: bool,
        /// When the service was last asked for the rank, Unix milliseconds on this machine's clock.
        #[cfg_attr(feature = "js", tsify(type = "number"))]
        last_check_time: i64,
    }
}

impl GroupData {
    /// What an answer says; `now` in Unix milliseconds.
    pub fn new(answer: GroupAnswer, now: i64) -> Self {
        let (parent, member) = match answer.access_by {
            AccessBy::User => (None, None),
            AccessBy::Parent(parent) => (Some(parent), None),
            AccessBy::GroupAsUser(group) => (None, Some(group)),
            AccessBy::GroupAsUserAsParent { parent, group_as_user } => (Some(parent), Some(group_as_user)),
        };
        Self {
            group_id: answer.group_id,
            parent_group_id: answer.parent_group_id,
            from_parent: parent.is_some(),
            rank: answer.rank,
            create_time: answer.created_time.to_string(),
            joined_time: answer.joined_time.to_string(),
            access_by_parent_group: parent,
            access_by_group_as_member: member,
            is_connected_group: answer.is_connected_group,
            last_check_time: now,
        }
    }

    /// The same with a rank that was asked for just now.
    pub fn checked(self, rank: i32, now: i64) -> Self {
        Self { rank, last_check_time: now, ..self }
    }

    /// Whether the service need not be asked. A check in the future comes from a clock that jumped.
    pub fn is_fresh(&self, now: i64) -> bool {
        (0..CHECK_AFTER_MS).contains(&now.saturating_sub(self.last_check_time))
    }
}

/// NO_PERMISSION if the caller's rank is too low.
pub fn require(right: Right, rank: i32) -> Result<()> {
    let needed = right.lowest_rank();
    if right != Right::Anyone && rank > needed {
        return Err(Error::with(Code::NoPermission, format!("this needs rank {needed} or better in the group; your rank is {rank}")));
    }
    Ok(())
}

/// A rank that can be given: 1 to 4.
pub fn check_rank(rank: i32) -> Result<i32> {
    if (1..=LOWEST_RANK).contains(&rank) { Ok(rank) } else { Err(Error::new(Code::RankOutOfRange)) }
}

/// Creates a group: nothing has to be said about it.
pub fn prepare_create_group() -> &'static str {
    "{}"
}

/// Invites and accepted join requests. Without a rank the service gives 4.
pub fn prepare_rank(rank: Option<i32>) -> Result<String> {
    Ok(to_text(&RankBody { rank: rank.map(check_rank).transpose()? }))
}

/// Gives a member another rank.
pub fn prepare_update_rank(own_rank: i32, user_id: &str, rank: i32) -> Result<String> {
    require_text("user_id", user_id)?;
    let new_rank = check_rank(rank)?;
    require(Right::Administrate, own_rank)?;
    Ok(to_text(&ChangeRankBody { changed_user_id: user_id.to_owned(), new_rank }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(access_by: &str) -> GroupData {
        let text =
            format!(r#"{{"group_id":"g","parent_group_id":null,"rank":2,"created_time":1,"joined_time":2,"access_by":{access_by},"is_connected_group":true}}"#);
        GroupData::new(crate::json::from_text(&text).unwrap(), 7)
    }

    #[test]
    fn the_four_ways_of_access() {
        for (access_by, from_parent, parent, member) in [
            (r#""User""#, false, None, None),
            (r#"{"Parent":"p"}"#, true, Some("p"), None),
            (r#"{"GroupAsUser":"m"}"#, false, None, Some("m")),
            (r#"{"GroupAsUserAsParent":{"parent":"p","group_as_user":"m"}}"#, true, Some("p"), Some("m")),
        ] {
            let data = answer(access_by);
            assert_eq!(data.from_parent, from_parent);
            assert_eq!(data.access_by_parent_group.as_deref(), parent);
            assert_eq!(data.access_by_group_as_member.as_deref(), member);
            assert_eq!((data.create_time.as_str(), data.joined_time.as_str(), data.last_check_time), ("1", "2", 7));
        }
    }

    #[test]
    fn fresh_for_five_minutes() {
        let data = GroupData { last_check_time: 1_000, ..answer(r#""User""#) };
        assert!(data.is_fresh(1_000) && data.is_fresh(1_000 + 299_999));
        assert!(!data.is_fresh(1_000 + 300_000) && !data.is_fresh(999) && !data.is_fresh(i64::MIN));
    }

    #[test]
    fn ranks_and_rights() {
        assert_eq!(prepare_create_group(), "{}");
        assert_eq!(prepare_rank(None).unwrap(), r#"{"rank":null}"#);
        assert_eq!(prepare_rank(Some(4)).unwrap(), r#"{"rank":4}"#);
        for rank in [0, 5, -1, i32::MAX] {
            assert_eq!(prepare_rank(Some(rank)).unwrap_err().code, Code::RankOutOfRange);
            assert_eq!(prepare_update_rank(0, "u", rank).unwrap_err().code, Code::RankOutOfRange);
        }
        assert_eq!(prepare_update_rank(1, "u", 3).unwrap(), r#"{"changed_user_id":"u","new_rank":3}"#);
        assert_eq!(prepare_update_rank(2, "u", 3).unwrap_err().code, Code::NoPermission);
        assert_eq!(prepare_update_rank(1, "", 3).unwrap_err().code, Code::InvalidArgument);
        assert!(require(Right::ManageMembers, 2).is_ok() && require(Right::ManageMembers, 3).is_err());
        assert!(require(Right::Administrate, 1).is_ok() && require(Right::Administrate, 2).is_err());
    }
}
