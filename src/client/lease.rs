//! Refreshing by the app's `endpoint_fn`, by one tab at a time.
//!
//! The function never runs under the lock: it may take long, and may call the SDK itself. The lock guards a lease record
//! instead, and the other tabs wait for what the leaseholder writes, until the lease's deadline.

use super::Client;
use super::records::Lease;
use super::refresh::About;
use super::session::{Found, Session};
use crate::crypto::{b64, random_bytes};
use crate::error::{Code, Error, Result, excerpt};
use crate::steps::jwt;

/// How often a tab looks whether the leaseholder is done.
const LEASE_POLL_MS: u32 = 100;

enum Leased {
    Mine,
    Other,
    /// Somebody else did something meanwhile.
    Done(Found),
}

impl Client {
    /// A JWT by the callback, from this tab or from another one that is at it. `Same`: refreshed.
    pub(super) async fn refresh_by_callback(&self, session: &Session, stale: &str, about: &mut About) -> Result<Found> {
        let key = self.inner.records.lease(&session.device_id());
        let owner = b64::encode_url(&random_bytes::<9>()?);
        let shared = self.host().shared();
        if shared && let Some(found) = self.wait_for_lease(session, stale, &key, &owner).await? {
            return Ok(found);
        }
        // Somebody may have logged in here since the lease was taken: that JWT is not to be refreshed.
        let (jwt, expired) = session.with(|s| (s.user.jwt.clone(), s.is_expired(self.host().as_ref())));
        if session.ended() || (jwt != stale && !expired) {
            if shared {
                self.locked_soon(session, self.give_back(session, &key, &owner, false)).await;
            }
            return session.live(|_| Found::Newer);
        }
        let stale = jwt;
        *about = About::of(session);
        let answer = self.within_timeout(self.host().ask(&stale)).await;
        let answer = answer.map_err(|_| self.too_slow()).flatten().and_then(|text| {
            let jwt = text.trim();
            jwt::read_claims(jwt).map_err(|_| Error::with(Code::RefreshAnswer, format!("refresh.endpoint_fn gave no JWT: {}", excerpt(jwt))))?;
            self.check_jwt(session, &stale, jwt.to_owned())
        });
        let is_another = *about != About::of(session);
        if let Ok((jwt, claims)) = &answer
            && !is_another
        {
            self.take_jwt(session, jwt, claims.clone());
        }
        if shared {
            self.locked_soon(session, self.give_back(session, &key, &owner, answer.is_ok())).await;
        } else if answer.is_ok() {
            self.save(session).await;
        }
        answer?;
        Ok(if is_another { Found::Newer } else { Found::Same })
    }

    fn too_slow(&self) -> Error {
        let limit = self.options().timeout_ms;
        let words =
            format!("refresh.endpoint_fn gave no JWT within {limit} ms. After its first await it must not wait for getJwt or user.fetch: they wait for it");
        Error::with(Code::Timeout, words)
    }

    async fn give_back(&self, session: &Session, key: &str, owner: &str, refreshed: bool) {
        if refreshed {
            self.save(session).await;
        }
        let held: Option<Lease> = self.read_record(key).await.ok().flatten();
        if held.is_some_and(|held| held.owner == owner) {
            let _ = self.host().write(vec![(key.to_owned(), None)], None).await;
        }
    }

    /// `None`: the lease is this tab's.
    async fn wait_for_lease(&self, session: &Session, stale: &str, key: &str, owner: &str) -> Result<Option<Found>> {
        let mut waited = 0;
        loop {
            match self.locked_soon(session, self.try_lease(session, stale, key, owner)).await? {
                Leased::Mine => return Ok(None),
                Leased::Done(found) => return Ok(Some(found)),
                // By then the first leaseholder's time is over, so this is the second one that fails.
                Leased::Other if waited > self.lease_length() => return Err(Error::with(Code::Timeout, "other tabs did not get a JWT in time")),
                Leased::Other => {
                    self.host().sleep(LEASE_POLL_MS).await;
                    waited += i64::from(LEASE_POLL_MS);
                }
            }
        }
    }

    fn lease_length(&self) -> i64 {
        i64::from(self.options().timeout_ms) + 1_000
    }

    async fn try_lease(&self, session: &Session, stale: &str, key: &str, owner: &str) -> Result<Leased> {
        if let Some(found) = self.done_meanwhile(session, stale).await? {
            return Ok(Leased::Done(found));
        }
        let now = self.host().now();
        let held: Option<Lease> = self.read_record(key).await.ok().flatten();
        // A deadline too far away comes from a clock that jumped.
        if held.is_some_and(|held| held.owner != owner && held.deadline > now && held.deadline <= now.saturating_add(2 * self.lease_length())) {
            return Ok(Leased::Other);
        }
        // Without a lease the other tabs refresh too; that is better than not refreshing.
        self.write_record(key.to_owned(), &Lease { owner: owner.to_owned(), deadline: now.saturating_add(self.lease_length()) }).await;
        Ok(Leased::Mine)
    }
}
