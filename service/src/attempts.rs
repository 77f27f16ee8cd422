//! Guessing of passwords and codes is slowed down. The wire has no code for "too often", so nothing is refused: after many
//! failures for one identifier within a minute, its further attempts are answered one after the other, some time apart.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::store::hash;

/// Failures of one identifier in [`WINDOW_MS`] that nobody notices: people mistype, and tests do so on purpose.
const FREE: usize = 20;
const WINDOW_MS: u64 = 60_000;
/// Between two attempts after that.
const SPACING_MS: u64 = 250;
/// No attempt waits longer: who owns the account must get in, too, while others guess.
const LONGEST_MS: u64 = 5_000;
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
    /// When the next attempt may be answered.
    next: u64,
}

impl Failures {
    fn forget_old(&mut self, now: u64) {
        self.times.retain(|time| time.saturating_add(WINDOW_MS) > now);
    }
}

impl Attempts {
    /// How long an attempt at this time has to wait.
    pub fn wait(&self, app: &str, identifier: &str, secret: Secret, now: u64) -> Duration {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failures) = all.get_mut(&key(app, identifier, secret)) else { return Duration::ZERO };
        failures.forget_old(now);
        if failures.times.len() <= FREE {
            return Duration::ZERO;
        }
        let at = failures.next.max(now.saturating_add(SPACING_MS)).min(now.saturating_add(LONGEST_MS));
        failures.next = at.saturating_add(SPACING_MS);
        Duration::from_millis(at.saturating_sub(now))
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
        let wait = |identifier: &str, now| attempts.wait("app", identifier, Secret::Password, now).as_millis();
        for time in 0..20 {
            attempts.failed("app", "ada", Secret::Password, time);
            assert_eq!(wait("ada", time), 0);
        }
        attempts.failed("app", "ada", Secret::Password, 20);
        // Those at the same time come one after the other, and none waits for ever.
        let waits: Vec<_> = (0..100).map(|_| wait("ada", 20)).collect();
        assert_eq!(waits[..4], [250, 500, 750, 1000]);
        assert_eq!(*waits.last().unwrap(), u128::from(LONGEST_MS));
        // Nobody else waits, and codes are counted apart.
        assert_eq!((wait("bob", 20), attempts.wait("other app", "ada", Secret::Password, 20).as_millis()), (0, 0));
        assert_eq!(attempts.wait("app", "ada", Secret::Code, 20), Duration::ZERO);
        assert_eq!(wait("ada", WINDOW_MS + 20), 0, "a minute later");
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
