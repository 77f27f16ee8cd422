//! The back end's own database: a file beside the service's, which it never looks into.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use super::answer::Refusal;
use crate::config::Config;
use crate::store::{StoreError, create_private, write_ahead};

/// Its connection. Everything runs in a transaction of its own, off the threads that serve connections.
#[derive(Clone, Debug)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// `sentc-light.sqlite` gets a `sentc-light.sqlite-backend`. In memory when the service is. `kid` names the app whose people these are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(config: &Config, kid: &str) -> Result<Self, StoreError> {
        let mut db = if config.is_in_memory() { Connection::open_in_memory()? } else { open_file(&path_beside(&config.db))? };
        db.pragma_update(None, "foreign_keys", true)?;
        // Everything below is one writing transaction, so that two programs that start at once on a new file do not both make the tables.
        let start = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = start.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let missing = usize::try_from(version).ok().and_then(|done| MIGRATIONS.get(done..)).ok_or(StoreError::Newer(version))?;
        missing.iter().try_for_each(|sql| start.execute_batch(sql))?;
        start.pragma_update(None, "user_version", MIGRATIONS.len())?;
        // Only here: if somebody deleted the dev server's own file to start over, the accounts of these people are gone with it.
        if start.execute("INSERT INTO app (only, kid) VALUES (1, ?) ON CONFLICT DO UPDATE SET kid = excluded.kid WHERE kid <> excluded.kid", [kid])? == 1 {
            start.execute_batch("DELETE FROM sessions; DELETE FROM people; DELETE FROM registrations; DELETE FROM devices; DELETE FROM secrets;")?;
        }
        // Whatever was under way when the program ended last: nobody here knows how it ended.
        start.execute_batch("UPDATE registrations SET state = 'lost'; UPDATE notices SET state = 'unsure' WHERE state = 'waiting';")?;
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

/// Each entry brings the tables one version up. Only ever append: files in use have run the older ones.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("schema-2.sql")];

fn path_beside(db: &Path) -> PathBuf {
    let mut name = OsString::from(db);
    name.push("-backend");
    name.into()
}

fn open_file(path: &Path) -> Result<Connection, StoreError> {
    create_private(path)?;
    // without SQLITE_OPEN_URI: a path is a path, whatever it begins with
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    write_ahead(&db)?;
    Ok(db)
}

fn internal(error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, "the example back end's database failed");
    Refusal::INTERNAL
}

/// Somebody who registered here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub email: String,
    pub name: String,
    pub user_id: String,
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

/// One attempt to register. Each attempt has a row of its own. A refused attempt then takes nothing away from another one
/// for the same address (a double click, a repetition after a lost answer).
#[derive(Clone, Copy, Debug)]
pub struct Registration(i64);

/// Notes an attempt, before the service is asked. None: the address has an account.
pub fn begin_registration(db: &Connection, email: &str, name: &str, now: u64) -> rusqlite::Result<Option<Registration>> {
    if by_email(db, email)?.is_some() {
        return Ok(None);
    }
    db.execute("INSERT INTO registrations (email, name, created) VALUES (?, ?, ?)", params![email, name, now])?;
    Ok(Some(Registration(db.last_insert_rowid())))
}

/// The service refused: nothing of this attempt stays.
pub fn refused_registration(db: &Connection, Registration(id): Registration) -> rusqlite::Result<()> {
    db.execute("DELETE FROM registrations WHERE id = ?", [id]).map(drop)
}

/// The service did not answer: the account may be there, and its owner's first login completes the registration.
pub fn lost_registration(db: &Connection, Registration(id): Registration) -> rusqlite::Result<()> {
    db.execute("UPDATE registrations SET state = 'lost' WHERE id = ?", [id]).map(drop)
}

/// The account is there. Its owner may have logged in already and completed another attempt: then there is nothing to add.
pub fn registered(db: &Connection, Registration(id): Registration, email: &str, user_id: &str, device_id: &str) -> rusqlite::Result<()> {
    complete(db, "id", &id, email, user_id)?;
    know_device(db, user_id, device_id).map(drop)
}

/// Addresses of registrations whose end is unknown.
pub fn unfinished(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare("SELECT DISTINCT email FROM registrations WHERE state = 'lost'")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// Completes the oldest attempt with this address.
pub fn finish(db: &Connection, email: &str, user_id: &str) -> rusqlite::Result<()> {
    complete(db, "email", &email, email, user_id)
}

fn complete(db: &Connection, column: &str, value: &dyn rusqlite::ToSql, email: &str, user_id: &str) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO people (email, name, user_id, created) SELECT email, name, ?, created FROM registrations WHERE {column} = ? ORDER BY id LIMIT 1 \
         ON CONFLICT (user_id) DO NOTHING"
    );
    db.execute(&sql, params![user_id, value])?;
    // Now there has to be somebody with this account, else it would stay without a profile for good.
    if by_user(db, user_id)?.is_none() {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    }
    db.execute("DELETE FROM registrations WHERE email = ?", [email]).map(drop)
}

/// Written before the service is asked to set another password: from now on the mailbox alone must not turn off the second factor.
pub fn password_may_be_reset(db: &Connection, email: &str, now: u64) -> rusqlite::Result<()> {
    db.execute("UPDATE people SET password_reset = ? WHERE email = ?", params![now, email]).map(drop)
}

/// 1 for a device that was not known.
pub fn know_device(db: &Connection, user_id: &str, id: &str) -> rusqlite::Result<usize> {
    db.execute("INSERT OR IGNORE INTO devices (user_id, id) VALUES (?, ?)", [user_id, id])
}

pub fn delete_person(db: &Connection, person: &Person) -> rusqlite::Result<()> {
    delete_sessions(db, &person.user_id)?;
    db.execute("DELETE FROM devices WHERE user_id = ?", [&person.user_id])?;
    db.execute("DELETE FROM secrets WHERE user_id = ?", [&person.user_id])?;
    db.execute("DELETE FROM people WHERE user_id = ?", [&person.user_id]).map(drop)
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
