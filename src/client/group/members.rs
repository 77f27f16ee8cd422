//! Who is in a group, who may come, who has to go.

use super::Group;
use crate::client::cancel::Call;
use crate::client::capabilities::{Method, Platform};
use crate::error::Result;
use crate::steps::group::{Right, prepare_rank, prepare_update_rank};
use crate::steps::path::segment;
use crate::wire::group::{GroupJoinReqListItem, GroupUserListItem};

/// Whom to invite, and whether they are asked. Groups only into a connected group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invite {
    User,
    /// Adds the user without asking.
    UserAuto,
    Group,
    /// Adds the group without asking.
    GroupAuto,
}

impl Invite {
    fn route(self) -> &'static str {
        match self {
            Self::User => "invite",
            Self::UserAuto => "invite_auto",
            Self::Group => "invite_group",
            Self::GroupAuto => "invite_group_auto",
        }
    }
}

impl<P: Platform> Group<P> {
    /// Up to 50 other members, by the time they joined, after this one (Unix milliseconds, id).
    pub async fn members(&self, after: Option<(u64, &str)>, call: &Call) -> Result<Vec<GroupUserListItem>> {
        self.list("member", "last.user_id", after, call).await
    }

    /// Invites a user or a group. Rank 1 to 4; without one it is 4.
    pub async fn invite(&self, invite: Invite, id: &str, rank: Option<i32>, call: &Call) -> Result<()> {
        let what = if matches!(invite, Invite::User | Invite::UserAuto) { "user_id" } else { "group_id" };
        let path = self.path(&format!("{}/{}/light", invite.route(), segment(what, id)?))?;
        let body = prepare_rank(rank)?;
        self.act(Some(Right::ManageMembers), Method::Put, path, Some(body), call).await
    }

    /// Up to 50 received join requests, oldest first, after this one (Unix milliseconds, id).
    pub async fn join_requests(&self, after: Option<(u64, &str)>, call: &Call) -> Result<Vec<GroupJoinReqListItem>> {
        self.require(Right::ManageMembers, call).await?;
        self.list("join_req", "last.user_id", after, call).await
    }

    /// Accepts a user's, or a group's, join request. Rank 1 to 4; without one it is 4.
    pub async fn accept_join_request(&self, user_id: &str, rank: Option<i32>, call: &Call) -> Result<()> {
        let path = self.path(&format!("join_req/{}/light", segment("user_id", user_id)?))?;
        let body = prepare_rank(rank)?;
        self.act(Some(Right::ManageMembers), Method::Put, path, Some(body), call).await
    }

    /// Rejects a join request. They may ask again.
    pub async fn reject_join_request(&self, user_id: &str, call: &Call) -> Result<()> {
        let path = self.path(&format!("join_req/{}", segment("user_id", user_id)?))?;
        self.act(Some(Right::ManageMembers), Method::Delete, path, None, call).await
    }

    /// Gives a member another rank, 1 to 4. The creator's is fixed.
    pub async fn update_rank(&self, user_id: &str, rank: i32, call: &Call) -> Result<()> {
        let body = prepare_update_rank(self.data(call).await?.rank, user_id, rank)?;
        self.act(None, Method::Put, self.path("change_rank")?, Some(body), call).await?;
        if self.is_oneself(user_id) {
            self.user.client.set_group_rank(&self.user.session, &self.key, rank).await;
        } else if self.key.acting_as.as_deref() == Some(user_id) {
            // The own rank is the weaker of this one and that in the acting group: only the service knows both. The
            // rank was changed all the same when it can't be asked.
            self.forget().await;
            let _ = self.load(call).await;
        }
        Ok(())
    }

    /// Removes a member. Not the creator, nor someone of a higher rank.
    pub async fn kick(&self, user_id: &str, call: &Call) -> Result<()> {
        let path = self.path(&format!("kick/{}", segment("user_id", user_id)?))?;
        self.act(Some(Right::ManageMembers), Method::Delete, path, None, call).await?;
        if self.is_oneself(user_id) || self.key.acting_as.as_deref() == Some(user_id) {
            self.forget().await;
        }
        Ok(())
    }

    fn is_oneself(&self, user_id: &str) -> bool {
        self.key.acting_as.is_none() && self.user.session.with(|s| s.data.user_id == user_id)
    }
}
