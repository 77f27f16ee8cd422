//! Tells owners of an account what is new in it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::mailed::Codes;
use super::outcome::{RecoveryError, SqlError};
use super::{Accounts, Seen, SqlStores};
use crate::admin::Admin;

/// So long a login waits for the service.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is new in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A device was added.
    Device,
    /// A new second factor was set up.
    Secret,
}

type Tell = dyn Fn(String, News) -> Pin<Box<dyn Future<Output = Result<(), SqlError>> + Send>> + Send + Sync;

/// Looks for what is new in an account. With a stolen JWT a thief can add a device and replace the TOTP secret, and both outlive
/// a new password. If the service does not answer, no mail is sent and nobody is kept out: the next login looks again. Cheap to
/// clone.
#[derive(Clone)]
pub struct Watch {
    admin: Admin,
    accounts: Accounts,
    seen: Seen,
    mailed: Codes,
    tell: Arc<Tell>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("admin", &self.admin).finish_non_exhaustive()
    }
}

impl Watch {
    /// Makes a watch. `tell` mails the owner of an account, whose identifier it gets; log its errors in it. If it fails, the
    /// next login tries again. The mails go through the queue of `mailed`.
    pub fn new<T, U>(admin: Admin, stores: &SqlStores, mailed: Codes, tell: T) -> Self
    where
        T: Fn(String, News) -> U + Send + Sync + 'static,
        U: Future<Output = Result<(), SqlError>> + Send + 'static,
    {
        let tell = Arc::new(move |identifier, news| -> Pin<Box<dyn Future<Output = _> + Send>> { Box::pin(tell(identifier, news)) });
        Self { admin, accounts: stores.accounts.clone(), seen: stores.seen.clone(), mailed, tell }
    }

    /// Looks for new devices. Call it at each login and refresh, with the new JWT. It also completes a registration whose answer
    /// was lost.
    pub async fn session(&self, jwt: &str, user_id: &str) {
        drop(tokio::time::timeout(PATIENCE, self.look_for_devices(jwt, user_id)).await);
    }

    /// Looks for a new second factor. Call it with the JWT of a login, while it is valid: each new TOTP secret brings new
    /// recovery keys.
    pub async fn login(&self, jwt: &str, user_id: &str) {
        let looked = async {
            let keys = self.admin.recovery_keys(jwt).await?;
            self.look(News::Secret, user_id, keys).await
        };
        drop(tokio::time::timeout(PATIENCE, looked).await);
    }

    async fn look_for_devices(&self, jwt: &str, user_id: &str) -> Result<(), RecoveryError> {
        let devices = self.admin.devices(jwt).await?;
        let unfinished = self.accounts.unfinished(user_id).await?;
        let identifiers: Vec<_> = devices.iter().map(|device| device.device_identifier.clone()).collect();
        self.accounts.complete_one(unfinished, &identifiers, user_id).await?;
        self.look(News::Device, user_id, devices.into_iter().map(|device| device.device_id).collect()).await
    }

    async fn look<T>(&self, what: News, user_id: &str, things: Vec<T>) -> Result<(), RecoveryError>
    where
        T: AsRef<str> + Clone + Send + Sync + 'static,
    {
        let news = self.seen.news(user_id, &things).await?;
        let owner = if news.is_empty() { None } else { self.accounts.by_user(user_id).await? };
        let Some(owner) = owner else { return Ok(()) };
        let (watch, user_id) = (self.clone(), user_id.to_owned());
        self.mailed.later(async move {
            // Asked again: a login at the same time may have told of it. The queue does one thing at a time.
            let Ok(news) = watch.seen.news(&user_id, &news).await else { return };
            if !news.is_empty() && (watch.tell)(owner.identifier, what).await.is_ok() {
                drop(watch.seen.remember(&user_id, &news).await);
            }
        });
        Ok(())
    }
}
