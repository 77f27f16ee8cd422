//! Changing the password: four requests (five with MFA) and one derivation per password.

use super::cancel::Call;
use super::capabilities::{Kdf, Method, Platform};
use super::login::MfaToken;
use super::session::User;
use super::transport::Spec;
use crate::error::Result;
use crate::steps::register::NewPassword;
use crate::steps::{read_message, to_json};

impl<P: Platform> User<P> {
    /// Changes the password of this device. The master key and with it all keys stay; so do the sessions.
    pub async fn change_password(&self, old: &str, new: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        let profile = self.client.options().kdf.registers_with();
        let new_password = NewPassword::generate()?;
        let input = new_password.kdf_input(new, profile)?;
        let fresh = self.client.fresh(&self.session, old, mfa, call).await?;
        let derived = call.race(self.client.platform().kdf().derive(input)).await??;
        let body = to_json(&new_password.update_body(&fresh.master_key, &derived, &fresh.keys.auth_key)?)?;
        self.client.request(call, Spec::new(Method::Put, "/user/update_pw").body(&body).jwt(&fresh.jwt), read_message).await?;
        self.client.remember_kdf(&self.identifier(), profile).await;
        Ok(())
    }
}
