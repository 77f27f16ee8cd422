//! Starting with a stored user.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::events::{Event, SignOutReason};
use super::options::RefreshStrategy;
use super::refresh::About;
use super::request::Spec;
use super::session::{Found, Session};
use crate::error::{Code, Error, Result};
use crate::steps::account::prepare_refresh;
use crate::wire::Endpoint;
use crate::wire::group::GroupInviteListItem;
use crate::wire::session::InitAnswer;

/// The stored user with a valid JWT, and the first page of the user's invites.
pub struct Start {
    pub session: Arc<Session>,
    pub invites: Vec<GroupInviteListItem>,
    /// The service could not be asked (no network, a time-out, a fault of its own), which says nothing about the session:
    /// the JWT may be expired and there are no invites. The next call tries again.
    pub offline: bool,
}

impl Client {
    /// Continues with the current user, if there is one and the service still accepts the session.
    ///
    /// # Errors
    /// Failures that say nothing about the session: it stays stored.
    pub async fn start(&self, call: &Call) -> Result<Option<Start>> {
        let Some(session) = self.current_session().await? else { return Ok(None) };
        let has_token = session.with(|s| !s.user.refresh_token.is_empty());
        let invites = match self.options().refresh {
            RefreshStrategy::Api if has_token => {
                let starting = session.clone();
                let started = self.to_the_end(call, |client| async move { Ok(client.start_at_service(&starting).await) });
                // Whoever gives up hears that.
                started.await?
            }
            _ => {
                let now = self.clocks();
                if session.with(|s| s.is_expired(now)) {
                    // A refresh follows, which waits long for its lock unless that is known to be stuck.
                    call.race(self.locked_soon(&session, async {})).await?;
                }
                self.first_invites(&session, call).await
            }
        };
        match invites {
            Ok(invites) => Ok(Some(Start { session, invites, offline: false })),
            Err(_) if session.ended() => Ok(None),
            Err(error) if error.retryable() => Ok(Some(Start { session, invites: Vec::new(), offline: true })),
            Err(error) => Err(error),
        }
    }

    /// One request: a refresh and the invites. Under the same lock as every refresh.
    async fn start_at_service(&self, session: &Arc<Session>) -> Result<Vec<GroupInviteListItem>> {
        let mut about = About::of(session);
        match self.locked_soon(session, self.ask_init(session, &mut about)).await {
            Ok(Some((invites, exp))) => {
                self.emit(Event::Refreshed { user_id: session.user_id(), exp });
                Ok(invites)
            }
            // Somebody has logged in while the answer was under way.
            Ok(None) => self.first_invites(session, &Call::default()).await,
            Err(error) => {
                self.refused(session, &about, error).await?;
                self.first_invites(session, &Call::default()).await
            }
        }
    }

    async fn ask_init(&self, session: &Session, about: &mut About) -> Result<Option<(Vec<GroupInviteListItem>, u64)>> {
        // Another tab may have refreshed while this one waited for the lock.
        if self.look_at_storage(session).await == Some(Found::Gone) {
            self.ended_elsewhere(session, SignOutReason::LogOut);
            return Err(Error::new(Code::SignedOut));
        }
        *about = About::of(session);
        let (jwt, refresh_token) = session.live(|s| (s.user.jwt.clone(), s.user.refresh_token.clone()))?;
        let spec = Spec::new(Endpoint::InitSession).body(prepare_refresh(&refresh_token)?).jwt(jwt.clone());
        let answer: InitAnswer = self.ask(&Call::default(), spec).await?;
        let (jwt, claims) = self.check_jwt(session, &jwt, answer.jwt)?;
        if *about != About::of(session) {
            return Ok(None);
        }
        let exp = claims.exp;
        self.take_jwt(session, &jwt, claims);
        self.save(session).await;
        session.live(|_| Some((answer.invites, exp)))
    }

    async fn first_invites(&self, session: &Arc<Session>, call: &Call) -> Result<Vec<GroupInviteListItem>> {
        let spec = Spec { path: "/group/invite/0/none".into(), ..Spec::new(Endpoint::InvitesOfUser) };
        self.authorized(session, call, spec).await?.read()
    }
}
