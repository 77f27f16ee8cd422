//! Refreshing by the app's `endpoint_fn`, by one tab at a time.
//!
//! The function never runs under the lock: it may take long, and may call the SDK itself. The lock guards a lease record
//! instead, and the other tabs wait for what the leaseholder writes, until the lease's deadline.

use super::Client;
use super::capabilities::{Clock, Host, Platform, Store};
use super::records::{self, Lease};
use super::refresh::Outcome;
use super::session::Session;
use crate::crypto::{b64, random_bytes};
use crate::error::{Code, Error, Result, excerpt};
use crate::steps::jwt;

/// How often a tab looks whether the leaseholder is done.
const LEASE_POLL_MS: u32 = 100;

impl<P: Platform> Client<P> {
    /// A JWT by the callback, from this tab or from another one that is at it.
    pub(super) async fn refresh_by_callback(&self, session: &Session, stale: &str) -> Result<Outcome> {
        let key = self.inner.records.lease(&session.with(|s| s.data.device_id.clone()));
        let lease = self.new_lease()?;
        let shared = self.platform().store().shared();
        if shared && let Some(outcome) = self.wait_for_lease(session, stale, &key, &lease).await? {
            return Ok(outcome);
        }
        session.in_callback.with(|running| *running = true);
        let answer = self.within_timeout(self.platform().host().refresh_callback(stale)).await;
        session.in_callback.with(|running| *running = false);

        let answer = answer.flatten().and_then(|text| {
            let jwt = text.trim();
            let no_jwt = |_| Error::with(Code::RefreshAnswer, format!("refresh.endpoint_fn gave no JWT: {}", excerpt(jwt)));
            jwt::read_claims(jwt).map_err(no_jwt)?;
            self.check_jwt(session, stale, jwt.to_owned())
        });
        if let Ok((jwt, claims)) = &answer {
            self.take_jwt(session, jwt, claims.clone());
        }
        let finish = async {
            if answer.is_ok() {
                self.save(session).await;
            }
            let store = self.platform().store();
            let held: Option<Lease> = records::read(store, &key).await.ok().flatten();
            if held.is_some_and(|held| held.owner == lease.owner) {
                let _ = store.delete(&key).await;
            }
        };
        if shared {
            self.locked(session, finish).await
        } else {
            finish.await
        }
        answer.map(|_| Outcome::Refreshed)
    }

    /// `None`: the lease is this tab's.
    async fn wait_for_lease(&self, session: &Session, stale: &str, key: &str, lease: &Lease) -> Result<Option<Outcome>> {
        let mut waited = 0;
        loop {
            match self.locked(session, self.try_lease(session, stale, key, lease)).await {
                Leased::Mine => return Ok(None),
                Leased::Done(outcome) => return Ok(Some(outcome)),
                // By then the first leaseholder's time is over, so this is the second one that fails.
                Leased::Other if waited > self.lease_length() => return Err(Error::with(Code::Timeout, "other tabs did not get a JWT in time")),
                Leased::Other => {
                    self.platform().clock().sleep(LEASE_POLL_MS).await;
                    waited += i64::from(LEASE_POLL_MS);
                }
            }
        }
    }

    fn new_lease(&self) -> Result<Lease> {
        let deadline = self.platform().clock().now().saturating_add(self.lease_length());
        Ok(Lease { owner: b64::encode_url(&random_bytes::<9>()?), deadline })
    }

    fn lease_length(&self) -> i64 {
        i64::from(self.options().timeout_ms) + 1_000
    }

    async fn try_lease(&self, session: &Session, stale: &str, key: &str, lease: &Lease) -> Leased {
        if let Some(outcome) = self.look_at_storage(session, stale).await {
            return Leased::Done(outcome);
        }
        let (store, now) = (self.platform().store(), self.platform().clock().now());
        let held: Option<Lease> = records::read(store, key).await.ok().flatten();
        // A deadline too far away comes from a clock that jumped.
        if held.is_some_and(|held| held.owner != lease.owner && held.deadline > now && held.deadline <= now.saturating_add(2 * self.lease_length())) {
            return Leased::Other;
        }
        let lease = Lease { deadline: now.saturating_add(self.lease_length()), ..lease.clone() };
        // Without a lease the other tabs refresh too; that is better than not refreshing.
        let _ = records::write(store, key, &lease).await;
        Leased::Mine
    }
}

enum Leased {
    Mine,
    Other,
    /// Somebody else got a JWT meanwhile.
    Done(Outcome),
}
