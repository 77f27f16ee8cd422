//! Mails that tell somebody what happened to their account: whoever did not do it has to know.
//!
//! A notice is written down before it happens and mailed afterwards. So a connection that is cut, a step that fails and a program that is
//! killed lose none: then the mail says that it may have happened.

use std::time::Duration;

use rusqlite::{Connection, params};
use sentc_light_wasm::admin::Admin;

use super::answer::Refusal;
use super::codes::Purpose;
use super::mail::{Mail, Mailer};
use super::store::{self, Store};

/// A mail that the mail server does not take is tried again with the next ones, this often.
const TRIES: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(5);

const NEW_DEVICE: &str = "new_device";
const NEW_SECRET: &str = "new_secret";

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Done,
    /// Nothing has happened.
    Undone,
    /// It may have happened, or a part of it.
    Unsure,
}

#[derive(Clone, Copy, Debug)]
pub struct Notice(i64);

/// Before the service is asked.
pub fn prepare(db: &Connection, email: &str, purpose: Purpose) -> rusqlite::Result<Notice> {
    db.execute("INSERT INTO notices (email, about, state) VALUES (?, ?, 'waiting')", [email, purpose.name()])?;
    Ok(Notice(db.last_insert_rowid()))
}

/// Afterwards.
pub fn settle(db: &Connection, Notice(id): Notice, end: End) -> rusqlite::Result<()> {
    let state = match end {
        End::Done => "done",
        End::Unsure => "unsure",
        End::Undone => return db.execute("DELETE FROM notices WHERE id = ?", [id]).map(drop),
    };
    db.execute("UPDATE notices SET state = ? WHERE id = ?", params![state, id]).map(drop)
}

/// Mails all that are ready.
pub async fn send(store: &Store, mailer: &Mailer, time: u64) {
    let ready = store.run(|db| {
        db.execute("DELETE FROM notices WHERE tries >= ?", [TRIES])?;
        let mut statement = db.prepare("UPDATE notices SET tries = tries + 1 WHERE state <> 'waiting' RETURNING id, email, about, state")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?)))?;
        rows.collect::<rusqlite::Result<Vec<(i64, String, _, _)>>>()
    });
    for (id, to, about, state) in ready.await.unwrap_or_default() {
        let (subject, text) = words(&about, state == "done");
        if mailer.send(Mail { to, subject, text: text.to_owned(), time }).await {
            // if this fails it is mailed twice, rather than never
            let _ = store.run(move |db| db.execute("DELETE FROM notices WHERE id = ?", [id])).await;
        }
    }
}

/// Nothing in it comes from the person it is about.
fn words(about: &str, is_done: bool) -> (&'static str, &'static str) {
    let text = match (about, is_done) {
        (NEW_DEVICE | NEW_SECRET, _) => "If it was not you, shut out your other devices: \"somebody has my device\" on the page where you sign in.\n",
        (_, true) => {
            "This was done with a code from your mailbox.\nIf it was not you, somebody reads your mail: change its password first, then reset this one.\n"
        }
        (_, false) => {
            "Somebody asked for this with a code from your mailbox. Something failed, so it may or may not be done.\n\
             If it was not you, somebody reads your mail: change its password first, then reset this one.\n"
        }
    };
    let subject = match (about, is_done) {
        ("reset_password", true) => "Your password was changed",
        ("reset_password", false) => "Your password may have been changed",
        ("disable_mfa", true) => "Your second factor was turned off",
        ("disable_mfa", false) => "Your second factor may have been turned off",
        ("end_sessions", true) => "You were signed out everywhere",
        ("end_sessions", false) => "You may have been signed out everywhere",
        ("delete_account", true) => "Your account was deleted",
        ("delete_account", false) => "Your account may have been deleted",
        ("stolen_device", true) => "Your other devices were removed",
        ("stolen_device", false) => "Your other devices may have been removed",
        (NEW_DEVICE, _) => "A device was added to your account",
        (NEW_SECRET, _) => "A new second factor was set up for your account",
        _ => "Something changed in your account",
    };
    (subject, text)
}

/// Looks for what is new in somebody's account, and notes it for a mail. A stolen JWT is enough to add a device and to replace the TOTP
/// secret, so the owner has to know of both. If looking fails nobody is kept out: the next login or refresh looks again.
///
/// `jwt`: a valid one. `fresh`: one from a login just now, which reads the recovery keys. A new TOTP secret brings six new ones.
pub async fn look(admin: &Admin, store: &Store, jwt: &str, fresh: Option<&str>, user_id: &str) {
    let looked = async {
        let devices: Vec<String> = admin.devices(jwt).await?.into_iter().map(|device| device.device_id).collect();
        let mut secrets = Vec::new();
        if let Some(jwt) = fresh {
            secrets.extend(admin.recovery_keys(jwt).await?.iter().map(|key| crate::store::hash(key)));
        }
        let user_id = user_id.to_owned();
        store.run(move |db| compare(db, &user_id, &devices, &secrets)).await
    };
    if !tokio::time::timeout(PATIENCE, looked).await.is_ok_and(|looked: Result<(), Refusal>| looked.is_ok()) {
        tracing::warn!("could not look for new devices");
    }
}

fn compare(db: &Connection, user_id: &str, devices: &[String], secrets: &[[u8; 32]]) -> rusqlite::Result<()> {
    let Some(person) = store::by_user(db, user_id)? else { return Ok(()) };
    // nothing known: an account from before this back end looked
    let is_first = !db.prepare("SELECT 1 FROM devices WHERE user_id = ?")?.exists([user_id])?;
    let mut insert = db.prepare("INSERT OR IGNORE INTO secrets (user_id, hash) VALUES (?, ?)")?;
    let new_secrets = secrets.iter().map(|hash| insert.execute(params![user_id, hash])).sum::<rusqlite::Result<usize>>()?;
    let new_devices = devices.iter().map(|id| store::know_device(db, user_id, id)).sum::<rusqlite::Result<usize>>()?;
    for (number, about) in [(new_devices, NEW_DEVICE), (new_secrets, NEW_SECRET)] {
        if number > 0 && !is_first {
            db.execute("INSERT INTO notices (email, about, state) VALUES (?, ?, 'done')", [&person.email, about])?;
        }
    }
    Ok(())
}
