//! The account as a whole: the identifier, and the end.

use super::cancel::Call;
use super::capabilities::{Method, Platform};
use super::events::SignOutReason;
use super::login::MfaToken;
use super::session::User;
use super::transport::Spec;
use crate::error::Result;
use crate::steps::account::prepare_update_user;
use crate::steps::read_message;

impl<P: Platform> User<P> {
    /// Changes the identifier of this device; those of other devices stay.
    pub async fn update_user(&self, new_identifier: &str, call: &Call) -> Result<()> {
        let body = prepare_update_user(new_identifier)?;
        self.client.authorized(&self.session, call, Spec::new(Method::Put, "/user").body(&body), read_message).await?;
        self.client.carry_kdf_over(&self.identifier(), new_identifier).await;
        self.client.rename(&self.session, new_identifier).await
    }

    /// Deletes the account with all its devices, and what is stored of it here.
    pub async fn delete_user(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        let fresh = self.client.fresh(&self.session, password, mfa, call).await?;
        self.client.request(call, Spec::new(Method::Delete, "/user").jwt(&fresh.jwt), read_message).await?;
        self.client.end_session(&self.session, SignOutReason::UserDeleted).await
    }
}
