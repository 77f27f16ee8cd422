//! Groups: reaching them, their members and settings, and what they do as members of other groups.

use super::{List, User, arguments, done, read};
use crate::client::{Answer, GroupKey};
use crate::error::Result;
use crate::json::Json;
use crate::steps::group::GroupData;
use crate::wire::Endpoint;
use crate::wire::group::{CreatedGroup, GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem};

/// The user or group to invite, and whether it is asked. Groups can only be invited into a connected group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invite {
    /// Asks the user.
    User,
    /// Adds the user without asking.
    UserAuto,
    /// Asks the group's administrators.
    Group,
    /// Adds the group without asking.
    GroupAuto,
}

/// A group as this user reaches it: as a member, through a group above it, or acting as a group that is a member.
/// Several of one group see each other's changes. Cheap to clone.
///
/// Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. The client refuses with NO_PERMISSION,
/// before any request, what your last known rank does not allow, and with RANK_OUT_OF_RANGE a rank to give that is not 1 to 4.
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

    /// The group's id.
    pub fn id(&self) -> &str {
        &self.key.id
    }

    /// Returns the last known data of the group, however old. Loads it if none is known.
    pub async fn data(&self) -> Result<GroupData> {
        self.user.core.group_data(&self.user.session, &self.key, &self.user.call).await
    }

    /// Returns what is known of the group, however old. `None` after the access was lost.
    pub async fn known(&self) -> Option<GroupData> {
        self.user.core.known_group(&self.user.session, &self.key).await
    }

    /// Returns data that is at most five minutes old. Sends a request if the known data is older.
    pub async fn load(&self) -> Result<GroupData> {
        self.user.core.load_group(&self.user.session, &self.key, &self.user.call).await
    }

    /// Asks the service for your rank.
    pub async fn update_check(&self) -> Result<GroupData> {
        self.user.core.check_group(&self.user.session, &self.key, &self.user.call).await
    }

    /// Creates a group below this one and returns its id. Members of this group have access to it with the same rank.
    pub async fn create_child(&self) -> Result<String> {
        self.create(Endpoint::CreateChildGroup).await
    }

    /// Creates a connected group (groups can be its members) and returns its id. This group is its creator.
    pub async fn create_connected(&self) -> Result<String> {
        self.create(Endpoint::CreateConnectedGroup).await
    }

    async fn create(&self, endpoint: Endpoint) -> Result<String> {
        let created: CreatedGroup = read(self.row(endpoint, &[]).await)?;
        Ok(created.group_id)
    }

    /// A group below this one, reached in the same way.
    pub async fn child(&self, group_id: &str) -> Result<Group> {
        self.user.group(group_id, self.key.acting_as.as_deref()).await
    }

    /// A group that this one is a member of, or one below such a group.
    pub async fn connected(&self, group_id: &str) -> Result<Group> {
        self.user.group(group_id, Some(&self.key.id)).await
    }

    /// The groups directly below this one, oldest first.
    pub fn children(&self) -> List<GroupChildrenListItem> {
        self.list(Endpoint::Children, |child| (child.time, &child.group_id))
    }

    /// Stops invites and join requests, or allows them again. Invites that were sent stay good.
    pub async fn stop_invites(&self) -> Result<()> {
        done(self.row(Endpoint::ToggleInvites, &[]).await)
    }

    /// Leaves the group. If the user acts as a group, that group leaves.
    ///
    /// # Errors
    /// ONLY_ADMIN.
    pub async fn leave(&self) -> Result<()> {
        done(self.row(Endpoint::LeaveGroup, &[]).await)
    }

    /// Deletes the group with all groups below it.
    pub async fn delete(&self) -> Result<()> {
        done(self.row(Endpoint::DeleteGroup, &[]).await)
    }

    /// The other members, in the order in which they joined.
    pub fn members(&self) -> List<GroupUserListItem> {
        self.list(Endpoint::Members, |member| (member.joined_time, &member.user_id))
    }

    /// Invites a user or a group. `rank`: 1 to 4, default 4.
    ///
    /// # Errors
    /// ALREADY_MEMBER, INVITES_STOPPED; NOT_CONNECTED_GROUP where a group is invited and this one takes none.
    pub async fn invite(&self, invite: Invite, id: &str, rank: Option<i32>) -> Result<()> {
        let (endpoint, name) = match invite {
            Invite::User => (Endpoint::InviteUser, "user"),
            Invite::UserAuto => (Endpoint::InviteUserAuto, "user"),
            Invite::Group => (Endpoint::InviteGroup, "member"),
            Invite::GroupAuto => (Endpoint::InviteGroupAuto, "member"),
        };
        done(self.ranked(endpoint, &[(name, id)], ("rank", rank)).await)
    }

    /// The received join requests, oldest first.
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

    /// Rejects a join request. The user or group may ask again.
    pub async fn reject_join_request(&self, user_id: &str) -> Result<()> {
        done(self.row(Endpoint::RejectJoinRequest, &[("user", user_id)]).await)
    }

    /// Gives a member another rank, 1 to 4. The creator's is fixed.
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

    /// The groups that this one is a member of, in the order in which they were created.
    pub fn groups(&self) -> List<GroupList> {
        self.list(Endpoint::GroupsOfGroup, |group| (group.time, &group.group_id))
    }

    /// The invites of this group, newest first.
    pub fn group_invites(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::InvitesOfGroup, |invite| (invite.time, &invite.group_id))
    }

    /// Makes this group a member of a connected one.
    ///
    /// # Errors
    /// NO_INVITE.
    pub async fn accept_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::AcceptInviteAsGroup, &[("other", group_id)]).await)
    }

    /// Rejects an invite of this group.
    pub async fn reject_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::RejectInviteAsGroup, &[("other", group_id)]).await)
    }

    /// Asks to join a connected group.
    pub async fn group_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::SendJoinRequestAsGroup, &[("other", group_id)]).await)
    }

    /// The join requests that this group sent and that were not answered, newest first.
    pub fn sent_join_requests(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::JoinRequestsOfGroup, |request| (request.time, &request.group_id))
    }

    /// Withdraws a join request of this group.
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

    /// The arguments that say which group it is, and as whom the user acts.
    fn which(&self) -> Vec<(&'static str, &str)> {
        let acting_as = self.key.acting_as.as_deref().map(|id| ("acting_as", id));
        std::iter::once(("group", self.key.id.as_str())).chain(acting_as).collect()
    }
}
