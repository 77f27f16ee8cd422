//! Mail: by SMTP where there is a server for it, else into a mailbox for the demo to show.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use sentc_light_wasm::admin::sql::{CodeMail, MailKind, News, SqlError};
use serde::Serialize;

use crate::config::Config;

/// Why there is no way to send mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("--smtp-url: {0}")]
    Url(lettre::transport::smtp::Error),
    #[error("--mail-from: {0}")]
    From(lettre::address::AddressError),
}

/// As the mailbox shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    to: String,
    subject: &'static str,
    text: String,
    /// Unix milliseconds.
    time: u64,
}

/// The subjects for each purpose: of the mail with the code, and of the notices afterwards.
const SUBJECTS: [(&str, [&str; 3]); 5] = [
    ("reset_password", ["Your code for a new password", "Your password was changed", "Your password may have been changed"]),
    ("disable_mfa", ["Your code to turn off the second factor", "Your second factor was turned off", "Your second factor may have been turned off"]),
    ("end_sessions", ["Your code to sign out everywhere", "You were signed out everywhere", "You may have been signed out everywhere"]),
    ("stolen_device", ["Your code to shut out a lost device", "Your other devices were removed", "Your other devices may have been removed"]),
    ("delete_account", ["Your code to delete the account", "Your account was deleted", "Your account may have been deleted"]),
];
const CODE: &str = "It works once, within 15 minutes, and only on the page where you asked for it.\n\
     If you did not ask for it, do nothing: without the code nothing happens.\n";
const MAYBE: &str = "Somebody asked for this with a code from your mailbox. Something failed, so it may or may not be done.\n";
const WARNING: &str = "If it was not you, somebody reads your mail: change its password first, then reset this one.\n";
const NEWS: &str = "If it was not you, shut out your other devices: \"somebody has my device\" on the page where you sign in.\n";

#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Newest first.
    Kept(Arc<Mutex<VecDeque<Mail>>>),
}

const KEPT: usize = 50;
const TIMEOUT: Duration = Duration::from_secs(20);

impl Mailer {
    /// # Errors
    /// [`MailError`].
    pub fn new(config: &Config) -> Result<Self, MailError> {
        let from = config.mail_from.parse().map_err(MailError::From)?;
        let way = match &config.smtp_url {
            Some(url) => Way::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(MailError::Url)?.timeout(Some(TIMEOUT)).build()),
            None => Way::Kept(Arc::default()),
        };
        Ok(Self { from, way })
    }

    /// Nothing in a mail comes from the person it is about: a name of somebody's choosing in a mail to somebody else's address would carry
    /// advertisements.
    ///
    /// # Errors
    /// Those of sending.
    pub async fn about_code(self, CodeMail { to, purpose, kind, code, .. }: CodeMail, time: u64) -> Result<(), SqlError> {
        let [asked, done, maybe] = SUBJECTS.iter().find(|(name, _)| *name == purpose).ok_or("no mail has words for this purpose")?.1;
        let (subject, text) = match kind {
            MailKind::Code => (asked, format!("Your code: {}\n\n{CODE}", code.as_ref().map_or("", |code| code.as_str()))),
            MailKind::Done => (done, format!("This was done with a code from your mailbox.\n{WARNING}")),
            MailKind::Maybe => (maybe, format!("{MAYBE}{WARNING}")),
        };
        self.send(Mail { to, subject, text, time }).await
    }

    /// # Errors
    /// Those of sending.
    pub async fn about_news(self, to: String, news: News, time: u64) -> Result<(), SqlError> {
        let subject = if news == News::Device { "A device was added to your account" } else { "A new second factor was set up for your account" };
        self.send(Mail { to, subject, text: NEWS.to_owned(), time }).await
    }

    /// Sends, or keeps.
    ///
    /// # Errors
    /// Whatever went wrong. It is in the log, without address and code; whoever asked for the mail has long been answered.
    async fn send(&self, mail: Mail) -> Result<(), SqlError> {
        let transport = match &self.way {
            Way::Smtp(transport) => transport,
            Way::Kept(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_front(mail);
                kept.truncate(KEPT);
                return Ok(());
            }
        };
        let sent = async {
            let to: Address = mail.to.parse().map_err(|_| "a stored address is no address to the mail library")?;
            let message = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(mail.subject);
            transport.send(message.header(ContentType::TEXT_PLAIN).body(mail.text)?).await?;
            Ok(())
        };
        sent.await.inspect_err(|error: &SqlError| tracing::error!(%error, "a mail could not be sent"))
    }

    /// What was kept; None when mail goes out by SMTP.
    pub fn kept(&self) -> Option<Vec<Mail>> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Kept(kept) => Some(kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()),
        }
    }
}
