//! A valid JWT: refreshed when needed, once for all callers of a tab and all tabs of a browser.
//!
//! Within a tab all callers wait for one task. Across tabs: lock, read the storage again, take over another tab's new
//! JWT, else refresh, write, release. The app's `endpoint_fn` never runs under the lock: there the lock guards a lease
//! record, and the other tabs wait for what the leaseholder writes, until the lease's deadline (`lease.rs`).
//!
//! Only a definite answer ends a session, and only the one whose tokens it was about; everything else leaves it as it was.

use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::Client;
use super::cancel::Call;
use super::events::{Event, SignOutReason};
use super::host::{Guard, Request};
use super::options::RefreshStrategy;
use super::request::{Answer, Outgoing, Spec, without_query};
use super::session::{Found, Session};
use super::state::{CLOCK_TOLERANCE_MS, State};
use super::verdict::{is_definite, read_endpoint, read_new};
use crate::error::{Code, Error, Result};
use crate::steps::account::prepare_refresh;
use crate::steps::jwt;
use crate::wire::session::{JwtClaims, RefreshAnswer};
use crate::wire::{Endpoint, Method, codes};

/// A refresh endpoint answers with a JWT, which has some 400 bytes.
const MAX_ENDPOINT_BODY: usize = 64 << 10;
/// How long a start and a log-out wait for a device's lock: somebody looks on, and both can do without it. Also whoever wants to
/// take or give back a lease, for which a working tab holds the lock no longer than the storage takes.
const SHORT_LOCK_MS: u32 = 3_000;
/// How long everything waits for a lock that was not granted the last time: a tab that is stopped (by a debugger, by the
/// browser) may hold it for hours.
const STUCK_LOCK_MS: u32 = 1_000;
/// Seconds that the clocks of a service's machines may differ.
const CLOCK_TOLERANCE_S: u64 = CLOCK_TOLERANCE_MS.unsigned_abs() / 1000;

/// A new JWT.
pub(super) type NewJwt = (String, JwtClaims);

/// Which login a refresh was about: what is said of one is not said of the next.
#[derive(PartialEq, Eq)]
pub(super) struct About {
    login_id: Option<String>,
    refresh_token: String,
}

impl About {
    pub fn of(session: &Session) -> Self {
        session.with(|s| Self { login_id: s.user.login_id.clone(), refresh_token: s.user.refresh_token.clone() })
    }
}

impl Client {
    /// A new JWT for one that may be expired, straight from the service.
    pub async fn refresh_jwt(&self, old_jwt: &str, refresh_token: &str, call: &Call) -> Result<String> {
        let old = jwt::read_claims(old_jwt)?;
        let answer = self.ask_refresh(old_jwt, refresh_token, call).await?;
        read_new(&answer.jwt, &old.aud, &old.sub)?;
        Ok(answer.jwt)
    }

    /// A call with the session's JWT. If the service still takes it for expired (30, 35), the call is repeated once after
    /// one refresh.
    pub(super) fn authorized<'a>(&'a self, session: &'a Arc<Session>, call: &'a Call, spec: Spec) -> BoxFuture<'a, Result<Answer>> {
        async move {
            let jwt = self.valid_jwt(session, call).await?;
            match self.exchange(call, spec.clone().jwt(jwt.clone())).await {
                Err(error) if matches!(error.code, Code::JwtExpired | Code::JwtKeyUnknown) => {
                    let jwt = self.renewed_jwt(session, &jwt, call).await?;
                    self.exchange(call, spec.jwt(jwt)).await
                }
                other => other,
            }
        }
        .boxed()
    }

    /// A JWT that is not known to be expired.
    pub async fn valid_jwt(&self, session: &Arc<Session>, call: &Call) -> Result<String> {
        let now = self.clocks();
        let (jwt, expired) = session.live(|s| (s.user.jwt.clone(), s.is_expired(now)))?;
        if !expired {
            return call.check().map(|()| jwt);
        }
        self.renewed_jwt(session, &jwt, call).await
    }

    /// A JWT other than this one, which expired or was refused somewhere. A caller that gives up leaves the refresh running.
    pub async fn renewed_jwt(&self, session: &Arc<Session>, stale: &str, call: &Call) -> Result<String> {
        let mut begun = None;
        let waiting = session.refreshing.with(|slot| {
            if session.with(|s| s.user.jwt != stale) {
                return None;
            }
            let begin = || {
                let (sender, receiver) = oneshot::channel();
                begun = Some(sender);
                receiver.shared()
            };
            Some(slot.get_or_insert_with(begin).clone())
        });
        if let Some(sender) = begun {
            let (session, stale) = (session.clone(), stale.to_owned());
            self.spawn(|client| async move {
                let result = client.run_refresh(&session, &stale).await;
                session.refreshing.with(|slot| *slot = None);
                // Nobody may be waiting any more.
                let _ = sender.send(result);
            });
        }
        if let Some(waiting) = waiting {
            call.race(waiting).await?.unwrap_or(Err(Error::new(Code::Internal)))?;
        }
        session.jwt()
    }

    async fn run_refresh(&self, session: &Session, stale: &str) -> Result<()> {
        let mut about = About::of(session);
        let result = match &self.options().refresh {
            RefreshStrategy::CookieFn => self.refresh_by_callback(session, stale, &mut about).await,
            _ => self.locked(session, self.refresh_unless_done(session, stale, &mut about)).await,
        };
        match result {
            // Somebody may have logged out meanwhile.
            Ok(Found::Same) => {
                if let Ok(refreshed) = session.live(|s| Event::Refreshed { user_id: s.user.user_id.clone(), exp: s.claims.exp }) {
                    self.emit(refreshed);
                }
                Ok(())
            }
            Ok(Found::Newer) => Ok(()),
            Ok(Found::Gone) => {
                self.ended_elsewhere(session, SignOutReason::LogOut);
                Err(Error::new(Code::SignedOut))
            }
            Err(error) => self.refused(session, &about, error).await,
        }
    }

    /// After a refresh that failed: a definite answer ends the session that it was about. Where there has been another login
    /// of this device since, in this tab or in another, that one goes on.
    pub(super) async fn refused(&self, session: &Session, about: &About, error: Error) -> Result<()> {
        if !is_definite(&error, session.with(|s| s.user.jwt.is_empty())) {
            // Something on the way dropped the header.
            return Err(if error.server_code == Some(codes::JWT_MISSING) { error.may_pass() } else { error });
        }
        if *about != About::of(session) {
            return session.live(|_| ());
        }
        match self.locked(session, self.look_at_storage(session)).await {
            Some(Found::Gone) => {
                self.ended_elsewhere(session, SignOutReason::LogOut);
                return Err(Error::new(Code::SignedOut));
            }
            Some(Found::Newer) => return session.live(|_| ()),
            // Somebody has logged in here while the storage was read.
            _ if *about != About::of(session) => return session.live(|_| ()),
            _ => {}
        }
        if !session.ended() {
            self.emit(Event::SessionExpired { user_id: session.user_id(), error: error.clone() });
            // The session is over whether or not its records could be removed.
            let _ = self.end(session, SignOutReason::SessionExpired).await;
        }
        Err(error)
    }

    pub(super) fn lock_name(&self, device_id: &str) -> String {
        format!("{}/refresh/{device_id}", self.channel_name())
    }

    /// Runs something under a device's lock; events wait until it is released. Runs without the lock if
    /// it can't be had in time.
    pub(super) fn locked<T>(&self, session: &Session, task: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        self.locked_as(self.lock_name(&session.device_id()), u32::MAX, task)
    }

    /// The same, which waits for the lock a short time only.
    pub(super) fn locked_soon<T>(&self, session: &Session, task: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        self.locked_as(self.lock_name(&session.device_id()), SHORT_LOCK_MS, task)
    }

    /// `limit`: the milliseconds to wait, at most those of a request.
    pub(super) async fn locked_as<T>(&self, name: String, limit: u32, task: impl Future<Output = T> + Send) -> T {
        let guard = self.take_lock(name, limit).await;
        // In this order they are dropped, also when the task is: the lock first.
        let _held = (guard, self.hold_back());
        task.await
    }

    /// Boxed: one copy of it for all tasks.
    fn take_lock(&self, name: String, limit: u32) -> BoxFuture<'_, Option<Guard>> {
        async move {
            let is_stuck = self.inner.stuck_locks.with(|stuck| stuck.contains(&name));
            let limit = limit.min(if is_stuck { STUCK_LOCK_MS } else { self.options().timeout_ms });
            let guard = self.within(limit, self.host().lock(&name)).await.ok();
            self.inner.stuck_locks.with(|stuck| {
                stuck.retain(|known| *known != name);
                if guard.is_none() {
                    stuck.push(name);
                }
            });
            guard
        }
        .boxed()
    }

    /// Under the lock: takes over what another tab did, else refreshes and writes. `Same`: refreshed.
    async fn refresh_unless_done(&self, session: &Session, stale: &str, about: &mut About) -> Result<Found> {
        if let Some(found) = self.done_meanwhile(session, stale).await? {
            return Ok(found);
        }
        // Another login of the device may have been found: its own JWT may be expired too.
        let stale = session.jwt()?;
        *about = About::of(session);
        let (jwt, claims) = match &self.options().refresh {
            RefreshStrategy::Cookie { endpoint_url } => self.ask_endpoint(session, &stale, endpoint_url).await?,
            _ => self.ask_service(session, &stale).await?,
        };
        if *about != About::of(session) {
            // Somebody has logged in while the answer was under way.
            return Ok(Found::Newer);
        }
        self.take_jwt(session, &jwt, claims);
        self.save(session).await;
        session.live(|_| Found::Same)
    }

    /// What there is to do no more: another tab has signed out, or there is a valid JWT by now, of another tab or of a login.
    pub(super) async fn done_meanwhile(&self, session: &Session, stale: &str) -> Result<Option<Found>> {
        if self.look_at_storage(session).await == Some(Found::Gone) {
            return Ok(Some(Found::Gone));
        }
        let now = self.clocks();
        session.live(|s| (s.user.jwt != stale && !s.is_expired(now)).then_some(Found::Newer))
    }

    /// What other tabs did meanwhile, which this one takes over. `None` where tabs share nothing, or it can't be read.
    pub(super) async fn look_at_storage(&self, session: &Session) -> Option<Found> {
        if !self.host().shared() {
            return None;
        }
        let _turn = self.inner.writing.lock().await;
        self.look_in_turn(session, |theirs, own| theirs >= own).await
    }

    /// The same in the caller's turn. `is_newer` compares when two JWTs of the same login were issued.
    pub(super) async fn look_in_turn(&self, session: &Session, is_newer: fn(u64, u64) -> bool) -> Option<Found> {
        let (login_id, stored_as) = session.with(|s| (s.user.login_id.clone(), s.stored_as.clone()));
        let saved = stored_as.is_some();
        let (identifier, device_id) = (session.identifier(), session.device_id());
        let mut stored = self.records_of(&identifier, &device_id).await.ok()?;
        // Earlier builds did not note where a device's record is: one that is to move is still where it was.
        if stored.is_empty()
            && let Some(known) = stored_as.filter(|known| *known != identifier)
        {
            stored = self.records_of(&known, &device_id).await.ok()?;
        }
        let stored = stored.into_iter().next();
        if session.with(|s| s.user.login_id != login_id) {
            // Somebody has logged in here while it was read: what was stored before that says nothing.
            return Some(Found::Same);
        }
        let state = stored.filter(|stored| session.with(|s| stored.user_id == s.user.user_id)).map(State::of_record);
        let Some(mut state) = state else {
            return Some(if saved { Found::Gone } else { Found::Same });
        };
        if !self.options().refresh.stores_refresh_token() {
            state.user.refresh_token.clear();
        }
        let is_this_login = session.with(|s| s.user.login_id == state.user.login_id);
        let is_newer = session.with(|s| {
            if is_this_login && s.stored_as == state.stored_as {
                // Nobody moved the record: what this tab says of the identifier may still be to be stored.
                state.user.identifier.clone_from(&s.user.identifier);
            }
            let same_login = is_this_login && s.user.refresh_token == state.user.refresh_token;
            // Another login is newer, unless it is this tab's that is still to be stored.
            s.user.jwt != state.user.jwt && if same_login { is_newer(state.claims.iat, s.claims.iat) } else { saved }
        });
        if !is_newer {
            // Another tab may have seen that MFA was turned on, or moved the record.
            let is_same = session.with(|s| (&s.user.identifier, s.user.mfa) == (&state.user.identifier, state.user.mfa));
            if is_this_login && !is_same {
                self.change(session, |s| {
                    s.user.identifier = state.user.identifier.clone();
                    s.stored_as = state.stored_as.clone();
                    s.user.mfa = state.user.mfa;
                });
            }
            return Some(Found::Same);
        }
        let now = self.clocks();
        self.change(session, |s| {
            if !s.ended {
                // The service's clock is the same for every login.
                (state.ahead, state.got_here) = (s.ahead, s.got_here);
                state.told = is_this_login;
                state.start_steady(now);
                *s = state;
            }
        });
        Some(Found::Newer)
    }

    async fn ask_refresh(&self, stale: &str, refresh_token: &str, call: &Call) -> Result<RefreshAnswer> {
        let body = prepare_refresh(refresh_token)?;
        self.ask(call, Spec::new(Endpoint::Refresh).body(body).jwt(stale.to_owned())).await
    }

    async fn ask_service(&self, session: &Session, stale: &str) -> Result<NewJwt> {
        let refresh_token = session.with(|s| s.user.refresh_token.clone());
        if refresh_token.is_empty() {
            // Stored under a cookie strategy, when this app had one.
            return Err(Error::new(Code::RefreshToken));
        }
        let answer = self.ask_refresh(stale, &refresh_token, &Call::default()).await?;
        self.check_jwt(session, stale, answer.jwt)
    }

    async fn ask_endpoint(&self, session: &Session, stale: &str, endpoint_url: &str) -> Result<NewJwt> {
        let request = Request {
            method: Method::Get,
            url: endpoint_url.to_owned(),
            // Of a session whose stored JWT was damaged there is none.
            headers: if stale.is_empty() { Vec::new() } else { vec![("Authorization", format!("Bearer {stale}"))] },
            body: None,
            with_cookies: true,
            max_body: MAX_ENDPOINT_BODY,
        };
        let outgoing = Outgoing {
            request,
            log_path: without_query(endpoint_url).to_owned(),
            retries: self.options().retries,
            // The first request may still be at work: asking twice could overlap.
            again_after_timeout: false,
            read: read_endpoint,
        };
        let answer = self.send(&Call::default(), outgoing).await?;
        self.check_jwt(session, stale, answer.result.as_text().unwrap_or_default().to_owned())
    }

    /// A new JWT counts only when it is this user's and device's, and no old one.
    pub(super) fn check_jwt(&self, session: &Session, stale: &str, jwt: String) -> Result<NewJwt> {
        let claims = session.with(|s| read_new(&jwt, &s.user.user_id, &s.user.device_id))?;
        // An older one comes from a cache; taken for new, it would also set the clock wrong. Servers' clocks may differ a bit,
        // and one that is still good may be given again.
        let now = self.clocks();
        let (older, expired, good) =
            session.with(|s| (claims.iat.saturating_add(CLOCK_TOLERANCE_S) < s.claims.iat, s.is_expired(now), s.skew_by(&claims, now).is_some()));
        if !good {
            return Err(Error::with(Code::RefreshAnswer, "the refresh gave a JWT that is expired already"));
        }
        if older || (jwt == stale && expired) {
            return Err(Error::with(Code::RefreshAnswer, "the refresh endpoint answered with the old JWT, or with an older one"));
        }
        Ok((jwt, claims))
    }
}
