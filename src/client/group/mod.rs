//! Groups: reaching them, their settings and children. Ranks are checked here before anything is sent.
//!
//! | file | what it is |
//! |---|---|
//! | this one | the group itself and the groups below it |
//! | [`members`] | who is in it, who may come, who has to go |
//! | [`member_of`] | a user, or a group, as a member of other groups |
//! | [`cache`] | what is known about groups |

mod cache;
mod member_of;
mod members;

pub(super) use cache::Groups;
pub use members::Invite;

use cache::Key;

use super::cancel::Call;
use super::capabilities::{Method, Platform};
use super::session::User;
use super::transport::{Reader, Spec};
use crate::error::Result;
use crate::steps::group::{GroupData, Right};
use crate::steps::path::{header_value, page, segment};
use crate::steps::{read_answer, read_message};
use crate::wire::group::{CreatedGroup, GroupChildrenListItem};

/// A group as this user reaches it: as a member, through a group above it, or acting as a group that is a member.
/// Several of one group see each other's changes. Cheap to clone.
pub struct Group<P: Platform> {
    user: User<P>,
    key: Key,
}

impl<P: Platform> Clone for Group<P> {
    fn clone(&self) -> Self {
        Self { user: self.user.clone(), key: self.key.clone() }
    }
}

impl<P: Platform> User<P> {
    /// Creates a group and gives its id. The user is its creator.
    pub async fn create_group(&self, call: &Call) -> Result<String> {
        let spec = Spec::new(Method::Post, "/group/light");
        let created: CreatedGroup = self.client.authorized(&self.session, call, spec, read_answer).await?;
        Ok(created.group_id)
    }

    /// A group that the user has access to: as of the last five minutes, else checked with one request.
    /// `acting_as`: a group of the user's that is the member there.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS.
    pub async fn group(&self, group_id: &str, acting_as: Option<&str>, call: &Call) -> Result<Group<P>> {
        let group = self.group_at_hand(group_id, acting_as)?;
        group.load(call).await?;
        Ok(group)
    }

    /// The same without asking for anything: what is needed is loaded by the calls that need it.
    pub fn group_at_hand(&self, group_id: &str, acting_as: Option<&str>) -> Result<Group<P>> {
        segment("group_id", group_id)?;
        let acting_as = acting_as.map(|id| header_value("group_as_member", id)).transpose()?;
        self.session.live()?;
        Ok(Group { user: self.clone(), key: Key { id: group_id.to_owned(), acting_as } })
    }
}

impl<P: Platform> Group<P> {
    pub fn id(&self) -> &str {
        &self.key.id
    }

    /// What is known of the group, however old; loaded when nothing is known any more.
    pub async fn data(&self, call: &Call) -> Result<GroupData> {
        self.user.session.live()?;
        match self.known().await {
            Some(data) => Ok(data),
            None => self.load(call).await,
        }
    }

    /// What is known of the group, however old. Nothing after the access was lost.
    pub async fn known(&self) -> Option<GroupData> {
        self.user.client.known_group(&self.user.session, &self.key).await
    }

    /// The group as it was at most five minutes ago.
    pub async fn load(&self, call: &Call) -> Result<GroupData> {
        self.user.session.live()?;
        self.user.client.load_group(&self.user.session, &self.key, call).await
    }

    /// Asks for the own rank now.
    pub async fn update_check(&self, call: &Call) -> Result<GroupData> {
        self.user.session.live()?;
        match self.known().await {
            Some(data) => self.user.client.check_group(&self.user.session, &self.key, data, call).await,
            None => self.load(call).await,
        }
    }

    /// Creates a group below this one, whose members have access to it with their rank here. Gives its id.
    pub async fn create_child(&self, call: &Call) -> Result<String> {
        self.create("child", call).await
    }

    /// Creates a group that other groups can be members of; this one is its creator. Gives its id.
    pub async fn create_connected(&self, call: &Call) -> Result<String> {
        self.create("connected", call).await
    }

    async fn create(&self, kind: &str, call: &Call) -> Result<String> {
        self.require(Right::Administrate, call).await?;
        let created: CreatedGroup = self.send(call, Spec::new(Method::Post, self.path(&format!("{kind}/light"))?), read_answer).await?;
        Ok(created.group_id)
    }

    /// A group below this one, reached in the same way.
    pub async fn child(&self, group_id: &str, call: &Call) -> Result<Group<P>> {
        self.user.group(group_id, self.key.acting_as.as_deref(), call).await
    }

    /// A group that this one is a member of, or one below such a group.
    pub async fn connected(&self, group_id: &str, call: &Call) -> Result<Group<P>> {
        self.user.group(group_id, Some(&self.key.id), call).await
    }

    /// Up to 50 groups directly below this one, oldest first, after this one (Unix milliseconds, id).
    pub async fn children(&self, after: Option<(u64, &str)>, call: &Call) -> Result<Vec<GroupChildrenListItem>> {
        self.list("children", "last.group_id", after, call).await
    }

    /// Stops invites and join requests, or allows them again. Invites that were sent stay good.
    pub async fn stop_invites(&self, call: &Call) -> Result<()> {
        self.act(Some(Right::Administrate), Method::Patch, self.path("change_invite")?, None, call).await
    }

    /// Leaves the group; acting as a group, that group leaves. The only administrator can't.
    pub async fn leave(&self, call: &Call) -> Result<()> {
        self.act(None, Method::Delete, self.path("leave")?, None, call).await?;
        self.forget().await;
        Ok(())
    }

    /// Deletes the group with all groups below it.
    pub async fn delete(&self, call: &Call) -> Result<()> {
        let path = format!("/group/{}", segment("group_id", &self.key.id)?);
        self.act(Some(Right::Administrate), Method::Delete, path, None, call).await?;
        self.forget().await;
        Ok(())
    }

    /// NO_PERMISSION where the own rank, as far as it is known, does not do.
    async fn require(&self, right: Right, call: &Call) -> Result<()> {
        right.require(self.data(call).await?.rank)
    }

    /// `/group/<this one>/<rest>`.
    fn path(&self, rest: &str) -> Result<String> {
        Ok(format!("/group/{}/{rest}", segment("group_id", &self.key.id)?))
    }

    async fn list<T: serde::de::DeserializeOwned + Send>(&self, name: &str, cursor: &'static str, after: Option<(u64, &str)>, call: &Call) -> Result<Vec<T>> {
        self.send(call, Spec::get(self.path(&format!("{name}/{}", page(cursor, after)?))?), read_answer).await
    }

    /// An action without a value, where the own rank allows it.
    async fn act(&self, right: Option<Right>, method: Method, path: String, body: Option<String>, call: &Call) -> Result<()> {
        if let Some(right) = right {
            self.require(right, call).await?;
        }
        let spec = Spec { body: body.as_deref(), ..Spec::new(method, path) };
        self.send(call, spec, read_message).await.map(drop)
    }

    async fn send<T: Send>(&self, call: &Call, spec: Spec<'_>, read: Reader<T>) -> Result<T> {
        self.user.client.for_group(&self.user.session, &self.key, call, spec, read).await
    }

    async fn forget(&self) {
        self.user.client.forget_group(&self.user.session, &self.key.id).await;
    }
}
