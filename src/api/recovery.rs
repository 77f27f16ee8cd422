//! Recovery without mail, and asking a signed-in user for the password again.

use zeroize::Zeroizing;

use super::{Client, LoggedIn, LoginUser, User};
use crate::client::{Login, MfaToken};
use crate::error::{Code, Error, Result};
use crate::steps::recovery_kit;

/// A new recovery kit. The service knows it as another device of the account.
#[non_exhaustive]
pub struct RecoveryKit {
    /// The id of that device. To revoke the kit, pass it to [`User::delete_device`].
    pub device_id: String,
    /// The code to print or write down: eight groups of five letters. As secret as a password. The SDK does not store it.
    pub code: Zeroizing<String>,
}

/// Leaves out the code.
impl std::fmt::Debug for RecoveryKit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryKit").field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

impl Client {
    /// Logs in with the code of a recovery kit instead of identifier and password. With multi-factor authentication it resolves
    /// to [`LoginUser::Mfa`], like [`login`](Self::login). Call [`User::replace_device`] next, so that the user gets a device
    /// with a new password.
    ///
    /// # Errors
    /// RECOVERY_CODE if the code is mistyped: the message names the group of letters. USER_NOT_FOUND if the kit was revoked.
    pub async fn login_with_recovery_kit(&self, code: &str) -> Result<LoginUser> {
        let kit = recovery_kit::open(code)?;
        self.login(&kit.identifier, &kit.password).await
    }
}

impl User {
    /// Makes a recovery kit: a device whose identifier and password are derived from a random code of 160 bits. Before you
    /// report success, check that the user has saved the code: it can't be shown again.
    pub async fn create_recovery_kit(&self, password: &str, mfa: Option<&MfaToken>) -> Result<RecoveryKit> {
        self.confirm(password, mfa).await?;
        let code = recovery_kit::generate()?;
        let kit = recovery_kit::open(&code)?;
        let device_id = self.core.add_device(&self.session, &kit.identifier, &kit.password, &self.call).await?;
        Ok(RecoveryKit { device_id, code })
    }

    /// Replaces a device that was lost, or whose password was forgotten: deletes the device `device_id` and adds a new one with
    /// `identifier` and `password`. Resolves to the user, signed in as the new device; this user stays signed in too. If the
    /// call is interrupted, the account stays accessible, and the same call continues the work.
    ///
    /// # Errors
    /// INVALID_ARGUMENT if `device_id` is this device; USER_NOT_FOUND if the account has no such device; IDENTIFIER_TAKEN.
    /// After these errors nothing has changed.
    pub async fn replace_device(&self, device_id: &str, identifier: &str, password: &str, mfa: Option<&MfaToken>) -> Result<LoggedIn> {
        match self.core.replace_device(&self.session, device_id, identifier, password, mfa, &self.call).await? {
            Login::SignedIn(session, refresh_token) => Ok(LoggedIn { user: User::new(&self.core, session), refresh_token }),
            Login::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// Checks the password and returns a fresh JWT: its claims have `"fresh": true`, and it is valid for some minutes. Send it
    /// to your back end as proof that the user has just typed the password. The session keeps its own JWT.
    pub async fn confirm(&self, password: &str, mfa: Option<&MfaToken>) -> Result<String> {
        self.core.confirm(&self.session, password, mfa, &self.call).await
    }

    /// Returns for how many more seconds the session's JWT is fresh, as after a login. 0 after a refresh or a sign-out.
    pub fn fresh_for(&self) -> u64 {
        self.core.fresh_for(&self.session)
    }
}
