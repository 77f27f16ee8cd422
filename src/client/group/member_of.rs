//! A user, or a group, as a member of other groups: where it is in, its invites, the join requests it sent.
//!
//! What a group does as a member needs rank 1 in it; only its list of groups is open to all its members.

use super::Group;
use crate::client::cancel::Call;
use crate::client::capabilities::{Method, Platform};
use crate::client::session::User;
use crate::client::transport::Spec;
use crate::error::Result;
use crate::steps::group::Right;
use crate::steps::path::{page, segment};
use crate::steps::{read_answer, read_message};
use crate::wire::group::{GroupInviteListItem, GroupList};

/// After this item of a list: Unix milliseconds and id.
type After<'a> = Option<(u64, &'a str)>;

impl<P: Platform> User<P> {
    /// Up to 50 groups that the user is a member of, by the time they were created.
    pub async fn groups(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupList>> {
        let path = format!("/group/all/{}", page("last.group_id", after)?);
        self.client.authorized(&self.session, call, Spec::get(path), read_answer).await
    }

    /// Up to 50 invites, newest first.
    pub async fn group_invites(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        let path = format!("/group/invite/{}", page("last.group_id", after)?);
        self.client.authorized(&self.session, call, Spec::get(path), read_answer).await
    }

    pub async fn accept_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        let path = format!("/group/{}/invite", segment("group_id", group_id)?);
        self.act(Method::Patch, path, call).await?;
        // A direct membership counts from now on; what was known may come from a group above.
        self.client.forget_group(&self.session, group_id).await;
        Ok(())
    }

    pub async fn reject_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act(Method::Delete, format!("/group/{}/invite", segment("group_id", group_id)?), call).await
    }

    /// Asks to join a group.
    pub async fn group_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act(Method::Patch, format!("/group/{}/join_req", segment("group_id", group_id)?), call).await
    }

    /// Up to 50 join requests that were sent and not answered, newest first.
    pub async fn sent_join_requests(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        let path = format!("/group/joins/{}", page("last.group_id", after)?);
        self.client.authorized(&self.session, call, Spec::get(path), read_answer).await
    }

    /// Takes a join request back.
    pub async fn delete_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act(Method::Delete, format!("/group/joins/{}", segment("group_id", group_id)?), call).await
    }

    async fn act(&self, method: Method, path: String, call: &Call) -> Result<()> {
        self.client.authorized(&self.session, call, Spec::new(method, path), read_message).await.map(drop)
    }
}

impl<P: Platform> Group<P> {
    /// Up to 50 groups that this one is a member of, by the time they were created.
    pub async fn groups(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupList>> {
        self.list("all", "last.group_id", after, call).await
    }

    /// Up to 50 invites of this group, newest first.
    pub async fn group_invites(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        self.require(Right::Administrate, call).await?;
        self.list("invite", "last.group_id", after, call).await
    }

    pub async fn accept_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act_as_member(Method::Patch, "invite", group_id, call).await?;
        self.user.client.forget_group(&self.user.session, group_id).await;
        Ok(())
    }

    pub async fn reject_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act_as_member(Method::Delete, "invite", group_id, call).await
    }

    /// Asks to join a connected group.
    pub async fn group_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act_as_member(Method::Patch, "join_req", group_id, call).await
    }

    /// Up to 50 join requests that this group sent and that were not answered, newest first.
    pub async fn sent_join_requests(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        self.require(Right::Administrate, call).await?;
        self.list("joins", "last.group_id", after, call).await
    }

    /// Takes a join request of this group back.
    pub async fn delete_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        self.act_as_member(Method::Delete, "joins", group_id, call).await
    }

    async fn act_as_member(&self, method: Method, route: &str, other: &str, call: &Call) -> Result<()> {
        let path = self.path(&format!("{route}/{}", segment("group_id", other)?))?;
        self.act(Some(Right::Administrate), method, path, None, call).await
    }
}
