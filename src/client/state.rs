//! What is known of a session at one moment: its record, its JWT, and how far that is good by two clocks.

use super::records::StoredUser;
use crate::steps::jwt;
use crate::wire::session::JwtClaims;

/// Milliseconds that the clocks of a service's machines may differ.
pub(super) const CLOCK_TOLERANCE_MS: i64 = 30_000;

/// Both clocks at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Now {
    /// Unix milliseconds.
    pub time: i64,
    /// Milliseconds of the steady clock.
    pub steady: i64,
}

pub(crate) struct State {
    pub user: StoredUser,
    pub claims: JwtClaims,
    /// When the JWT expires by the steady clock: the time of day may be set back meanwhile.
    pub expires_steady: i64,
    /// How far the service's clock is ahead of the steady one, at least, in milliseconds: it is later than any `iat`.
    pub ahead: i64,
    /// The JWT was got by this client, from the service or a back end: a record says less of the service's clock.
    pub got_here: bool,
    /// The app was told of the login, or has made it.
    pub told: bool,
    /// The identifier under which the record was written: if it is gone later, another tab signed out.
    pub stored_as: Option<String>,
    pub ended: bool,
    /// It ended, but its records could not be removed.
    pub owes_removal: bool,
}

impl State {
    /// Of a record whose JWT is damaged, or is another's, the JWT is left out and counts as expired: it is sent nowhere, and
    /// who gives new ones decides whether the session goes on without it.
    pub fn of_record(mut user: StoredUser) -> Self {
        let claims = jwt::read_claims_of(&user.jwt, &user.user_id, &user.device_id).unwrap_or_else(|_| {
            user.jwt.clear();
            JwtClaims { aud: user.user_id.clone(), sub: user.device_id.clone(), iat: 0, exp: 0, fresh: false }
        });
        let stored_as = Some(user.identifier.clone());
        Self { stored_as, ..Self::new(user, claims) }
    }

    /// Not stored yet.
    pub fn new(user: StoredUser, claims: JwtClaims) -> Self {
        Self { user, claims, expires_steady: 0, ahead: i64::MIN, got_here: false, told: false, stored_as: None, ended: false, owes_removal: false }
    }

    /// By the time of day, which goes on while a machine sleeps, or by the steady clock, which nobody sets back. A service
    /// remembers the JWTs it refused, so an expired one must not be sent by mistake.
    pub fn is_expired(&self, now: Now) -> bool {
        jwt::is_expired(&self.claims, self.user.skew_ms, now.time) || now.steady.saturating_add(jwt::EXPIRY_MARGIN_MS) >= self.expires_steady
    }

    /// To be called whenever `claims` and `skew_ms` are new.
    pub fn start_steady(&mut self, now: Now) {
        self.expires_steady = now.steady.saturating_add(jwt::remaining(&self.claims, self.user.skew_ms, now.time));
        self.ahead = self.ahead.max(jwt::millis(self.claims.iat).saturating_sub(now.steady));
    }

    /// How far the service's clock is ahead, told from a JWT that a refresh gave just now. `None`: it is expired already.
    ///
    /// A back end may give a JWT that it has given before. Its `iat` is in the past, and says nothing of this clock.
    pub fn skew_by(&self, claims: &JwtClaims, now: Now) -> Option<i64> {
        let (iat, exp) = (jwt::millis(claims.iat), jwt::millis(claims.exp));
        let is_before = |time: i64| iat.saturating_add(CLOCK_TOLERANCE_MS) < time;
        // The steady clock never runs ahead.
        let at_least = now.steady.saturating_add(self.ahead);
        let by_day = now.time.saturating_add(self.user.skew_ms);
        if is_before(at_least) {
            return (at_least < exp).then(|| self.user.skew_ms.max(at_least.saturating_sub(now.time)));
        }
        if !self.got_here && is_before(by_day) && by_day < exp {
            // Given before, or this clock was set forward while the page was closed: the one is as likely as the other, and
            // it costs less to refresh too early.
            return Some(self.user.skew_ms);
        }
        (iat < exp).then(|| jwt::clock_skew(claims, now.time))
    }
}
