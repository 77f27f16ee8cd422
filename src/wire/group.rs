//! Groups, their members, invites and join requests.

use crate::json::{self, Json, Kind, Object, Value};
use crate::json_struct;

json_struct! {
    /// The answer to the three calls that create a group.
    #[derive(Debug, PartialEq, Eq)]
    CreatedGroup {
        group_id: String,
    }

    /// GET /group/{id}/light.
    #[derive(Debug, PartialEq, Eq)]
    GroupAnswer {
        group_id: String,
        parent_group_id: Option<String>,
        rank: i32,
        created_time: u64,
        joined_time: u64,
        access_by: AccessBy,
        is_connected_group: bool,
    }
}

/// How the caller came to have access.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[cfg_attr(any(feature = "server", feature = "standalone"), derive(serde::Serialize, serde::Deserialize))]
pub enum AccessBy {
    /// A direct membership.
    #[default]
    User,
    /// By a membership in this ancestor.
    Parent(String),
    /// By this group, which is a member.
    GroupAsUser(String),
    /// By this group, which is a member of the connected ancestor `parent`.
    GroupAsUserAsParent { parent: String, group_as_user: String },
}

impl Json for AccessBy {
    const KIND: Kind = Kind::Other;

    fn read(value: &Value) -> Option<Self> {
        if value.as_text() == Some("User") {
            return Some(Self::User);
        }
        let Value::Object(fields) = value else { return None };
        let [(name, value)] = fields.as_slice() else { return None };
        Some(match name.as_str() {
            "Parent" => Self::Parent(String::read(value)?),
            "GroupAsUser" => Self::GroupAsUser(String::read(value)?),
            "GroupAsUserAsParent" => {
                Self::GroupAsUserAsParent { parent: String::read(value.get("parent"))?, group_as_user: String::read(value.get("group_as_user"))? }
            }
            _ => return None,
        })
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::User => json::text(out, "User"),
            Self::Parent(id) => single(out, "Parent", id),
            Self::GroupAsUser(id) => single(out, "GroupAsUser", id),
            Self::GroupAsUserAsParent { parent, group_as_user } => {
                let mut object = Object::begin(out);
                let mut inner = Object::begin(object.name("GroupAsUserAsParent"));
                inner.field("parent", parent);
                inner.field("group_as_user", group_as_user);
                inner.end();
                object.end();
            }
        }
    }
}

fn single(out: &mut String, name: &str, id: &String) {
    let mut object = Object::begin(out);
    object.field(name, id);
    object.end();
}

json_struct! {
    /// GET /group/{id}/update_check_light.
    #[derive(Debug, PartialEq, Eq)]
    GroupUpdateCheck {
        rank: i32,
    }

    /// One of the groups of a user, or of a group (GET /group/all/…, GET /group/{id}/all/…).
    #[derive(Debug, PartialEq, Eq)]
    GroupList {
        group_id: String,
        /// When the group was created, Unix milliseconds; the list is ordered by it.
        time: u64,
        joined_time: u64,
        rank: i32,
        #[cfg_attr(feature = "js", tsify(optional))]
        parent: Option<String>,
    }

    /// A child, first level (GET /group/{id}/children/…).
    #[derive(Debug, PartialEq, Eq)]
    GroupChildrenListItem {
        group_id: String,
        time: u64,
        #[cfg_attr(feature = "js", tsify(optional))]
        parent: Option<String>,
    }

    /// An invite to, or a join request sent to, this group.
    #[derive(Debug, PartialEq, Eq)]
    GroupInviteListItem {
        group_id: String,
        time: u64,
    }

    /// A member (GET /group/{id}/member/…).
    #[derive(Debug, PartialEq, Eq)]
    GroupUserListItem {
        user_id: String,
        rank: i32,
        joined_time: u64,
        /// 0: a user; 1 or 2: a group.
        user_type: i32,
    }

    /// A received join request (GET /group/{id}/join_req/…).
    #[derive(Debug, PartialEq, Eq)]
    GroupJoinReqListItem {
        user_id: String,
        time: u64,
        user_type: i32,
    }

    /// The body of invites and of accepted join requests. Missing or null: 4.
    #[derive(Debug)]
    RankBody {
        rank: Option<i32>,
    }

    /// PUT /group/{id}/change_rank.
    #[derive(Debug)]
    ChangeRankBody {
        changed_user_id: String,
        new_rank: i32,
    }
}
