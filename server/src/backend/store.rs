//! The back end's own database: a file beside the service's, which it never looks into.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use super::answer::Refusal;
use crate::config::Config;
use crate::store::{StoreError, create_private};

/// Its connection. Everything runs in a transaction of its own, off the threads that serve connections.
#[derive(Clone, Debug)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// `sentc-light.sqlite` gets a `sentc-light.sqlite-backend`. In memory when the service is. `kid` names the app whose people these are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(config: &Config, kid: &str) -> Result<Self, StoreError> {
        let db = if config.is_in_memory() { Connection::open_in_memory()? } else { open_file(&path_beside(&config.db))? };
        db.pragma_update(None, "foreign_keys", true)?;
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match version {
            0 => db.execute_batch(&format!("BEGIN; {} PRAGMA user_version = 1; COMMIT;", include_str!("schema.sql")))?,
            1 => {}
            newer => return Err(StoreError::Newer(newer)),
        }
        // Only here: when the dev server's own file was deleted, to start afresh, the accounts of these people are gone with it.
        let start = db.unchecked_transaction()?;
        if start.execute("INSERT INTO app (only, kid) VALUES (1, ?) ON CONFLICT DO UPDATE SET kid = excluded.kid WHERE kid <> excluded.kid", [kid])? == 1 {
            start.execute_batch("DELETE FROM sessions; DELETE FROM people;")?;
        }
        start.commit()?;
        Ok(Self(Arc::new(Mutex::new(db))))
    }

    /// # Errors
    /// [`Refusal::INTERNAL`]; the log says why.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static) -> Result<T, Refusal> {
        let connection = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // a panic of another thread is no reason to stop: its transaction was rolled back while it unwound
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        let result: rusqlite::Result<T> = done.await.map_err(|error| internal(&error))?;
        result.map_err(|error| internal(&error))
    }
}

fn path_beside(db: &Path) -> PathBuf {
    let mut name = OsString::from(db);
    name.push("-backend");
    name.into()
}

fn open_file(path: &Path) -> Result<Connection, StoreError> {
    create_private(path)?;
    // without SQLITE_OPEN_URI: a path is a path, whatever it begins with
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(db)
}

fn internal(error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, "the example back end's database failed");
    Refusal::INTERNAL
}

/// Somebody who registered here.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    pub email: String,
    pub name: String,
    pub user_id: Option<String>,
    pub created: u64,
    pub password_reset: Option<u64>,
}

const PERSON: &str = "SELECT email, name, user_id, created, password_reset FROM people";

fn person(row: &rusqlite::Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person { email: row.get(0)?, name: row.get(1)?, user_id: row.get(2)?, created: row.get(3)?, password_reset: row.get(4)? })
}

pub fn by_email(db: &Connection, email: &str) -> rusqlite::Result<Option<Person>> {
    db.query_row(&format!("{PERSON} WHERE email = ?"), [email], person).optional()
}

pub fn by_user(db: &Connection, user_id: &str) -> rusqlite::Result<Option<Person>> {
    db.query_row(&format!("{PERSON} WHERE user_id = ?"), [user_id], person).optional()
}

/// Those whose registration nobody knows the end of.
pub fn unfinished(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare("SELECT email FROM people WHERE user_id IS NULL")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// Whether the address was free. It is taken from now on.
pub fn reserve(db: &Connection, email: &str, name: &str, now: u64) -> rusqlite::Result<bool> {
    Ok(db.execute("INSERT OR IGNORE INTO people (email, name, created) VALUES (?, ?, ?)", params![email, name, now])? == 1)
}

pub fn release(db: &Connection, email: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM people WHERE email = ? AND user_id IS NULL", [email]).map(drop)
}

pub fn registered(db: &Connection, email: &str, name: &str, user_id: &str) -> rusqlite::Result<()> {
    db.execute("UPDATE people SET name = ?, user_id = ? WHERE email = ?", [name, user_id, email]).map(drop)
}

pub fn finish(db: &Connection, email: &str, user_id: &str) -> rusqlite::Result<()> {
    db.execute("UPDATE people SET user_id = ? WHERE email = ? AND user_id IS NULL", [user_id, email]).map(drop)
}

pub fn password_was_reset(db: &Connection, email: &str, now: u64) -> rusqlite::Result<()> {
    db.execute("UPDATE people SET password_reset = ? WHERE email = ?", params![now, email])?;
    // a code that somebody else asked for in the meantime must not undo it
    db.execute("UPDATE codes SET used = 1 WHERE email = ?", [email]).map(drop)
}

pub fn delete_person(db: &Connection, email: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM people WHERE email = ?", [email]).map(drop)
}

pub fn insert_session(db: &Connection, hash: &[u8; 32], user_id: &str, now: u64, expires: u64) -> rusqlite::Result<()> {
    db.execute("DELETE FROM sessions WHERE expires <= ?", [now])?;
    db.execute("INSERT INTO sessions (hash, user_id, expires) VALUES (?, ?, ?)", params![hash, user_id, expires]).map(drop)
}

pub fn session_user(db: &Connection, hash: &[u8; 32], now: u64) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT user_id FROM sessions WHERE hash = ? AND expires > ?", params![hash, now], |row| row.get(0)).optional()
}

pub fn delete_session(db: &Connection, hash: &[u8; 32]) -> rusqlite::Result<()> {
    db.execute("DELETE FROM sessions WHERE hash = ?", [hash]).map(drop)
}

pub fn delete_sessions(db: &Connection, user_id: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM sessions WHERE user_id = ?", [user_id]).map(drop)
}
