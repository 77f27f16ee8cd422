//! Starting with a stored user, and finding one.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::capabilities::{Method, Platform};
use super::events::Event;
use super::options::RefreshStrategy;
use super::refresh::Outcome;
use super::session::{Session, User};
use super::transport::Spec;
use crate::error::{Code, Error, Result};
use crate::steps::account::prepare_refresh;
use crate::steps::read_answer;
use crate::wire::group::GroupInviteListItem;
use crate::wire::session::InitAnswer;

/// The stored user with a valid JWT, and the first page of the user's invites.
pub struct Started<P: Platform> {
    pub user: User<P>,
    pub invites: Vec<GroupInviteListItem>,
}

impl<P: Platform> Client<P> {
    /// Goes on with the current user, if there is one and the service still accepts the session.
    ///
    /// # Errors
    /// Whatever says nothing about the session (no network, a time-out): it stays stored, and this can be called again.
    pub async fn init(&self, call: &Call) -> Result<Option<Started<P>>> {
        let Some(session) = self.find_current().await? else { return Ok(None) };
        let has_token = session.with(|s| !s.data.refresh_token.is_empty());
        let invites = match self.options().refresh {
            RefreshStrategy::Api if has_token => call.race(self.start_at_service(&session)).await?,
            _ => self.start_with_jwt(&session, call).await,
        };
        match invites {
            Ok(invites) => Ok(Some(Started { user: self.user_of(session), invites })),
            Err(_) if session.with(|s| s.ended) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One request: a refresh and the invites. Under the same lock as every refresh.
    async fn start_at_service(&self, session: &Arc<Session>) -> Result<Vec<GroupInviteListItem>> {
        let result = self.locked(session, self.ask_init(session)).await;
        match result {
            Ok((invites, exp)) => {
                let user_id = session.with(|s| s.data.user_id.clone());
                self.emit(Event::Refreshed { user_id, exp });
                Ok(invites)
            }
            Err(error) => {
                self.end_if_definite(session, &error).await;
                Err(error)
            }
        }
    }

    async fn ask_init(&self, session: &Session) -> Result<(Vec<GroupInviteListItem>, u64)> {
        // Another tab may have refreshed while this one waited for the lock.
        let known = session.live()?.data.jwt;
        if let Some(Outcome::SignedOutElsewhere) = self.look_at_storage(session, &known).await {
            self.forget(session);
            return Err(Error::new(Code::SignedOut));
        }
        let state = session.live()?;
        let body = prepare_refresh(&state.data.refresh_token)?;
        let spec = Spec::new(Method::Post, "/init").body(&body).jwt(&state.data.jwt).repeatable();
        let answer: InitAnswer = self.request(&Call::default(), spec, read_answer).await?;
        let (jwt, claims) = self.check_jwt(session, &state.data.jwt, answer.jwt)?;
        let exp = claims.exp;
        self.take_jwt(session, &jwt, claims);
        self.save(session).await;
        Ok((answer.invites, exp))
    }

    async fn start_with_jwt(&self, session: &Arc<Session>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        self.authorized(session, call, Spec::get("/group/invite/0/none"), read_answer).await
    }

    /// The current user. NO_USER where there is none.
    pub async fn current_user(&self) -> Result<User<P>> {
        let session = self.find_current().await?.ok_or(Error::new(Code::NoUser))?;
        Ok(self.user_of(session))
    }

    /// A stored user by identifier.
    pub async fn stored_user(&self, identifier: &str) -> Result<Option<User<P>>> {
        Ok(self.find_session(identifier).await?.map(|session| self.user_of(session)))
    }
}
