//! The users of the app, beside the accounts of the service.

use super::outcome::{RecoveryError, SqlError};
use super::run::{Row, Sql, to_its_end};
use crate::admin::{Admin, AdminError, Refusal, Registered, hashed_identifier};

/// In milliseconds: for so long after a reset by mail no second factor is turned off by mail.
const WEEK: u64 = 7 * 24 * 60 * 60 * 1000;

/// Somebody who registered, or tried to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// What the user logs in with. Your app decides what it is: a mail address in lower case, for one.
    pub identifier: String,
    /// `None`: the service's answer to the registration was lost, so the account may exist.
    pub user_id: Option<String>,
    /// Unix milliseconds.
    pub created: u64,
    /// What your app keeps about the user: any text, such as a name or JSON.
    pub data: String,
    /// When the password was last reset by mail, in Unix milliseconds.
    pub password_reset: Option<u64>,
}

/// How a registration went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Registration {
    /// The account is made. Send its `answer` to the page.
    Registered(Registered),
    /// The service refused. Send its `answer` to the page.
    Refused(Refusal),
    /// There is an account with this identifier.
    Taken,
    /// No answer came, so the account may exist. The user can log in, or register again.
    Unknown,
}

/// Your users, beside the accounts of the service.
#[derive(Clone, Debug)]
pub struct Accounts(pub(super) Sql);

impl Accounts {
    /// Registers a user. The row is written first and the account made second: whatever fails in between, no account stays
    /// without a row. If the service refuses, the identifier is free again. If its answer is lost, the row stays, and
    /// [`Accounts::complete`] ends the registration at the first login. Runs to its end even if you drop the future.
    ///
    /// `register`: the text of `prepareRegister`. It must be for this identifier: check it with
    /// [`identifier_of`](crate::admin::identifier_of).
    ///
    /// # Errors
    /// [`RecoveryError::Sql`]; [`RecoveryError::Admin`] if the request was not sent.
    pub async fn register(&self, admin: &Admin, identifier: &str, register: &str, data: &str) -> Result<Registration, RecoveryError> {
        let (accounts, admin) = (self.clone(), admin.clone());
        let [identifier, register, data] = [identifier, register, data].map(str::to_owned);
        to_its_end(async move { accounts.register_now(&admin, &identifier, &register, &data).await }).await?
    }

    async fn register_now(&self, admin: &Admin, identifier: &str, register: &str, data: &str) -> Result<Registration, RecoveryError> {
        if self.by_identifier(identifier).await?.is_some_and(|account| account.user_id.is_some()) {
            return Ok(Registration::Taken);
        }
        // `pending` counts the requests that may have made the account: a double click sends two.
        let begin = "INSERT INTO sentc_accounts (identifier, created, data, pending) VALUES (?, ?, ?, 1) \
             ON CONFLICT (identifier) DO UPDATE SET pending = sentc_accounts.pending + 1";
        self.0.run(begin, [identifier.into(), self.0.now().into(), data.into()]).await?;
        let registered = match admin.register(register).await {
            Ok(registered) => registered,
            Err(AdminError::MayHaveHappened(_)) => return Ok(Registration::Unknown),
            Err(error) => {
                self.nothing_made(identifier).await?;
                return if let AdminError::Refused(refusal) = error { Ok(Registration::Refused(refusal)) } else { Err(error.into()) };
            }
        };
        let end = "INSERT INTO sentc_accounts (identifier, user_id, created, data, pending) VALUES (?, ?, ?, ?, 0) \
             ON CONFLICT (identifier) DO UPDATE SET data = excluded.data, user_id = excluded.user_id";
        self.0.run(end, [identifier.into(), registered.user_id.as_str().into(), self.0.now().into(), data.into()]).await?;
        Ok(Registration::Registered(registered))
    }

    async fn nothing_made(&self, identifier: &str) -> Result<(), SqlError> {
        self.0.run("UPDATE sentc_accounts SET pending = pending - 1 WHERE identifier = ? AND user_id IS NULL", [identifier.into()]).await?;
        self.0.run("DELETE FROM sentc_accounts WHERE identifier = ? AND user_id IS NULL AND pending <= 0", [identifier.into()]).await.map(drop)
    }

    /// Completes a registration whose answer was lost. [`Watch`](super::Watch) calls it at each login and refresh. Only a user
    /// with a device of that identifier can complete it, so it gives nobody another user's row. `jwt`: of the user.
    ///
    /// # Errors
    /// [`RecoveryError::Sql`]; [`RecoveryError::Admin`] if the service did not list the devices.
    pub async fn complete(&self, admin: &Admin, jwt: &str, user_id: &str) -> Result<(), RecoveryError> {
        let unfinished = self.unfinished(user_id).await?;
        if unfinished.is_empty() {
            return Ok(());
        }
        let devices: Vec<_> = admin.devices(jwt).await?.into_iter().map(|device| device.device_identifier).collect();
        Ok(self.complete_one(unfinished, &devices, user_id).await?)
    }

    /// Returns the identifiers of registrations without an end, if the user has no row yet.
    pub(super) async fn unfinished(&self, user_id: &str) -> Result<Vec<String>, SqlError> {
        if self.by_user(user_id).await?.is_some() {
            return Ok(Vec::new());
        }
        let rows = self.0.run("SELECT identifier FROM sentc_accounts WHERE user_id IS NULL", []).await?;
        rows.into_iter().map(|mut row| row.text()).collect()
    }

    /// `devices`: hashes of the identifiers of the user's devices, as the service lists them.
    pub(super) async fn complete_one(&self, unfinished: Vec<String>, devices: &[String], user_id: &str) -> Result<(), SqlError> {
        let Some(identifier) = unfinished.into_iter().find(|identifier| devices.contains(&hashed_identifier(identifier))) else { return Ok(()) };
        let sql = "UPDATE sentc_accounts SET user_id = ? WHERE identifier = ? AND user_id IS NULL";
        self.0.run(sql, [user_id.into(), identifier.as_str().into()]).await.map(drop)
    }

    /// Returns the account with this identifier.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn by_identifier(&self, identifier: &str) -> Result<Option<Account>, SqlError> {
        self.by("identifier", identifier).await
    }

    /// Returns the account of this user.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn by_user(&self, user_id: &str) -> Result<Option<Account>, SqlError> {
        self.by("user_id", user_id).await
    }

    async fn by(&self, column: &'static str, value: &str) -> Result<Option<Account>, SqlError> {
        let sql = format!("SELECT identifier, user_id, created, data, password_reset FROM sentc_accounts WHERE {column} = ?");
        let account = |mut row: Row| {
            Ok(Account {
                identifier: row.text()?,
                user_id: row.optional_text()?,
                created: row.number()?,
                data: row.text()?,
                password_reset: row.optional_number()?,
            })
        };
        self.0.run(&sql, [value.into()]).await?.into_iter().next().map(account).transpose()
    }

    /// Notes that the password is about to be reset by mail. Call it before you ask the service: an answer can be lost.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn password_reset(&self, identifier: &str) -> Result<(), SqlError> {
        let sql = "UPDATE sentc_accounts SET password_reset = ? WHERE identifier = ?";
        self.0.run(sql, [self.0.now().into(), identifier.into()]).await.map(drop)
    }

    /// Returns whether the password was reset by mail within the last week: then the mailbox must not open the second factor
    /// too. Also true if there is no such account.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn reset_lately(&self, identifier: &str) -> Result<bool, SqlError> {
        let account = self.by_identifier(identifier).await?;
        Ok(account.is_none_or(|account| account.password_reset.is_some_and(|reset| self.0.now() < reset.saturating_add(WEEK))))
    }

    /// Deletes the row of a user whose account the service has deleted. First it voids the mailed codes of the identifier:
    /// otherwise a code that was mailed before opens the account of whoever registers the identifier next. It ends the user's
    /// tokens and forgets what was seen, too.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn delete(&self, identifier: &str, user_id: &str) -> Result<(), SqlError> {
        let void = "UPDATE sentc_codes SET state = 'void' WHERE address = ? AND state IN ('open', 'reserved') \
             AND EXISTS (SELECT 1 FROM sentc_accounts WHERE identifier = ? AND user_id = ?)";
        self.0.run(void, [identifier.into(), identifier.into(), user_id.into()]).await?;
        for sql in ["DELETE FROM sentc_tokens WHERE user_id = ?", "DELETE FROM sentc_seen WHERE user_id = ?"] {
            self.0.run(sql, [user_id.into()]).await?;
        }
        let sql = "DELETE FROM sentc_accounts WHERE identifier = ? AND user_id = ?";
        self.0.run(sql, [identifier.into(), user_id.into()]).await.map(drop)
    }
}
