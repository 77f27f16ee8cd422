//! What is remembered of the identifiers that logged in or registered here: which parameters their passwords are derived
//! with, and the salt. The one keeps a lying server from asking for the cheaper key, the other shows that it lies, and
//! spares the next login a round trip.
//!
//! Kept in memory at once and stored in a while: no login waits for it, and losing it costs a repeated try.

use super::Client;
use super::cancel::Call;
use super::events::Event;
use super::records::{Known, short_hash};
use crate::crypto::{DerivedKeys, KdfProfile, b64};
use crate::error::Result;
use crate::steps::kdf::{KdfInput, KdfPolicy};

impl Known {
    pub(super) fn new(identifier: &str, profile: KdfProfile, salt: &[u8; 32]) -> Self {
        Self { identifier_hash: short_hash(identifier.as_bytes()), standard: profile == KdfProfile::Standard, salt: Some(b64::encode(salt)) }
    }

    fn salt(&self) -> Option<[u8; 32]> {
        b64::decode("salt", self.salt.as_ref()?).ok()?.as_slice().try_into().ok()
    }
}

/// Keys that were derived before the service said what from.
pub(super) struct Early {
    pub profile: KdfProfile,
    pub salt: [u8; 32],
    pub keys: Result<DerivedKeys>,
}

impl Client {
    /// What is known of an identifier here, and what is stored, which another tab may have written.
    pub(super) async fn known(&self, identifier: &str) -> Vec<Known> {
        let mut known = self.known_here(identifier);
        known.append(&mut of(identifier, self.stored_known().await));
        known
    }

    /// The same; and where that holds a salt, the keys that it leads to, which are good if it is still the account's.
    pub(super) async fn known_with_keys(&self, identifier: &str, password: &str, call: &Call) -> (Vec<Known>, Option<Early>) {
        let known = self.known(identifier).await;
        let early = match (known.iter().find_map(Known::salt), self.profiles(&known)) {
            (Some(salt), [profile, ..]) => {
                let keys = self.derive(KdfInput::new(password, salt, *profile), call).await;
                Some(Early { salt, profile: *profile, keys })
            }
            _ => None,
        };
        (known, early)
    }

    fn known_here(&self, identifier: &str) -> Vec<Known> {
        of(identifier, self.inner.known.with(|known| known.clone()))
    }

    async fn stored_known(&self) -> Vec<Known> {
        self.read_record(&self.inner.records.kdf()).await.ok().flatten().unwrap_or_default()
    }

    /// Which parameters are tried, in this order. Once 19 MiB has worked here, 4 MiB is never tried again.
    pub(super) fn profiles(&self, known: &[Known]) -> &'static [KdfProfile] {
        use KdfProfile::{Legacy, Standard};
        match (self.options().kdf, known.iter().map(|k| k.standard).reduce(|a, b| a || b)) {
            (KdfPolicy::Strict, _) | (_, Some(true)) => &[Standard],
            (KdfPolicy::Legacy, _) | (_, Some(false)) => &[Legacy, Standard],
            (KdfPolicy::Compatible | KdfPolicy::Migrate, None) => &[Standard, Legacy],
        }
    }

    /// Tells the app when the salt is another than the one that was good the last time, in this tab or in another.
    pub(super) fn check_salt(&self, identifier: &str, known: &[Known], salt: &[u8; 32]) {
        if known.iter().any(|k| k.salt().is_none_or(|known| known == *salt)) {
            return;
        }
        let Some(known) = known.first() else { return };
        let user_id = self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.identifier() == identifier).map(|s| s.user_id()));
        self.emit(Event::SaltChanged { user_id, identifier_hash: known.identifier_hash.clone() });
    }

    /// Remembers how an identifier's password is derived now.
    pub(super) fn remember(&self, identifier: &str, profile: KdfProfile, salt: &[u8; 32]) {
        self.note(Known::new(identifier, profile, salt));
        self.store_known(identifier);
    }

    /// Remembers it in memory.
    pub(super) fn note(&self, known: Known) {
        self.inner.known.with(|all| put(all, known));
    }

    /// What is known of an identifier holds for its new name.
    pub(super) async fn carry_over(&self, old: &str, new: &str) {
        if let Some(known) = self.known(old).await.first() {
            self.note(Known { identifier_hash: short_hash(new.as_bytes()), ..known.clone() });
            self.store_known(new);
        }
    }

    /// Begins to store what is in memory of an identifier.
    pub(super) fn store_known(&self, identifier: &str) {
        let Some(known) = self.known_here(identifier).pop() else { return };
        self.spawn(|client| async move {
            // Another tab, or another login, may be writing too.
            for _ in 0..4 {
                let mut all = client.stored_known().await;
                if all.contains(&known) {
                    return;
                }
                put(&mut all, known.clone());
                let key = client.inner.records.kdf();
                let written = client.host().write(vec![(key.clone(), Some(crate::json::to_text(&all)))], Some(key)).await;
                if written != Ok(false) {
                    return;
                }
            }
        });
    }
}

fn of(identifier: &str, mut known: Vec<Known>) -> Vec<Known> {
    let hash = short_hash(identifier.as_bytes());
    known.retain(|k| k.identifier_hash == hash);
    known
}

fn put(all: &mut Vec<Known>, known: Known) {
    all.retain(|k| k.identifier_hash != known.identifier_hash);
    all.push(known);
}
