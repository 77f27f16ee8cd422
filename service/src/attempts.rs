//! Slows down guessing of passwords and codes. After many failures for one identifier within a minute, further attempts from one
//! source (an address, or an IPv6 network) are answered one after the other, some time apart. How many connections the source opens makes
//! no difference: those that would wait too long are refused at once. Others wait in a line of their own, so that the owner of the account
//! gets in while somebody else guesses.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::store::hash;

/// Failures of one identifier in [`WINDOW_MS`] that nobody notices: people mistype, and tests do so on purpose.
const FREE: usize = 20;
const WINDOW_MS: u64 = 60_000;
/// Between two attempts from one source after that.
const SPACING_MS: u64 = 250;
/// No attempt waits longer: it is refused.
const LONGEST_MS: u64 = 5_000;
/// The same, for a caller that has one source only and refuses nobody.
pub const LONGEST: Duration = Duration::from_millis(LONGEST_MS);
/// Sources that are told apart for one identifier. More of them share a line.
const MOST_SOURCES: usize = 100;
/// Identifiers that are watched at once. More of them fail in a minute only when somebody guesses identifiers.
const MOST: usize = 10_000;

/// What is being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Secret {
    Password,
    /// Codes and recovery keys. Counted apart: whoever has the password succeeds with that in between.
    Code,
}

/// The failures of the last minute.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<Key, Failures>>);

type Key = ([u8; 32], Secret);

#[derive(Debug, Default)]
struct Failures {
    /// When, in Unix milliseconds; the last [`FREE`] + 1 of them.
    times: Vec<u64>,
    /// When the next attempt from a source may be answered.
    next: HashMap<Option<IpAddr>, u64>,
}

impl Failures {
    fn forget_old(&mut self, now: u64) {
        self.times.retain(|time| time.saturating_add(WINDOW_MS) > now);
        self.next.retain(|_, next| *next > now);
    }

    fn line(&mut self, source: Option<IpAddr>) -> &mut u64 {
        let source = source.map(network);
        let is_known = self.next.contains_key(&source) || self.next.len() < MOST_SOURCES;
        self.next.entry(if is_known { source } else { None }).or_default()
    }
}

/// Whoever has an IPv6 address has the other 2^64 of its network too (RFC 4291, 2.5.1).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address @ IpAddr::V4(_) => address,
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// Too many attempts wait already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl Attempts {
    /// How long an attempt at this time has to wait.
    ///
    /// # Errors
    /// [`TooMany`]: it is not to be made at all.
    pub fn wait(&self, app: &str, identifier: &str, source: Option<IpAddr>, secret: Secret, now: u64) -> Result<Duration, TooMany> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failures) = all.get_mut(&key(app, identifier, secret)) else { return Ok(Duration::ZERO) };
        failures.forget_old(now);
        if failures.times.len() <= FREE {
            return Ok(Duration::ZERO);
        }
        let next = failures.line(source);
        let at = (*next).max(now.saturating_add(SPACING_MS));
        if at > now.saturating_add(LONGEST_MS) {
            return Err(TooMany);
        }
        *next = at.saturating_add(SPACING_MS);
        Ok(Duration::from_millis(at.saturating_sub(now)))
    }

    /// An attempt has failed.
    pub fn failed(&self, app: &str, identifier: &str, secret: Secret, now: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, failures| {
                failures.forget_old(now);
                !failures.times.is_empty()
            });
        }
        if all.len() >= MOST {
            return;
        }
        let failures = all.entry(key(app, identifier, secret)).or_default();
        failures.forget_old(now);
        if failures.times.len() > FREE {
            failures.times.remove(0);
        }
        failures.times.push(now);
    }
}

fn key(app: &str, identifier: &str, secret: Secret) -> Key {
    (hash(&format!("{app}\0{identifier}")), secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_failures_space_the_attempts() {
        let attempts = Attempts::default();
        let here = Some(IpAddr::from([127, 0, 0, 1]));
        let wait = |identifier: &str, now| attempts.wait("app", identifier, here, Secret::Password, now).map(|wait| wait.as_millis());
        for time in 0..20 {
            attempts.failed("app", "ada", Secret::Password, time);
            assert_eq!(wait("ada", time), Ok(0));
        }
        attempts.failed("app", "ada", Secret::Password, 20);
        // However many come at the same time, no more are answered than four a second; the others are refused.
        let waits: Vec<_> = (0..800).map(|_| wait("ada", 20)).collect();
        assert_eq!(waits[..4], [Ok(250), Ok(500), Ok(750), Ok(1000)]);
        assert_eq!((waits[19], waits[20], waits[799]), (Ok(5000), Err(TooMany), Err(TooMany)));
        assert_eq!((wait("ada", 269), wait("ada", 270)), (Err(TooMany), Ok(5000)), "as soon as one was answered there is room for one");
        // Other sources wait in lines of their own, whoever has an IPv6 network in one.
        let from = |source: &str| attempts.wait("app", "ada", Some(source.parse().unwrap()), Secret::Password, 20).unwrap().as_millis();
        assert_eq!((from("10.0.0.1"), from("2001:db8::1"), from("2001:db8::ffff"), from("2001:db8:0:1::1")), (250, 250, 500, 250));
        for number in 0..1000_u32 {
            let _ = attempts.wait("app", "ada", Some(IpAddr::from(number.to_be_bytes())), Secret::Password, 20);
        }
        assert!(attempts.0.lock().unwrap().values().all(|failures| failures.next.len() <= MOST_SOURCES + 1));
        // Nobody else waits, and codes are counted apart.
        assert_eq!((wait("bob", 20), attempts.wait("other app", "ada", here, Secret::Password, 20)), (Ok(0), Ok(Duration::ZERO)));
        assert_eq!(attempts.wait("app", "ada", here, Secret::Code, 20), Ok(Duration::ZERO));
        assert_eq!(wait("ada", WINDOW_MS + 20), Ok(0), "a minute later");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..MOST + 10 {
            attempts.failed("app", &number.to_string(), Secret::Code, 0);
        }
        for _ in 0..100 {
            attempts.failed("app", "0", Secret::Code, 1);
        }
        let all = attempts.0.lock().unwrap();
        assert!(all.len() <= MOST && all.values().all(|failures| failures.times.len() <= FREE + 1));
    }
}
