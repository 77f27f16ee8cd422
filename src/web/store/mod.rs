//! Where sessions are kept in a browser: the app's own storage, else IndexedDB, else memory.
//!
//! IndexedDB may be missing, denied, full, hanging or in the middle of an upgrade. None of that may cost the person the
//! session at hand: what can't be written there is kept in memory, and the app hears of it once.

mod app;
mod indexed_db;
mod memory;
mod vault;

use std::cell::Cell;

use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use super::convert::{get, local, method, to_js};
use crate::client::capabilities::Store;
use crate::client::events::{Event, SignOutReason};
use crate::client::records;
use crate::error::Result;
use app::AppStorage;
use indexed_db::{Found, IndexedDb};
use memory::{Kept, Memory};

#[derive(Debug)]
pub struct WebStore {
    backend: SendWrapper<Backend>,
}

#[derive(Debug)]
enum Backend {
    App(AppStorage),
    Own(OwnStorage),
}

/// IndexedDB, with memory over it for what could not be written.
#[derive(Debug)]
struct OwnStorage {
    database: IndexedDb,
    memory: Memory,
    host: JsValue,
    /// Something is marked as deleted that still is in the database.
    owes: Cell<bool>,
    told: Cell<bool>,
    told_lost: Cell<bool>,
}

impl WebStore {
    /// From the façade's host object: `storage` is the app's own, `memory` a Map that outlives this instance. `seals`:
    /// records in IndexedDB are encrypted where WebCrypto is.
    pub fn new(host: &JsValue, seals: bool) -> Self {
        let storage = get(host, "storage");
        let backend = if storage.is_object() {
            Backend::App(AppStorage::new(storage))
        } else {
            Backend::Own(OwnStorage {
                database: IndexedDb::new(seals),
                memory: Memory::new(get(host, "memory")),
                host: host.clone(),
                // An instance before this one may have left something.
                owes: Cell::new(true),
                told: Cell::new(false),
                told_lost: Cell::new(false),
            })
        };
        Self { backend: SendWrapper::new(backend) }
    }
}

impl Store for WebStore {
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<String>>> + Send {
        let key = key.to_owned();
        local(async move {
            match &*self.backend {
                Backend::App(storage) => storage.get(&key).await,
                Backend::Own(storage) => Ok(storage.get(&key).await),
            }
        })
    }

    fn set(&self, key: &str, value: &str) -> impl Future<Output = Result<()>> + Send {
        let (key, value) = (key.to_owned(), value.to_owned());
        local(async move {
            match &*self.backend {
                Backend::App(storage) => storage.set(&key, &value).await,
                Backend::Own(storage) => {
                    storage.set(&key, &value).await;
                    Ok(())
                }
            }
        })
    }

    fn delete(&self, key: &str) -> impl Future<Output = Result<()>> + Send {
        let key = key.to_owned();
        local(async move {
            match &*self.backend {
                Backend::App(storage) => storage.delete(&key).await,
                Backend::Own(storage) => {
                    storage.delete(&key).await;
                    Ok(())
                }
            }
        })
    }

    fn shared(&self) -> bool {
        match &*self.backend {
            // Unknown; treating it as shared costs a lock and no more.
            Backend::App(_) => true,
            Backend::Own(storage) => !storage.told.get(),
        }
    }
}

impl OwnStorage {
    async fn get(&self, key: &str) -> Option<String> {
        match self.memory.get(key) {
            Some(Kept::Text(value)) => return Some(value),
            Some(Kept::Deleted) => return None,
            None => {}
        }
        let found = self.or_tell(self.database.get(key).await)?;
        // It answers.
        self.delete_marked().await;
        match found {
            Found::Text(text) => Some(text),
            Found::Nothing => None,
            Found::Lost => {
                // A lost cache is no news.
                if records::is_of_a_session(key) {
                    self.tell_lost();
                }
                None
            }
        }
    }

    async fn set(&self, key: &str, value: &str) {
        match self.or_tell(self.database.set(key, value).await) {
            Some(()) => self.memory.delete(key),
            None => self.memory.set(key, value),
        }
    }

    async fn delete(&self, key: &str) {
        // First: from here on it is not found, whatever the database does.
        self.memory.mark_deleted(key);
        if self.or_tell(self.database.delete(key).await).is_some() {
            self.unmark(key);
        } else {
            self.owes.set(true);
        }
    }

    /// Deletes what could not be deleted before, now that the database answers.
    async fn delete_marked(&self) {
        if !self.owes.replace(false) {
            return;
        }
        for key in self.memory.marked() {
            if self.database.delete(&key).await.is_err() {
                return self.owes.set(true);
            }
            self.unmark(&key);
        }
    }

    /// Unless it was written anew meanwhile.
    fn unmark(&self, key: &str) {
        if matches!(self.memory.get(key), Some(Kept::Deleted)) {
            self.memory.delete(key);
        }
    }

    fn or_tell<T>(&self, result: std::result::Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.tell(&reason)).ok()
    }

    /// Tells the app once that records live in memory only.
    fn tell(&self, reason: &str) {
        if !self.told.replace(true) {
            self.event(Event::StorageUnavailable { reason: reason.to_owned() });
        }
    }

    /// The browser lost the sealing key: whoever was signed in is not any more, and nobody knows who that was.
    fn tell_lost(&self) {
        if !self.told_lost.replace(true) {
            self.event(Event::SignedOut { user_id: String::new(), remote: false, reason: SignOutReason::StorageLost });
        }
    }

    fn event(&self, event: Event) {
        if let (Some(on_event), Ok(event)) = (method(&self.host, "onEvent"), to_js(&event)) {
            let _ = on_event.call1(&self.host, &event);
        }
    }
}
