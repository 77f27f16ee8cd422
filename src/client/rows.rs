//! The one way through for all calls that are rows of the table: arguments in, result out.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::Client;
use super::cancel::Call;
use super::events::SignOutReason;
use super::group_cache::GroupKey;
use super::login::MfaToken;
use super::request::{Answer, Spec};
use super::session::Session;
use crate::error::{Code, Error, Result};
use crate::json::{Kind, Value};
use crate::steps::group::check_rank;
use crate::steps::kdf::require_text;
use crate::steps::path::fill;
use crate::wire::{Authorization, Endpoint, Right, Row, Then};

/// The password, and the code where MFA is on: for rows that need a fresh JWT.
pub struct Proof {
    pub password: Zeroizing<String>,
    pub mfa: Option<MfaToken>,
}

impl Client {
    /// Runs a row without a session.
    pub async fn run_without_session(&self, endpoint: Endpoint, arguments: &Value, call: &Call) -> Result<Answer> {
        self.exchange(call, spec_of(endpoint, arguments)?).await
    }

    /// Runs a row of a signed-in user: what the row says is checked, sent, and done afterwards.
    pub async fn run(&self, session: &Arc<Session>, endpoint: Endpoint, arguments: &Value, proof: Option<&Proof>, call: &Call) -> Result<Answer> {
        let row = endpoint.row();
        let spec = spec_of(endpoint, arguments)?;
        let group = group_key(row, arguments)?;
        session.live(|_| ())?;
        if let Some(key) = &group
            && row.right != Right::Anyone
        {
            self.require(session, key, row.right, call).await?;
        }
        if row.authorization != Authorization::Fresh {
            let result = match &group {
                Some(key) => self.for_group(session, key, call, spec).await?,
                None => self.authorized(session, call, spec).await?,
            };
            self.follow(session, row.then, arguments, group.as_ref(), call).await?;
            return Ok(result);
        }
        let proof = proof.ok_or(Error::with(Code::InvalidArgument, "this needs the password"))?;
        let fresh = self.fresh(session, &proof.password, proof.mfa.as_ref(), call).await?;
        let result = self.exchange(call, spec.jwt(fresh.jwt)).await?;
        self.follow(session, row.then, arguments, None, call).await?;
        Ok(result)
    }

    /// What is to be done after a success.
    async fn follow(&self, session: &Arc<Session>, then: Then, arguments: &Value, group: Option<&GroupKey>, call: &Call) -> Result<()> {
        let text = |name| arguments.get(name).as_text().unwrap_or_default();
        let is_oneself = |id: &str| match group.and_then(|key| key.acting_as.as_deref()) {
            Some(acting_as) => id == acting_as,
            None => session.with(|s| s.user.user_id == id),
        };
        match then {
            Then::Nothing => {}
            Then::ForgetGroup => self.forget_group(session, text("group")).await,
            Then::ForgetOther => self.forget_group(session, text("other")).await,
            Then::ForgetIfGone => {
                // Acting as a group, one may also remove oneself.
                if is_oneself(text("user")) || session.with(|s| s.user.user_id == text("user")) {
                    self.forget_group(session, text("group")).await;
                }
            }
            Then::OwnRank => {
                if let (Some(key), true) = (group, is_oneself(text("changed_user_id"))) {
                    let rank = arguments.get("new_rank").as_integer().and_then(|rank| i32::try_from(rank).ok());
                    self.own_rank_changed(session, key, rank, call).await;
                }
            }
            Then::MfaOn => self.set_mfa(session, true).await,
            Then::MfaOff => self.set_mfa(session, false).await,
            Then::Rename => {
                let identifier = text("user_identifier");
                self.carry_over(&session.identifier(), identifier).await;
                self.rename(session, identifier).await;
            }
            Then::EndUser => {
                self.forget_known(&session.identifier());
                self.end(session, SignOutReason::UserDeleted).await?;
            }
            Then::EndDevice => {
                if session.device_id() == text("device") {
                    self.forget_known(&session.identifier());
                    self.end(session, SignOutReason::DeviceDeleted).await?;
                }
            }
        }
        Ok(())
    }
}

/// The group that a row is about, and the one that the caller acts as.
fn group_key(row: &Row, arguments: &Value) -> Result<Option<GroupKey>> {
    // Of the rows that a user calls as a user, those with a group in the path take no other group to act as.
    if !row.path.starts_with("/group/{group}") {
        return Ok(None);
    }
    GroupKey::of(arguments).map(Some)
}

/// The request of a row, from its arguments.
pub(super) fn spec_of(endpoint: Endpoint, arguments: &Value) -> Result<Spec> {
    let row = endpoint.row();
    let mut spec = Spec { path: fill(row.path, arguments)?, ..Spec::new(endpoint) };
    if let Some(kind) = &row.body {
        check_body(kind, arguments)?;
        let mut body = String::new();
        kind.copy(arguments, &mut body).ok_or(Error::with(Code::InvalidArgument, "an argument is missing or of another type"))?;
        spec.body = Some(body);
    }
    Ok(spec)
}

/// Rejects input that the service accepts but that is surely a mistake.
fn check_body(kind: &Kind, arguments: &Value) -> Result<()> {
    let Kind::Object(fields) = kind else { return Ok(()) };
    for (name, _) in *fields {
        match (*name, arguments.get(name)) {
            ("rank", Value::Null) => {}
            ("rank" | "new_rank", value) => {
                let rank = value.as_integer().and_then(|rank| i32::try_from(rank).ok());
                check_rank(rank.unwrap_or(-1))?;
            }
            (name, Value::Text(text)) => require_text(name, text)?,
            _ => {}
        }
    }
    Ok(())
}
