//! Session tokens of the back end, for programs that know no JWT.

use zeroize::Zeroizing;

use super::outcome::SqlError;
use super::run::{Sql, hash_of};
use crate::crypto::{b64, random_secret};

/// Session tokens of your own, for programs that know no JWT. The table has their hashes only.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub(super) sql: Sql,
    pub(super) lifetime_ms: u64,
}

/// A new session token.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// 32 random bytes as base64url.
    pub token: Zeroizing<String>,
    /// When it expires, in Unix milliseconds.
    pub expires: u64,
}

impl std::fmt::Debug for Token {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Makes a token for a user.
    ///
    /// # Errors
    /// Those of your driver, and if the system has no random numbers.
    pub async fn make(&self, user_id: &str) -> Result<Token, SqlError> {
        let token = Zeroizing::new(b64::encode_url(random_secret::<32>()?.as_slice()));
        let now = self.sql.now();
        let expires = now.saturating_add(self.lifetime_ms);
        self.sql.run("DELETE FROM sentc_tokens WHERE expires <= ?", [now.into()]).await?;
        let insert = "INSERT INTO sentc_tokens (hash, user_id, expires) VALUES (?, ?, ?)";
        self.sql.run(insert, [hash_of(&token).as_str().into(), user_id.into(), expires.into()]).await?;
        Ok(Token { token, expires })
    }

    /// Returns whose token this is. `None` if it is unknown, ended or expired.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn user_of(&self, token: &str) -> Result<Option<String>, SqlError> {
        let sql = "SELECT user_id FROM sentc_tokens WHERE hash = ? AND expires > ?";
        let rows = self.sql.run(sql, [hash_of(token).as_str().into(), self.sql.now().into()]).await?;
        rows.into_iter().next().map(|mut row| row.text()).transpose()
    }

    /// Ends a token.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn end(&self, token: &str) -> Result<(), SqlError> {
        self.sql.run("DELETE FROM sentc_tokens WHERE hash = ?", [hash_of(token).as_str().into()]).await.map(drop)
    }

    /// Ends all tokens of a user. Call it wherever you call [`Admin::end_sessions`](crate::admin::Admin::end_sessions), which
    /// does not know them.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn end_all(&self, user_id: &str) -> Result<(), SqlError> {
        self.sql.run("DELETE FROM sentc_tokens WHERE user_id = ?", [user_id.into()]).await.map(drop)
    }
}
