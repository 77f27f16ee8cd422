//! Codes by mail: a user who can read the mailbox can do one thing, once.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use zeroize::Zeroizing;

use super::SqlStores;
use super::codes::CodeStore;
use super::outcome::{Failed, RecoveryError, SqlError};
use super::run::to_its_end;
use crate::admin::random_code;

const HOUR: u64 = 60 * 60 * 1000;
/// How often a notice is tried that could not be mailed. After the next start it is tried again.
const TRIES_TO_TELL: u32 = 5;

/// A mail to send. Put no text into it that a user typed: an attacker could use it to send advertisements to other people.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeMail {
    /// The address.
    pub to: String,
    /// What the code is for.
    pub purpose: String,
    /// What the mail tells.
    pub kind: MailKind,
    /// Such as `7K3QX-0V9MB`; only with [`MailKind::Code`].
    pub code: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for CodeMail {
    /// Leaves out the code.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeMail").field("to", &self.to).field("purpose", &self.purpose).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a mail tells. `Done` and `Maybe` warn owners whose code somebody else used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// Somebody asked for this code.
    Code,
    /// Somebody used the code, and the deed was done.
    Done,
    /// Somebody used the code, and it is unknown whether the deed was done.
    Maybe,
}

/// Limits of [`Codes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeOptions {
    /// Milliseconds for which a code is valid. Default: 15 minutes.
    pub lifetime_ms: u64,
    /// How many tries a code allows; after that, the right code fails too. Default: 5.
    pub tries: u32,
    /// How many codes an address can get in an hour. Default: 5.
    pub per_hour: u32,
    /// How many mails can wait in the queue, at least 1. Default: 1000.
    pub waiting: usize,
}

impl Default for CodeOptions {
    fn default() -> Self {
        Self { lifetime_ms: 15 * 60 * 1000, tries: 5, per_hour: 5, waiting: 1000 }
    }
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Known = Box<dyn Fn(String, String) -> Boxed<Result<bool, SqlError>> + Send + Sync>;
type SendMail = Box<dyn Fn(CodeMail) -> Boxed<Result<(), SqlError>> + Send + Sync>;

enum Job {
    Code {
        address: String,
        purpose: String,
    },
    /// There are notices to send.
    Notices,
    Other(Boxed<()>),
}

#[derive(Debug)]
struct Notice {
    id: String,
    address: String,
    purpose: String,
    is_done: bool,
    due: u64,
    tries: u32,
}

/// Codes by mail. A code has 50 random bits, is stored as a hash, and is valid for one purpose and one address. A new code makes
/// the one before it invalid. Cheap to clone; the queue ends with the last clone.
#[derive(Clone, Debug)]
pub struct Codes {
    store: CodeStore,
    options: CodeOptions,
    jobs: Sender<Job>,
    owed: Arc<Mutex<Vec<Notice>>>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Codes {
    /// Makes codes for users with an account. `mail` sends one mail; log its errors in it. Call this within a tokio runtime,
    /// which runs the queue: elsewhere [`Codes::send`] returns false.
    pub fn new<M, N>(stores: &SqlStores, mail: M) -> Self
    where
        M: Fn(CodeMail) -> N + Send + Sync + 'static,
        N: Future<Output = Result<(), SqlError>> + Send + 'static,
    {
        let accounts = stores.accounts.clone();
        let known = move |address: String, _| {
            let accounts = accounts.clone();
            async move { Ok(accounts.by_identifier(&address).await?.is_some_and(|account| account.user_id.is_some())) }
        };
        Self::with_options(stores, CodeOptions::default(), known, mail)
    }

    /// Like [`Codes::new`], with other limits, and for other addresses. `known` returns true if an address may get a code for a
    /// purpose. The queue calls it after the response, so that the response time does not show who has an account.
    pub fn with_options<K, L, M, N>(stores: &SqlStores, options: CodeOptions, known: K, mail: M) -> Self
    where
        K: Fn(String, String) -> L + Send + Sync + 'static,
        L: Future<Output = Result<bool, SqlError>> + Send + 'static,
        M: Fn(CodeMail) -> N + Send + Sync + 'static,
        N: Future<Output = Result<(), SqlError>> + Send + 'static,
    {
        let (jobs, waiting) = mpsc::channel(options.waiting.max(1));
        let (store, owed) = (stores.codes.clone(), Arc::default());
        let worker = Worker {
            store: store.clone(),
            owed: Arc::clone(&owed),
            per_hour: options.per_hour,
            newest: tokio::sync::Mutex::default(),
            known: Box::new(move |address, purpose| Box::pin(known(address, purpose))),
            mail: Box::new(move |message| Box::pin(mail(message))),
        };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(work_off(Arc::new(worker), waiting));
        }
        Self { store, options, jobs, owed }
    }

    /// Mails a code to an address, if the address is known and has not had too many codes. Returns at once, with the same result
    /// for every address. False: too many mails are waiting; answer with 503.
    pub fn send(&self, address: &str, purpose: &str) -> bool {
        self.jobs.try_send(Job::Code { address: address.to_owned(), purpose: purpose.to_owned() }).is_ok()
    }

    /// Runs `deed` once if the code is right, and resolves to its result. First it reserves the code and records a notice to the
    /// owner of the address. So the owner gets the notice even after a crash or a lost answer. Runs to its end even if you drop
    /// the future.
    ///
    /// If `deed` fails, the code can be used again. [`Failed`] says whether the owner gets a notice.
    ///
    /// # Errors
    /// [`RecoveryError::WrongCode`], [`RecoveryError::Sql`], and those of `deed`.
    pub async fn redeem<T, E, D>(&self, address: &str, purpose: &str, code: &str, deed: D) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<RecoveryError> + Send + 'static,
        D: Future<Output = Result<T, Failed<E>>> + Send + 'static,
    {
        let (codes, code) = (self.clone(), Zeroizing::new(code.to_owned()));
        let (address, purpose) = (address.to_owned(), purpose.to_owned());
        to_its_end(async move {
            let id = codes.reserve(&address, &purpose, &code).await?;
            let result = deed.await;
            codes.settle(id, address, purpose, result.as_ref().err().map(Failed::kind)).await?;
            result.map_err(Failed::into_error)
        })
        .await?
    }

    async fn reserve(&self, address: &str, purpose: &str, code: &str) -> Result<String, RecoveryError> {
        let since = self.store.now().saturating_sub(self.options.lifetime_ms);
        let id = self.store.attempt(address, purpose, code, since, self.options.tries).await?.ok_or(RecoveryError::WrongCode)?;
        self.store.due(&id, 1).await?;
        if self.store.change(&id, "open", "reserved", false).await? {
            return Ok(id);
        }
        self.store.due(&id, -1).await?;
        Err(RecoveryError::WrongCode)
    }

    async fn settle(&self, id: String, address: String, purpose: String, failed: Option<Failed<()>>) -> Result<(), RecoveryError> {
        let (to, forget_tries) = if failed.is_none() { ("used", false) } else { ("open", !matches!(failed, Some(Failed::Check(_)))) };
        let changed = self.store.change(&id, "reserved", to, forget_tries).await;
        match failed {
            None | Some(Failed::Maybe(_)) => self.tell([Notice { id, address, purpose, is_done: failed.is_none(), due: 1, tries: 0 }]),
            Some(Failed::Check(_) | Failed::Undone(_)) => self.store.due(&id, -1).await?,
        }
        changed?;
        Ok(())
    }

    /// Makes all codes of an address invalid, also codes that are being redeemed. Call it after a password reset, and when an
    /// account is deleted: otherwise an older code opens the account of whoever registers the address next.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn void_all(&self, address: &str) -> Result<(), SqlError> {
        self.store.void_all(address).await
    }

    /// Sends the notices that were recorded but not sent. Call it when the back end starts, before it takes requests.
    ///
    /// # Errors
    /// Those of your driver.
    pub async fn resume(&self) -> Result<(), SqlError> {
        let untold = self.store.untold().await?;
        self.tell(untold.into_iter().map(|row| Notice {
            id: row.id,
            address: row.address,
            purpose: row.purpose,
            is_done: row.is_done,
            due: row.due,
            tries: 0,
        }));
        Ok(())
    }

    /// Puts any other mail into the same queue. False: too many mails are waiting.
    pub fn later(&self, work: impl Future<Output = ()> + Send + 'static) -> bool {
        self.jobs.try_send(Job::Other(Box::pin(work))).is_ok()
    }

    fn tell(&self, notices: impl IntoIterator<Item = Notice>) {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner).extend(notices);
        // If the queue is full, the job in front sends them too.
        drop(self.jobs.try_send(Job::Notices));
    }
}

struct Worker {
    store: CodeStore,
    owed: Arc<Mutex<Vec<Notice>>>,
    per_hour: u32,
    newest: tokio::sync::Mutex<u64>,
    known: Known,
    mail: SendMail,
}

/// Works the queue off, in order. Each job is a task, so that a panic in the app's code does not end the queue.
async fn work_off(worker: Arc<Worker>, mut jobs: Receiver<Job>) {
    while let Some(job) = jobs.recv().await {
        let worker = Arc::clone(&worker);
        drop(tokio::spawn(async move { worker.run(job).await }).await);
    }
}

impl Worker {
    /// Errors are for the app's own code to log: nobody waits for this.
    async fn run(&self, job: Job) {
        match job {
            Job::Code { address, purpose } => drop(self.issue(address, purpose).await),
            Job::Notices => {}
            Job::Other(work) => work.await,
        }
        self.send_owed().await;
    }

    async fn issue(&self, address: String, purpose: String) -> Result<(), SqlError> {
        if !(self.known)(address.clone(), purpose.clone()).await? {
            return Ok(());
        }
        let code = random_code()?;
        let since = self.store.now().saturating_sub(HOUR);
        if self.store.add(&mut *self.newest.lock().await, &address, &purpose, &code, since, self.per_hour).await? {
            (self.mail)(CodeMail { to: address, purpose, kind: MailKind::Code, code: Some(code) }).await?;
        }
        Ok(())
    }

    async fn send_owed(&self) {
        let owed = std::mem::take(&mut *self.owed.lock().unwrap_or_else(PoisonError::into_inner));
        for mut notice in owed {
            let kind = if notice.is_done { MailKind::Done } else { MailKind::Maybe };
            let mail = CodeMail { to: notice.address.clone(), purpose: notice.purpose.clone(), kind, code: None };
            if (self.mail)(mail).await.is_ok() {
                // If this fails, the notice is mailed again after the next start, rather than never.
                drop(self.store.due(&notice.id, -i64::try_from(notice.due).unwrap_or(i64::MAX)).await);
                continue;
            }
            notice.tries += 1;
            if notice.tries < TRIES_TO_TELL {
                self.owed.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
            }
        }
    }
}
