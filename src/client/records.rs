//! What is stored, all of it, and why. Values are JSON texts; every key starts with a prefix of its client.
//!
//! | key | value | why |
//! |---|---|---|
//! | `<prefix>/current` | the identifier of the current user | `getActualUser` and `init` find the person who used the app last |
//! | `<prefix>/user/<identifier>` | [`StoredUser`] | a session outlives the page |
//! | `<prefix>/device/<device id>` | the identifier that this device's session is stored under | identifiers change, in this tab, in another one or elsewhere: no session is missed, and none is left behind |
//! | `<prefix>/kdf` | [`KnownIdentifier`] of each identifier that logged in, by its hash | a lying server can't ask for the cheaper key, or for another salt unseen; kept over `logOut` |
//! | `<prefix>/groups/<device id>` | the groups that were opened last, as `groups.rs` has them | a group opens without a request for 5 minutes; one record, so that `logOut` finds it |
//! | `<prefix>/lease/<device id>` | [`Lease`] | one tab at a time asks the app's `endpoint_fn` |
//! | `<prefix>/app/<key>` | the app's own | `Sentc.getStore()` |
//! | `sealing-key` | a `CryptoKey`, AES-GCM-256, not extractable | seals the others; one for all clients of the origin, so it has no prefix |
//!
//! `<prefix>` is 16 hex digits of a hash of base URL, app token and client name: several apps and accounts share one
//! origin, and no record may show them the app token of another.
//!
//! How a browser keeps them is in `pkg/src/host`. The text `null` is as good as no record: it takes the place of one that
//! could not be deleted.
//!
//! `logOut` removes `user`, `device`, `groups` and `lease` of that device, and `current` if it names it. What stays says who has
//! used this client only by hashes.

use sha2::{Digest, Sha256};

use super::options::Options;
use crate::json::{self, Json, Object};
use crate::json_struct;
use crate::steps::device_keys::DeviceKeyTexts;

json_struct! {
    /// A stored session. In the cookie modes `refresh_token` is empty.
    #[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
    StoredUser {
        identifier: String,
        user_id: String,
        device_id: String,
        user_group_id: String,
        keys: DeviceKeyTexts,
        jwt: String,
        refresh_token: String,
        mfa: bool,
        /// How far the service's clock was ahead when the JWT was issued, in milliseconds.
        skew_ms: i64,
        /// Random, of the login that this session began with: what is said of one login is not said of the next.
        login_id: String,
        /// When that login was, in Unix milliseconds.
        signed_in_at: i64,
    }

    /// What is known of an identifier that logged in or registered here.
    #[derive(Debug, PartialEq, Eq)]
    KnownIdentifier {
        identifier_hash: String,
        /// 19 MiB worked; else 4 MiB.
        standard: bool,
        /// The salt that was good the last time, in base64. No secret: the service gives it to whoever asks.
        salt: String,
    }

    /// The tab that is asking the app's `endpoint_fn` right now.
    #[derive(Debug, PartialEq, Eq)]
    Lease {
        owner: String,
        /// Unix milliseconds; after it anyone may take over.
        deadline: i64,
    }
}

impl StoredUser {
    /// What the bindings show of a session.
    pub fn view(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.field("identifier", &self.identifier);
        object.field("user_id", &self.user_id);
        object.field("device_id", &self.device_id);
        object.field("jwt", &self.jwt);
        object.field("refresh_token", &self.refresh_token);
        object.field("mfa", &self.mfa);
        object.field("device", &self.keys);
        object.end();
        out
    }
}

/// The keys of one client's records.
#[derive(Clone, Debug)]
pub(super) struct Records {
    prefix: String,
}

impl Records {
    pub fn new(options: &Options) -> Self {
        let mut hash = Sha256::new();
        for part in [&options.base_url, &options.app_token, &options.name] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        Self { prefix: hex(&hash.finalize(), 8) }
    }

    /// The prefix, also the name of this client's locks and of its messages to other tabs.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    pub fn current(&self) -> String {
        self.key("current", "")
    }

    pub fn user(&self, identifier: &str) -> String {
        self.key("user/", identifier)
    }

    pub fn kdf(&self) -> String {
        self.key("kdf", "")
    }

    pub fn device(&self, device_id: &str) -> String {
        self.key("device/", device_id)
    }

    pub fn groups(&self, device_id: &str) -> String {
        self.key("groups/", device_id)
    }

    pub fn lease(&self, device_id: &str) -> String {
        self.key("lease/", device_id)
    }

    /// Whether a record goes with its session: not what is known of identifiers, and not the app's own.
    #[cfg(feature = "native")]
    pub fn is_of_a_session(&self, key: &str) -> bool {
        let kinds = [self.current(), self.user(""), self.device(""), self.groups(""), self.lease("")];
        kinds.iter().any(|kind| key.starts_with(kind))
    }

    fn key(&self, kind: &str, name: &str) -> String {
        [&self.prefix, "/", kind, name].concat()
    }
}

/// What stands for something where it has no business itself: 16 bytes of its SHA-256, in hex.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes), 16)
}

fn hex(bytes: &[u8], length: usize) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().take(length).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads a record's text. One that is not of the expected shape is as good as none: it may come from another version.
pub(super) fn read<T: Json>(text: &str) -> Option<T> {
    json::from_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hashlib. Another key, and whoever is signed in is not found any more.
    #[test]
    fn keys_stay_as_they_are() {
        let options = Options::new("token");
        assert_eq!(Records::new(&options).user("ada"), "074b4441f192a78f/user/ada");
        assert_eq!(Records::new(&Options { name: "work".into(), ..options }).prefix(), "10257afcb0b58c36");
        assert_eq!(short_hash(b"ada"), "fdee430d40bd57deeac186cd9790033d");
    }
}
