//! Groups: access to them, their members and settings, and their membership in other groups.

use super::{List, User, arguments, done, read};
use crate::client::{Answer, GroupKey};
use crate::error::Result;
use crate::json::Json;
use crate::steps::group::GroupData;
use crate::wire::Endpoint;
use crate::wire::group::{CreatedGroup, GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem};

/// Whether to invite a user or a group, and whether it must accept. Only connected groups can have groups as members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invite {
    /// Invites a user, who accepts or rejects the invite.
    User,
    /// Adds a user without asking.
    UserAuto,
    /// Invites a group, whose administrators accept or reject the invite.
    Group,
    /// Adds a group without asking.
    GroupAuto,
}

/// A group that a user has access to: as a member, through a group above it, or through a group that is a member of it.
/// All `Group` values for the same group share what is known of it. Cheap to clone.
///
/// Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. Before it sends a request, the client checks
/// your last known rank and fails with NO_PERMISSION if it is too low. A rank to give must be 1 to 4, else RANK_OUT_OF_RANGE.
#[derive(Clone)]
pub struct Group {
    user: User,
    key: GroupKey,
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Group").field("id", &self.key.id).field("acting_as", &self.key.acting_as).finish_non_exhaustive()
    }
}

impl Group {
    pub(super) fn new(user: &User, key: GroupKey) -> Self {
        Self { user: user.clone(), key }
    }

    /// Returns the group's id.
    pub fn id(&self) -> &str {
        &self.key.id
    }

    /// Returns the last known data of the group, however old. Loads it if none is known.
    pub async fn data(&self) -> Result<GroupData> {
        self.user.core.group_data(&self.user.session, &self.key, &self.user.call).await
    }

    /// Returns the last known data of the group, however old, or `None`. Sends no request. `None` after the access was lost.
    pub async fn known(&self) -> Option<GroupData> {
        self.user.core.known_group(&self.user.session, &self.key).await
    }

    /// Returns data that is at most five minutes old. Sends a request if the known data is older.
    pub async fn load(&self) -> Result<GroupData> {
        self.user.core.load_group(&self.user.session, &self.key, &self.user.call).await
    }

    /// Asks the service for your current rank. Resolves to the group's data with it.
    pub async fn update_check(&self) -> Result<GroupData> {
        self.user.core.check_group(&self.user.session, &self.key, &self.user.call).await
    }

    /// Creates a group below this one and returns its id. Members of this group have access to it with the same rank.
    pub async fn create_child(&self) -> Result<String> {
        self.create(Endpoint::CreateChildGroup).await
    }

    /// Creates a connected group, which can have groups as members, and returns its id. This group is its creator.
    pub async fn create_connected(&self) -> Result<String> {
        self.create(Endpoint::CreateConnectedGroup).await
    }

    async fn create(&self, endpoint: Endpoint) -> Result<String> {
        let created: CreatedGroup = read(self.row(endpoint, &[]).await)?;
        Ok(created.group_id)
    }

    /// Returns a group below this one, with access in the same way as to this one.
    pub async fn child(&self, group_id: &str) -> Result<Group> {
        self.user.group(group_id, self.key.acting_as.as_deref()).await
    }

    /// Returns a group that this group is a member of, or a group below such a group.
    pub async fn connected(&self, group_id: &str) -> Result<Group> {
        self.user.group(group_id, Some(&self.key.id)).await
    }

    /// Lists the groups directly below this one, oldest first.
    pub fn children(&self) -> List<GroupChildrenListItem> {
        self.list(Endpoint::Children, |child| (child.time, &child.group_id))
    }

    /// Stops invites and join requests; if they are stopped, allows them again. Invites that were already sent stay valid.
    pub async fn stop_invites(&self) -> Result<()> {
        done(self.row(Endpoint::ToggleInvites, &[]).await)
    }

    /// Leaves the group. If you reach it through a member group, that group leaves.
    ///
    /// # Errors
    /// ONLY_ADMIN if the group's only administrator would leave.
    pub async fn leave(&self) -> Result<()> {
        done(self.row(Endpoint::LeaveGroup, &[]).await)
    }

    /// Deletes the group and all groups below it.
    pub async fn delete(&self) -> Result<()> {
        done(self.row(Endpoint::DeleteGroup, &[]).await)
    }

    /// Lists the other members, in the order in which they joined.
    pub fn members(&self) -> List<GroupUserListItem> {
        self.list(Endpoint::Members, |member| (member.joined_time, &member.user_id))
    }

    /// Invites a user or a group. `rank`: 1 to 4, default 4.
    ///
    /// # Errors
    /// ALREADY_MEMBER, INVITES_STOPPED; NOT_CONNECTED_GROUP if you invite a group and this group is not a connected one.
    pub async fn invite(&self, invite: Invite, id: &str, rank: Option<i32>) -> Result<()> {
        let (endpoint, name) = match invite {
            Invite::User => (Endpoint::InviteUser, "user"),
            Invite::UserAuto => (Endpoint::InviteUserAuto, "user"),
            Invite::Group => (Endpoint::InviteGroup, "member"),
            Invite::GroupAuto => (Endpoint::InviteGroupAuto, "member"),
        };
        done(self.ranked(endpoint, &[(name, id)], ("rank", rank)).await)
    }

    /// Lists the received join requests, oldest first.
    pub fn join_requests(&self) -> List<GroupJoinReqListItem> {
        self.list(Endpoint::JoinRequests, |request| (request.time, &request.user_id))
    }

    /// Accepts the join request of a user or a group. `rank`: 1 to 4, default 4.
    ///
    /// # Errors
    /// NO_JOIN_REQUEST.
    pub async fn accept_join_request(&self, user_id: &str, rank: Option<i32>) -> Result<()> {
        done(self.ranked(Endpoint::AcceptJoinRequest, &[("user", user_id)], ("rank", rank)).await)
    }

    /// Rejects the join request of a user or a group, who may ask again.
    pub async fn reject_join_request(&self, user_id: &str) -> Result<()> {
        done(self.row(Endpoint::RejectJoinRequest, &[("user", user_id)]).await)
    }

    /// Changes the rank of a member. `rank`: 1 to 4. The creator's rank can't be changed.
    ///
    /// # Errors
    /// RANK_CHANGE, NOT_A_MEMBER.
    pub async fn update_rank(&self, user_id: &str, rank: i32) -> Result<()> {
        done(self.ranked(Endpoint::ChangeRank, &[("changed_user_id", user_id)], ("new_rank", Some(rank))).await)
    }

    /// Removes a member.
    ///
    /// # Errors
    /// KICK_CREATOR, KICK_HIGHER_RANK, NOT_A_MEMBER.
    pub async fn kick(&self, user_id: &str) -> Result<()> {
        done(self.row(Endpoint::KickUser, &[("user", user_id)]).await)
    }

    /// Lists the groups that this one is a member of, in the order in which they were created.
    pub fn groups(&self) -> List<GroupList> {
        self.list(Endpoint::GroupsOfGroup, |group| (group.time, &group.group_id))
    }

    /// Lists the invites that this group received, newest first.
    pub fn group_invites(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::InvitesOfGroup, |invite| (invite.time, &invite.group_id))
    }

    /// Accepts an invite: this group becomes a member of the connected group `group_id`.
    ///
    /// # Errors
    /// NO_INVITE.
    pub async fn accept_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::AcceptInviteAsGroup, &[("other", group_id)]).await)
    }

    /// Rejects an invite that this group received from the group `group_id`.
    pub async fn reject_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::RejectInviteAsGroup, &[("other", group_id)]).await)
    }

    /// Asks that this group may join the connected group `group_id`.
    pub async fn group_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::SendJoinRequestAsGroup, &[("other", group_id)]).await)
    }

    /// Lists the unanswered join requests that this group sent, newest first.
    pub fn sent_join_requests(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::JoinRequestsOfGroup, |request| (request.time, &request.group_id))
    }

    /// Withdraws the join request that this group sent to the group `group_id`.
    pub async fn delete_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::CancelJoinRequestAsGroup, &[("other", group_id)]).await)
    }

    async fn row(&self, endpoint: Endpoint, texts: &[(&str, &str)]) -> Result<Answer> {
        self.run(endpoint, texts, None).await
    }

    async fn ranked(&self, endpoint: Endpoint, texts: &[(&str, &str)], rank: (&str, Option<i32>)) -> Result<Answer> {
        self.run(endpoint, texts, Some(rank)).await
    }

    async fn run(&self, endpoint: Endpoint, texts: &[(&str, &str)], rank: Option<(&str, Option<i32>)>) -> Result<Answer> {
        let mut all = self.which();
        all.extend_from_slice(texts);
        self.user.run(endpoint, &arguments(&all, None, rank), None).await
    }

    fn list<T: Json + 'static>(&self, endpoint: Endpoint, cursor_of: fn(&T) -> (u64, &str)) -> List<T> {
        self.user.list(endpoint, self.which().into_iter().map(|(name, id)| (name, id.to_owned())).collect(), cursor_of)
    }

    /// The arguments that name the group, and the member group through which the user reaches it.
    fn which(&self) -> Vec<(&'static str, &str)> {
        let acting_as = self.key.acting_as.as_deref().map(|id| ("acting_as", id));
        std::iter::once(("group", self.key.id.as_str())).chain(acting_as).collect()
    }
}
