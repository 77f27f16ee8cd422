//! Calls for groups that need only the secret token.

use super::send::Call;
use super::{Admin, AdminError, AdminResult, segment, unreadable};
use crate::error::Code;
use crate::json;
use crate::wire::Method;
use crate::wire::group::{CreatedGroup, GroupUserListItem, RankBody};

/// A user's access to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Access {
    /// The group's id.
    pub group_id: String,
    /// 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members.
    pub rank: u32,
}

/// Calls for groups: [`Admin::groups`].
///
/// `user_id` is the user for whom you call: the service checks that user's access and rank. It does not check that the user
/// wants the call: authenticate the sender of the request yourself. If you repeat a call that may have happened, the service
/// creates a second group, or refuses with ALREADY_MEMBER or NOT_A_MEMBER.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'a>(pub(super) &'a Admin);

impl Groups<'_> {
    /// Creates a group. Resolves to its id.
    ///
    /// # Errors
    /// USER_NOT_FOUND.
    pub async fn create(&self, user_id: &str) -> AdminResult<String> {
        self.created(format!("/{}/light", segment(user_id)?)).await
    }

    /// Creates a group below another one. The user needs rank 1 or better. Resolves to the new group's id.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS, RANK_TOO_LOW.
    pub async fn create_child(&self, user_id: &str, group_id: &str) -> AdminResult<String> {
        self.created(format!("/{}/{}/child/light", segment(user_id)?, segment(group_id)?)).await
    }

    /// Creates a connected group: the members of `group_id` have access to it through their group. The user needs rank 1 or
    /// better. Resolves to the new group's id.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS, RANK_TOO_LOW, CONNECTED_FROM_CONNECTED.
    pub async fn create_connected(&self, user_id: &str, group_id: &str) -> AdminResult<String> {
        self.created(format!("/{}/{}/connected/light", segment(user_id)?, segment(group_id)?)).await
    }

    /// Deletes a group and its children. The service checks no user's rank: authorize the caller yourself.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS if the group does not exist.
    pub async fn delete(&self, group_id: &str) -> AdminResult<()> {
        self.0.message(forced(Method::Delete, format!("/{}", segment(group_id)?))).await
    }

    /// Returns a direct member, which is a user or a group. `None` for others, also for users with access through a parent
    /// group, and if `group_id` or `id` is not an id.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn member(&self, group_id: &str, id: &str) -> AdminResult<Option<GroupUserListItem>> {
        let (Ok(group_id), Ok(id)) = (segment(group_id), segment(id)) else { return Ok(None) };
        let found = self.0.read(forced(Method::Get, format!("/{group_id}/user/{id}"))).await;
        known(found.map(|(member, _)| member), Code::NotAMember)
    }

    /// Adds the user `new_user_id` as a member, without asking that user. `rank`: 1 to 4; default: 4.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS, RANK_TOO_LOW, ALREADY_MEMBER.
    pub async fn add(&self, user_id: &str, group_id: &str, new_user_id: &str, rank: Option<i32>) -> AdminResult<()> {
        let path = format!("/{}/{}/invite_auto/{}/light", segment(user_id)?, segment(group_id)?, segment(new_user_id)?);
        self.0.message(forced(Method::Post, path).body(&json::to_text(&RankBody { rank }))).await
    }

    /// Adds the group `new_group_id` as a member. `rank`: 1 to 4; default: 4.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS, RANK_TOO_LOW, ALREADY_MEMBER.
    pub async fn add_group(&self, user_id: &str, group_id: &str, new_group_id: &str, rank: Option<i32>) -> AdminResult<()> {
        let path = format!("/{}/{}/invite_auto/{}/group_light", segment(user_id)?, segment(group_id)?, segment(new_group_id)?);
        self.0.message(forced(Method::Post, path).body(&json::to_text(&RankBody { rank }))).await
    }

    /// Removes the direct member `id`, a user or a group.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS, RANK_TOO_LOW, NOT_A_MEMBER, KICK_CREATOR, KICK_HIGHER_RANK.
    pub async fn kick(&self, user_id: &str, group_id: &str, id: &str) -> AdminResult<()> {
        self.0.message(forced(Method::Delete, format!("/{}/{}/kick/{}", segment(user_id)?, segment(group_id)?, segment(id)?))).await
    }

    /// Asks the service for the current access of a JWT's user to a group, also through a parent group. `None` if the user has
    /// no access, and if `group_id` or `as_group` is not an id, so you may pass ids from a request unchecked. `as_group`: the
    /// other group through which the user reaches this one.
    ///
    /// # Errors
    /// The errors about the JWT.
    pub async fn access(&self, jwt: &str, group_id: &str, as_group: Option<&str>) -> AdminResult<Option<Access>> {
        let Ok(group_id) = segment(group_id) else { return Ok(None) };
        let mut call = Call::new(Method::Get, &format!("/group/{group_id}/light")).jwt(jwt);
        if let Some(as_group) = as_group {
            let Ok(as_group) = segment(as_group) else { return Ok(None) };
            call = call.through(as_group);
        }
        let Some(value) = known(self.0.value(call).await, Code::NoGroupAccess)? else { return Ok(None) };
        // an answer about another group: a proxy can mix up answers
        if value.get("group_id").as_text().is_some_and(|id| id != group_id) {
            return Err(unreadable());
        }
        let rank = value.get("rank").as_integer().and_then(|rank| u32::try_from(rank).ok()).ok_or_else(unreadable)?;
        Ok(Some(Access { group_id: group_id.to_owned(), rank }))
    }

    async fn created(&self, path: String) -> AdminResult<String> {
        let (CreatedGroup { group_id }, _) = self.0.read(forced(Method::Post, path)).await?;
        Ok(group_id)
    }
}

fn forced(method: Method, path: String) -> Call<'static> {
    Call::new(method, &format!("/group/forced{path}"))
}

/// Turns "not found" into `None`. The service refuses ids that are not UUIDs with ID_FORMAT: no group has such an id.
fn known<T>(found: AdminResult<T>, nobody: Code) -> AdminResult<Option<T>> {
    match found {
        Err(AdminError::Refused(refusal)) if refusal.error.code == nobody || refusal.error.code == Code::IdFormat => Ok(None),
        found => found.map(Some),
    }
}
