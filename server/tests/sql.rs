//! `sentc_light_wasm::admin::sql`, over SQLite: what the tests over HTTP (tests/backend) can't order.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that panics has failed")]

mod common;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use common::{Account, TestServer, start, unique};
use rusqlite::Connection;
use rusqlite::types::Value;
use sentc_light_wasm::admin::sql::{
    CodeMail, CodeOptions, Codes, Failed, MailKind, News, Recovery, RecoveryError, RecoveryPurpose, Registration, SqlError, SqlStores, SqlValue, TABLES, Watch,
};
use sentc_light_wasm::admin::{Admin, AdminError};
use sentc_light_wasm::error::{Code, Error};
use tokio::sync::{mpsc, oneshot};

const ADA: &str = "ada@example.org";
const MINUTE: u64 = 60_000;

type Db = Arc<Mutex<Connection>>;

/// Tables in memory, their connection, and a clock that stands.
fn set() -> (SqlStores, Db, Arc<AtomicU64>) {
    let db: Db = Arc::new(Mutex::new(Connection::open_in_memory().unwrap()));
    for _start in 0..2 {
        db.lock().unwrap().execute_batch(TABLES).unwrap();
    }
    let (of_query, clock) = (Arc::clone(&db), Arc::new(AtomicU64::new(1_700_000_000_000)));
    let now = Arc::clone(&clock);
    let stores = SqlStores::new(move |sql, values| {
        let result = run(&of_query.lock().unwrap(), &sql, values).map_err(SqlError::from);
        async { result }
    });
    (stores.clock(move || now.load(Ordering::Relaxed)), db, clock)
}

fn run(db: &Connection, sql: &str, values: Vec<SqlValue>) -> rusqlite::Result<Vec<Vec<SqlValue>>> {
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let values = values.into_iter().map(|value| match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => number.into(),
        SqlValue::Text(text) => text.into(),
    });
    let row = |row: &rusqlite::Row<'_>| {
        let value = |column| match row.get(column)? {
            Value::Integer(number) => Ok(SqlValue::Integer(number)),
            Value::Text(text) => Ok(SqlValue::Text(text)),
            _ => Ok(SqlValue::Null),
        };
        (0..columns).map(value).collect()
    };
    statement.query_map(rusqlite::params_from_iter(values), row)?.collect()
}

/// All that the tables hold.
fn dump(db: &Db) -> String {
    let db = db.lock().unwrap();
    ["sentc_codes", "sentc_accounts", "sentc_tokens", "sentc_seen"]
        .map(|table| format!("{:?}", run(&db, &format!("SELECT * FROM {table}"), Vec::new()).unwrap()))
        .concat()
}

/// Codes for everybody, and the mails as they go out.
fn mailed(stores: &SqlStores, options: CodeOptions) -> (Codes, mpsc::UnboundedReceiver<CodeMail>) {
    let (sender, mails) = mpsc::unbounded_channel();
    let mail = move |mail| {
        let sent = sender.send(mail).map_err(SqlError::from);
        async { sent }
    };
    (Codes::with_options(stores, options, async |_, _| Ok(true), mail), mails)
}

async fn code(codes: &Codes, mails: &mut mpsc::UnboundedReceiver<CodeMail>, purpose: &str) -> String {
    assert!(codes.send(ADA, purpose));
    let mail = mails.recv().await.unwrap();
    assert_eq!((mail.to.as_str(), mail.kind, mail.purpose.as_str()), (ADA, MailKind::Code, purpose));
    let code = mail.code.clone().unwrap();
    assert!(!format!("{mail:?}").contains(code.as_str()));
    code.to_string()
}

/// Waits until the queue has done what is in it.
async fn drained(codes: &Codes) {
    let (sender, done) = oneshot::channel();
    assert!(codes.later(async move { sender.send(()).unwrap() }));
    done.await.unwrap();
}

async fn redeem(codes: &Codes, purpose: &str, code: &str) -> Result<(), RecoveryError> {
    codes.redeem(ADA, purpose, code, async { Ok(()) }).await
}

fn refused() -> AdminError {
    AdminError::NotSent(Error::new(Code::InvalidArgument))
}

fn is_wrong<T>(result: &Result<T, RecoveryError>) -> bool {
    matches!(result, Err(RecoveryError::WrongCode))
}

#[tokio::test]
async fn a_code_works_once_for_its_purpose_and_address_and_its_owner_is_told() {
    let (stores, db, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let code = code(&codes, &mut mails, "reset").await;
    assert!(!dump(&db).contains(&code) && !dump(&db).contains(&code.replace('-', "")));
    assert!(is_wrong(&redeem(&codes, "delete", &code).await));
    assert!(is_wrong(&codes.redeem::<(), RecoveryError, _>("eve@example.org", "reset", &code, async { panic!("the deed ran") }).await));
    let typed = code.to_lowercase().replace('-', " ");
    assert_eq!(codes.redeem::<_, RecoveryError, _>(ADA, "reset", &typed, async { Ok(7) }).await.unwrap(), 7);
    let notice = mails.recv().await.unwrap();
    assert_eq!((notice.kind, notice.code), (MailKind::Done, None));
    assert!(is_wrong(&redeem(&codes, "reset", &code).await));
}

#[tokio::test]
async fn a_code_lives_for_fifteen_minutes_and_a_newer_one_voids_it() {
    let (stores, _, clock) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let late = code(&codes, &mut mails, "reset").await;
    clock.fetch_add(15 * MINUTE, Ordering::Relaxed);
    assert!(is_wrong(&redeem(&codes, "reset", &late).await));
    let older = code(&codes, &mut mails, "reset").await;
    let newer = code(&codes, &mut mails, "reset").await;
    let other = code(&codes, &mut mails, "delete").await;
    clock.fetch_add(15 * MINUTE - 1, Ordering::Relaxed);
    assert!(is_wrong(&redeem(&codes, "reset", &older).await));
    redeem(&codes, "reset", &newer).await.unwrap();
    codes.void_all(ADA).await.unwrap();
    assert!(is_wrong(&redeem(&codes, "delete", &other).await));
}

#[tokio::test]
async fn five_codes_an_hour_for_each_address_and_a_full_queue_refuses() {
    let (stores, _, clock) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions { waiting: 1, ..CodeOptions::default() });
    for _ in 0..5 {
        code(&codes, &mut mails, "reset").await;
    }
    assert!(codes.send(ADA, "reset"));
    while !codes.send("bob@example.org", "reset") {
        tokio::task::yield_now().await;
    }
    assert_eq!(mails.recv().await.unwrap().to, "bob@example.org", "the sixth was not mailed");
    clock.fetch_add(60 * MINUTE, Ordering::Relaxed);
    code(&codes, &mut mails, "reset").await;

    let (release, wait) = oneshot::channel::<()>();
    assert!(codes.later(async move { drop(wait.await) }));
    while codes.later(async {}) {
        tokio::task::yield_now().await;
    }
    assert!(!codes.send(ADA, "reset"), "the queue is full");
    release.send(()).unwrap();
}

/// Each wrong try counts before the code is compared.
#[tokio::test]
async fn many_wrong_tries_at_once_get_no_more_than_five() {
    let (stores, db, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let code = code(&codes, &mut mails, "reset").await;
    let tries = (0..20).map(|_| {
        let codes = codes.clone();
        tokio::spawn(async move { redeem(&codes, "reset", "00000-00000").await })
    });
    for tried in tries.collect::<Vec<_>>() {
        assert!(is_wrong(&tried.await.unwrap()));
    }
    assert!(is_wrong(&redeem(&codes, "reset", &code).await), "void after five tries");
    assert_eq!(run(&db.lock().unwrap(), "SELECT tries FROM sentc_codes", Vec::new()).unwrap(), [[SqlValue::Integer(5)]]);
}

#[tokio::test]
async fn the_same_code_twice_at_once_runs_one_deed() {
    let (stores, _, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let code = code(&codes, &mut mails, "reset").await;
    let count = Arc::new(AtomicU64::new(0));
    let both = [0, 1].map(|_| {
        let (codes, code, count) = (codes.clone(), code.clone(), Arc::clone(&count));
        tokio::spawn(async move {
            let deed = async move {
                count.fetch_add(1, Ordering::Relaxed);
                Ok(())
            };
            codes.redeem::<(), RecoveryError, _>(ADA, "reset", &code, deed).await
        })
    });
    let mut results = Vec::new();
    for one in both {
        results.push(one.await.unwrap());
    }
    assert_eq!((results.iter().filter(|result| result.is_ok()).count(), count.load(Ordering::Relaxed)), (1, 1));
    assert!(results.iter().any(is_wrong));
}

#[tokio::test]
async fn a_deed_that_failed_leaves_the_code_open_and_its_owner_hears_of_it_only_if_it_may_be_done() {
    let (stores, _, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let code = code(&codes, &mut mails, "reset").await;
    // a failed deed forgets the tries, so there may be more than five
    for _ in 0..6 {
        let undone = codes.redeem::<(), RecoveryError, _>(ADA, "reset", &code, async { Err(Failed::Undone(refused().into())) }).await;
        assert!(matches!(undone, Err(RecoveryError::Admin(_))), "{undone:?}");
    }
    drained(&codes).await;
    assert!(mails.try_recv().is_err(), "nothing was done: no mail");
    let maybe = codes.redeem::<(), RecoveryError, _>(ADA, "reset", &code, async { Err(refused())? }).await;
    assert!(matches!(maybe, Err(RecoveryError::Admin(_))), "{maybe:?}");
    assert_eq!(mails.recv().await.unwrap().kind, MailKind::Maybe);
    // checks count: a code must not allow any number of guesses of a password
    for _ in 0..5 {
        let check = codes.redeem::<(), RecoveryError, _>(ADA, "reset", &code, async { Err(Failed::Check(RecoveryError::WrongPassword)) }).await;
        assert!(matches!(check, Err(RecoveryError::WrongPassword)), "{check:?}");
    }
    assert!(is_wrong(&redeem(&codes, "reset", &code).await));
}

#[tokio::test]
async fn a_future_that_is_dropped_does_not_stop_the_deed() {
    let (stores, _, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    let code = code(&codes, &mut mails, "reset").await;
    let ((started, has_started), (release, released)) = (oneshot::channel(), oneshot::channel::<()>());
    let deed = async move {
        started.send(()).unwrap();
        released.await.unwrap();
        Ok(())
    };
    {
        let mut redeeming = std::pin::pin!(codes.redeem::<(), RecoveryError, _>(ADA, "reset", &code, deed));
        tokio::select! { _ = &mut redeeming => panic!("it waits"), begun = has_started => begun.unwrap() }
    }
    release.send(()).unwrap();
    assert_eq!(mails.recv().await.unwrap().kind, MailKind::Done);
    assert!(is_wrong(&redeem(&codes, "reset", &code).await), "used");
}

#[tokio::test]
async fn a_notice_that_was_not_mailed_is_mailed_with_the_next_job_or_after_the_next_start() {
    let (stores, _, _) = set();
    let (is_down, (sender, mut mails)) = (Arc::new(AtomicBool::new(false)), mpsc::unbounded_channel());
    let start = || {
        let (is_down, sender) = (Arc::clone(&is_down), sender.clone());
        let mail = move |mail: CodeMail| {
            let sent = if is_down.load(Ordering::Relaxed) { Err("the mail server is down".into()) } else { sender.send(mail).map_err(SqlError::from) };
            async { sent }
        };
        Codes::with_options(&stores, CodeOptions::default(), async |_, _| Ok(true), mail)
    };
    let codes = start();
    for (purpose, is_restarted) in [("reset", false), ("delete", true)] {
        let code = code(&codes, &mut mails, purpose).await;
        is_down.store(true, Ordering::Relaxed);
        redeem(&codes, purpose, &code).await.unwrap();
        drained(&codes).await;
        is_down.store(false, Ordering::Relaxed);
        let again = if is_restarted { start() } else { codes.clone() };
        if is_restarted {
            again.resume().await.unwrap();
        }
        drained(&again).await;
        let notice = mails.recv().await.unwrap();
        assert_eq!((notice.kind, notice.purpose.as_str()), (MailKind::Done, purpose));
        drained(&again).await;
        start().resume().await.unwrap();
        drained(&again).await;
        assert!(mails.try_recv().is_err(), "each once");
    }
}

#[tokio::test]
async fn a_panic_in_the_apps_code_does_not_end_the_queue() {
    let (stores, _, _) = set();
    let (codes, mut mails) = mailed(&stores, CodeOptions::default());
    assert!(codes.later(async { panic!("of the app") }));
    code(&codes, &mut mails, "reset").await;
}

#[tokio::test]
async fn tokens_are_kept_as_hashes_for_a_time_and_end_one_by_one_or_all_at_once() {
    let (stores, db, clock) = set();
    let tokens = stores.token_ms(1000).tokens;
    let [one, two, other] = [tokens.make("u1").await.unwrap(), tokens.make("u1").await.unwrap(), tokens.make("u2").await.unwrap()];
    assert!(one.token.len() == 43 && one.token != two.token && !dump(&db).contains(one.token.as_str()) && !format!("{one:?}").contains(one.token.as_str()));
    let user_of = async |token: &str| tokens.user_of(token).await.unwrap();
    assert_eq!((user_of(&one.token).await.as_deref(), user_of(&other.token).await.as_deref(), user_of("x").await), (Some("u1"), Some("u2"), None));
    tokens.end(&one.token).await.unwrap();
    assert_eq!((user_of(&one.token).await, user_of(&two.token).await.as_deref()), (None, Some("u1")));
    tokens.end_all("u1").await.unwrap();
    assert_eq!((user_of(&two.token).await, user_of(&other.token).await.as_deref()), (None, Some("u2")));
    clock.store(other.expires, Ordering::Relaxed);
    assert_eq!(user_of(&other.token).await, None);
}

#[tokio::test]
async fn what_is_new_after_the_first_look_until_it_is_remembered() {
    let (stores, db, _) = set();
    let news = async |user: &str, things: &[&'static str]| stores.seen.news(user, things).await.unwrap();
    assert!(news("u1", &["phone", "laptop"]).await.is_empty(), "older than the back end");
    assert_eq!(news("u1", &["phone", "tablet"]).await, ["tablet"]);
    assert_eq!(news("u1", &["tablet"]).await, ["tablet"], "the mail was not sent");
    stores.seen.remember("u1", &["tablet", "tablet"]).await.unwrap();
    assert!(news("u1", &["phone", "tablet"]).await.is_empty() && news("u2", &["phone"]).await.is_empty());
    assert!(!dump(&db).contains("phone"));
    stores.seen.forget("u1").await.unwrap();
    assert!(news("u1", &["phone"]).await.is_empty());
}

/// With a dev server, whose second app is the one of these accounts.
async fn with_service() -> (TestServer, Admin, SqlStores, Arc<AtomicU64>) {
    let server = start().await;
    let secret = server.server.service.apps.iter().last().unwrap().secret_token.to_string();
    let admin = Admin::new(&server.url, secret).unwrap();
    let (stores, _, clock) = set();
    (server, admin, stores, clock)
}

#[tokio::test]
async fn a_registration_made_taken_refused_and_lost() {
    let (server, admin, stores, _) = with_service().await;
    let accounts = &stores.accounts;
    let account = Account::new(&unique("ada"));
    let (email, body) = (account.identifier.as_str(), account.body.to_string());
    let Registration::Registered(made) = accounts.register(&admin, email, &body, "Ada").await.unwrap() else { panic!("it is made") };
    let row = accounts.by_user(&made.user_id).await.unwrap().unwrap();
    assert_eq!((row.identifier.as_str(), row.data.as_str(), row.password_reset), (email, "Ada", None));
    assert_eq!(accounts.register(&admin, email, &body, "Eve").await.unwrap(), Registration::Taken);

    // the service has an account that nobody here knows
    let elsewhere = Account::new(&unique("bob"));
    let (email, body) = (elsewhere.identifier.as_str(), elsewhere.body.to_string());
    admin.register(&body).await.unwrap();
    let refused = accounts.register(&admin, email, &body, "Bob").await.unwrap();
    assert!(matches!(&refused, Registration::Refused(refusal) if refusal.error.code == Code::IdentifierTaken), "{refused:?}");
    assert_eq!(accounts.by_identifier(email).await.unwrap(), None, "nothing of it stays");

    // no answer: the row stays, also after a refused second try, and only the owner's login completes it
    let gone = Admin::new("http://127.0.0.1:1", "dG9rZW4=").unwrap();
    assert_eq!(accounts.register(&gone, email, &body, "Bob").await.unwrap(), Registration::Unknown);
    assert!(matches!(accounts.register(&admin, email, &body, "Eve").await.unwrap(), Registration::Refused(_)));
    assert_eq!(accounts.by_identifier(email).await.unwrap().unwrap().user_id, None);
    let (eve, bob) = (account.login(&server.app2()).await, elsewhere.login(&server.app2()).await);
    accounts.complete(&admin, &eve.jwt, "eve").await.unwrap();
    assert_eq!(accounts.by_user("eve").await.unwrap(), None);
    accounts.complete(&admin, &bob.jwt, "bob").await.unwrap();
    assert_eq!(accounts.by_user("bob").await.unwrap().unwrap().data, "Bob");
    accounts.complete(&gone, "jwt", "bob").await.unwrap(); // nothing to complete: nobody is asked
    server.stop().await;
}

#[tokio::test]
async fn recovery_by_code_and_the_wait_after_a_reset_is_a_week() {
    let (server, admin, stores, clock) = with_service().await;
    let account = Account::new(ADA);
    let Registration::Registered(made) = stores.accounts.register(&admin, ADA, &account.body.to_string(), "Ada").await.unwrap() else { panic!("it is made") };
    let (codes, mut mails) = mailed(&stores, CodeOptions { per_hour: 100, ..CodeOptions::default() });
    let recovery = Recovery::new(admin.clone(), codes.clone(), stores.clone());
    let token = stores.tokens.make(&made.user_id).await.unwrap().token;
    for purpose in RecoveryPurpose::ALL {
        assert_eq!(RecoveryPurpose::from_name(purpose.name()), Some(purpose));
    }

    let changed = Account::new(ADA);
    let reset = code(&codes, &mut mails, "reset_password").await;
    let foreign = recovery.reset_password(ADA, &reset, &Account::new("eve@example.org").body.to_string()).await;
    assert!(matches!(&foreign, Err(RecoveryError::Admin(AdminError::NotSent(error))) if error.code == Code::InvalidArgument), "{foreign:?}");
    recovery.reset_password(ADA, &reset, &changed.body.to_string()).await.unwrap();
    assert_eq!(mails.recv().await.unwrap().kind, MailKind::Done);
    assert_eq!(stores.tokens.user_of(&token).await.unwrap(), None, "sessions of the back end end too");

    let disable = code(&codes, &mut mails, "disable_mfa").await;
    let wrong = recovery.disable_mfa(ADA, &disable, &account.auth_key).await;
    assert!(matches!(wrong, Err(RecoveryError::WrongPassword)), "{wrong:?}");
    let too_soon = recovery.disable_mfa(ADA, &disable, &changed.auth_key).await;
    assert!(matches!(too_soon, Err(RecoveryError::ResetLately)), "{too_soon:?}");
    assert!(stores.accounts.reset_lately(ADA).await.unwrap() && stores.accounts.reset_lately("nobody").await.unwrap());
    clock.fetch_add(7 * 24 * 60 * MINUTE, Ordering::Relaxed);
    assert!(!stores.accounts.reset_lately(ADA).await.unwrap());
    let disable = code(&codes, &mut mails, "disable_mfa").await;
    recovery.disable_mfa(ADA, &disable, &changed.auth_key).await.unwrap();
    mails.recv().await.unwrap();

    let delete = code(&codes, &mut mails, "delete_account").await;
    let left = code(&codes, &mut mails, "end_sessions").await;
    recovery.delete_account(ADA, &delete).await.unwrap();
    assert_eq!(mails.recv().await.unwrap().kind, MailKind::Done);
    assert_eq!(stores.accounts.by_identifier(ADA).await.unwrap(), None);
    let Registration::Registered(eve) = stores.accounts.register(&admin, ADA, &account.body.to_string(), "Eve").await.unwrap() else { panic!("it is free") };
    assert!(is_wrong(&recovery.end_sessions(ADA, &left).await), "mailed before the deletion");

    // an app that deletes without a code
    let (left, token) = (code(&codes, &mut mails, "end_sessions").await, stores.tokens.make(&eve.user_id).await.unwrap().token);
    admin.delete_user_by_id(&eve.user_id).await.unwrap();
    stores.accounts.delete(ADA, "somebody else").await.unwrap();
    assert_eq!(stores.tokens.user_of(&token).await.unwrap().as_deref(), Some(eve.user_id.as_str()));
    stores.accounts.delete(ADA, &eve.user_id).await.unwrap();
    assert_eq!(stores.tokens.user_of(&token).await.unwrap(), None);
    assert!(matches!(stores.accounts.register(&admin, ADA, &changed.body.to_string(), "Bob").await.unwrap(), Registration::Registered(_)));
    assert!(is_wrong(&recovery.end_sessions(ADA, &left).await));
    server.stop().await;
}

/// Two logins at once find the same new device.
#[tokio::test]
async fn a_new_device_is_told_once() {
    let (server, admin, stores, _) = with_service().await;
    let account = Account::new(&unique("ada"));
    let email = account.identifier.clone();
    let Registration::Registered(made) = stores.accounts.register(&admin, &email, &account.body.to_string(), "Ada").await.unwrap() else {
        panic!("it is made")
    };
    stores.seen.remember(&made.user_id, &["an older device"]).await.unwrap();
    let (codes, _mails) = mailed(&stores, CodeOptions::default());
    let (sender, mut told) = mpsc::unbounded_channel();
    let watch = Watch::new(admin, &stores, codes.clone(), move |identifier, news| {
        let sent = sender.send((identifier, news)).map_err(SqlError::from);
        async { sent }
    });
    let user = account.login(&server.app2()).await;
    tokio::join!(watch.session(&user.jwt, &made.user_id), watch.session(&user.jwt, &made.user_id));
    watch.session(&user.jwt, &made.user_id).await;
    drained(&codes).await;
    assert_eq!(told.recv().await.unwrap(), (email, News::Device));
    assert!(told.try_recv().is_err());
    // a service that does not answer keeps nobody out
    let gone = Watch::new(Admin::new("http://127.0.0.1:1", "dG9rZW4=").unwrap(), &stores, codes, async |_, _| Ok(()));
    gone.session(&user.jwt, &made.user_id).await;
    gone.login(&user.jwt, &made.user_id).await;
    server.stop().await;
}

#[test]
fn the_guide_shows_the_example() {
    assert!(
        include_str!("../../docs/rust.md").contains(include_str!("../examples/back_end.rs")),
        "docs/rust.md must have server/examples/back_end.rs as it is"
    );
}
