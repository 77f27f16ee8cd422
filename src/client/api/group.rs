//! Groups: reaching them, their members and settings, and what they do as members of other groups.

use super::{After, User, arguments, done, read};
use crate::client::cancel::Call;
use crate::client::groups::GroupKey;
use crate::error::Result;
use crate::json::Value;
use crate::steps::group::GroupData;
use crate::wire::Endpoint;
use crate::wire::group::{CreatedGroup, GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem};

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

/// A group as this user reaches it: as a member, through a group above it, or acting as a group that is a member.
/// Several of one group see each other's changes. Cheap to clone.
///
/// Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. What the own rank, as far as it is known,
/// does not allow is NO_PERMISSION before any request; a rank other than 1 to 4 that is to be given is RANK_OUT_OF_RANGE.
#[derive(Clone)]
pub struct Group {
    user: User,
    key: GroupKey,
}

impl Group {
    pub(super) fn new(user: &User, key: GroupKey) -> Self {
        Self { user: user.clone(), key }
    }

    pub fn id(&self) -> &str {
        &self.key.id
    }

    /// What is known of the group, however old; loaded when nothing is known any more.
    pub async fn data(&self, call: &Call) -> Result<GroupData> {
        self.user.client.group_data(&self.user.session, &self.key, call).await
    }

    /// What is known of the group, however old. Nothing after the access was lost.
    pub async fn known(&self) -> Option<GroupData> {
        self.user.client.known_group(&self.user.session, &self.key).await
    }

    /// The group as it was at most five minutes ago.
    pub async fn load(&self, call: &Call) -> Result<GroupData> {
        self.user.client.load_group(&self.user.session, &self.key, call).await
    }

    /// Asks for the own rank now.
    pub async fn update_check(&self, call: &Call) -> Result<GroupData> {
        self.user.client.check_group(&self.user.session, &self.key, call).await
    }

    /// Creates a group below this one, whose members have access to it with their rank here. Gives its id.
    pub async fn create_child(&self, call: &Call) -> Result<String> {
        self.create(Endpoint::CreateChildGroup, call).await
    }

    /// Creates a group that other groups can be members of; this one is its creator. Gives its id.
    pub async fn create_connected(&self, call: &Call) -> Result<String> {
        self.create(Endpoint::CreateConnectedGroup, call).await
    }

    async fn create(&self, endpoint: Endpoint, call: &Call) -> Result<String> {
        let created: CreatedGroup = read(self.row(endpoint, &[], call).await)?;
        Ok(created.group_id)
    }

    /// A group below this one, reached in the same way.
    pub async fn child(&self, group_id: &str, call: &Call) -> Result<Group> {
        self.user.group(group_id, self.key.acting_as.as_deref(), call).await
    }

    /// A group that this one is a member of, or one below such a group.
    pub async fn connected(&self, group_id: &str, call: &Call) -> Result<Group> {
        self.user.group(group_id, Some(&self.key.id), call).await
    }

    /// Up to 50 groups directly below this one, oldest first, after this one (Unix milliseconds, id).
    pub async fn children(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupChildrenListItem>> {
        read(self.list(Endpoint::Children, after, call).await)
    }

    /// Stops invites and join requests, or allows them again. Invites that were sent stay good.
    pub async fn stop_invites(&self, call: &Call) -> Result<()> {
        done(self.row(Endpoint::ToggleInvites, &[], call).await)
    }

    /// Leaves the group; acting as a group, that group leaves. The only administrator can't.
    pub async fn leave(&self, call: &Call) -> Result<()> {
        done(self.row(Endpoint::LeaveGroup, &[], call).await)
    }

    /// Deletes the group with all groups below it.
    pub async fn delete(&self, call: &Call) -> Result<()> {
        done(self.row(Endpoint::DeleteGroup, &[], call).await)
    }

    /// Up to 50 other members, by the time they joined, after this one (Unix milliseconds, id).
    pub async fn members(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupUserListItem>> {
        read(self.list(Endpoint::Members, after, call).await)
    }

    /// Invites a user or a group. Rank 1 to 4; without one it is 4.
    pub async fn invite(&self, invite: Invite, id: &str, rank: Option<i32>, call: &Call) -> Result<()> {
        let (endpoint, name) = match invite {
            Invite::User => (Endpoint::InviteUser, "user"),
            Invite::UserAuto => (Endpoint::InviteUserAuto, "user"),
            Invite::Group => (Endpoint::InviteGroup, "member"),
            Invite::GroupAuto => (Endpoint::InviteGroupAuto, "member"),
        };
        done(self.ranked(endpoint, &[(name, id)], ("rank", rank), call).await)
    }

    /// Up to 50 received join requests, oldest first, after this one (Unix milliseconds, id).
    pub async fn join_requests(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupJoinReqListItem>> {
        read(self.list(Endpoint::JoinRequests, after, call).await)
    }

    /// Accepts a user's, or a group's, join request. Rank 1 to 4; without one it is 4.
    pub async fn accept_join_request(&self, user_id: &str, rank: Option<i32>, call: &Call) -> Result<()> {
        done(self.ranked(Endpoint::AcceptJoinRequest, &[("user", user_id)], ("rank", rank), call).await)
    }

    /// Rejects a join request. They may ask again.
    pub async fn reject_join_request(&self, user_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::RejectJoinRequest, &[("user", user_id)], call).await)
    }

    /// Gives a member another rank, 1 to 4. The creator's is fixed.
    pub async fn update_rank(&self, user_id: &str, rank: i32, call: &Call) -> Result<()> {
        done(self.ranked(Endpoint::ChangeRank, &[("changed_user_id", user_id)], ("new_rank", Some(rank)), call).await)
    }

    /// Removes a member. Not the creator, nor someone of a higher rank.
    pub async fn kick(&self, user_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::KickUser, &[("user", user_id)], call).await)
    }

    /// Up to 50 groups that this one is a member of, by the time they were created.
    pub async fn groups(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupList>> {
        read(self.list(Endpoint::GroupsOfGroup, after, call).await)
    }

    /// Up to 50 invites of this group, newest first.
    pub async fn group_invites(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        read(self.list(Endpoint::InvitesOfGroup, after, call).await)
    }

    pub async fn accept_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::AcceptInviteAsGroup, &[("other", group_id)], call).await)
    }

    pub async fn reject_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::RejectInviteAsGroup, &[("other", group_id)], call).await)
    }

    /// Asks to join a connected group.
    pub async fn group_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::SendJoinRequestAsGroup, &[("other", group_id)], call).await)
    }

    /// Up to 50 join requests that this group sent and that were not answered, newest first.
    pub async fn sent_join_requests(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        read(self.list(Endpoint::JoinRequestsOfGroup, after, call).await)
    }

    /// Takes a join request of this group back.
    pub async fn delete_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::CancelJoinRequestAsGroup, &[("other", group_id)], call).await)
    }

    async fn row(&self, endpoint: Endpoint, texts: &[(&str, &str)], call: &Call) -> Result<Value> {
        self.run(endpoint, texts, None, None, call).await
    }

    async fn list(&self, endpoint: Endpoint, after: After<'_>, call: &Call) -> Result<Value> {
        self.run(endpoint, &[], after, None, call).await
    }

    async fn ranked(&self, endpoint: Endpoint, texts: &[(&str, &str)], rank: (&str, Option<i32>), call: &Call) -> Result<Value> {
        self.run(endpoint, texts, None, Some(rank), call).await
    }

    async fn run(&self, endpoint: Endpoint, texts: &[(&str, &str)], after: After<'_>, rank: Option<(&str, Option<i32>)>, call: &Call) -> Result<Value> {
        let mut all = vec![("group", self.key.id.as_str())];
        all.extend(self.key.acting_as.as_deref().map(|id| ("acting_as", id)));
        all.extend_from_slice(texts);
        self.user.client.run(&self.user.session, endpoint, &arguments(&all, after, rank), None, call).await
    }
}
