//! A signed-in user.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{After, Client, Group, arguments, done, read};
use crate::client::cancel::Call;
use crate::client::groups::GroupKey;
use crate::client::login::MfaToken;
use crate::client::rows::Proof;
use crate::client::session::Session;
use crate::error::Result;
use crate::json::Value;
use crate::steps::account::prepare_register_device;
use crate::steps::keys::DeviceKeyTexts;
use crate::wire::Endpoint;
use crate::wire::group::{CreatedGroup, GroupInviteListItem, GroupList};
use crate::wire::mfa::{OtpRecoveryKeys, OtpRegister};
use crate::wire::user::UserDeviceList;

/// What apps see of a session.
#[derive(Clone)]
pub struct UserData {
    pub device: DeviceKeyTexts,
    pub jwt: String,
    /// Empty in the cookie modes.
    pub refresh_token: String,
    pub user_id: String,
    pub device_id: String,
    /// What this client last saw.
    pub mfa: bool,
}

/// A signed-in user of a client. Several of one session see each other's changes; after it ended their methods give
/// SIGNED_OUT. Cheap to clone.
///
/// `password` is that of this device; `mfa` is needed while multi-factor authentication is on.
#[derive(Clone)]
pub struct User {
    pub(super) client: Client,
    pub(super) session: Arc<Session>,
}

impl User {
    pub(super) fn new(client: &Client, session: Arc<Session>) -> Self {
        Self { client: client.clone(), session }
    }

    /// The number of the session within its client.
    pub fn number(&self) -> u32 {
        self.session.number
    }

    pub fn data(&self) -> UserData {
        self.session.with(|s| UserData::from(&s.user))
    }

    pub fn identifier(&self) -> String {
        self.session.identifier()
    }

    pub fn is_signed_out(&self) -> bool {
        self.session.ended()
    }

    /// The JWT, refreshed when it is expired or about to.
    pub async fn jwt(&self, call: &Call) -> Result<String> {
        self.client.valid_jwt(&self.session, call).await
    }

    /// A JWT other than this one, which an own back end refused.
    pub async fn renew_jwt(&self, stale: &str, call: &Call) -> Result<String> {
        self.client.renewed_jwt(&self.session, stale, call).await
    }

    /// Forgets the session on this client and in the other tabs. The service has nothing to revoke it with.
    pub async fn log_out(&self) -> Result<()> {
        self.client.log_out(&self.session).await
    }

    /// Changes the identifier of this device; those of other devices stay.
    pub async fn update_user(&self, new_identifier: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::UpdateUser, &[("user_identifier", new_identifier)], None, call).await)
    }

    /// Changes the password of this device. The master key and with it all keys stay; so do the sessions.
    pub async fn change_password(&self, old: &str, new: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        self.client.change_password(&self.session, old, new, mfa, call).await
    }

    /// Deletes the account with all its devices, and what is stored of it here.
    pub async fn delete_user(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        done(self.with_password(Endpoint::DeleteUser, &[], password, mfa, call).await)
    }

    /// Confirms a device, given the answer that its registration got (`register_device_start`).
    pub async fn register_device(&self, server_output: &str, call: &Call) -> Result<()> {
        let body = crate::json::parse(&prepare_register_device(server_output)?).unwrap_or(Value::Null);
        done(self.client.run(&self.session, Endpoint::ConfirmDevice, &body, None, call).await)
    }

    /// Up to 50 devices after this one (time in Unix milliseconds, id), oldest first. An empty page ends the list.
    pub async fn devices(&self, after: After<'_>, call: &Call) -> Result<Vec<UserDeviceList>> {
        read(self.row(Endpoint::Devices, &[], after, call).await)
    }

    /// Deletes a device. The own one is signed out.
    pub async fn delete_device(&self, password: &str, device_id: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        done(self.with_password(Endpoint::DeleteDevice, &[("device", device_id)], password, mfa, call).await)
    }

    /// Turns MFA on. It is on from this moment, for all devices.
    pub async fn register_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::RegisterOtp, &[], password, mfa, call).await)
    }

    /// A new secret and new recovery keys; the old ones are void.
    pub async fn reset_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::ResetOtp, &[], password, mfa, call).await)
    }

    /// Turns MFA off, for all devices.
    pub async fn disable_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        done(self.with_password(Endpoint::DisableOtp, &[], password, mfa, call).await)
    }

    /// The recovery keys that are left.
    pub async fn otp_recovery_keys(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Vec<String>> {
        let answer: OtpRecoveryKeys = read(self.with_password(Endpoint::OtpRecoveryKeys, &[], password, mfa, call).await)?;
        Ok(answer.keys)
    }

    /// Creates a group and gives its id. The user is its creator.
    pub async fn create_group(&self, call: &Call) -> Result<String> {
        let created: CreatedGroup = read(self.row(Endpoint::CreateGroup, &[], None, call).await)?;
        Ok(created.group_id)
    }

    /// A group that the user has access to: as of the last five minutes, else checked with one request.
    /// `acting_as`: a group of the user's that is the member there.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS.
    pub async fn group(&self, group_id: &str, acting_as: Option<&str>, call: &Call) -> Result<Group> {
        let group = Group::new(self, GroupKey::new(group_id, acting_as)?);
        group.load(call).await?;
        Ok(group)
    }

    /// Up to 50 groups that the user is a member of, by the time they were created.
    pub async fn groups(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupList>> {
        read(self.row(Endpoint::GroupsOfUser, &[], after, call).await)
    }

    /// Up to 50 invites, newest first.
    pub async fn group_invites(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        read(self.row(Endpoint::InvitesOfUser, &[], after, call).await)
    }

    pub async fn accept_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::AcceptInvite, &[("group", group_id)], None, call).await)
    }

    pub async fn reject_group_invite(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::RejectInvite, &[("group", group_id)], None, call).await)
    }

    /// Asks to join a group.
    pub async fn group_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::SendJoinRequest, &[("group", group_id)], None, call).await)
    }

    /// Up to 50 join requests that were sent and not answered, newest first.
    pub async fn sent_join_requests(&self, after: After<'_>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        read(self.row(Endpoint::JoinRequestsOfUser, &[], after, call).await)
    }

    /// Takes a join request back.
    pub async fn delete_join_request(&self, group_id: &str, call: &Call) -> Result<()> {
        done(self.row(Endpoint::CancelJoinRequest, &[("group", group_id)], None, call).await)
    }

    async fn row(&self, endpoint: Endpoint, texts: &[(&str, &str)], after: After<'_>, call: &Call) -> Result<Value> {
        self.client.run(&self.session, endpoint, &arguments(texts, after, None), None, call).await
    }

    async fn with_password(&self, endpoint: Endpoint, texts: &[(&str, &str)], password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Value> {
        let proof = Proof { password: Zeroizing::new(password.to_owned()), mfa: mfa.cloned() };
        self.client.run(&self.session, endpoint, &arguments(texts, None, None), Some(&proof), call).await
    }
}
