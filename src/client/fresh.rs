//! A fresh JWT, which some actions need: by logging in again with the password. The session goes on as it was; the tokens
//! of this login are dropped after the action.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::login::MfaToken;
use super::session::Session;
use crate::crypto::{DerivedKeys, SecretKey};
use crate::error::{Code, Error, Result};
use crate::steps::jwt;
use crate::steps::kdf::require_text;
use crate::wire::login::DoneLoginAnswer;

/// A fresh JWT of a signed-in user, and what the login for it opened.
pub(super) struct Fresh {
    pub jwt: String,
    pub keys: DerivedKeys,
    pub master_key: SecretKey,
}

impl Client {
    /// A fresh JWT for the app's own back end, which then knows that the person has just typed the password. The session keeps
    /// its own JWT.
    pub async fn confirm(&self, session: &Arc<Session>, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<String> {
        Ok(self.fresh(session, password, mfa, call).await?.jwt)
    }

    /// For how many seconds the session's JWT is a fresh one.
    pub fn fresh_for(&self, session: &Session) -> u64 {
        let now = self.clocks();
        let left = session.live(|s| if s.claims.fresh { jwt::remaining(&s.claims, s.user.skew_ms, now.time) } else { 0 });
        left.ok().and_then(|ms| u64::try_from(ms / 1000).ok()).unwrap_or(0)
    }

    /// Changes the password of this device: four requests (five with MFA) and one derivation per password. The master key and
    /// with it all keys stay; so do the sessions.
    pub async fn change_password(&self, session: &Arc<Session>, old: &str, new: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        require_text("new_password", new)?;
        let fresh = self.fresh(session, old, mfa, call).await?;
        self.rewrap(&session.identifier(), new, &fresh.keys, &fresh.master_key, &fresh.jwt, call).await
    }

    pub(super) async fn fresh(&self, session: &Arc<Session>, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Fresh> {
        let (known_mfa, identifier, user_id, device_id) =
            session.live(|s| (s.user.mfa, s.user.identifier.clone(), s.user.user_id.clone(), s.user.device_id.clone()))?;
        if known_mfa && mfa.is_none() {
            return Err(Error::new(Code::MfaRequired));
        }
        let log_in = async {
            let auth = self.authenticate(&identifier, password, call).await?;
            self.set_mfa(session, matches!(auth.answer, DoneLoginAnswer::Otp)).await;
            let challenge = match (auth.answer, mfa) {
                (DoneLoginAnswer::Direct(challenge), _) => *challenge,
                (DoneLoginAnswer::Otp, Some(token)) => self.validate_mfa(&identifier, &auth.keys, token, call).await?,
                (DoneLoginAnswer::Otp, None) => return Err(Error::new(Code::MfaRequired)),
            };
            let verified = self.verify(&identifier, &auth.keys, challenge, call).await?;
            Ok((auth.keys, auth.known, verified))
        };
        let (keys, known, verified) = self.in_turn(&identifier, call, log_in).await?;
        if verified.device.user_id != user_id || verified.device.device_id != device_id {
            return Err(Error::with(Code::LoginNotVerified, "the service logged in another user or device"));
        }
        self.note(known);
        self.store_known(&identifier);
        Ok(Fresh { jwt: verified.answer.jwt, keys, master_key: verified.opened.master_key })
    }

    /// What this client last saw of MFA.
    pub(super) async fn set_mfa(&self, session: &Session, mfa: bool) {
        if session.with(|s| s.user.mfa) != mfa {
            self.save_with(session, Some(mfa)).await;
        }
    }
}
