//! The SQLite database: one connection writes, a few read, every request is one transaction.
//!
//! The files below hold one topic each, as plain functions over a [`Connection`] inside a transaction. None of them
//! decides what a caller may do, but one: [`access`], the only place where access to groups is read.

pub mod access;
pub mod apps;
pub mod devices;
pub mod groups;
pub mod members;
pub mod page;
pub mod recovery;
pub mod requests;
pub mod sessions;
pub mod users;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use sentc_light_wasm::crypto::CryptoError;
use sha2::{Digest, Sha256};

/// Whatever keeps the database from answering. Never the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("stored value: {0}")]
    Crypto(#[from] CryptoError),
    #[error("the database was made by a newer version of this server (schema {0})")]
    Newer(i64),
    #[error("cannot create the database file: {0}")]
    File(#[from] std::io::Error),
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
    /// Idle reading connections. None for a database in memory, which lives in its one connection.
    readers: Option<Readers>,
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// Reading connections kept for the next request.
const KEPT_READERS: usize = 4;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the file, creating it when there is none, and brings its schema up to date. Only its owner may read a
    /// file made here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(path: &Path) -> Result<Self> {
        create_private(path)?;
        tighten(path)?;
        let connection = connect(path)?;
        write_ahead(&connection)?;
        // in WAL mode this loses nothing when the program dies, only, at worst, the last commits when the machine does
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let readers = Readers { path: path.to_owned(), idle: Mutex::default() };
        Self::with(connection, Some(readers))
    }

    /// A database that dies with the process.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_memory() -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        configure(&connection)?;
        Self::with(connection, None)
    }

    fn with(mut connection: Connection, readers: Option<Readers>) -> Result<Self> {
        migrate(&mut connection)?;
        Ok(Self { writer: Mutex::new(connection), readers })
    }

    /// Runs `work` in a writing transaction: committed when it succeeds, rolled back when it fails or panics. Writers
    /// wait for each other, so that what `work` has read stays true until it commits.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        transact(&mut lock(&self.writer), TransactionBehavior::Immediate, work)
    }

    /// Runs `work` on one unchanging view of the database.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        let Some(readers) = &self.readers else {
            return transact(&mut lock(&self.writer), TransactionBehavior::Deferred, work);
        };
        let idle = lock(&readers.idle).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&readers.path)?,
        };
        let result = transact(&mut connection, TransactionBehavior::Deferred, work);
        let mut idle = lock(&readers.idle);
        if idle.len() < KEPT_READERS {
            idle.push(connection);
        }
        result
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

fn connect(path: &Path) -> Result<Connection> {
    // without SQLITE_OPEN_URI: a path is a path, whatever it begins with
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    configure(&connection)?;
    Ok(connection)
}

/// Switches a database to a write-ahead log. Of two programs that do so in the same moment one is refused at once, whatever the busy timeout
/// says, and then finds it done.
pub(crate) fn write_ahead(connection: &Connection) -> Result<()> {
    let mut tries = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if tries < 200 && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            result => return Ok(result?),
        }
    }
}

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Every entry brings the schema one version up. Only ever append: databases in the field have run the older ones.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql")];

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

/// Makes the file with mode 0600 when there is none. SQLite gives the same mode to the files it puts beside it.
pub(crate) fn create_private(path: &Path) -> std::io::Result<Option<std::fs::File>> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes what others may do with an existing database and the files beside it, which an earlier version, a copy or a restore
/// left open.
#[cfg(unix)]
fn tighten(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for suffix in ["", "-wal", "-shm", ".key", "-backend", "-backend-wal", "-backend-shm"] {
        let mut name = std::ffi::OsString::from(path);
        name.push(suffix);
        let Ok(metadata) = std::fs::metadata(&name) else { continue };
        let mode = metadata.permissions().mode();
        if metadata.is_file() && mode & 0o077 != 0 {
            tracing::warn!(file = %Path::new(&name).display(), "others could read this file; from now on only its owner can");
            std::fs::set_permissions(&name, std::fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn tighten(_: &Path) -> std::io::Result<()> {
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
    fn a_database_of_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer(99))));
    }
}
