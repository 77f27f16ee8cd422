//! Database `sentc-light`, store `kv`: texts by key.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, select};
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, Transaction, TransactionMode};
use wasm_bindgen::JsValue;

use crate::client::capabilities::Clock;
use crate::web::clock::WebClock;

const DATABASE: &str = "sentc-light";
const VERSION: u32 = 1;
const STORE: &str = "kv";
/// An open that takes longer is blocked by an upgrade in another tab, or hangs as some browsers do after a crash.
const TIMEOUT_MS: u32 = 4_000;

#[derive(Debug)]
pub struct IndexedDb {
    /// Open, unless another tab wanted to upgrade or delete the database.
    open: Rc<RefCell<Option<Rc<Database>>>>,
}

type Result<T> = std::result::Result<T, String>;

impl IndexedDb {
    pub fn new() -> Self {
        Self { open: Rc::default() }
    }

    pub async fn get(&self, key: &str) -> Result<Option<String>> {
        let read = async {
            let transaction = self.begin(TransactionMode::ReadOnly).await?;
            let value = transaction.object_store(STORE)?.get(Query::Key(key.into()))?.await?;
            Ok(value.and_then(|value| value.as_string()))
        };
        in_time(read).await
    }

    pub async fn set(&self, key: &str, value: &str) -> Result<()> {
        let write = async {
            let transaction = self.begin(TransactionMode::ReadWrite).await?;
            transaction.object_store(STORE)?.put(&value.into(), Some(&JsValue::from(key)))?.await?;
            committed(transaction).await
        };
        in_time(write).await
    }

    pub async fn delete(&self, key: &str) -> Result<()> {
        let delete = async {
            let transaction = self.begin(TransactionMode::ReadWrite).await?;
            transaction.object_store(STORE)?.delete(Query::Key(key.into()))?.await?;
            committed(transaction).await
        };
        in_time(delete).await
    }

    async fn begin(&self, mode: TransactionMode) -> std::result::Result<Transaction, Error> {
        if let Some(database) = self.opened() {
            if let Ok(transaction) = database.transaction(&[STORE], mode) {
                return Ok(transaction);
            }
            // It was closed under us (the browser cleared the site's data): once more from the start.
            *self.open.borrow_mut() = None;
        }
        self.open().await?.transaction(&[STORE], mode)
    }

    fn opened(&self) -> Option<Rc<Database>> {
        self.open.borrow().clone()
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
        let database = Rc::new(database);
        *self.open.borrow_mut() = Some(database.clone());
        Ok(database)
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

async fn in_time<T>(work: impl Future<Output = std::result::Result<T, Error>>) -> Result<T> {
    match select(pin!(work), pin!(WebClock.sleep(TIMEOUT_MS))).await {
        Either::Left((Ok(value), _)) => Ok(value),
        Either::Left((Err(error), _)) => Err(format!("IndexedDB: {error}")),
        Either::Right(_) => Err(format!("IndexedDB gave no answer within {TIMEOUT_MS} ms")),
    }
}
