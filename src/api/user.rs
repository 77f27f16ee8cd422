//! A signed-in user.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Core, Group, List, arguments, done, read};
use crate::client::{Answer, Call, GroupKey, MfaToken, Proof, Session, StoredUser};
use crate::error::Result;
use crate::json::{Json, Value};
use crate::steps::account::confirm_device;
use crate::steps::keys::DeviceKeyTexts;
use crate::wire::Endpoint;
use crate::wire::group::{CreatedGroup, GroupInviteListItem, GroupList};
use crate::wire::mfa::{OtpRecoveryKeys, OtpRegister};
use crate::wire::user::UserDeviceList;

/// The data of a session. Its tokens and keys are secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct UserData {
    /// The device's key pairs.
    pub device: DeviceKeyTexts,
    /// May be expired: [`User::jwt`] gives one that isn't.
    pub jwt: String,
    /// Empty in the cookie modes.
    pub refresh_token: String,
    /// The account.
    pub user_id: String,
    /// The device that the user is signed in with.
    pub device_id: String,
    /// Whether multi-factor authentication is on, as far as this client saw last.
    pub mfa: bool,
}

/// Without tokens and keys.
impl std::fmt::Debug for UserData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserData").field("user_id", &self.user_id).field("device_id", &self.device_id).field("mfa", &self.mfa).finish_non_exhaustive()
    }
}

impl From<&StoredUser> for UserData {
    fn from(user: &StoredUser) -> Self {
        Self {
            device: user.keys.clone(),
            jwt: user.jwt.clone(),
            refresh_token: user.refresh_token.clone(),
            user_id: user.user_id.clone(),
            device_id: user.device_id.clone(),
            mfa: user.mfa,
        }
    }
}

/// A signed-in user of a client. Several of one session see each other's changes; after it ended their methods give
/// SIGNED_OUT. Cheap to clone.
///
/// `password` is that of this device; `mfa` is needed while multi-factor authentication is on, else the call is
/// MFA_REQUIRED.
#[derive(Clone)]
pub struct User {
    pub(super) core: Core,
    pub(super) session: Arc<Session>,
    pub(super) call: Call,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("user_id", &self.session.with(|s| s.user.user_id.clone())).finish_non_exhaustive()
    }
}

impl User {
    pub(super) fn new(core: &Core, session: Arc<Session>) -> Self {
        Self { core: core.clone(), session, call: Call::default() }
    }

    /// The same user, whose calls end with ABORTED as soon as this call is cancelled. Without it they are cancelled by
    /// dropping their futures.
    pub fn with_call(&self, call: &Call) -> Self {
        Self { call: call.clone(), ..self.clone() }
    }

    /// The number of the session within its client.
    #[doc(hidden)]
    pub fn number(&self) -> u32 {
        self.session.number
    }

    /// Returns the session's data.
    pub fn data(&self) -> UserData {
        self.session.with(|s| UserData::from(&s.user))
    }

    /// The identifier that this device logs in with.
    pub fn identifier(&self) -> String {
        self.session.identifier()
    }

    /// Whether the session has ended: by [`log_out`](Self::log_out), by the service, or in another program.
    pub fn is_signed_out(&self) -> bool {
        self.session.ended()
    }

    /// The JWT, refreshed when it is expired or about to. One refresh for all callers, and for all programs that share the
    /// storage.
    ///
    /// # Errors
    /// SIGNED_OUT, or what ended the session, such as REFRESH_TOKEN, REFRESH_REFUSED or USER_NOT_FOUND:
    /// [`is_signed_out`](Self::is_signed_out) is true then. Other errors leave it.
    pub async fn jwt(&self) -> Result<String> {
        self.core.valid_jwt(&self.session, &self.call).await
    }

    /// A JWT other than this one, which an own back end refused. The refresh is that of all callers.
    ///
    /// # Errors
    /// As [`jwt`](Self::jwt).
    pub async fn renew_jwt(&self, stale: &str) -> Result<String> {
        self.core.renewed_jwt(&self.session, stale, &self.call).await
    }

    /// Removes the session from this client and its storage. The service has no endpoint to revoke a session.
    pub async fn log_out(&self) -> Result<()> {
        self.core.log_out(&self.session).await
    }

    /// Changes the identifier of this device; those of other devices stay.
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN.
    pub async fn update_user(&self, new_identifier: &str) -> Result<()> {
        done(self.row(Endpoint::UpdateUser, &[("user_identifier", new_identifier)]).await)
    }

    /// Changes the password of this device. The master key and with it all keys stay; so do the sessions.
    ///
    /// # Errors
    /// INVALID_ARGUMENT where the new one is empty.
    pub async fn change_password(&self, old: &str, new: &str, mfa: Option<&MfaToken>) -> Result<()> {
        self.core.change_password(&self.session, old, new, mfa, &self.call).await
    }

    /// Deletes the account with all its devices, and its records in this storage.
    pub async fn delete_user(&self, password: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DeleteUser, &[], password, mfa).await)
    }

    /// Confirms a device, given the text of [`Client::register_device_start`](crate::Client::register_device_start). Whoever
    /// forwards it chooses the identifier in it: let people compare the code of
    /// [`user::parse_device_output`](crate::user::parse_device_output) first.
    ///
    /// # Errors
    /// INVALID_ARGUMENT for a text that is not that of a new device.
    pub async fn register_device(&self, server_output: &str) -> Result<()> {
        let body = confirm_device(server_output)?;
        done(self.core.run(&self.session, Endpoint::ConfirmDevice, &body, None, &self.call).await)
    }

    /// The devices, oldest first.
    pub fn devices(&self) -> List<UserDeviceList> {
        self.list(Endpoint::Devices, Vec::new(), |device| (device.time, &device.device_id))
    }

    /// Deletes a device. If it is this device, the user is signed out. `password` is that of this device.
    ///
    /// # Errors
    /// LAST_DEVICE; USER_NOT_FOUND for a device that is not the user's.
    pub async fn delete_device(&self, password: &str, device_id: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DeleteDevice, &[("device", device_id)], password, mfa).await)
    }

    /// Turns MFA on. It is on from this moment, for all devices. [`otp::url`](crate::otp::url) makes the address that
    /// authenticators read.
    pub async fn register_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::RegisterOtp, &[], password, mfa).await)
    }

    /// A new secret and new recovery keys; the old ones are void.
    pub async fn reset_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::ResetOtp, &[], password, mfa).await)
    }

    /// Turns MFA off, for all devices.
    pub async fn disable_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DisableOtp, &[], password, mfa).await)
    }

    /// The recovery keys that are left.
    pub async fn otp_recovery_keys(&self, password: &str, mfa: Option<&MfaToken>) -> Result<Vec<String>> {
        let answer: OtpRecoveryKeys = read(self.with_password(Endpoint::OtpRecoveryKeys, &[], password, mfa).await)?;
        Ok(answer.keys)
    }

    /// Creates a group and returns its id. The user is its creator.
    pub async fn create_group(&self) -> Result<String> {
        let created: CreatedGroup = read(self.row(Endpoint::CreateGroup, &[]).await)?;
        Ok(created.group_id)
    }

    /// A group that the user has access to: as of the last five minutes, else checked with one request.
    /// `acting_as`: a group of the user's that is the member there.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS.
    pub async fn group(&self, group_id: &str, acting_as: Option<&str>) -> Result<Group> {
        let group = Group::new(self, GroupKey::new(group_id, acting_as)?);
        group.load().await?;
        Ok(group)
    }

    /// The groups that the user is a member of, in the order in which they were created.
    pub fn groups(&self) -> List<GroupList> {
        self.list(Endpoint::GroupsOfUser, Vec::new(), |group| (group.time, &group.group_id))
    }

    /// The invites, newest first.
    pub fn group_invites(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::InvitesOfUser, Vec::new(), |invite| (invite.time, &invite.group_id))
    }

    /// Joins a group.
    ///
    /// # Errors
    /// NO_INVITE.
    pub async fn accept_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::AcceptInvite, &[("group", group_id)]).await)
    }

    /// Rejects an invite. The group may invite again.
    pub async fn reject_group_invite(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::RejectInvite, &[("group", group_id)]).await)
    }

    /// Asks to join a group.
    ///
    /// # Errors
    /// INVITES_STOPPED, ALREADY_MEMBER.
    pub async fn group_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::SendJoinRequest, &[("group", group_id)]).await)
    }

    /// The join requests that were sent and not answered, newest first.
    pub fn sent_join_requests(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::JoinRequestsOfUser, Vec::new(), |request| (request.time, &request.group_id))
    }

    /// Withdraws a join request.
    pub async fn delete_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::CancelJoinRequest, &[("group", group_id)]).await)
    }

    pub(super) async fn run(&self, endpoint: Endpoint, arguments: &Value, proof: Option<&Proof>) -> Result<Answer> {
        self.core.run(&self.session, endpoint, arguments, proof, &self.call).await
    }

    /// A list, with these arguments for every page.
    pub(super) fn list<T: Json + 'static>(&self, endpoint: Endpoint, texts: Vec<(&'static str, String)>, cursor_of: fn(&T) -> (u64, &str)) -> List<T> {
        let user = self.clone();
        List::new(cursor_of, move |after| {
            let texts: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let (user, arguments) = (user.clone(), arguments(&texts, after, None));
            async move { read(user.run(endpoint, &arguments, None).await) }
        })
    }

    async fn row(&self, endpoint: Endpoint, texts: &[(&str, &str)]) -> Result<Answer> {
        self.run(endpoint, &arguments(texts, None, None), None).await
    }

    async fn with_password(&self, endpoint: Endpoint, texts: &[(&str, &str)], password: &str, mfa: Option<&MfaToken>) -> Result<Answer> {
        let proof = Proof { password: Zeroizing::new(password.to_owned()), mfa: mfa.cloned() };
        self.run(endpoint, &arguments(texts, None, None), Some(&proof)).await
    }
}
