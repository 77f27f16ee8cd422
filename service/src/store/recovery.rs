//! MFA recovery keys: hashed to be matched, sealed to be shown again.

use rusqlite::{Connection, params};

use super::Result;

pub fn insert(db: &Connection, user: &str, hash: &[u8; 32], sealed: &[u8]) -> Result<()> {
    db.execute("INSERT INTO recovery_keys (user_id, hash, sealed) VALUES (?, ?, ?)", params![user, hash, sealed])?;
    Ok(())
}

/// The sealed unused keys.
pub fn unused(db: &Connection, user: &str) -> Result<Vec<Vec<u8>>> {
    let mut statement = db.prepare_cached("SELECT sealed FROM recovery_keys WHERE user_id = ?")?;
    let rows = statement.query_map([user], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Uses a key up. False: there is no such key, or it was used before.
///
/// Found by its hash, so that no comparison can tell by its time how much of a guess was right.
pub fn take(db: &Connection, user: &str, hash: &[u8; 32]) -> Result<bool> {
    Ok(db.execute("DELETE FROM recovery_keys WHERE user_id = ? AND hash = ?", params![user, hash])? > 0)
}

pub fn delete_all(db: &Connection, user: &str) -> Result<()> {
    db.execute("DELETE FROM recovery_keys WHERE user_id = ?", [user])?;
    Ok(())
}
