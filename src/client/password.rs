//! Changing the password: four requests (five with MFA) and one derivation per password.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::login::MfaToken;
use super::session::Session;
use crate::error::Result;
use crate::steps::kdf::require_text;

impl Client {
    /// Changes the password of this device. The master key and with it all keys stay; so do the sessions.
    pub async fn change_password(&self, session: &Arc<Session>, old: &str, new: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        require_text("new_password", new)?;
        let fresh = self.fresh(session, old, mfa, call).await?;
        self.rewrap(&session.identifier(), new, &fresh.keys, &fresh.master_key, &fresh.jwt, call).await
    }
}
