//! Devices: an identifier and key material each.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use sentc_light_wasm::crypto::b64;
use sentc_light_wasm::wire::device::UserDeviceList;

use super::Result;
use super::page::{Cursor, List};

/// Everything that a registration brings and a password reset replaces.
#[derive(Debug)]
pub struct KeyMaterial {
    pub encrypted_master_key: String,
    pub derived_alg: String,
    pub client_random_value: [u8; 16],
    pub hashed_authentication_key: [u8; 16],
    pub keypair_encrypt_id: String,
    pub keypair_encrypt_alg: String,
    pub public_key: String,
    pub encrypted_private_key: String,
    pub keypair_sign_id: String,
    pub keypair_sign_alg: String,
    pub verify_key: String,
    pub encrypted_sign_key: String,
}

/// A device that can log in.
#[derive(Debug)]
pub struct Device {
    pub id: String,
    pub user_id: String,
    pub user_group_id: String,
    pub keys: KeyMaterial,
}

/// To whom a new device belongs.
#[derive(Debug)]
pub enum Owner<'a> {
    User(&'a str),
    /// Nobody yet: whoever brings the token behind this hash.
    Unconfirmed(&'a [u8; 32]),
}

/// How long a device may wait for its confirmation, in milliseconds: until tomorrow.
const UNCONFIRMED_LIFETIME: u64 = 24 * 60 * 60 * 1000;

/// Unconfirmed devices occupy their identifiers too, as long as they can be confirmed.
pub fn is_taken(db: &Connection, app: &str, identifier: &[u8; 32], now: u64) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM devices WHERE app_id = ? AND identifier_hash = ? AND (user_id IS NOT NULL OR time > ?)")?;
    Ok(statement.exists(params![app, identifier, now.saturating_sub(UNCONFIRMED_LIFETIME)])?)
}

/// Forgets the devices that nobody confirmed in time. Before an identifier is given: one of them may have it.
pub fn delete_expired(db: &Connection, now: u64) -> Result<()> {
    db.execute("DELETE FROM devices WHERE user_id IS NULL AND time <= ?", [now.saturating_sub(UNCONFIRMED_LIFETIME)])?;
    Ok(())
}

pub fn insert(db: &Connection, app: &str, id: &str, owner: &Owner<'_>, identifier: &[u8; 32], keys: &KeyMaterial, now: u64) -> Result<()> {
    let (user, confirm) = match owner {
        Owner::User(user) => (Some(*user), None),
        Owner::Unconfirmed(hash) => (None, Some(hash.as_slice())),
    };
    db.execute(
        "INSERT INTO devices (id, app_id, user_id, confirm_hash, identifier_hash, time, encrypted_master_key, derived_alg, client_random_value,
           hashed_authentication_key, keypair_encrypt_id, keypair_encrypt_alg, public_key, encrypted_private_key, keypair_sign_id, keypair_sign_alg,
           verify_key, encrypted_sign_key)
         VALUES (:id, :app, :user, :confirm, :identifier, :time, :encrypted_master_key, :derived_alg, :client_random_value,
           :hashed_authentication_key, :keypair_encrypt_id, :keypair_encrypt_alg, :public_key, :encrypted_private_key, :keypair_sign_id,
           :keypair_sign_alg, :verify_key, :encrypted_sign_key)",
        named_params! {
            ":id": id, ":app": app, ":user": user, ":confirm": confirm, ":identifier": identifier, ":time": now,
            ":encrypted_master_key": keys.encrypted_master_key, ":derived_alg": keys.derived_alg, ":client_random_value": keys.client_random_value,
            ":hashed_authentication_key": keys.hashed_authentication_key, ":keypair_encrypt_id": keys.keypair_encrypt_id,
            ":keypair_encrypt_alg": keys.keypair_encrypt_alg, ":public_key": keys.public_key, ":encrypted_private_key": keys.encrypted_private_key,
            ":keypair_sign_id": keys.keypair_sign_id, ":keypair_sign_alg": keys.keypair_sign_alg, ":verify_key": keys.verify_key,
            ":encrypted_sign_key": keys.encrypted_sign_key,
        },
    )?;
    Ok(())
}

/// Replaces all key material.
pub fn set_keys(db: &Connection, id: &str, keys: &KeyMaterial) -> Result<()> {
    db.execute(
        "UPDATE devices SET encrypted_master_key = :encrypted_master_key, derived_alg = :derived_alg, client_random_value = :client_random_value,
           hashed_authentication_key = :hashed_authentication_key, keypair_encrypt_id = :keypair_encrypt_id, keypair_encrypt_alg = :keypair_encrypt_alg,
           public_key = :public_key, encrypted_private_key = :encrypted_private_key, keypair_sign_id = :keypair_sign_id,
           keypair_sign_alg = :keypair_sign_alg, verify_key = :verify_key, encrypted_sign_key = :encrypted_sign_key WHERE id = :id",
        named_params! {
            ":id": id, ":encrypted_master_key": keys.encrypted_master_key, ":derived_alg": keys.derived_alg,
            ":client_random_value": keys.client_random_value, ":hashed_authentication_key": keys.hashed_authentication_key,
            ":keypair_encrypt_id": keys.keypair_encrypt_id, ":keypair_encrypt_alg": keys.keypair_encrypt_alg, ":public_key": keys.public_key,
            ":encrypted_private_key": keys.encrypted_private_key, ":keypair_sign_id": keys.keypair_sign_id,
            ":keypair_sign_alg": keys.keypair_sign_alg, ":verify_key": keys.verify_key, ":encrypted_sign_key": keys.encrypted_sign_key,
        },
    )?;
    Ok(())
}

/// What a change of password replaces.
#[derive(Debug)]
pub struct Wrapping {
    pub encrypted_master_key: String,
    pub derived_alg: String,
    pub client_random_value: [u8; 16],
    pub hashed_authentication_key: [u8; 16],
}

pub fn set_wrapping(db: &Connection, id: &str, new: &Wrapping) -> Result<()> {
    db.execute(
        "UPDATE devices SET encrypted_master_key = ?, derived_alg = ?, client_random_value = ?, hashed_authentication_key = ? WHERE id = ?",
        params![new.encrypted_master_key, new.derived_alg, new.client_random_value, new.hashed_authentication_key, id],
    )?;
    Ok(())
}

const SELECT: &str = "SELECT d.id AS device_id, d.user_id, u.user_group_id, encrypted_master_key, derived_alg, client_random_value,
  hashed_authentication_key, keypair_encrypt_id, keypair_encrypt_alg, public_key, encrypted_private_key, keypair_sign_id, keypair_sign_alg,
  verify_key, encrypted_sign_key FROM devices d JOIN users u ON u.id = d.user_id";

/// The confirmed device with this identifier.
pub fn by_identifier(db: &Connection, app: &str, identifier: &[u8; 32]) -> Result<Option<Device>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE d.app_id = ? AND d.identifier_hash = ?"))?;
    Ok(statement.query_row(params![app, identifier], device).optional()?)
}

/// A device of this user.
pub fn by_id(db: &Connection, app: &str, user: &str, id: &str) -> Result<Option<Device>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE d.app_id = ? AND d.user_id = ? AND d.id = ?"))?;
    Ok(statement.query_row([app, user, id], device).optional()?)
}

/// Whether the user has this device.
pub fn belongs(db: &Connection, app: &str, user: &str, id: &str) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM devices WHERE app_id = ? AND user_id = ? AND id = ?")?;
    Ok(statement.exists([app, user, id])?)
}

/// How many confirmed devices the user has.
pub fn count(db: &Connection, user: &str) -> Result<u64> {
    Ok(db.query_row("SELECT count(*) FROM devices WHERE user_id = ?", [user], |row| row.get(0))?)
}

/// Gives the device that waits for this token to the user. False: none does.
pub fn confirm(db: &Connection, app: &str, token: &[u8; 32], user: &str, now: u64) -> Result<bool> {
    let sql = "UPDATE devices SET user_id = ?, confirm_hash = NULL, time = ? WHERE app_id = ? AND confirm_hash = ? AND time > ?";
    Ok(db.execute(sql, params![user, now, app, token, now.saturating_sub(UNCONFIRMED_LIFETIME)])? > 0)
}

pub fn set_identifier(db: &Connection, id: &str, identifier: &[u8; 32]) -> Result<()> {
    db.execute("UPDATE devices SET identifier_hash = ? WHERE id = ?", params![identifier, id])?;
    Ok(())
}

pub fn delete(db: &Connection, id: &str) -> Result<()> {
    db.execute("DELETE FROM devices WHERE id = ?", [id])?;
    Ok(())
}

/// The user's devices, oldest first.
pub fn list(db: &Connection, user: &str, cursor: &Cursor) -> Result<Vec<UserDeviceList>> {
    let list = List { select: "SELECT id, time, identifier_hash FROM devices WHERE user_id = :user", time: "time", id: "id", newest_first: false };
    list.read(db, cursor, &[(":user", &user)], |row| {
        Ok(UserDeviceList { device_id: row.get(0)?, time: row.get(1)?, device_identifier: b64::encode(&row.get::<_, [u8; 32]>(2)?) })
    })
}

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get("device_id")?,
        user_id: row.get("user_id")?,
        user_group_id: row.get("user_group_id")?,
        keys: KeyMaterial {
            encrypted_master_key: row.get("encrypted_master_key")?,
            derived_alg: row.get("derived_alg")?,
            client_random_value: row.get("client_random_value")?,
            hashed_authentication_key: row.get("hashed_authentication_key")?,
            keypair_encrypt_id: row.get("keypair_encrypt_id")?,
            keypair_encrypt_alg: row.get("keypair_encrypt_alg")?,
            public_key: row.get("public_key")?,
            encrypted_private_key: row.get("encrypted_private_key")?,
            keypair_sign_id: row.get("keypair_sign_id")?,
            keypair_sign_alg: row.get("keypair_sign_alg")?,
            verify_key: row.get("verify_key")?,
            encrypted_sign_key: row.get("encrypted_sign_key")?,
        },
    })
}
