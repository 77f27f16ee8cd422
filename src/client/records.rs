//! What is stored, all of it, and why. Values are JSON texts; every key starts with a prefix of its client.
//!
//! | key | value | why |
//! |---|---|---|
//! | `<prefix>/current` | the identifier of the current user | `getActualUser` and `init` find the person who used the app last |
//! | `<prefix>/user/<identifier>` | [`StoredUser`] | a session outlives the page |
//! | `<prefix>/kdf` | hashes of identifiers that 19 MiB worked for | a lying server can't ask for the cheaper key; kept over `logOut` |
//! | `<prefix>/groups/<device id>` | the groups that were opened last, as `group/cache.rs` has them | a group opens without a request for 5 minutes; one record, so that `logOut` finds it |
//! | `<prefix>/lease/<device id>` | [`Lease`] | one tab at a time asks the app's `endpoint_fn` |
//! | `sealing-key` | a `CryptoKey`, AES-GCM-256, not extractable | seals the others; one for all clients of the origin, so it has no prefix |
//!
//! `<prefix>` is 16 hex digits of a hash of base URL, app token and client name: several apps and accounts share one
//! origin, and an app token is nobody's business there.
//!
//! In a browser this is the database `sentc-light`, version 1, with one store, `kv`: keys as above, and as values
//! `{ iv, sealed }` (`web/store/vault.rs`). The record's key is bound to it as associated data, so that a record put in
//! the place of another one does not open. Plain texts, as earlier builds and browsers without WebCrypto (pages of plain
//! http) write them, are read and sealed when they can be. In the app's own storage the values are the plain texts, and
//! there is no sealing key.
//!
//! `logOut` removes `user`, `groups` and `lease` of that device, and `current` if it names it. What stays says who has
//! used this client only by hashes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::capabilities::Store;
use super::options::Options;
use crate::error::{Code, Error, Result};
use crate::steps::keys::DeviceKeyTexts;
use crate::steps::to_json;

/// A stored session. In the cookie modes `refresh_token` is empty.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredUser {
    pub identifier: String,
    pub user_id: String,
    pub device_id: String,
    pub user_group_id: String,
    pub keys: StoredKeys,
    pub jwt: String,
    pub refresh_token: String,
    pub mfa: bool,
    /// How far the service's clock was ahead when the JWT was issued, in milliseconds.
    pub skew_ms: i64,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct StoredKeys {
    private_key: String,
    public_key: String,
    sign_key: String,
    verify_key: String,
    exported_public_key: String,
    exported_verify_key: String,
}

impl From<&DeviceKeyTexts> for StoredKeys {
    fn from(k: &DeviceKeyTexts) -> Self {
        Self {
            private_key: k.private_key.clone(),
            public_key: k.public_key.clone(),
            sign_key: k.sign_key.clone(),
            verify_key: k.verify_key.clone(),
            exported_public_key: k.exported_public_key.clone(),
            exported_verify_key: k.exported_verify_key.clone(),
        }
    }
}

impl From<StoredKeys> for DeviceKeyTexts {
    fn from(k: StoredKeys) -> Self {
        Self {
            private_key: k.private_key,
            public_key: k.public_key,
            sign_key: k.sign_key,
            verify_key: k.verify_key,
            exported_public_key: k.exported_public_key,
            exported_verify_key: k.exported_verify_key,
        }
    }
}

/// Who is asking the app's `endpoint_fn` right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lease {
    pub owner: String,
    /// Unix milliseconds; after it anyone may take over.
    pub deadline: i64,
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
        format!("{}/current", self.prefix)
    }

    pub fn user(&self, identifier: &str) -> String {
        format!("{}/user/{identifier}", self.prefix)
    }

    pub fn kdf(&self) -> String {
        format!("{}/kdf", self.prefix)
    }

    pub fn groups(&self, device_id: &str) -> String {
        format!("{}/groups/{device_id}", self.prefix)
    }

    pub fn lease(&self, device_id: &str) -> String {
        format!("{}/lease/{device_id}", self.prefix)
    }
}

/// Whether somebody is signed out when this record is lost.
#[cfg_attr(not(feature = "js"), allow(dead_code))] // native storages lose nothing
pub(crate) fn is_of_a_session(key: &str) -> bool {
    key.ends_with("/current") || key.contains("/user/")
}

/// What stands for an identifier where the identifier itself has no business.
pub(super) fn identifier_hash(identifier: &str) -> String {
    hex(&Sha256::digest(identifier.as_bytes()), 16)
}

fn hex(bytes: &[u8], length: usize) -> String {
    bytes.iter().take(length).map(|b| format!("{b:02x}")).collect()
}

/// Reads a record. One that is not of the expected shape is as good as none: it may come from another version.
pub(super) async fn read<T: DeserializeOwned>(store: &impl Store, key: &str) -> Result<Option<T>> {
    Ok(store.get(key).await?.and_then(|text| crate::wire::from_json(&text)))
}

pub(super) async fn write<T: Serialize + Sync>(store: &impl Store, key: &str, value: &T) -> Result<()> {
    let text = to_json(value).map_err(|_| Error::new(Code::Storage))?;
    store.set(key, &text).await
}
