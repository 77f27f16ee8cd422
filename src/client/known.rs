//! What is remembered of the identifiers that logged in or registered here: which parameters their passwords are derived
//! with, and the salt. The one keeps a lying server from asking for the cheaper key, the other shows that it lies.
//!
//! Kept in memory at once and stored in a while: no login waits for it, and losing it costs a repeated try.

use super::Client;
use super::events::Event;
use super::records::{Known, short_hash};
use crate::crypto::KdfProfile;
use crate::steps::kdf::KdfPolicy;

impl Known {
    fn new(identifier: &str, profile: KdfProfile, salt: &[u8]) -> Self {
        Self { identifier_hash: short_hash(identifier.as_bytes()), standard: profile == KdfProfile::Standard, salt_hash: Some(short_hash(salt)) }
    }
}

impl Client {
    /// What is known of an identifier here, and what is stored, which another tab may have written.
    pub(super) async fn known(&self, identifier: &str) -> Vec<Known> {
        let hash = short_hash(identifier.as_bytes());
        let mut known = self.inner.known.with(|known| known.clone());
        known.append(&mut self.stored_known().await);
        known.retain(|k| k.identifier_hash == hash);
        known
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
    pub(super) fn check_salt(&self, identifier: &str, known: &[Known], salt: &[u8]) {
        let hash = short_hash(salt);
        if known.iter().any(|k| k.salt_hash.as_ref().is_none_or(|known| *known == hash)) {
            return;
        }
        let Some(known) = known.first() else { return };
        let user_id = self.inner.sessions.with(|live| live.sessions.iter().find(|s| s.identifier() == identifier).map(|s| s.user_id()));
        self.emit(Event::SaltChanged { user_id, identifier_hash: known.identifier_hash.clone() });
    }

    /// Remembers how an identifier's password is derived now.
    pub(super) fn remember(&self, identifier: &str, profile: KdfProfile, salt: &[u8]) {
        self.keep(Known::new(identifier, profile, salt));
    }

    /// What is known of an identifier holds for its new name.
    pub(super) async fn carry_over(&self, old: &str, new: &str) {
        if let Some(known) = self.known(old).await.first() {
            self.keep(Known { identifier_hash: short_hash(new.as_bytes()), ..known.clone() });
        }
    }

    fn keep(&self, known: Known) {
        self.inner.known.with(|all| put(all, known.clone()));
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

fn put(all: &mut Vec<Known>, known: Known) {
    all.retain(|k| k.identifier_hash != known.identifier_hash);
    all.push(known);
}
