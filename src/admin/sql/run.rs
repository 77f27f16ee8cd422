//! Runs statements with the app's own driver.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::outcome::{RecoveryError, SqlError};
use crate::admin::AdminError;
use crate::crypto::b64;
use crate::error::{Code, Error};

/// A value of a statement or of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlValue {
    /// `NULL`.
    Null,
    /// `INTEGER` and `BIGINT`.
    Integer(i64),
    /// `TEXT`.
    Text(String),
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for SqlValue {
    /// Times, whose range is far below that of an `i64`.
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for SqlValue {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

/// How a driver marks values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placeholder {
    /// `?`, as in SQLite.
    #[default]
    QuestionMark,
    /// `$1`, `$2` …, as in PostgreSQL.
    Dollar,
}

pub type Rows = Pin<Box<dyn Future<Output = Result<Vec<Vec<SqlValue>>, SqlError>> + Send>>;

#[derive(Clone)]
pub struct Sql {
    pub query: Arc<dyn Fn(String, Vec<SqlValue>) -> Rows + Send + Sync>,
    pub placeholder: Placeholder,
    pub now: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl std::fmt::Debug for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sql").field("placeholder", &self.placeholder).finish_non_exhaustive()
    }
}

impl Sql {
    /// Runs a statement that marks its values with `?`.
    pub async fn run<const N: usize>(&self, sql: &str, values: [SqlValue; N]) -> Result<Vec<Row>, SqlError> {
        let sql = match self.placeholder {
            Placeholder::QuestionMark => sql.to_owned(),
            Placeholder::Dollar => numbered(sql),
        };
        Ok((self.query)(sql, values.into()).await?.into_iter().map(|values| Row(values.into_iter())).collect())
    }

    /// Unix milliseconds.
    pub fn now(&self) -> u64 {
        (self.now)()
    }
}

fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |text, (part, number)| format!("{text}${number}{part}"))
}

/// The columns of a row that were not read yet.
pub struct Row(std::vec::IntoIter<SqlValue>);

impl Row {
    pub fn text(&mut self) -> Result<String, SqlError> {
        self.optional_text()?.ok_or_else(|| "a text was expected in this column".into())
    }

    pub fn optional_text(&mut self) -> Result<Option<String>, SqlError> {
        match self.0.next() {
            Some(SqlValue::Text(text)) => Ok(Some(text)),
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Integer(_)) | None => Err("a text was expected in this column".into()),
        }
    }

    pub fn number(&mut self) -> Result<u64, SqlError> {
        self.optional_number()?.ok_or_else(|| "an integer was expected in this column".into())
    }

    pub fn optional_number(&mut self) -> Result<Option<u64>, SqlError> {
        match self.0.next() {
            Some(SqlValue::Integer(number)) => Ok(Some(u64::try_from(number)?)),
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Text(_)) | None => Err("an integer was expected in this column".into()),
        }
    }
}

/// The SHA-256 of a text, as it is stored.
pub fn hash_of(text: &str) -> String {
    b64::encode_url(&Sha256::digest(text))
}

/// Unix milliseconds.
pub fn system_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Runs work to its end, even if the returned future is dropped. A web framework drops a handler's future when the page is closed
/// or the connection breaks. The service may then have done what the tables here do not know.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, RecoveryError> {
    tokio::spawn(work).await.map_err(|_| AdminError::MayHaveHappened(Error::new(Code::Internal)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_for_postgresql() {
        assert_eq!(numbered("SELECT 1"), "SELECT 1");
        assert_eq!(numbered("UPDATE a SET b = ?, c = c + ? WHERE d = ?"), "UPDATE a SET b = $1, c = c + $2 WHERE d = $3");
    }

    #[test]
    fn columns_of_another_type_are_errors() {
        let row = |value| Row(vec![value].into_iter());
        assert_eq!(row("a".into()).text().unwrap(), "a");
        assert_eq!(row(SqlValue::Null).optional_number().unwrap(), None);
        assert!(row(SqlValue::Null).text().is_err() && row(7u64.into()).text().is_err() && row(SqlValue::Integer(-1)).number().is_err());
        assert!(Row(Vec::new().into_iter()).optional_text().is_err());
    }
}
