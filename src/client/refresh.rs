//! A valid JWT: refreshed when needed, once for all callers of a tab and all tabs of a browser.
//!
//! Within a tab all callers wait for one task. Across tabs: lock, read the storage again, take over another tab's new
//! JWT, else refresh, write, release. The app's `endpoint_fn` never runs under the lock: there the lock guards a lease
//! record, and the other tabs wait for what the leaseholder writes, until the lease's deadline.
//!
//! Only a definite answer ends a session; everything else leaves it as it was.

use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use super::Client;
use super::cancel::Call;
use super::capabilities::{Clock, Host, Lock, Method, Platform, Request, Response, Store};
use super::events::{Event, EventError, SignOutReason};
use super::options::RefreshStrategy;
use super::session::{Session, User};
use super::transport::{Reader, Spec, without_query};
use crate::error::{Code, Error, Result, excerpt};
use crate::steps::account::prepare_refresh;
use crate::steps::{jwt, read_answer};
use crate::wire::codes;
use crate::wire::session::RefreshAnswer;

/// How callers of one tab wait for the refresh that is under way.
pub(super) type Waiting = Shared<oneshot::Receiver<Result<()>>>;

/// A refresh endpoint answers with a JWT, which has some 400 bytes.
const MAX_ENDPOINT_BODY: usize = 64 << 10;
/// Seconds that the clocks of a service's machines may differ.
const CLOCK_TOLERANCE_S: u64 = 30;
/// How long `getJwt` waits while the app's `endpoint_fn` runs. It may be the one that asks, so it gets the old JWT then.
const CALLBACK_GRACE_MS: u32 = 500;

impl<P: Platform> User<P> {
    /// The JWT, refreshed when it is expired or about to.
    pub async fn jwt(&self, call: &Call) -> Result<String> {
        let in_callback = self.session.in_callback.with(|running| *running);
        if !in_callback {
            return self.client.valid_jwt(&self.session, call).await;
        }
        let old = self.session.live()?.data.jwt;
        let patience = async {
            self.client.platform().clock().sleep(CALLBACK_GRACE_MS).await;
            Ok(old)
        };
        let valid = self.client.valid_jwt(&self.session, call);
        futures_util::future::select(std::pin::pin!(valid), std::pin::pin!(patience)).await.factor_first().0
    }
}

impl<P: Platform> User<P> {
    /// A JWT other than this one, which an own back end refused.
    pub async fn renew_jwt(&self, stale: &str, call: &Call) -> Result<String> {
        self.client.refresh(&self.session, stale, call).await?;
        Ok(self.session.live()?.data.jwt)
    }
}

impl<P: Platform> Client<P> {
    /// A new JWT for one that may be expired, straight from the service.
    pub async fn refresh_jwt(&self, old_jwt: &str, refresh_token: &str, call: &Call) -> Result<String> {
        jwt::read_claims(old_jwt)?;
        let answer = self.request_refresh(old_jwt, refresh_token, call).await?;
        jwt::read_claims_of(&answer.jwt, &answer.user_id, &answer.device_id)?;
        Ok(answer.jwt)
    }

    /// A call with the session's JWT. Where the service takes it for expired all the same (30, 35), the call is repeated
    /// once after one refresh.
    pub(super) async fn authorized<T: Send>(&self, session: &Arc<Session>, call: &Call, spec: Spec<'_>, read: Reader<T>) -> Result<T> {
        let Response { status, body } = self.authorized_exchange(session, call, spec).await?;
        read(&body, status)
    }

    fn authorized_exchange<'a>(&'a self, session: &'a Arc<Session>, call: &'a Call, spec: Spec<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let jwt = self.valid_jwt(session, call).await?;
            match self.exchange(call, spec.clone().jwt(&jwt)).await {
                Err(error) if matches!(error.code, Code::JwtExpired | Code::JwtKeyUnknown) => {
                    self.refresh(session, &jwt, call).await?;
                    let jwt = session.live()?.data.jwt;
                    self.exchange(call, spec.jwt(&jwt)).await
                }
                other => other,
            }
        })
    }

    /// A JWT that is not known to be expired.
    pub(super) async fn valid_jwt(&self, session: &Arc<Session>, call: &Call) -> Result<String> {
        let state = session.live()?;
        if !state.is_expired(self.platform().clock()) {
            call.check()?;
            return Ok(state.data.jwt);
        }
        self.refresh(session, &state.data.jwt, call).await?;
        Ok(session.live()?.data.jwt)
    }

    /// Replaces this JWT, unless it has been replaced already. A caller that gives up leaves the refresh running.
    async fn refresh(&self, session: &Arc<Session>, stale: &str, call: &Call) -> Result<()> {
        let waiting = session.refreshing.with(|slot| {
            if session.with(|s| s.data.jwt != stale) {
                return None;
            }
            Some(slot.get_or_insert_with(|| self.start_refresh(session.clone(), stale.to_owned())).clone())
        });
        match waiting {
            Some(waiting) => call.race(waiting).await?.unwrap_or(Err(Error::new(Code::Internal))),
            None => session.live().map(drop),
        }
    }

    fn start_refresh(&self, session: Arc<Session>, stale: String) -> Waiting {
        let (sender, receiver) = oneshot::channel();
        let client = self.clone();
        self.platform().spawn(async move {
            let result = client.run_refresh(&session, &stale).await;
            session.refreshing.with(|slot| *slot = None);
            // Nobody may be waiting any more.
            let _ = sender.send(result);
        });
        receiver.shared()
    }

    async fn run_refresh(&self, session: &Session, stale: &str) -> Result<()> {
        let result = match &self.options().refresh {
            RefreshStrategy::CookieFn => self.refresh_by_callback(session, stale).await,
            _ => self.locked(session, self.refresh_unless_done(session, stale)).await,
        };
        match result {
            Ok(Outcome::Refreshed) => {
                // Somebody may have logged out meanwhile.
                if let Ok(state) = session.live() {
                    self.emit(Event::Refreshed { user_id: state.data.user_id, exp: state.claims.exp });
                }
                Ok(())
            }
            Ok(Outcome::TakenOver) => Ok(()),
            Ok(Outcome::SignedOutElsewhere) => {
                if let Some(user_id) = self.forget(session) {
                    self.emit(Event::SignedOut { user_id, remote: true, reason: SignOutReason::LogOut });
                }
                Err(Error::new(Code::SignedOut))
            }
            Err(error) => {
                self.end_if_definite(session, &error).await;
                Err(error)
            }
        }
    }

    /// Ends the session when the service (or who speaks for it) said so.
    pub(super) async fn end_if_definite(&self, session: &Session, error: &Error) -> bool {
        const DEFINITE: [u32; 5] = [codes::REFRESH_TOKEN, codes::USER_NOT_FOUND, codes::JWT_MISSING, codes::JWT_UNDECODABLE, codes::JWT_KEY_UNKNOWN];
        let definite = error.code == Code::RefreshRefused || error.server_code.is_some_and(|code| DEFINITE.contains(&code));
        if definite && !session.with(|s| s.ended) {
            let user_id = session.with(|s| s.data.user_id.clone());
            self.emit(Event::SessionExpired { user_id, error: EventError::from(error) });
            // The session is over whether or not its records could be removed.
            let _ = self.end_session(session, SignOutReason::SessionExpired).await;
        }
        definite
    }

    /// Runs something under this session's lock; log entries wait until it is released. Without a lock in time it runs all the same.
    pub(super) async fn locked<T>(&self, session: &Session, task: impl Future<Output = T> + Send) -> T {
        let name = format!("{}/refresh/{}", self.channel_name(), session.with(|s| s.data.device_id.clone()));
        let guard = self.within_timeout(self.platform().lock().acquire(&name)).await.ok().flatten();
        let hold = HeldLogs::hold(self);
        let result = task.await;
        drop(guard);
        drop(hold);
        result
    }

    /// Under the lock: takes over what another tab did, else refreshes and writes.
    async fn refresh_unless_done(&self, session: &Session, stale: &str) -> Result<Outcome> {
        if let Some(outcome) = self.look_at_storage(session, stale).await {
            return Ok(outcome);
        }
        let (jwt, claims) = match &self.options().refresh {
            RefreshStrategy::Cookie { endpoint_url } => self.ask_endpoint(session, stale, endpoint_url).await?,
            _ => self.ask_service(session, stale).await?,
        };
        self.take_jwt(session, &jwt, claims);
        self.save(session).await;
        Ok(Outcome::Refreshed)
    }

    /// What other tabs did meanwhile. A storage that can't be read says nothing.
    pub(super) async fn look_at_storage(&self, session: &Session, stale: &str) -> Option<Outcome> {
        if !self.platform().store().shared() {
            return None;
        }
        let stored = self.stored(session).await.ok()?;
        let Some(stored) = stored else {
            return session.with(|s| s.saved).then_some(Outcome::SignedOutElsewhere);
        };
        let claims = session.with(|s| jwt::read_claims_of(&stored.jwt, &s.data.user_id, &s.data.device_id)).ok()?;
        if self.options().refresh.stores_refresh_token() && session.with(|s| s.data.refresh_token != stored.refresh_token) {
            // Another tab has logged in anew; the service may have ended what this one had.
            self.change(session, |s| s.data.refresh_token = stored.refresh_token);
        }
        if stored.jwt == stale || jwt::is_expired(&claims, stored.skew_ms, self.platform().clock().now()) {
            return None;
        }
        self.change(session, |s| {
            s.claims = claims;
            s.skew_ms = stored.skew_ms;
            s.data.jwt = stored.jwt;
            s.data.mfa = stored.mfa;
            s.start_steady(self.platform().clock());
        });
        Some(Outcome::TakenOver)
    }

    async fn request_refresh(&self, stale: &str, refresh_token: &str, call: &Call) -> Result<RefreshAnswer> {
        let body = prepare_refresh(refresh_token)?;
        self.request(call, Spec::new(Method::Put, "/refresh").body(&body).jwt(stale).repeatable(), read_answer).await
    }

    async fn ask_service(&self, session: &Session, stale: &str) -> Result<NewJwt> {
        let refresh_token = session.with(|s| s.data.refresh_token.clone());
        if refresh_token.is_empty() {
            // Stored under a cookie strategy, when this app had one.
            return Err(Error::new(Code::RefreshToken));
        }
        let answer = self.request_refresh(stale, &refresh_token, &Call::default()).await?;
        self.check_jwt(session, stale, answer.jwt)
    }

    async fn ask_endpoint(&self, session: &Session, stale: &str, endpoint_url: &str) -> Result<NewJwt> {
        let request = Request {
            method: Method::Get,
            url: endpoint_url.to_owned(),
            headers: vec![("Authorization", format!("Bearer {stale}"))],
            body: None,
            with_cookies: true,
            max_body: MAX_ENDPOINT_BODY,
        };
        // After a time-out the first request may still be at work: asking twice could overlap.
        let again = |error: &Error| error.code != Code::Timeout;
        let log_path = without_query(endpoint_url);
        let check = |text: &str, status| read_endpoint(text, status).map(drop);
        let answer = self.send_with_retries(&Call::default(), request, log_path, self.options().retries, again, check).await?;
        self.check_jwt(session, stale, read_endpoint(&answer.body, answer.status)?)
    }

    /// A new JWT counts only when it is this user's and device's, and no old one.
    pub(super) fn check_jwt(&self, session: &Session, stale: &str, jwt: String) -> Result<NewJwt> {
        let claims = session.with(|s| jwt::read_claims_of(&jwt, &s.data.user_id, &s.data.device_id))?;
        // An older one comes from a cache; taken for new, it would also set the clock wrong. Servers' clocks may differ a bit,
        // and one that is still good may be given again.
        let (older, expired) = session.with(|s| (claims.iat.saturating_add(CLOCK_TOLERANCE_S) < s.claims.iat, s.is_expired(self.platform().clock())));
        if older || (jwt == stale && expired) {
            return Err(Error::with(Code::RefreshAnswer, "the refresh gave the old JWT again, or one that is older still"));
        }
        Ok((jwt, claims))
    }
}

type NewJwt = (String, crate::wire::session::JwtClaims);

/// What came of a refresh, short of an error.
pub(super) enum Outcome {
    Refreshed,
    /// Another tab had refreshed.
    TakenOver,
    /// Another tab had signed out.
    SignedOutElsewhere,
}

/// Reads the answer of a cookie endpoint: the JWT as text, or in the service's envelope.
fn read_endpoint(text: &str, status: u16) -> Result<String> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum InEnvelope {
        Text(String),
        Field { jwt: String },
    }
    let text = text.trim();
    let envelope = text.starts_with('{').then(|| read_answer::<InEnvelope>(text, status));
    if let Some(Err(error)) = &envelope
        && error.server_code.is_some()
    {
        return Err(error.clone());
    }
    let seen = |what: &str| format!("the refresh endpoint {what} (HTTP {status}): {}", excerpt(text));
    match status {
        200..=299 => match envelope {
            Some(Ok(InEnvelope::Text(jwt) | InEnvelope::Field { jwt })) => Ok(jwt),
            None if jwt::read_claims(text.trim_matches('"')).is_ok() => Ok(text.trim_matches('"').to_owned()),
            _ => Err(Error::with(Code::RefreshAnswer, seen("gave no JWT")).at_http_status(status)),
        },
        401 | 403 => Err(Error::with(Code::RefreshRefused, seen("refused")).at_http_status(status)),
        500.. | 429 => Err(Error::with(Code::RefreshEndpoint, seen("failed")).at_http_status(status)),
        _ => Err(Error::with(Code::RefreshEndpoint, seen("failed")).not_retryable().at_http_status(status)),
    }
}

/// Keeps log entries back while a lock is held.
struct HeldLogs<'a, P: Platform>(&'a Client<P>);

impl<'a, P: Platform> HeldLogs<'a, P> {
    fn hold(client: &'a Client<P>) -> Self {
        client.inner.held_log.with(|held| held.locks += 1);
        Self(client)
    }
}

impl<P: Platform> Drop for HeldLogs<'_, P> {
    fn drop(&mut self) {
        let entries = self.0.inner.held_log.with(|held| {
            held.locks = held.locks.saturating_sub(1);
            if held.locks == 0 { std::mem::take(&mut held.entries) } else { Vec::new() }
        });
        for entry in entries {
            self.0.platform().host().log(entry);
        }
    }
}
