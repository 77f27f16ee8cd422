//! Codes sent by mail: who has the mailbox may do one thing, once, within 15 minutes.

use rusqlite::{Connection, OptionalExtension, params};
use sentc_light_wasm::admin::{hash_of_code, is_code_of, random_code};
use serde::Deserialize;
use tokio::sync::mpsc::{self, Sender};
use zeroize::Zeroizing;

use super::answer::Refusal;
use super::mail::{Mail, Mailer};
use super::notices;
use super::store::{self, Store};
use crate::clock::Clock;

const LIFETIME: u64 = 15 * 60 * 1000;
/// Wrong codes until the right one is void too.
const TRIES: u32 = 5;
const SENDS_PER_HOUR: u32 = 5;
const HOUR: u64 = 60 * 60 * 1000;
/// Mails that may wait. Beyond that nobody is served rather than memory filled.
const WAITING: usize = 1000;

/// What a code is good for. A code for one thing opens no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    ResetPassword,
    DisableMfa,
    EndSessions,
    DeleteAccount,
    StolenDevice,
}

impl Purpose {
    pub const fn name(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::DisableMfa => "disable_mfa",
            Self::EndSessions => "end_sessions",
            Self::DeleteAccount => "delete_account",
            Self::StolenDevice => "stolen_device",
        }
    }

    const fn subject(self) -> &'static str {
        match self {
            Self::ResetPassword => "Your code for a new password",
            Self::DisableMfa => "Your code to turn off the second factor",
            Self::EndSessions => "Your code to sign out everywhere",
            Self::DeleteAccount => "Your code to delete the account",
            Self::StolenDevice => "Your code to shut out a lost device",
        }
    }
}

/// What the mail task has to do. Nobody waits for it.
#[derive(Debug)]
enum Job {
    Code { email: String, purpose: Purpose },
    Notices,
}

/// The queue in front of the mailer. Whether an address is known is looked up behind it, so neither the answer to "send me a code" nor
/// the time it takes says who has an account.
#[derive(Clone, Debug)]
pub struct Codes(Sender<Job>);

impl Codes {
    /// Starts the one task that works the queue off, in order. It ends with the last [`Codes`].
    pub fn start(store: Store, mailer: Mailer, clock: Clock) -> Self {
        let (sender, mut jobs) = mpsc::channel(WAITING);
        let codes = Self(sender);
        // what was left from before the last restart
        codes.notices();
        tokio::spawn(async move {
            while let Some(job) = jobs.recv().await {
                let time = clock.millis();
                if let Job::Code { email, purpose } = job {
                    match issue(&store, email.clone(), purpose, time).await {
                        Ok(Some(code)) => drop(mailer.send(mail(email, purpose, &code, time)).await),
                        // unknown, or asked for too often
                        Ok(None) => {}
                        Err(error) => tracing::error!(error.error, "no code could be made"),
                    }
                }
                notices::send(&store, &mailer, time).await;
            }
        });
        codes
    }

    /// # Errors
    /// [`Refusal::BUSY`], whatever the address.
    pub fn send(&self, email: String, purpose: Purpose) -> Result<(), Refusal> {
        self.0.try_send(Job::Code { email, purpose }).map_err(|_| Refusal::BUSY)
    }

    /// Has the notices sent that are ready. If the queue is full, whatever is in front of them in it takes them along.
    pub fn notices(&self) {
        drop(self.0.try_send(Job::Notices));
    }
}

/// Nothing in it comes from the person it is about: a name of somebody's choosing in a mail to somebody else's address would carry
/// advertisements.
fn mail(to: String, purpose: Purpose, code: &str, time: u64) -> Mail {
    let text = format!(
        "Your code: {code}\n\nIt works once, within 15 minutes, and only on the page where you asked for it.\n\
         If you did not ask for it, do nothing: without the code nothing happens.\n"
    );
    Mail { to, subject: purpose.subject(), text, time }
}

/// A new code for this purpose, which voids the one before. None for an unknown address, and when there were too many.
async fn issue(store: &Store, email: String, purpose: Purpose, now: u64) -> Result<Option<Zeroizing<String>>, Refusal> {
    let code = random_code().map_err(|_| Refusal::INTERNAL)?;
    let hash = hash_of_code(purpose.name(), &email, &code);
    let is_issued = store.run(move |db| {
        db.execute("DELETE FROM codes WHERE sent <= ?", [now.saturating_sub(HOUR)])?;
        let sent: u32 = db.query_row("SELECT count(*) FROM codes WHERE email = ?", [&email], |row| row.get(0))?;
        if sent >= SENDS_PER_HOUR || store::by_email(db, &email)?.is_none() {
            return Ok(false);
        }
        db.execute("UPDATE codes SET state = 'void' WHERE email = ? AND purpose = ? AND state IN ('open', 'reserved')", params![email, purpose.name()])?;
        db.execute("INSERT INTO codes (email, purpose, hash, sent) VALUES (?, ?, ?, ?)", params![email, purpose.name(), hash, now])?;
        Ok(true)
    });
    Ok(is_issued.await?.then_some(code))
}

/// A code that was right. Nobody else can use it meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Reserved(i64);

/// Reserves a code. The try counts before the code is looked at, so that many at once get no more than their share.
pub fn reserve(db: &Connection, email: &str, purpose: Purpose, code: &str, now: u64) -> rusqlite::Result<Option<Reserved>> {
    let row = db
        .query_row(
            "UPDATE codes SET tries = tries + 1 WHERE email = ? AND purpose = ? AND state = 'open' AND sent > ? AND tries < ? RETURNING id, hash",
            params![email, purpose.name(), now.saturating_sub(LIFETIME), TRIES],
            |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)),
        )
        .optional()?;
    let (id, expected) = row.unwrap_or((0, [0; 32]));
    if !is_code_of(&expected, purpose.name(), email, code) {
        return Ok(None);
    }
    db.execute("UPDATE codes SET state = 'reserved' WHERE id = ?", [id])?;
    Ok(Some(Reserved(id)))
}

/// What it was for is done.
pub fn used(db: &Connection, Reserved(id): Reserved) -> rusqlite::Result<()> {
    db.execute("UPDATE codes SET state = 'used' WHERE id = ?", [id]).map(drop)
}

/// What it was for has failed: the person is to try again without another mail. If a newer code was mailed meanwhile, only that one works.
pub fn give_back(db: &Connection, Reserved(id): Reserved) -> rusqlite::Result<()> {
    db.execute("UPDATE codes SET state = 'open' WHERE id = ? AND state = 'reserved'", [id]).map(drop)
}

/// Voids what was mailed before somebody's password changed: an old code must not undo it.
pub fn void_open(db: &Connection, email: &str) -> rusqlite::Result<()> {
    db.execute("UPDATE codes SET state = 'void' WHERE email = ? AND state IN ('open', 'reserved')", [email]).map(drop)
}
