//! Groups, their members, invites and join requests.

use serde::{Deserialize, Serialize};

/// The answer to the three calls that create a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedGroup {
    pub group_id: String,
}

/// GET /group/{id}/light.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAnswer {
    pub group_id: String,
    #[serde(default)]
    pub parent_group_id: Option<String>,
    pub rank: i32,
    #[serde(deserialize_with = "super::millis")]
    pub created_time: u64,
    #[serde(deserialize_with = "super::millis")]
    pub joined_time: u64,
    pub access_by: AccessBy,
    pub is_connected_group: bool,
}

/// How the caller came to have access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessBy {
    /// A direct membership.
    User,
    /// By a membership in this ancestor.
    Parent(String),
    /// By this group, which is a member.
    GroupAsUser(String),
    /// By this group, which is a member of the connected ancestor `parent`.
    GroupAsUserAsParent { parent: String, group_as_user: String },
}

/// GET /group/{id}/update_check_light.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupUpdateCheck {
    pub rank: i32,
}

/// One of the groups of a user, or of a group (GET /group/all/…, GET /group/{id}/all/…).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct GroupList {
    pub group_id: String,
    /// When the group was created, Unix milliseconds; the list is ordered by it.
    #[serde(deserialize_with = "super::millis")]
    pub time: u64,
    #[serde(deserialize_with = "super::millis")]
    pub joined_time: u64,
    pub rank: i32,
    #[serde(default)]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub parent: Option<String>,
}

/// A child, first level (GET /group/{id}/children/…).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct GroupChildrenListItem {
    pub group_id: String,
    #[serde(deserialize_with = "super::millis")]
    pub time: u64,
    #[serde(default)]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub parent: Option<String>,
}

/// An invite to, or a join request sent to, this group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct GroupInviteListItem {
    pub group_id: String,
    #[serde(deserialize_with = "super::millis")]
    pub time: u64,
}

/// A member (GET /group/{id}/member/…).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct GroupUserListItem {
    pub user_id: String,
    pub rank: i32,
    #[serde(deserialize_with = "super::millis")]
    pub joined_time: u64,
    /// 0: a user; 1 or 2: a group.
    pub user_type: i32,
}

/// A received join request (GET /group/{id}/join_req/…).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct GroupJoinReqListItem {
    pub user_id: String,
    #[serde(deserialize_with = "super::millis")]
    pub time: u64,
    pub user_type: i32,
}

/// The body of invites and of accepted join requests. Missing or null: 4.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RankBody {
    #[serde(default)]
    pub rank: Option<i32>,
}

/// PUT /group/{id}/change_rank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeRankBody {
    pub changed_user_id: String,
    pub new_rank: i32,
}
