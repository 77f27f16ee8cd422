//! A signed-in user.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Core, Group, List, arguments, done, read};
use crate::client::{Answer, Call, GroupKey, MfaToken, Proof, Session, StoredUser};
use crate::error::Result;
use crate::json::{Json, Value};
use crate::steps::account::confirm_device;
use crate::steps::device_keys::DeviceKeyTexts;
use crate::steps::device_text::read_device_output;
use crate::wire::Endpoint;
use crate::wire::device::UserDeviceList;
use crate::wire::group::{CreatedGroup, GroupInviteListItem, GroupList};
use crate::wire::mfa::{OtpRecoveryKeys, OtpRegister};

/// The data of a session. Its tokens and keys are secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct UserData {
    /// The device's key pairs.
    pub device: DeviceKeyTexts,
    /// The last JWT, which may be expired. [`User::jwt`] returns a valid one.
    pub jwt: String,
    /// The refresh token. Empty with the cookie strategies.
    pub refresh_token: String,
    /// The user's id.
    pub user_id: String,
    /// The id of the device that the user is signed in with.
    pub device_id: String,
    /// Whether multi-factor authentication was on when this client last saw it.
    pub mfa: bool,
}

/// Leaves out tokens and keys.
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

/// A signed-in user of a client. All `User` values of one session share its state. After the session ended, their methods
/// fail with SIGNED_OUT. Cheap to clone.
///
/// Arguments: `password` is the password of this device. `mfa` is required while multi-factor authentication is on; without it
/// the call fails with MFA_REQUIRED.
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

    /// Returns the same user, whose calls end with ABORTED when `call` is cancelled. Dropping a call's future cancels it, too.
    pub fn with_call(&self, call: &Call) -> Self {
        Self { call: call.clone(), ..self.clone() }
    }

    /// Returns the number of the session within its client.
    #[doc(hidden)]
    pub fn number(&self) -> u32 {
        self.session.number
    }

    /// Returns the session's data.
    pub fn data(&self) -> UserData {
        self.session.with(|s| UserData::from(&s.user))
    }

    /// Returns the identifier of this device.
    pub fn identifier(&self) -> String {
        self.session.identifier()
    }

    /// Returns whether the session has ended: by [`log_out`](Self::log_out), by the service, or by another program.
    pub fn is_signed_out(&self) -> bool {
        self.session.ended()
    }

    /// Returns a valid JWT. Refreshes it first if it has expired or is about to. All callers, and all programs that share the
    /// storage, wait for the same refresh.
    ///
    /// # Errors
    /// SIGNED_OUT, or the error that ended the session, such as REFRESH_TOKEN, REFRESH_REFUSED or USER_NOT_FOUND:
    /// [`is_signed_out`](Self::is_signed_out) is then true. After other errors the user stays signed in.
    pub async fn jwt(&self) -> Result<String> {
        self.core.valid_jwt(&self.session, &self.call).await
    }

    /// Returns a JWT other than `stale`. Call it if your back end refused `stale`. Refreshes only if the session still has
    /// `stale`; all callers wait for the same refresh.
    ///
    /// # Errors
    /// The same as for [`jwt`](Self::jwt).
    pub async fn renew_jwt(&self, stale: &str) -> Result<String> {
        self.core.renewed_jwt(&self.session, stale, &self.call).await
    }

    /// Removes the session from this client and its storage. The service has no endpoint to revoke a session.
    pub async fn log_out(&self) -> Result<()> {
        self.core.log_out(&self.session).await
    }

    /// Changes the identifier of this device. The identifiers of other devices stay the same.
    ///
    /// # Errors
    /// IDENTIFIER_TAKEN.
    pub async fn update_user(&self, new_identifier: &str) -> Result<()> {
        done(self.row(Endpoint::UpdateUser, &[("user_identifier", new_identifier)]).await)
    }

    /// Changes the password of this device. The master key, all other keys and all sessions stay the same.
    ///
    /// # Errors
    /// INVALID_ARGUMENT if the new password is empty.
    pub async fn change_password(&self, old: &str, new: &str, mfa: Option<&MfaToken>) -> Result<()> {
        self.core.change_password(&self.session, old, new, mfa, &self.call).await
    }

    /// Deletes the account with all its devices, and removes its records from this storage.
    pub async fn delete_user(&self, password: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DeleteUser, &[], password, mfa).await)
    }

    /// Adds a new device to the account. `server_output`: the text that
    /// [`Client::register_device_start`](crate::Client::register_device_start) returned on that device. First let the user
    /// compare the code of [`user::parse_device_output`](crate::user::parse_device_output) on both devices. Otherwise an
    /// attacker who forwards the text can pass the text of another device instead, which then gets access to the account.
    ///
    /// # Errors
    /// INVALID_ARGUMENT if the text is not from a new device.
    pub async fn register_device(&self, server_output: &str) -> Result<()> {
        let body = confirm_device(read_device_output(server_output)?.token);
        done(self.core.run(&self.session, Endpoint::ConfirmDevice, &body, None, &self.call).await)
    }

    /// Lists the devices, oldest first.
    pub fn devices(&self) -> List<UserDeviceList> {
        self.list(Endpoint::Devices, Vec::new(), |device| (device.time, &device.device_id))
    }

    /// Deletes a device. Deleting this device signs the user out. `password`: the password of this device.
    ///
    /// # Errors
    /// LAST_DEVICE; USER_NOT_FOUND if the user has no such device.
    pub async fn delete_device(&self, password: &str, device_id: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DeleteDevice, &[("device", device_id)], password, mfa).await)
    }

    /// Turns MFA on, immediately and for all devices. Resolves to the TOTP secret and the recovery keys.
    /// [`otp::url`](crate::otp::url) makes the address that authenticators read.
    pub async fn register_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::RegisterOtp, &[], password, mfa).await)
    }

    /// Replaces the TOTP secret and the recovery keys, and returns the new ones. The old ones no longer work.
    pub async fn reset_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<OtpRegister> {
        read(self.with_password(Endpoint::ResetOtp, &[], password, mfa).await)
    }

    /// Turns MFA off, for all devices.
    pub async fn disable_otp(&self, password: &str, mfa: Option<&MfaToken>) -> Result<()> {
        done(self.with_password(Endpoint::DisableOtp, &[], password, mfa).await)
    }

    /// Returns the recovery keys that were not used yet.
    pub async fn otp_recovery_keys(&self, password: &str, mfa: Option<&MfaToken>) -> Result<Vec<String>> {
        let answer: OtpRecoveryKeys = read(self.with_password(Endpoint::OtpRecoveryKeys, &[], password, mfa).await)?;
        Ok(answer.keys)
    }

    /// Creates a group and returns its id. The user is its creator.
    pub async fn create_group(&self) -> Result<String> {
        let created: CreatedGroup = read(self.row(Endpoint::CreateGroup, &[]).await)?;
        Ok(created.group_id)
    }

    /// Returns a group that the user has access to. Sends a request if the known data is older than five minutes.
    /// `acting_as`: the id of a group of the user that is a member of this group, if the access is through that group.
    ///
    /// # Errors
    /// NO_GROUP_ACCESS if the user has no access.
    pub async fn group(&self, group_id: &str, acting_as: Option<&str>) -> Result<Group> {
        let group = Group::new(self, GroupKey::new(group_id, acting_as)?);
        group.load().await?;
        Ok(group)
    }

    /// Lists the groups that the user is a member of, in the order in which they were created.
    pub fn groups(&self) -> List<GroupList> {
        self.list(Endpoint::GroupsOfUser, Vec::new(), |group| (group.time, &group.group_id))
    }

    /// Lists the invites that the user received, newest first.
    pub fn group_invites(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::InvitesOfUser, Vec::new(), |invite| (invite.time, &invite.group_id))
    }

    /// Accepts an invite: the user becomes a member of the group.
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

    /// Lists the unanswered join requests that the user sent, newest first.
    pub fn sent_join_requests(&self) -> List<GroupInviteListItem> {
        self.list(Endpoint::JoinRequestsOfUser, Vec::new(), |request| (request.time, &request.group_id))
    }

    /// Withdraws a join request that the user sent.
    pub async fn delete_join_request(&self, group_id: &str) -> Result<()> {
        done(self.row(Endpoint::CancelJoinRequest, &[("group", group_id)]).await)
    }

    pub(super) async fn run(&self, endpoint: Endpoint, arguments: &Value, proof: Option<&Proof>) -> Result<Answer> {
        self.core.run(&self.session, endpoint, arguments, proof, &self.call).await
    }

    /// Makes a list that sends these arguments with every page.
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
