//! The back end's own database: a file beside the service's, which it never looks into. Its tables are those of
//! `sentc_light_wasm::admin::sql`: the identifier is the mail address in lower case, the data is the person's name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};
use sentc_light_wasm::admin::sql::{SqlError, SqlStores, SqlValue, TABLES};

use crate::Clock;
use crate::config::Config;
use crate::store::{StoreError, create_private, write_ahead};

/// Its connection.
#[derive(Clone, Debug)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// `sentc-light.sqlite` gets a `sentc-light.sqlite-backend`. In memory when the service is. `kid` names the app whose people these are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(config: &Config, kid: &str) -> Result<Self, StoreError> {
        let mut db = if config.is_in_memory() { Connection::open_in_memory()? } else { open_file(&path_beside(&config.db))? };
        // Everything below is one writing transaction, so that two programs that start at once on a new file do not both make the tables.
        let start = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = start.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let missing = usize::try_from(version).ok().and_then(|done| MIGRATIONS.get(done..)).ok_or(StoreError::Newer(version))?;
        start.execute_batch(TABLES)?;
        missing.iter().try_for_each(|sql| start.execute_batch(sql))?;
        start.pragma_update(None, "user_version", MIGRATIONS.len())?;
        // Only here: if somebody deleted the dev server's own file to start over, the accounts of these people are gone with it.
        if start.execute("INSERT INTO app (only, kid) VALUES (1, ?) ON CONFLICT DO UPDATE SET kid = excluded.kid WHERE kid <> excluded.kid", [kid])? == 1 {
            // Codes too: an address may be registered again while a code for the account before is valid.
            start.execute_batch("DELETE FROM sentc_accounts; DELETE FROM sentc_tokens; DELETE FROM sentc_seen; UPDATE sentc_codes SET state = 'void';")?;
        }
        start.commit()?;
        Ok(Self(Arc::new(Mutex::new(db))))
    }

    pub fn stores(&self, clock: Clock) -> SqlStores {
        let connection = Arc::clone(&self.0);
        let query = move |sql: String, values: Vec<SqlValue>| {
            let connection = Arc::clone(&connection);
            async move {
                // Off the threads that serve connections.
                let done = tokio::task::spawn_blocking(move || run(&connection.lock().unwrap_or_else(PoisonError::into_inner), &sql, values));
                let result = done.await.map_err(SqlError::from).and_then(|result| result.map_err(SqlError::from));
                result.inspect_err(|error| tracing::error!(%error, "the example back end's database failed"))
            }
        };
        SqlStores::new(query).clock(move || clock.millis())
    }
}

/// One statement, and its rows.
fn run(db: &Connection, sql: &str, values: Vec<SqlValue>) -> rusqlite::Result<Vec<Vec<SqlValue>>> {
    let mut statement = db.prepare_cached(sql)?;
    let columns = statement.column_count();
    let values = values.into_iter().map(|value| match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => Value::Integer(number),
        SqlValue::Text(text) => Value::Text(text),
    });
    let rows = statement.query_map(params_from_iter(values), |row| {
        let value = |column| {
            Ok(match row.get(column)? {
                Value::Integer(number) => SqlValue::Integer(number),
                Value::Text(text) => SqlValue::Text(text),
                _ => SqlValue::Null,
            })
        };
        (0..columns).map(value).collect()
    })?;
    rows.collect()
}

/// Each entry brings the tables one version up. Only ever append: files in use have run the older ones.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("schema-2.sql"), include_str!("schema-3.sql")];

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
