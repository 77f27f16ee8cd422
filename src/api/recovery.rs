//! Recovery without mail, and questions to a person who is signed in.

use zeroize::Zeroizing;

use super::{Client, LoggedIn, LoginUser, User};
use crate::client::{Login, MfaToken};
use crate::error::{Code, Error, Result};
use crate::steps::device_text::read_device_output;
use crate::steps::recovery_kit;

/// A recovery kit that was just made: one more device of the account.
#[non_exhaustive]
pub struct RecoveryKit {
    /// For [`User::delete_device`], which revokes the kit.
    pub device_id: String,
    /// What the person prints or writes down: eight groups of five letters. As good as a password, and kept nowhere.
    pub code: Zeroizing<String>,
}

/// Without the code.
impl std::fmt::Debug for RecoveryKit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryKit").field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

impl Client {
    /// Logs in with the code of a recovery kit, as [`login`](Self::login) does otherwise. With multi-factor authentication a
    /// code is asked for too. Then [`User::replace_device`] gives the person a device with a new password.
    ///
    /// # Errors
    /// RECOVERY_CODE: mistyped, and the message names the group. USER_NOT_FOUND: the kit was revoked.
    pub async fn login_with_recovery_kit(&self, code: &str) -> Result<LoginUser> {
        let kit = recovery_kit::open(code)?;
        self.login(&kit.identifier, &kit.password).await
    }
}

impl User {
    /// Makes a recovery kit: a device whose identifier and password come out of a random code of 160 bits. Check that the
    /// person has it before you call it done.
    pub async fn create_recovery_kit(&self, password: &str, mfa: Option<&MfaToken>) -> Result<RecoveryKit> {
        self.confirm(password, mfa).await?;
        let code = recovery_kit::generate()?;
        let kit = recovery_kit::open(&code)?;
        let output = self.core.register_device_start(&kit.identifier, &kit.password, &self.call).await?;
        self.register_device(&output).await?;
        Ok(RecoveryKit { device_id: read_device_output(&output)?.device_id, code })
    }

    /// Deletes a device of the account that was lost, or whose password was forgotten, and puts a new one with this identifier
    /// and this password in its place. Gives the user signed in as the new device; this user stays signed in too. Wherever it is
    /// broken off the account can be reached, and the same call continues it.
    ///
    /// # Errors
    /// INVALID_ARGUMENT: `device_id` is this device; USER_NOT_FOUND: it is none of the account; IDENTIFIER_TAKEN. Nothing was
    /// changed then.
    pub async fn replace_device(&self, device_id: &str, identifier: &str, password: &str, mfa: Option<&MfaToken>) -> Result<LoggedIn> {
        match self.core.replace_device(&self.session, device_id, identifier, password, mfa, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoggedIn { user: User::new(&self.core, session), refresh_token }),
            Login::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// A fresh JWT, for a back end that wants to know that it is still this person: it says `"fresh": true` and is good for
    /// some minutes. The session keeps its own.
    pub async fn confirm(&self, password: &str, mfa: Option<&MfaToken>) -> Result<String> {
        self.core.confirm(&self.session, password, mfa, &self.call).await
    }

    /// For how many seconds the session's JWT is still a fresh one, as a login gives it; 0 once it was refreshed.
    pub fn fresh_for(&self) -> u64 {
        self.core.fresh_for(&self.session)
    }
}
