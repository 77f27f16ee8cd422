//! The table of mailed codes.

use super::outcome::SqlError;
use super::run::{Row, Sql, SqlValue};
use crate::admin::{hash_of_code, is_code_of};
use crate::crypto::{b64, random_bytes};

/// Mailed codes. [`Codes`](super::Codes) decides what becomes of them. Each call but `add` is one statement.
///
/// States: `open`, it can be redeemed. `reserved`, its deed is running. `used`, its deed was done. `void`, a newer code was
/// sent, or all codes were voided. Only a reserved code can become open again.
#[derive(Clone, Debug)]
pub struct CodeStore(pub(super) Sql);

/// A notice about a code that must still be sent.
#[derive(Clone, Debug)]
pub(super) struct Untold {
    pub id: String,
    pub address: String,
    pub purpose: String,
    pub is_done: bool,
    /// How many notices of this code are due.
    pub due: u64,
}

impl CodeStore {
    pub(super) fn now(&self) -> u64 {
        self.0.now()
    }

    /// Adds an open code and voids those before it, unless the address has `limit` codes since `since`. `newest`: the number of
    /// the code before, for ids in the order of sending, also of codes of one millisecond.
    pub(super) async fn add(&self, newest: &mut u64, address: &str, purpose: &str, code: &str, since: u64, limit: u32) -> Result<bool, SqlError> {
        let sent = self.now();
        *newest = newest.saturating_add(1).max(sent.saturating_mul(1000));
        let id = format!("{newest:017}-{}", b64::encode_url(&random_bytes::<6>()?));
        let hash = b64::encode_url(&hash_of_code(purpose, address, code));
        self.0.run("DELETE FROM sentc_codes WHERE sent <= ? AND due = 0", [since.into()]).await?;
        // Inserted first: between two statements there is rather a second code than none. Only the newest one can be redeemed.
        let insert = "INSERT INTO sentc_codes (id, address, purpose, hash, sent, state, tries, due) \
             SELECT ?, ?, ?, ?, CAST(? AS BIGINT), 'open', 0, 0 \
             WHERE (SELECT count(*) FROM sentc_codes WHERE address = ? AND sent > ?) < CAST(? AS BIGINT) RETURNING id";
        let values: [SqlValue; 8] =
            [id.as_str().into(), address.into(), purpose.into(), hash.as_str().into(), sent.into(), address.into(), since.into(), limit.into()];
        if self.0.run(insert, values).await?.is_empty() {
            return Ok(false);
        }
        let void = "UPDATE sentc_codes SET state = 'void' WHERE address = ? AND purpose = ? AND id < ? AND state IN ('open', 'reserved')";
        self.0.run(void, [address.into(), purpose.into(), id.as_str().into()]).await?;
        Ok(true)
    }

    /// Counts a try for the newest code, if that is open, newer than `since` and was tried fewer than `tries` times, and
    /// returns its id if `code` is right. The try counts before the code is compared, so that many tries at once get no more
    /// than their share.
    pub(super) async fn attempt(&self, address: &str, purpose: &str, code: &str, since: u64, tries: u32) -> Result<Option<String>, SqlError> {
        let sql = "UPDATE sentc_codes SET tries = tries + 1 WHERE id = (SELECT max(id) FROM sentc_codes WHERE address = ? AND purpose = ?) \
             AND state = 'open' AND sent > ? AND tries < CAST(? AS BIGINT) RETURNING id, hash";
        let rows = self.0.run(sql, [address.into(), purpose.into(), since.into(), tries.into()]).await?;
        let found = rows.into_iter().next().map(|mut row| Ok::<_, SqlError>((row.text()?, row.text()?))).transpose()?;
        let expected = found.as_ref().and_then(|(_, hash)| b64::decode_url("hash", hash).ok()).and_then(|hash| <[u8; 32]>::try_from(hash).ok());
        // compared also if there is no code, so that it takes as long
        let is_right = is_code_of(&expected.unwrap_or_default(), purpose, address, code);
        Ok(found.filter(|_| is_right).map(|(id, _)| id))
    }

    /// Moves a code to another state. `forget_tries`: sets its tries to 0. False: it was not in state `from`.
    pub(super) async fn change(&self, id: &str, from: &str, to: &str, forget_tries: bool) -> Result<bool, SqlError> {
        let keep = u32::from(!forget_tries);
        let sql = "UPDATE sentc_codes SET state = ?, tries = tries * CAST(? AS BIGINT) WHERE id = ? AND state = ? RETURNING id";
        Ok(!self.0.run(sql, [to.into(), keep.into(), id.into(), from.into()]).await?.is_empty())
    }

    /// Adds to the number of notices about this code that must still be sent.
    pub(super) async fn due(&self, id: &str, change: i64) -> Result<(), SqlError> {
        self.0.run("UPDATE sentc_codes SET due = due + CAST(? AS BIGINT) WHERE id = ?", [SqlValue::Integer(change), id.into()]).await.map(drop)
    }

    pub(super) async fn void_all(&self, address: &str) -> Result<(), SqlError> {
        let sql = "UPDATE sentc_codes SET state = 'void' WHERE address = ? AND state IN ('open', 'reserved')";
        self.0.run(sql, [address.into()]).await.map(drop)
    }

    pub(super) async fn untold(&self) -> Result<Vec<Untold>, SqlError> {
        let untold =
            |mut row: Row| Ok(Untold { id: row.text()?, address: row.text()?, purpose: row.text()?, is_done: row.text()? == "used", due: row.number()? });
        let rows = self.0.run("SELECT id, address, purpose, state, CAST(due AS BIGINT) FROM sentc_codes WHERE due > 0", []).await?;
        rows.into_iter().map(untold).collect()
    }
}
