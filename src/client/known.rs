//! What is remembered of the identifiers that logged in or registered here: which parameters their passwords are derived
//! with, and the salt. The one keeps a lying server from asking for the cheaper key, the other shows that it lies, and
//! spares the next login a round trip.
//!
//! What is remembered belongs to the account's salt. Every change of a password, wherever it happens, gives another salt:
//! then the parameters may be others too, and the policy decides again. So this client opens whatever a new one opens.
//!
//! Kept in memory at once and stored in a while: no login waits for it, and losing it costs a repeated try. Only a login
//! that was verified is remembered.

use super::Client;
use super::cancel::Call;
use super::events::Event;
use super::records::{KnownIdentifier, short_hash};
use crate::crypto::{DerivedKeys, KdfProfile, SecretKey, b64};
use crate::error::Result;
use crate::steps::kdf::{KdfInput, KdfPolicy};

/// How many identifiers are remembered. The one whose last login is the longest ago goes first.
const REMEMBERED: usize = 128;
/// How many are kept that are not verified yet.
const UNVERIFIED: usize = 16;

impl KnownIdentifier {
    pub(super) fn new(identifier: &str, profile: KdfProfile, salt: &[u8; 32]) -> Self {
        Self { identifier_hash: short_hash(identifier.as_bytes()), standard: profile == KdfProfile::Standard, salt: b64::encode(salt) }
    }

    fn salt(&self) -> Option<[u8; 32]> {
        b64::decode("salt", &self.salt).ok()?.as_slice().try_into().ok()
    }
}

/// Keys that were derived before the service said what from.
pub(super) struct Early {
    pub profile: KdfProfile,
    pub salt: [u8; 32],
    pub keys: Result<DerivedKeys>,
}

/// What this tab has seen of identifiers.
#[derive(Default)]
pub(super) struct Seen {
    /// By verified logins and registrations: what is stored, or is about to be.
    verified: Vec<KnownIdentifier>,
    /// New passwords on their way to the service, by this client or by the app's own back end.
    expected: Vec<KnownIdentifier>,
    /// Logins that wait for a code, by a hash of their auth key.
    waiting: Vec<(String, KnownIdentifier)>,
}

impl Client {
    /// What is known of an identifier: what is stored, which another tab may have written, and what this tab has seen.
    pub(super) async fn known(&self, identifier: &str) -> Vec<KnownIdentifier> {
        let stored = self.stored_known().await;
        self.inner.known.with(|seen| of(identifier, stored.iter().chain(&seen.verified).chain(&seen.expected)))
    }

    /// The same; and where that holds a salt, the keys that it leads to, which are good if it is still the account's.
    pub(super) async fn known_with_keys(&self, identifier: &str, password: &str, call: &Call) -> (Vec<KnownIdentifier>, Option<Early>) {
        let known = self.known(identifier).await;
        let early = match known.iter().find_map(KnownIdentifier::salt) {
            Some(salt) => match self.profiles(&known, &salt) {
                [profile, ..] => {
                    let keys = self.derive(KdfInput::new(password, salt, *profile), call).await;
                    Some(Early { salt, profile: *profile, keys })
                }
                [] => None,
            },
            None => None,
        };
        (known, early)
    }

    async fn stored_known(&self) -> Vec<KnownIdentifier> {
        self.read_record(&self.inner.records.kdf()).await.ok().flatten().unwrap_or_default()
    }

    /// Which parameters are tried for this salt, in this order. Once 19 MiB has worked for it, 4 MiB is never tried again,
    /// unless other clients are to go on working with the account.
    pub(super) fn profiles(&self, known: &[KnownIdentifier], salt: &[u8; 32]) -> &'static [KdfProfile] {
        use KdfProfile::{Legacy, Standard};
        let salt = b64::encode(salt);
        let standard = known.iter().filter(|k| k.salt == salt).map(|k| k.standard).reduce(|a, b| a || b);
        match (self.options().kdf, standard) {
            (KdfPolicy::Strict, _) | (KdfPolicy::Compatible | KdfPolicy::Migrate, Some(true)) => &[Standard],
            (KdfPolicy::Compatible | KdfPolicy::Migrate, None) | (KdfPolicy::Legacy, Some(true)) => &[Standard, Legacy],
            (KdfPolicy::Compatible | KdfPolicy::Migrate, Some(false)) | (KdfPolicy::Legacy, _) => &[Legacy, Standard],
        }
    }

    /// Tells the app when the salt is another than the one that was good the last time, in this tab or in another.
    pub(super) fn check_salt(&self, identifier: &str, known: &[KnownIdentifier], salt: &[u8; 32]) {
        if known.iter().any(|k| k.salt().is_none_or(|known| known == *salt)) {
            return;
        }
        let Some(known) = known.first() else { return };
        let user_id = self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.identifier() == identifier).map(|s| s.user_id()));
        self.emit(Event::SaltChanged { user_id, identifier_hash: known.identifier_hash.clone() });
    }

    /// Remembers how an identifier's password is derived now.
    pub(super) fn remember(&self, identifier: &str, profile: KdfProfile, salt: &[u8; 32]) {
        self.note(KnownIdentifier::new(identifier, profile, salt));
        self.store_known(identifier);
    }

    /// Remembers it in memory.
    pub(super) fn note(&self, known: KnownIdentifier) {
        self.inner.known.with(|seen| {
            seen.expected.retain(|k| k.identifier_hash != known.identifier_hash);
            put(&mut seen.verified, known);
        });
    }

    /// A new password is on its way: if the service takes it, the new salt is this client's doing.
    pub(super) fn expect(&self, identifier: &str, profile: KdfProfile, salt: &[u8; 32]) {
        self.inner.known.with(|seen| {
            seen.expected.push(KnownIdentifier::new(identifier, profile, salt));
            keep_last(&mut seen.expected, UNVERIFIED);
        });
    }

    /// A login asks for a code: it is verified afterwards, or never.
    pub(super) fn note_waiting(&self, auth_key: &SecretKey, known: KnownIdentifier) {
        self.inner.known.with(|seen| {
            seen.waiting.push((short_hash(auth_key.as_bytes()), known));
            keep_last(&mut seen.waiting, UNVERIFIED);
        });
    }

    /// The code was right, and the login is verified.
    pub(super) fn note_after_code(&self, auth_key: &SecretKey) {
        let hash = short_hash(auth_key.as_bytes());
        let known = self.inner.known.with(|seen| {
            let at = seen.waiting.iter().rposition(|(of, _)| *of == hash)?;
            Some(seen.waiting.swap_remove(at).1)
        });
        if let Some(known) = known {
            self.note(known);
        }
    }

    /// What is known of an identifier holds for its new name, and for the old one no more.
    pub(super) async fn carry_over(&self, old: &str, new: &str) {
        let hash = short_hash(old.as_bytes());
        let here = self.inner.known.with(|seen| seen.verified.iter().find(|k| k.identifier_hash == hash).cloned());
        let known = match here {
            Some(known) => Some(known),
            None => self.stored_known().await.into_iter().find(|k| k.identifier_hash == hash),
        };
        if let Some(known) = known {
            self.note(KnownIdentifier { identifier_hash: short_hash(new.as_bytes()), ..known });
            self.store_known(new);
        }
        self.forget_known(old);
    }

    /// An identifier is free again: whoever takes it has another password.
    pub(super) fn forget_known(&self, identifier: &str) {
        let hash = short_hash(identifier.as_bytes());
        self.inner.known.with(|seen| {
            seen.verified.retain(|k| k.identifier_hash != hash);
            seen.expected.retain(|k| k.identifier_hash != hash);
        });
        self.store_known(identifier);
    }

    /// Begins to store what is in memory of an identifier; nothing there deletes it.
    pub(super) fn store_known(&self, identifier: &str) {
        let hash = short_hash(identifier.as_bytes());
        self.spawn(|client| async move {
            // Another tab, or another login, may be writing too.
            for _ in 0..4 {
                let _turn = client.inner.writing.lock().await;
                let mut all = client.stored_known().await;
                // As it is by now: a password may have been changed since.
                let known = client.inner.known.with(|seen| seen.verified.iter().find(|k| k.identifier_hash == hash).cloned());
                match known {
                    Some(known) if all.last() == Some(&known) => return,
                    Some(known) => put(&mut all, known),
                    None if all.iter().all(|k| k.identifier_hash != hash) => return,
                    None => all.retain(|k| k.identifier_hash != hash),
                }
                let key = client.inner.records.kdf();
                let written = client.host().write(vec![(key.clone(), Some(crate::json::to_text(&all)))], Some(key)).await;
                if written != Ok(false) {
                    return;
                }
            }
        });
    }
}

fn of<'a>(identifier: &str, known: impl Iterator<Item = &'a KnownIdentifier>) -> Vec<KnownIdentifier> {
    let hash = short_hash(identifier.as_bytes());
    known.filter(|k| k.identifier_hash == hash).cloned().collect()
}

fn put(all: &mut Vec<KnownIdentifier>, known: KnownIdentifier) {
    all.retain(|k| k.identifier_hash != known.identifier_hash);
    all.push(known);
    keep_last(all, REMEMBERED);
}

fn keep_last<T>(all: &mut Vec<T>, number: usize) {
    let excess = all.len().saturating_sub(number);
    all.drain(..excess);
}
