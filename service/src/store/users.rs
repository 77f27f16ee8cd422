//! Accounts: what all devices of a user share.

use rusqlite::{Connection, OptionalExtension, params};

use super::Result;

pub fn insert(db: &Connection, app: &str, id: &str, user_group_id: &str) -> Result<()> {
    db.execute("INSERT INTO users (id, app_id, user_group_id) VALUES (?, ?, ?)", [id, app, user_group_id])?;
    Ok(())
}

pub fn exists(db: &Connection, app: &str, id: &str) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM users WHERE id = ? AND app_id = ?")?;
    Ok(statement.exists([id, app])?)
}

/// Deletes the account with devices, sessions, memberships and requests. The user's groups stay. False: no such user.
pub fn delete(db: &Connection, app: &str, id: &str) -> Result<bool> {
    Ok(db.execute("DELETE FROM users WHERE id = ? AND app_id = ?", [id, app])? > 0)
}

/// The sealed TOTP secret. None: MFA is off.
pub fn totp(db: &Connection, id: &str) -> Result<Option<Vec<u8>>> {
    let secret = db.query_row("SELECT totp_sealed FROM users WHERE id = ?", [id], |row| row.get(0)).optional()?;
    Ok(secret.flatten())
}

/// Turns MFA on with this secret, or off.
pub fn set_totp(db: &Connection, id: &str, sealed: Option<&[u8]>) -> Result<()> {
    db.execute("UPDATE users SET totp_sealed = ? WHERE id = ?", params![sealed, id])?;
    Ok(())
}
