//! Apps, their tokens, options and JWT keys, as stored. [`crate::apps`] makes sense of them.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::Result;

#[derive(Debug)]
pub struct AppRow {
    pub id: String,
    pub public_token_sealed: Vec<u8>,
    pub secret_token_sealed: Vec<u8>,
    pub decoy_sealed: Vec<u8>,
    pub kid: String,
    pub jwt_private_sealed: Vec<u8>,
}

/// A token, hashed to be found and sealed to be shown.
#[derive(Debug)]
pub struct StoredToken {
    pub hash: [u8; 32],
    pub sealed: Vec<u8>,
}

pub fn find(db: &Connection, slot: u8) -> Result<Option<AppRow>> {
    let sql = "SELECT a.id, public_token_sealed, secret_token_sealed, decoy_sealed, kid, private_sealed
               FROM apps a JOIN jwt_keys k ON k.app_id = a.id WHERE slot = ?";
    let row = db.query_row(sql, [slot], |row| {
        Ok(AppRow {
            id: row.get(0)?,
            public_token_sealed: row.get(1)?,
            secret_token_sealed: row.get(2)?,
            decoy_sealed: row.get(3)?,
            kid: row.get(4)?,
            jwt_private_sealed: row.get(5)?,
        })
    });
    Ok(row.optional()?)
}

pub fn insert(db: &Connection, slot: u8, app: &AppRow, public: &StoredToken, secret: &StoredToken) -> Result<()> {
    db.execute(
        "INSERT INTO apps (id, slot, public_token_hash, secret_token_hash, public_token_sealed, secret_token_sealed, decoy_sealed)
         VALUES (:id, :slot, :public_hash, :secret_hash, :public_sealed, :secret_sealed, :decoy)",
        named_params! {
            ":id": app.id, ":slot": slot, ":public_hash": public.hash, ":secret_hash": secret.hash,
            ":public_sealed": public.sealed, ":secret_sealed": secret.sealed, ":decoy": app.decoy_sealed,
        },
    )?;
    db.execute("INSERT INTO jwt_keys (kid, app_id, private_sealed) VALUES (?, ?, ?)", params![app.kid, app.id, app.jwt_private_sealed])?;
    Ok(())
}

pub fn set_public_token(db: &Connection, app: &str, token: &StoredToken) -> Result<()> {
    db.execute("UPDATE apps SET public_token_hash = ?, public_token_sealed = ? WHERE id = ?", params![token.hash, token.sealed, app])?;
    Ok(())
}

pub fn set_secret_token(db: &Connection, app: &str, token: &StoredToken) -> Result<()> {
    db.execute("UPDATE apps SET secret_token_hash = ?, secret_token_sealed = ? WHERE id = ?", params![token.hash, token.sealed, app])?;
    Ok(())
}

/// Replaces the options of an app: every endpoint that is not public.
pub fn set_options<'a>(db: &Connection, app: &str, options: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    db.execute("DELETE FROM app_options WHERE app_id = ?", [app])?;
    for (endpoint, access) in options {
        db.execute("INSERT INTO app_options (app_id, endpoint, access) VALUES (?, ?, ?)", [app, endpoint, access])?;
    }
    Ok(())
}

/// Endpoints and their access, as stored.
pub fn options(db: &Connection, app: &str) -> Result<Vec<(String, String)>> {
    let mut statement = db.prepare("SELECT endpoint, access FROM app_options WHERE app_id = ?")?;
    let rows = statement.query_map([app], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
