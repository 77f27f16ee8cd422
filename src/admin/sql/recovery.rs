//! Forgotten password, lost second factor, stolen device, and deletion, by a mailed code.

use std::future::Future;

use super::mailed::Codes;
use super::outcome::{Failed, RecoveryError, nothing_done};
use super::{SqlError, SqlStores};
use crate::admin::Admin;
use crate::wire::codes::{AUTH_KEY_FORMAT, USER_NOT_FOUND, WRONG_PASSWORD};

/// What [`Recovery`] mails codes for. A code for one opens no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryPurpose {
    /// `reset_password`
    ResetPassword,
    /// `disable_mfa`
    DisableMfa,
    /// `stolen_device`
    StolenDevice,
    /// `end_sessions`
    EndSessions,
    /// `delete_account`
    DeleteAccount,
}

impl RecoveryPurpose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::ResetPassword, Self::DisableMfa, Self::StolenDevice, Self::EndSessions, Self::DeleteAccount];

    /// The purpose for [`Codes::send`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::DisableMfa => "disable_mfa",
            Self::StolenDevice => "stolen_device",
            Self::EndSessions => "end_sessions",
            Self::DeleteAccount => "delete_account",
        }
    }

    /// The purpose with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// What became of multi-factor authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mfa {
    /// It was turned off.
    Off,
    /// It stays as it was.
    Kept,
    /// It was off already.
    None,
}

impl Mfa {
    /// `off`, `kept` or `none`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Kept => "kept",
            Self::None => "none",
        }
    }
}

/// The changes that a mailed code allows. The order of the steps keeps them safe if the program dies, if an answer is lost, and
/// if a call is made twice. Every call runs to its end even if you drop its future. Cheap to clone.
///
/// Each call fails with [`RecoveryError::WrongCode`] for a wrong code. If it fails with another error, the code can be used
/// again.
#[derive(Clone, Debug)]
pub struct Recovery {
    admin: Admin,
    mailed: Codes,
    stores: SqlStores,
}

impl Recovery {
    /// Makes the calls. `mailed` must be over the same stores.
    pub fn new(admin: Admin, mailed: Codes, stores: SqlStores) -> Self {
        Self { admin, mailed, stores }
    }

    /// Sets a new password and ends all sessions. MFA stays on. For a week, nothing turns the second factor off by mail: the
    /// mailbox alone must not be worth both factors. `register`: the text of `prepareRegister` with the new password.
    ///
    /// # Errors
    /// [`RecoveryError::Admin`] with INVALID_ARGUMENT if `register` is for another identifier; with USER_NOT_FOUND if the service
    /// does not know the identifier.
    pub async fn reset_password(&self, identifier: &str, code: &str, register: &str) -> Result<(), RecoveryError> {
        let (this, register) = (self.clone(), register.to_owned());
        self.redeem(RecoveryPurpose::ResetPassword, identifier, code, move |identifier, user_id| async move {
            // Before the service is asked: if the answer is lost, the mailbox alone must not turn off the second factor.
            this.stores.accounts.password_reset(&identifier).await.map_err(undone)?;
            this.admin.reset_password(&identifier, &register).await.map_err(nothing_done)?;
            // Somebody who knew the old password may be signed in. For an identifier that was changed without this back end the
            // reset reports success and changes nothing: this call then fails with USER_NOT_FOUND.
            this.end_sessions_of(&identifier, &user_id).await.map_err(|failed| match failed {
                Failed::Undone(RecoveryError::Admin(error)) if error.server_code() == Some(USER_NOT_FOUND) => Failed::Undone(error.into()),
                failed => Failed::Maybe(failed.into_error()),
            })?;
            Ok(this.mailed.void_all(&identifier).await?)
        })
        .await
    }

    /// Turns MFA off, for a user with the mailbox and the password. `auth_key`: the `mfa_auth_key` that the SDK's login
    /// returned on the page.
    ///
    /// # Errors
    /// [`RecoveryError::WrongPassword`], [`RecoveryError::ResetLately`].
    pub async fn disable_mfa(&self, identifier: &str, code: &str, auth_key: &str) -> Result<(), RecoveryError> {
        let (this, auth_key) = (self.clone(), auth_key.to_owned());
        self.redeem(RecoveryPurpose::DisableMfa, identifier, code, move |identifier, _| async move {
            let (_, reset_lately) = this.prove_password(&identifier, &auth_key).await?;
            if reset_lately {
                return Err(Failed::Check(RecoveryError::ResetLately));
            }
            this.admin.disable_otp(&identifier).await.map_err(nothing_done)
        })
        .await
    }

    /// For a stolen device: ends all sessions and deletes all other devices. MFA is turned off too if `auth_key` proves the
    /// password and it was not reset lately, since a thief can replace the TOTP secret. A JWT of the user's own device lives on
    /// for some minutes: [`Watch`](super::Watch) tells the owner what is added in that time. `auth_key`: as for
    /// [`Recovery::disable_mfa`]; a page has it only if the login asks for a second factor.
    ///
    /// # Errors
    /// [`RecoveryError::WrongPassword`].
    pub async fn shut_out_devices(&self, identifier: &str, code: &str, auth_key: Option<&str>) -> Result<Mfa, RecoveryError> {
        let (this, auth_key) = (self.clone(), auth_key.map(str::to_owned));
        self.redeem(RecoveryPurpose::StolenDevice, identifier, code, move |identifier, user_id| async move {
            let (is_on, keep_mfa) = match &auth_key {
                Some(auth_key) => this.prove_password(&identifier, auth_key).await?,
                None => (true, true),
            };
            // First: these end also if the service fails half-way.
            this.stores.tokens.end_all(&user_id).await.map_err(undone)?;
            this.admin.shut_out_devices(&identifier, keep_mfa).await.map_err(nothing_done)?;
            Ok(match (is_on, keep_mfa) {
                (false, _) => Mfa::None,
                (true, true) => Mfa::Kept,
                (true, false) => Mfa::Off,
            })
        })
        .await
    }

    /// Ends all sessions. JWTs stay valid until they expire, at most six minutes. This can only lock out, and the password lets
    /// the user in again.
    ///
    /// # Errors
    /// [`RecoveryError::Admin`] with USER_NOT_FOUND if the service does not know the identifier.
    pub async fn end_sessions(&self, identifier: &str, code: &str) -> Result<(), RecoveryError> {
        let this = self.clone();
        self.redeem(RecoveryPurpose::EndSessions, identifier, code, move |identifier, user_id| async move { this.end_sessions_of(&identifier, &user_id).await })
            .await
    }

    /// Deletes the account. An account that is gone already is no error. By the user's id: the identifier may have changed.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn delete_account(&self, identifier: &str, code: &str) -> Result<(), RecoveryError> {
        let this = self.clone();
        self.redeem(RecoveryPurpose::DeleteAccount, identifier, code, move |identifier, user_id| async move {
            match this.admin.delete_user_by_id(&user_id).await {
                // gone already, maybe by an earlier try whose answer was lost
                Err(error) if error.server_code() == Some(USER_NOT_FOUND) => {}
                result => result.map_err(nothing_done)?,
            }
            this.stores.tokens.end_all(&user_id).await?;
            this.stores.seen.forget(&user_id).await?;
            // Before the identifier is free: somebody else may register it while such a code is valid.
            this.mailed.void_all(&identifier).await?;
            Ok(this.stores.accounts.delete(&identifier, &user_id).await?)
        })
        .await
    }

    /// Reserves the code for `deed`, which gets the identifier and the user's id.
    async fn redeem<T, F, D>(&self, purpose: RecoveryPurpose, identifier: &str, code: &str, deed: F) -> Result<T, RecoveryError>
    where
        T: Send + 'static,
        F: FnOnce(String, String) -> D + Send + 'static,
        D: Future<Output = Result<T, Failed<RecoveryError>>> + Send + 'static,
    {
        let (accounts, owned) = (self.stores.accounts.clone(), identifier.to_owned());
        let deed = async move {
            let account = accounts.by_identifier(&owned).await.map_err(undone)?;
            let user_id = account.and_then(|account| account.user_id).ok_or(Failed::Check(RecoveryError::WrongCode))?;
            deed(owned, user_id).await
        };
        self.mailed.redeem(identifier, purpose.name(), code, deed).await
    }

    /// Returns whether MFA is on, and whether the password was reset lately.
    async fn prove_password(&self, identifier: &str, auth_key: &str) -> Result<(bool, bool), Failed<RecoveryError>> {
        let is_on = self.admin.check_password(identifier, auth_key).await.map_err(|error| match error.server_code() {
            Some(WRONG_PASSWORD | AUTH_KEY_FORMAT) => Failed::Check(RecoveryError::WrongPassword),
            _ => Failed::Check(error.into()),
        })?;
        // Asked after the proof: a reset that runs at the same time has recorded itself before the new password was valid.
        let reset_lately = self.stores.accounts.reset_lately(identifier).await.map_err(|error| Failed::Check(error.into()))?;
        Ok((is_on, reset_lately))
    }

    async fn end_sessions_of(&self, identifier: &str, user_id: &str) -> Result<(), Failed<RecoveryError>> {
        self.stores.tokens.end_all(user_id).await.map_err(undone)?;
        self.admin.end_sessions(identifier).await.map_err(nothing_done)
    }
}

fn undone(error: SqlError) -> Failed<RecoveryError> {
    Failed::Undone(error.into())
}
