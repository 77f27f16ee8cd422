//! Killed while it writes, guessed at, kept waiting, left unconfirmed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use common::{Account, TempDb, start, start_with};
use rusqlite::Connection;
use sentc_light_server::{Clock, Config};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;

const TOKEN: &str = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";

/// What `npm start` ends with: one address to click, by the name that passkeys work under, and no secret token.
#[tokio::test]
async fn what_the_program_says() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sentc-light-server"))
        .args(["--port", "0", "--db", ":memory:", "--secret-token", "c2VjcmV0IGNhbmFyeSBzZWNyZXQgY2FuYXJ5IG9uZSEh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while said.last().is_none_or(|line: &String| !line.starts_with("Demo: ")) {
        said.push(lines.next_line().await.unwrap().unwrap());
    }
    program.kill().await.unwrap();
    assert_eq!(lines.next_line().await.unwrap(), None, "the last line");
    let url = said.iter().find_map(|line| line.strip_prefix("listening on ")).unwrap();
    let port = url.rsplit_once(':').unwrap().1;
    assert_eq!(said.last().unwrap(), &format!("Demo: http://localhost:{port}/"));
    let text = said.join("\n");
    assert!(text.contains(TOKEN) && !text.contains("c2VjcmV0"), "{text}");
}

/// Registrations and groups, at once and without pause, until the program is killed: what was answered is there afterwards,
/// and of what was not nothing is half there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_writes() {
    let db = TempDb::new();
    for round in 0..3 {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sentc-light-server"))
            .args(["--port", "0", "--db"])
            .arg(db.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let url = loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if let Some(url) = line.strip_prefix("listening on ") {
                break url.to_owned();
            }
        };
        let answered = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..6).map(|_| tokio::spawn(write_until_it_dies(url.clone(), Arc::clone(&answered)))).collect();
        // In the midst of it: more under way than answered.
        while answered.load(Ordering::Relaxed) < 20 + 15 * round {
            tokio::task::yield_now().await;
        }
        program.kill().await.unwrap();
        let mut done = Vec::new();
        for writer in writers {
            done.push(writer.await.unwrap());
        }

        let server = start_with(db.config(), Clock::System).await;
        for Written { account, groups, deleted } in done {
            let Some(account) = account else { continue };
            let user = account.login(&server.app()).await;
            for group in groups {
                assert_eq!(user.get(&format!("/group/{group}/update_check_light")).await.ok(), json!({ "rank": 0 }));
            }
            for group in deleted {
                user.get(&format!("/group/{group}/light")).await.fails(400, 310);
            }
        }
        server.stop().await;
        nothing_is_half_done(&Connection::open(db.path()).unwrap());
    }
}

/// What was answered with success.
struct Written {
    account: Option<Account>,
    groups: Vec<String>,
    deleted: Vec<String>,
}

async fn write_until_it_dies(url: String, answered: Arc<AtomicUsize>) -> Written {
    let http = reqwest::Client::new();
    let mut written = Written { account: None, groups: Vec::new(), deleted: Vec::new() };
    // An error is the end of the program, in the middle of an answer at the latest.
    let post = async |path: &str, jwt: &str, body: &Value, method: reqwest::Method| -> Option<Value> {
        let request = http.request(method, format!("{url}/api/v1{path}")).header("x-sentc-app-token", TOKEN).bearer_auth(jwt).body(body.to_string());
        let answer: Value = serde_json::from_str(&request.send().await.ok()?.text().await.ok()?).ok()?;
        answered.fetch_add(1, Ordering::Relaxed);
        assert_eq!(answer["status"], json!(true), "{answer}");
        Some(answer["result"].clone())
    };
    let account = Account::new(&format!("killed-{}", uuid::Uuid::new_v4()));
    if post("/register_light", "", &account.body, reqwest::Method::POST).await.is_none() {
        return written;
    }
    written.account = Some(account);
    let account = written.account.as_ref().unwrap();
    let Some(step) = post("/done_login", "", &account.login_body(), reqwest::Method::POST).await else { return written };
    let Some(session) = post("/verify_login_light", "", &account.answer(&step["Direct"]), reqwest::Method::POST).await else { return written };
    let jwt = session["jwt"].as_str().unwrap();
    for number in 0.. {
        let Some(group) = post("/group/light", jwt, &Value::Null, reqwest::Method::POST).await else { break };
        let group = group["group_id"].as_str().unwrap().to_owned();
        if number % 3 < 2 {
            written.groups.push(group);
            continue;
        }
        // A tree goes as one.
        if post(&format!("/group/{group}/child/light"), jwt, &Value::Null, reqwest::Method::POST).await.is_none() {
            break;
        }
        if post(&format!("/group/{group}"), jwt, &Value::Null, reqwest::Method::DELETE).await.is_none() {
            break;
        }
        written.deleted.push(group);
    }
    written
}

fn nothing_is_half_done(db: &Connection) {
    let text: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(text, "ok");
    assert!(!db.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
    for (what, sql) in [
        ("users without a device", "SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM devices WHERE user_id IS NOT NULL)"),
        ("groups without a member", "SELECT count(*) FROM groups WHERE id NOT IN (SELECT group_id FROM members)"),
        (
            "children without their parent as a member",
            "SELECT count(*) FROM groups g WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM members m WHERE m.group_id = g.id AND m.member_group_id = g.parent_id)",
        ),
    ] {
        let count: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{what}");
    }
}

/// Guesses are counted per identifier and kind, over HTTP. (How long they then wait: `attempts.rs`.)
#[tokio::test]
async fn guessing_is_slowed_down() {
    use sentc_light_server::attempts::Secret;
    let server = start_with(Config::in_memory(), Clock::stopped()).await;
    let app = server.app();
    let (ada, bob) = (common::register(&app, "ada").await, common::register(&app, "bob").await);
    let user = ada.login(&app).await;
    user.patch("/user/register_otp").await.ok();
    let waits = |account: &Account, secret| {
        let app = server.server.service.apps.iter().next().unwrap();
        !server
            .server
            .service
            .attempts
            .wait(&app.id, &account.identifier, Some([127, 0, 0, 1].into()), secret, server.server.service.clock.millis())
            .unwrap()
            .is_zero()
    };
    let wrong = json!({ "auth_key": bob.auth_key, "device_identifier": ada.identifier });
    for _ in 0..20 {
        app.post("/done_login", wrong.clone()).await.fails(401, 112);
        app.post("/validate_mfa", ada.mfa_body("000000")).await.fails(402, 902);
    }
    assert!(!waits(&ada, Secret::Password) && !waits(&ada, Secret::Code));
    app.post("/validate_recovery_otp", ada.mfa_body("A")).await.fails(400, 901);
    // A right password in between makes nobody forget the codes.
    assert_eq!(app.post("/done_login", ada.login_body()).await.ok(), json!("Otp"));
    assert!(waits(&ada, Secret::Code) && !waits(&ada, Secret::Password));
    app.post("/verify_login_light", json!({ "auth_key": bob.auth_key, "device_identifier": ada.identifier, "challenge": "x" })).await.fails(401, 112);
    assert!(waits(&ada, Secret::Password) && !waits(&bob, Secret::Password));
    // Answered late, and with the same words.
    app.post("/done_login", wrong).await.fails(401, 112);
    assert_eq!(app.post("/done_login", ada.login_body()).await.ok(), json!("Otp"));
    server.stop().await;
}

#[tokio::test]
async fn unconfirmed_devices_expire() {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let time = Arc::new(AtomicU64::new(1_700_000_000_000));
    let server = start_with(Config::in_memory(), Clock::Fixed(Arc::clone(&time))).await;
    let app = server.app();
    let ada = common::register(&app, "ada").await;
    let prepare = async |device: &Account| app.post("/user/prepare_register_device", device.body.clone()).await.ok()["token"].clone();
    let available = async |device: &Account| app.post("/exists", json!({ "user_identifier": device.identifier })).await.ok()["available"].clone();
    let (early, late, confirmed) = (Account::new(&common::unique("early")), Account::new(&common::unique("late")), Account::new(&common::unique("confirmed")));
    let early_token = prepare(&early).await;
    let token = prepare(&confirmed).await;
    ada.login(&app).await.put("/user/done_register_device_light", json!({ "user_group": {}, "token": token })).await.ok();
    time.fetch_add(DAY / 2, Ordering::Relaxed);
    let late_token = prepare(&late).await;
    assert_eq!(available(&early).await, json!(false));
    time.fetch_add(DAY / 2, Ordering::Relaxed);

    assert_eq!((available(&early).await, available(&late).await, available(&confirmed).await), (json!(true), json!(false), json!(false)));
    let user = ada.login(&app).await;
    user.put("/user/done_register_device_light", json!({ "user_group": {}, "token": early_token })).await.fails(400, 100);
    user.put("/user/done_register_device_light", json!({ "user_group": {}, "token": late_token })).await.ok();
    // Its identifier is somebody else's now.
    app.post("/register_light", Account::new(&early.identifier).body).await.ok();
    server.stop().await;
}

#[tokio::test]
async fn headers_that_never_end() {
    let server = start_with(Config { header_seconds: 1, ..Config::in_memory() }, Clock::System).await;
    let mut slow = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    let mut answer = Vec::new();
    // Comes back when the server closes; without the limit it never would.
    let _ = slow.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    common::user(&server.app()).await;
    server.stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn an_open_database_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let db = TempDb::new();
    start_with(db.config(), Clock::System).await.stop().await;
    let files = ["data.sqlite", "data.sqlite.key", "data.sqlite-backend"].map(|name| db.path().with_file_name(name));
    for file in &files {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o666)).unwrap();
    }
    start_with(db.config(), Clock::System).await.stop().await;
    for file in &files {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    start().await.stop().await;
}

/// A guess counts also when whoever made it does not wait for the answer.
#[tokio::test]
async fn a_guess_that_hangs_up_counts() {
    use sentc_light_server::attempts::Secret;
    let server = start_with(Config::in_memory(), Clock::stopped()).await;
    let app = server.app();
    let (ada, bob) = (common::register(&app, "ada").await, common::register(&app, "bob").await);
    let body = json!({ "auth_key": bob.auth_key, "device_identifier": ada.identifier }).to_string();
    let head = format!("POST /api/v1/done_login HTTP/1.1\r\nhost: x\r\nx-sentc-app-token: {TOKEN}\r\ncontent-length: {}\r\n\r\n", body.len());
    let id = server.server.service.apps.iter().next().unwrap().id.clone();
    let now = server.server.service.clock.millis();
    let is_free = || server.server.service.attempts.wait(&id, &ada.identifier, None, Secret::Password, now).is_ok_and(|wait| wait.is_zero());
    // Of some the server notices the end before it has begun with them: these were no guesses.
    let mut sent = 0;
    while is_free() {
        assert!(sent < 2000, "none of them counted");
        let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        tokio::task::yield_now().await;
        drop(stream);
        sent += 1;
    }
    server.stop().await;
}

/// However many ask, from one place no more are answered than four a second; the others hear at once that it is too much.
#[tokio::test]
async fn many_connections_guess_no_faster() {
    let clock = Clock::stopped();
    let server = start_with(Config::in_memory(), clock).await;
    let app = server.app();
    let (ada, bob) = (common::register(&app, "ada").await, common::register(&app, "bob").await);
    let wrong = json!({ "auth_key": bob.auth_key, "device_identifier": ada.identifier });
    for _ in 0..21 {
        app.post("/done_login", wrong.clone()).await.fails(401, 112);
    }
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (url, body) = (format!("{}/api/v1/done_login", app.url), wrong.to_string());
            tokio::spawn(async move { reqwest::Client::new().post(url).header("x-sentc-app-token", TOKEN).body(body).send().await.unwrap() })
        })
        .collect();
    let mut refused = 0;
    for call in calls {
        let answer = call.await.unwrap();
        if answer.status() == 503 {
            assert_eq!((&answer.headers()["retry-after"], &answer.headers()["access-control-allow-origin"]), (&"5".parse().unwrap(), &"*".parse().unwrap()));
            refused += 1;
        }
    }
    // The clock stands still, so there is room for twenty.
    assert_eq!(refused, 80);
    server.stop().await;
}

#[cfg(target_os = "linux")]
/// Far more readers at once than there are connections to the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_take_turns() {
    let db = TempDb::new();
    let server = start_with(db.config(), Clock::System).await;
    let user = common::user(&server.app()).await;
    let caller = std::ops::Deref::deref(&user).clone();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let caller = caller.clone();
            tokio::spawn(async move { caller.get("/user/device/0/none").await })
        })
        .collect();
    let most = tokio::spawn(async move {
        let mut most = 0;
        for _ in 0..50 {
            let open = std::fs::read_dir("/proc/self/fd")
                .map_or(0, |files| files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok()).filter(|path| path.ends_with("data.sqlite")).count());
            most = most.max(open);
            tokio::task::yield_now().await;
        }
        most
    });
    for call in calls {
        call.await.unwrap().ok();
    }
    // One writes, sixteen read, and one each for the moment in which it is opened.
    assert!(most.await.unwrap() <= 18);
    server.stop().await;
}
