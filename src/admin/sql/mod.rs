//! What a back end keeps of its users in SQL, and what is built on it: accounts, mailed codes, session tokens, recovery, and
//! notices of new devices. For SQLite (3.35 or newer) and PostgreSQL, with any driver.
//!
//! `sentc-light-wasm/server/sql` of the npm package has the same tables and the same names.
//!
//! ```no_run
//! use sentc_light_wasm::admin::Admin;
//! use sentc_light_wasm::admin::sql::{CodeMail, Codes, Recovery, SqlError, SqlStores, SqlValue, TABLES};
//! # #[derive(Clone)] struct Database;
//! # impl Database {
//! #     async fn execute_batch(&self, _: &str) -> Result<(), SqlError> { Ok(()) }
//! #     async fn rows(&self, _: String, _: Vec<SqlValue>) -> Result<Vec<Vec<SqlValue>>, SqlError> { Ok(Vec::new()) }
//! # }
//! # async fn send_mail(_: String, _: String) -> Result<(), SqlError> { Ok(()) }
//!
//! # async fn example(admin: Admin, database: Database) -> Result<(), SqlError> {
//! database.execute_batch(TABLES).await?;
//! let stores = SqlStores::new(move |sql, values| {
//!     let database = database.clone();
//!     async move { database.rows(sql, values).await }
//! });
//! let mailed = Codes::new(&stores, |mail: CodeMail| async move {
//!     let text = mail.code.map_or_else(|| "Your password was changed.".to_owned(), |code| format!("Your code: {}", *code));
//!     send_mail(mail.to, text).await
//! });
//! mailed.resume().await?;
//! let recovery = Recovery::new(admin, mailed.clone(), stores.clone());
//!
//! // POST /password/send: the answer is the same for unknown addresses
//! let is_queued = mailed.send("ada@example.org", "reset_password");
//! // POST /password/reset: `register` is the text of `prepareRegister` with the new password
//! # let (code, register) = ("7K3QX-0V9MB", "{}");
//! recovery.reset_password("ada@example.org", code, register).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The SQL is plain text, and your driver runs it: this crate depends on no database. `query` is called with one statement and
//! its values, and each statement is complete by itself, so it needs no transaction. All numbers are `BIGINT`, so that drivers
//! with strict types (tokio-postgres, sqlx) can send and read them as `i64`.

mod accounts;
mod codes;
mod mailed;
mod outcome;
mod recovery;
mod run;
mod seen;
mod tokens;
mod watch;

use std::future::Future;
use std::sync::Arc;

pub use accounts::{Account, Accounts, Registration};
pub use codes::CodeStore;
pub use mailed::{CodeMail, CodeOptions, Codes, MailKind};
pub use outcome::{Failed, RecoveryError, SqlError, nothing_done};
pub use recovery::{Mfa, Recovery, RecoveryPurpose};
pub use run::{Placeholder, SqlValue};
use run::{Sql, system_clock};
pub use seen::Seen;
pub use tokens::{Token, Tokens};
pub use watch::{News, Watch};

/// The tables of [`SqlStores`], as one text of several statements. Run it each time your back end starts.
pub const TABLES: &str = "\
CREATE TABLE IF NOT EXISTS sentc_codes (
  id TEXT PRIMARY KEY, address TEXT NOT NULL, purpose TEXT NOT NULL, hash TEXT NOT NULL, sent BIGINT NOT NULL,
  state TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sentc_accounts (
  identifier TEXT PRIMARY KEY, user_id TEXT UNIQUE, created BIGINT NOT NULL, data TEXT NOT NULL,
  pending INTEGER NOT NULL, password_reset BIGINT
);
CREATE TABLE IF NOT EXISTS sentc_tokens (
  hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, expires BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS sentc_seen (
  user_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (user_id, hash)
);
CREATE INDEX IF NOT EXISTS sentc_tokens_user ON sentc_tokens (user_id);
";

/// In milliseconds: 12 hours.
const TOKEN_MS: u64 = 12 * 60 * 60 * 1000;

/// Accounts, mailed codes, session tokens and what was seen of an account, in the tables [`TABLES`]. Secrets are kept as
/// hashes. Cheap to clone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SqlStores {
    /// Your users.
    pub accounts: Accounts,
    /// Mailed codes, for [`Codes`].
    pub codes: CodeStore,
    /// What was seen of an account.
    pub seen: Seen,
    /// Session tokens of your back end.
    pub tokens: Tokens,
}

impl SqlStores {
    /// Makes the stores. `query` runs one statement with its values and resolves to the rows: those of `SELECT`, and of
    /// `RETURNING`. The statement marks its values with `?`. If `query` fails, log the error in it: work that runs after the
    /// response has nobody to return an error to.
    pub fn new<F, R>(query: F) -> Self
    where
        F: Fn(String, Vec<SqlValue>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Vec<Vec<SqlValue>>, SqlError>> + Send + 'static,
    {
        let query = Arc::new(move |sql, values| -> run::Rows { Box::pin(query(sql, values)) });
        Self::over(&Sql { query, placeholder: Placeholder::default(), now: Arc::new(system_clock) }, TOKEN_MS)
    }

    /// How your driver marks values; default: [`Placeholder::QuestionMark`].
    #[must_use]
    pub fn placeholder(self, placeholder: Placeholder) -> Self {
        Self::over(&Sql { placeholder, ..self.tokens.sql }, self.tokens.lifetime_ms)
    }

    /// Milliseconds for which a session token is valid; default: 12 hours.
    #[must_use]
    pub fn token_ms(self, token_ms: u64) -> Self {
        Self::over(&self.tokens.sql, token_ms)
    }

    /// Where the stores have the time from, in Unix milliseconds; for tests. Default: the system's clock.
    #[must_use]
    pub fn clock(self, now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self::over(&Sql { now: Arc::new(now), ..self.tokens.sql }, self.tokens.lifetime_ms)
    }

    fn over(sql: &Sql, token_ms: u64) -> Self {
        Self {
            accounts: Accounts(sql.clone()),
            codes: CodeStore(sql.clone()),
            seen: Seen(sql.clone()),
            tokens: Tokens { sql: sql.clone(), lifetime_ms: token_ms },
        }
    }
}
