//! Mail: by SMTP where there is a server for it, else into a mailbox for the demo to show.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
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
    pub to: String,
    pub subject: &'static str,
    pub text: String,
    /// Unix milliseconds.
    pub time: u64,
}

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

    /// Sends, or keeps. What goes wrong is in the log, without address and code; whoever asked for the mail has long been answered.
    /// Says whether it was taken.
    pub async fn send(&self, mail: Mail) -> bool {
        match &self.way {
            Way::Kept(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_front(mail);
                kept.truncate(KEPT);
                true
            }
            Way::Smtp(transport) => {
                let Ok(to) = mail.to.parse::<Address>() else {
                    tracing::error!("a stored address is no address to the mail library");
                    return false;
                };
                let message = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(mail.subject);
                let sent = match message.header(ContentType::TEXT_PLAIN).body(mail.text) {
                    Ok(message) => transport.send(message).await.map(drop).map_err(|error| error.to_string()),
                    Err(error) => Err(error.to_string()),
                };
                if let Err(error) = &sent {
                    tracing::error!(error, "a mail could not be sent");
                }
                sent.is_ok()
            }
        }
    }

    /// What was kept; None when mail goes out by SMTP.
    pub fn kept(&self) -> Option<Vec<Mail>> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Kept(kept) => Some(kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()),
        }
    }
}
