//! The SQLite database: one connection writes, a few read, every request is one transaction.
//!
//! The files below hold one topic each, as plain functions over a [`Connection`] inside a transaction. None of them
//! decides what a caller may do, but one: [`access`], the only place where access to groups is read.

pub mod access;
pub mod apps;
pub mod devices;
#[cfg(not(target_arch = "wasm32"))]
mod file;
pub mod groups;
pub mod members;
pub mod page;
pub mod recovery;
pub mod requests;
pub mod sessions;
pub mod users;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, TransactionBehavior};
use sentc_light_wasm::crypto::CryptoError;
use sha2::{Digest, Sha256};

#[cfg(not(target_arch = "wasm32"))]
pub use file::{create_private, write_ahead};

/// Whatever keeps the database from answering. Never the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("stored value: {0}")]
    Crypto(#[from] CryptoError),
    #[error("the database was made by a newer version of this server (schema {0})")]
    Newer(i64),
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("too many requests read at once")]
    Busy,
    #[error("cannot create the database file: {0}")]
    File(#[from] std::io::Error),
}

impl StoreError {
    /// Whether it is a matter of how much is asked at once: no free connection, no file descriptor, another program that writes.
    pub fn is_passing(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy};
        match self {
            Self::Busy => true,
            Self::Sqlite(error) => matches!(error.sqlite_error_code(), Some(CannotOpen | DatabaseBusy)),
            _ => false,
        }
    }
}

pub type Result<T> = std::result::Result<T, StoreError>;

/// SHA-256 (FIPS 180-4), as which identifiers and tokens are stored.
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// The database and its connections.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    /// None for a database in memory, which lives in its one connection.
    #[cfg(not(target_arch = "wasm32"))]
    readers: Option<file::Readers>,
}

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl Store {
    /// A database that dies with the process.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_memory() -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        Self::alone(connection)
    }

    /// A database in memory with the content of [`Store::snapshot`].
    ///
    /// # Errors
    /// [`StoreError`] when these bytes are no database, or one of a newer version.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), false)?;
        // Reads every page: SQLite opens anything that begins like a database.
        let state: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if state == "ok" { Self::alone(connection) } else { Err(StoreError::Damaged(state)) }
    }

    /// The whole database as bytes, in SQLite's file format.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let mut connection = lock(&self.writer);
        Ok(connection.serialize(MAIN_DB)?.to_vec())
    }

    /// How many rows were inserted, changed or deleted since this store was opened. The same number as before: a snapshot
    /// made then is still the whole database.
    pub fn changes(&self) -> u64 {
        lock(&self.writer).total_changes()
    }

    /// A database whose one connection reads and writes.
    fn alone(mut connection: Connection) -> Result<Self> {
        configure(&connection)?;
        migrate(&mut connection)?;
        Ok(Self {
            writer: Mutex::new(connection),
            #[cfg(not(target_arch = "wasm32"))]
            readers: None,
        })
    }

    /// Runs `work` in a writing transaction: committed when it succeeds, rolled back when it fails or panics. Writers
    /// wait for each other, so that what `work` has read stays true until it commits.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        transact(&mut lock(&self.writer), TransactionBehavior::Immediate, work)
    }

    /// Runs `work` on one unchanging view of the database.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(readers) = &self.readers {
            return readers.with(|connection| transact(connection, TransactionBehavior::Deferred, work));
        }
        transact(&mut lock(&self.writer), TransactionBehavior::Deferred, work)
    }
}

fn transact<T, E: From<StoreError>>(
    connection: &mut Connection,
    behavior: TransactionBehavior,
    work: impl FnOnce(&Connection) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let transaction = connection.transaction_with_behavior(behavior).map_err(StoreError::from)?;
    let value = work(&transaction)?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(value)
}

/// A panic of another thread is no reason to stop: its transaction was rolled back while it unwound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Every entry brings the schema one version up. Only ever append: databases in the field have run the older ones.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("options.sql")];

fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).map_err(|_| StoreError::Newer(version))?;
    let missing = MIGRATIONS.get(done..).ok_or(StoreError::Newer(version))?;
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_keys_are_on_and_failed_work_leaves_nothing() {
        let store = Store::in_memory().unwrap();
        let insert = "INSERT INTO users (id, app_id, user_group_id) VALUES ('u', 'no such app', 'g')";
        let result: Result<()> = store.write(|db| Ok(db.execute(insert, []).map(drop)?));
        assert!(result.is_err());
        let count: i64 = store.read(|db| Ok::<_, StoreError>(db.query_row("SELECT count(*) FROM users", [], |row| row.get(0))?)).unwrap();
        assert_eq!(count, 0);
    }

    #[test]
    fn a_snapshot_is_the_whole_database_and_nothing_else_is_one() {
        let store = Store::in_memory().unwrap();
        let before = store.changes();
        let insert = "INSERT INTO apps VALUES ('a', 1, x'01', x'02', x'03', x'04', x'05')";
        store.write(|db| Ok::<_, StoreError>(db.execute(insert, []).map(drop)?)).unwrap();
        assert_ne!(store.changes(), before);
        let bytes = store.snapshot().unwrap();
        let copy = Store::from_snapshot(&bytes).unwrap();
        // It grows, and the first one does not.
        copy.write(|db| Ok::<_, StoreError>(db.execute("UPDATE apps SET decoy_sealed = zeroblob(100000)", []).map(drop)?)).unwrap();
        let ids = |store: &Store| store.read(|db| Ok::<_, StoreError>(db.query_row("SELECT group_concat(id) FROM apps", [], |row| row.get::<_, String>(0))?));
        assert_eq!((ids(&store).unwrap(), ids(&copy).unwrap()), ("a".into(), "a".into()));
        assert_eq!(store.snapshot().unwrap(), bytes);

        for wrong in [&bytes[..bytes.len() / 2], &b"no database"[..], &[0; 8192][..], &[]] {
            assert!(Store::from_snapshot(wrong).is_err(), "{} bytes", wrong.len());
        }
        let mut damaged = bytes;
        damaged[4096..8192].fill(7);
        assert!(Store::from_snapshot(&damaged).is_err());
    }

    #[test]
    fn a_database_of_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer(99))));
    }
}
