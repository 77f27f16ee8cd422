//! What was seen of an account at its owner's last logins.

use std::collections::HashSet;

use super::outcome::SqlError;
use super::run::{Sql, hash_of};

/// What was seen of a user's account: ids of devices, recovery keys. A stolen JWT is enough to add a device or to replace the
/// second factor, so the owner should get a mail about what is new. The table has hashes only.
#[derive(Clone, Debug)]
pub struct Seen(pub(super) Sql);

impl Seen {
    /// Returns those of `things` that are new. If nothing was seen of this user before, all of them are remembered and none is
    /// new: the account is older than your back end.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn news<T: AsRef<str> + Clone>(&self, user_id: &str, things: &[T]) -> Result<Vec<T>, SqlError> {
        let rows = self.0.run("SELECT hash FROM sentc_seen WHERE user_id = ?", [user_id.into()]).await?;
        let known = rows.into_iter().map(|mut row| row.text()).collect::<Result<HashSet<String>, _>>()?;
        if known.is_empty() {
            self.remember(user_id, things).await?;
            return Ok(Vec::new());
        }
        Ok(things.iter().filter(|thing| !known.contains(&hash_of(thing.as_ref()))).cloned().collect())
    }

    /// Remembers things. Call it after the mail about them was sent, so that a mail that failed is tried again.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn remember<T: AsRef<str>>(&self, user_id: &str, things: &[T]) -> Result<(), SqlError> {
        for thing in things {
            let insert = "INSERT INTO sentc_seen (user_id, hash) VALUES (?, ?) ON CONFLICT DO NOTHING";
            self.0.run(insert, [user_id.into(), hash_of(thing.as_ref()).as_str().into()]).await?;
        }
        Ok(())
    }

    /// Forgets a user.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn forget(&self, user_id: &str) -> Result<(), SqlError> {
        self.0.run("DELETE FROM sentc_seen WHERE user_id = ?", [user_id.into()]).await.map(drop)
    }
}
