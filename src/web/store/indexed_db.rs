//! Database `sentc-light`, store `kv`: sealed records by key, and the key that seals them.
//!
//! Records that are plain texts are from earlier builds, or from a time without WebCrypto: they are read, and sealed.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, select};
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, Transaction, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use super::vault;
use crate::client::capabilities::Clock;
use crate::web::clock::WebClock;
use crate::web::convert::reason;

const DATABASE: &str = "sentc-light";
const VERSION: u32 = 1;
const STORE: &str = "kv";
/// Where the sealing key is, for all clients of this origin.
const SEALING_KEY: &str = "sealing-key";
/// An open that takes longer is blocked by an upgrade in another tab, or hangs as some browsers do after a crash.
const TIMEOUT_MS: u32 = 4_000;
/// For so long nothing but deletions is tried after that: a login writes several records, and must not wait for each.
const REST_MS: i64 = 30_000;
/// What a deletion gets meanwhile.
const SHORT_TIMEOUT_MS: u32 = 300;

#[derive(Debug)]
pub struct IndexedDb {
    /// Open, unless another tab wanted to upgrade or delete the database.
    open: Rc<RefCell<Option<Rc<Database>>>>,
    key: RefCell<Option<CryptoKey>>,
    seals: bool,
    /// Sealing takes a moment: writes take turns, so that the last one wins.
    writes: futures_util::lock::Mutex<()>,
    /// Unix milliseconds.
    rests_until: Cell<i64>,
}

/// What is under a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Text(String),
    /// There was a record, but its sealing key is gone.
    Lost,
}

type Result<T> = std::result::Result<T, String>;

impl IndexedDb {
    pub fn new(seals: bool) -> Self {
        Self { open: Rc::default(), key: RefCell::default(), seals, writes: futures_util::lock::Mutex::new(()), rests_until: Cell::new(0) }
    }

    pub async fn get(&self, name: &str) -> Result<Found> {
        self.unless_resting()?;
        self.in_time(self.find(name)).await
    }

    pub async fn set(&self, name: &str, value: &str) -> Result<()> {
        self.unless_resting()?;
        let _turn = self.writes.lock().await;
        self.in_time(self.write(name, value)).await
    }

    /// Tried at all times: nobody wants to find again what was deleted.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let _turn = self.writes.lock().await;
        self.in_time(self.remove(name)).await
    }

    async fn find(&self, name: &str) -> Result<Found> {
        let record = self.read(name).await?;
        if let Some(text) = record.as_string() {
            // It could be read; that it can't be sealed now is no reason not to use it.
            let _ = self.seal_plain(name, &text).await;
            return Ok(Found::Text(text));
        }
        if !vault::is_sealed(&record) {
            return Ok(Found::Nothing);
        }
        let Some(subtle) = vault::subtle() else { return Ok(Found::Lost) };
        if let Some(text) = self.unseal(&subtle, name, &record).await? {
            return Ok(Found::Text(text));
        }
        // The key in the database may be another one by now than the one this tab has used so far.
        *self.key.borrow_mut() = None;
        if let Some(text) = self.unseal(&subtle, name, &record).await? {
            return Ok(Found::Text(text));
        }
        self.remove(name).await?;
        Ok(Found::Lost)
    }

    async fn unseal(&self, subtle: &web_sys::SubtleCrypto, name: &str, record: &JsValue) -> Result<Option<String>> {
        let key = self.sealing_key(subtle).await?;
        Ok(vault::open(subtle, &key, name, record).await)
    }

    async fn seal_plain(&self, name: &str, text: &str) -> Result<()> {
        if !self.seals || vault::subtle().is_none() {
            return Ok(());
        }
        let _turn = self.writes.lock().await;
        // Only if it still is what was read: another tab may have written meanwhile.
        if self.read(name).await?.as_string().as_deref() == Some(text) {
            self.write(name, text).await?;
        }
        Ok(())
    }

    async fn write(&self, name: &str, value: &str) -> Result<()> {
        let record = match vault::subtle().filter(|_| self.seals) {
            Some(subtle) => {
                let key = self.sealing_key(&subtle).await?;
                vault::seal(&subtle, &key, name, value).await?
            }
            None => value.into(),
        };
        let put = async {
            let transaction = self.begin(TransactionMode::ReadWrite).await?;
            transaction.object_store(STORE)?.put(&record, Some(&JsValue::from(name)))?.await?;
            committed(transaction).await
        };
        put.await.map_err(said)
    }

    async fn read(&self, name: &str) -> Result<JsValue> {
        let read = async {
            let transaction = self.begin(TransactionMode::ReadOnly).await?;
            transaction.object_store(STORE)?.get(Query::Key(name.into()))?.await
        };
        read.await.map(Option::unwrap_or_default).map_err(said)
    }

    async fn remove(&self, name: &str) -> Result<()> {
        let remove = async {
            let transaction = self.begin(TransactionMode::ReadWrite).await?;
            transaction.object_store(STORE)?.delete(Query::Key(name.into()))?.await?;
            committed(transaction).await
        };
        remove.await.map_err(said)
    }

    /// The sealing key, made at first use. Two tabs at once end up with the same: looked for and put in one transaction.
    async fn sealing_key(&self, subtle: &web_sys::SubtleCrypto) -> Result<CryptoKey> {
        if let Some(key) = self.key.borrow().clone() {
            return Ok(key);
        }
        let key = match self.read(SEALING_KEY).await?.dyn_into::<CryptoKey>() {
            Ok(key) => key,
            Err(_) => self.put_key_unless_there(vault::generate_key(subtle).await?).await.map_err(said)?,
        };
        *self.key.borrow_mut() = Some(key.clone());
        Ok(key)
    }

    async fn put_key_unless_there(&self, new: CryptoKey) -> std::result::Result<CryptoKey, Error> {
        let transaction = self.begin(TransactionMode::ReadWrite).await?;
        let store = transaction.object_store(STORE)?;
        let there = store.get(Query::Key(SEALING_KEY.into()))?.await?.and_then(|value| value.dyn_into::<CryptoKey>().ok());
        let key = match there {
            Some(key) => key,
            None => {
                store.put(&new, Some(&JsValue::from(SEALING_KEY)))?.await?;
                new
            }
        };
        committed(transaction).await?;
        Ok(key)
    }

    async fn begin(&self, mode: TransactionMode) -> std::result::Result<Transaction, Error> {
        let opened = self.open.borrow().clone();
        if let Some(database) = opened {
            if let Ok(transaction) = database.transaction(&[STORE], mode) {
                return Ok(transaction);
            }
            // It was closed under us (the browser cleared the site's data): once more from the start.
            self.forget_open();
        }
        self.open().await?.transaction(&[STORE], mode)
    }

    /// With the database goes the key: another one may be in its place.
    fn forget_open(&self) {
        *self.open.borrow_mut() = None;
        *self.key.borrow_mut() = None;
    }

    async fn open(&self) -> std::result::Result<Rc<Database>, Error> {
        let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database()
                && !database.store_names().iter().any(|name| name == STORE)
            {
                // A failure here fails the request as a whole.
                let _ = database.create_object_store(STORE, ObjectStoreParams::new());
            }
        });
        let mut database = request.await?;
        // Give way to another tab's upgrade or deletion, which would hang otherwise.
        let slot = Rc::downgrade(&self.open);
        database.on_version_change(move |_| {
            let open = slot.upgrade().and_then(|slot| slot.borrow_mut().take());
            if let Some(database) = open {
                database.close();
            }
        });
        // Two calls at once may both have opened it. One connection stays: only that one gives way as above.
        if let Some(other) = self.open.borrow().clone() {
            database.close();
            return Ok(other);
        }
        let database = Rc::new(database);
        *self.open.borrow_mut() = Some(database.clone());
        *self.key.borrow_mut() = None;
        Ok(database)
    }

    fn unless_resting(&self) -> Result<()> {
        if WebClock.now() < self.rests_until.get() { Err("IndexedDB gave no answer just now".into()) } else { Ok(()) }
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let limit = if self.unless_resting().is_ok() { TIMEOUT_MS } else { SHORT_TIMEOUT_MS };
        match select(pin!(work), pin!(WebClock.sleep(limit))).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => {
                self.rests_until.set(WebClock.now().saturating_add(REST_MS));
                Err(format!("IndexedDB gave no answer within {limit} ms"))
            }
        }
    }
}

impl Drop for IndexedDb {
    fn drop(&mut self) {
        if let Some(database) = self.open.borrow_mut().take() {
            database.close();
        }
    }
}

/// A write counts when its transaction is through: a full disk shows only there.
async fn committed(transaction: Transaction) -> std::result::Result<(), Error> {
    transaction.commit()?.await.map(drop)
}

/// What the browser says: a `QuotaExceededError`, an `InvalidStateError`. (The crate's own texts would bring the whole
/// machinery that prints JavaScript values into the wasm.)
#[allow(clippy::needless_pass_by_value)] // for map_err
fn said(error: Error) -> String {
    let reason = match &error {
        Error::DomException(exception) => reason(exception),
        Error::IndexedDbNotFound(value) | Error::IndexedDbOpenFailed(value) | Error::TransactionOpenFailed(value) => reason(value),
        Error::UpdateFailed(value) | Error::GetFailed(value) | Error::DeleteFailed(value) => reason(value),
        _ => "failed".into(),
    };
    format!("IndexedDB: {reason}")
}
