//! Login challenges and refresh tokens. Only their SHA-256 is stored: both are long and random, so it gives nothing away.

use rusqlite::{Connection, params};
use subtle::ConstantTimeEq;

use super::Result;

pub fn insert_challenge(db: &Connection, device: &str, hash: &[u8; 32], now: u64, expires: u64) -> Result<()> {
    db.execute("DELETE FROM challenges WHERE expires <= ?", [now])?;
    db.execute("INSERT INTO challenges (device_id, hash, expires) VALUES (?, ?, ?)", params![device, hash, expires])?;
    Ok(())
}

/// Whether this challenge of the device is open.
pub fn is_open_challenge(db: &Connection, device: &str, hash: &[u8; 32], now: u64) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT hash FROM challenges WHERE device_id = ? AND expires > ?")?;
    let rows = statement.query_map(params![device, now], |row| row.get::<_, [u8; 32]>(0))?;
    let mut found = subtle::Choice::from(0);
    for open in rows {
        found |= open?.ct_eq(hash);
    }
    Ok(found.into())
}

/// Voids every open challenge of the device.
pub fn delete_challenges(db: &Connection, device: &str) -> Result<()> {
    db.execute("DELETE FROM challenges WHERE device_id = ?", [device])?;
    Ok(())
}

pub fn insert_refresh_token(db: &Connection, device: &str, hash: &[u8; 32]) -> Result<()> {
    db.execute("INSERT INTO refresh_tokens (hash, device_id) VALUES (?, ?)", params![hash, device])?;
    Ok(())
}

/// Whether the device holds this token.
pub fn has_refresh_token(db: &Connection, device: &str, hash: &[u8; 32]) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM refresh_tokens WHERE hash = ? AND device_id = ?")?;
    Ok(statement.exists(params![hash, device])?)
}

/// Voids every refresh token of all devices of the user.
pub fn delete_refresh_tokens(db: &Connection, user: &str) -> Result<()> {
    db.execute("DELETE FROM refresh_tokens WHERE device_id IN (SELECT id FROM devices WHERE user_id = ?)", [user])?;
    Ok(())
}
