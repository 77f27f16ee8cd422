//! TOTP and recovery keys. All of it logs in again first: what guards the account is not changed by a stolen JWT.

use super::cancel::Call;
use super::capabilities::{Method, Platform};
use super::login::MfaToken;
use super::session::User;
use super::transport::Spec;
use crate::error::Result;
use crate::steps::{read_answer, read_message};
use crate::wire::mfa::{OtpRecoveryKeys, OtpRegister};

impl<P: Platform> User<P> {
    /// Turns MFA on. It is on from this moment, for all devices.
    pub async fn register_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<OtpRegister> {
        self.new_secret("/user/register_otp", password, mfa, call).await
    }

    /// A new secret and new recovery keys; the old ones are void.
    pub async fn reset_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<OtpRegister> {
        self.new_secret("/user/reset_otp", password, mfa, call).await
    }

    async fn new_secret(&self, path: &str, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<OtpRegister> {
        let fresh = self.client.fresh(&self.session, password, mfa, call).await?;
        let answer = self.client.request(call, Spec::new(Method::Patch, path).jwt(&fresh.jwt), read_answer).await?;
        self.client.set_mfa(&self.session, true).await;
        Ok(answer)
    }

    /// Turns MFA off, for all devices.
    pub async fn disable_otp(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        let fresh = self.client.fresh(&self.session, password, mfa, call).await?;
        self.client.request(call, Spec::new(Method::Patch, "/user/disable_otp").jwt(&fresh.jwt), read_message).await?;
        self.client.set_mfa(&self.session, false).await;
        Ok(())
    }

    /// The recovery keys that are left.
    pub async fn otp_recovery_keys(&self, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Vec<String>> {
        let fresh = self.client.fresh(&self.session, password, mfa, call).await?;
        let answer: OtpRecoveryKeys = self.client.request(call, Spec::get("/user/otp_recovery_keys").jwt(&fresh.jwt), read_answer).await?;
        Ok(answer.keys)
    }
}
