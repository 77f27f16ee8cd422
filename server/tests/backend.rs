//! The example of an own back end: its cookie, and who may use it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use std::sync::atomic::Ordering;
use std::time::Duration;

use common::{Account, TempDb, TestServer, User, register, start, start_with, unique, user};
use reqwest::{Client, Method, RequestBuilder, Response};
use sentc_light_server::{Clock, Config, Server};
use serde_json::{Value, json};

fn call(server: &TestServer, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, format!("{}/backend{path}", server.url))
}

async fn start_session(server: &TestServer, user: &User) -> Response {
    let body = json!({ "refresh_token": user.refresh_token }).to_string();
    call(server, Method::POST, "/session").bearer_auth(&user.jwt).body(body).send().await.unwrap()
}

fn set_cookie(response: &Response) -> &str {
    response.headers()["set-cookie"].to_str().unwrap()
}

fn refresh(server: &TestServer, jwt: &str, cookie: &str) -> RequestBuilder {
    call(server, Method::GET, "/refresh").bearer_auth(jwt).header("cookie", cookie)
}

#[tokio::test]
async fn the_cookie_becomes_a_jwt() {
    let server = start().await;
    let user = user(&server.app()).await;
    let started = start_session(&server, &user).await;
    assert_eq!(started.status(), 204);
    assert!(started.headers().get("access-control-allow-origin").is_none());
    let (cookie, attributes) = set_cookie(&started).split_once("; ").unwrap();
    assert!(cookie.ends_with(&user.refresh_token));
    assert_eq!(attributes, "Max-Age=2592000; Path=/backend; HttpOnly; SameSite=Strict");

    let response = refresh(&server, &user.jwt, cookie).send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let jwt = response.text().await.unwrap();
    assert_ne!(jwt, user.jwt);
    user.bearer(&jwt).get("/user/device/0/none").await.ok();

    let ended = call(&server, Method::DELETE, "/session").send().await.unwrap();
    assert!(set_cookie(&ended).starts_with("sentc_light_session=; Max-Age=0; Path=/backend;"));
    server.stop().await;
}

#[tokio::test]
async fn without_a_session_401() {
    let server = start().await;
    let alice = user(&server.app()).await;
    let bob = register(&server.app(), "bob").await;
    let bobs = bob.login(&server.app()).await;
    let started = start_session(&server, &bobs).await;
    let cookie = set_cookie(&started).split(';').next().unwrap().to_owned();

    // another's cookie is refused, and stays
    let response = refresh(&server, &alice.jwt, &cookie).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers().get("set-cookie")), (401, None));
    for (jwt, cookie) in [(alice.jwt.as_str(), ""), (&alice.jwt, "a=b; sentc_light_session="), ("a.b.c", &cookie)] {
        assert_eq!(refresh(&server, jwt, cookie).send().await.unwrap().status(), 401, "{jwt} {cookie}");
    }
    // a proxy dropped the header: that says nothing about the session
    let without = call(&server, Method::GET, "/refresh").header("cookie", &cookie).send().await.unwrap();
    assert_eq!((without.status().as_u16(), without.headers().get("set-cookie")), (400, None));
    let foreign = call(&server, Method::POST, "/session").bearer_auth(&alice.jwt).body(json!({ "refresh_token": bobs.refresh_token }).to_string());
    let foreign = foreign.send().await.unwrap();
    assert_eq!((foreign.status().as_u16(), foreign.headers().get("set-cookie")), (401, None));

    // a dead one is taken away
    server.back().send(Method::DELETE, "/user/forced/sessions", json!({ "user_identifier": bob.identifier }).to_string()).await.ok();
    let dead = refresh(&server, &bobs.jwt, &cookie).send().await.unwrap();
    assert_eq!(dead.status(), 401);
    assert!(set_cookie(&dead).contains("Max-Age=0"));
    assert_eq!(dead.json::<serde_json::Value>().await.unwrap()["err_code"], 114);
    server.stop().await;
}

#[tokio::test]
async fn other_sites_are_kept_out() {
    let server = start().await;
    let user = user(&server.app()).await;
    let started = start_session(&server, &user).await;
    let cookie = set_cookie(&started).split(';').next().unwrap().to_owned();
    let own = server.url.clone();
    for (name, value) in [("origin", own.as_str()), ("sec-fetch-site", "same-origin")] {
        assert_eq!(refresh(&server, &user.jwt, &cookie).header(name, value).send().await.unwrap().status(), 200, "{name}: {value}");
    }
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("host", "evil.example"),
    ] {
        let response = refresh(&server, &user.jwt, &cookie).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), 403, "{name}: {value}");
        for method in [Method::POST, Method::DELETE] {
            let response = call(&server, method, "/session").header(name, value).send().await.unwrap();
            assert_eq!((response.status().as_u16(), response.headers().get("set-cookie")), (403, None), "{name}: {value}");
        }
    }
    let https = call(&server, Method::DELETE, "/session").header("host", "localhost").header("origin", "https://localhost").send().await.unwrap();
    assert!(set_cookie(&https).ends_with("; Secure"));
    let huge = call(&server, Method::POST, "/session").bearer_auth(&user.jwt).body("x".repeat(1 << 20)).send().await.unwrap();
    assert_eq!(huge.status(), 413);
    server.stop().await;
}

/// Somebody of the app whose accounts are made here.
async fn register_here(server: &TestServer, account: &Account) {
    let body = json!({ "email": account.identifier, "name": "Ada", "register": account.body.to_string() });
    assert_eq!(post(server, "/register", &body).await, 200);
}

async fn post(server: &TestServer, path: &str, body: &Value) -> u16 {
    call(server, Method::POST, path).body(body.to_string()).send().await.unwrap().status().as_u16()
}

/// Asks for a code, and waits for the mail with the given number.
async fn code(server: &TestServer, email: &str, purpose: &str, number: usize) -> String {
    assert_eq!(post(server, "/recovery/send", &json!({ "email": email, "purpose": purpose })).await, 204);
    loop {
        let mails: Vec<Value> = call(server, Method::GET, "/mailbox").send().await.unwrap().json().await.unwrap();
        let mut texts = mails.iter().filter(|mail| mail["to"] == email).filter_map(|mail| mail["text"].as_str()?.strip_prefix("Your code: "));
        if texts.clone().count() >= number {
            return texts.next().unwrap().lines().next().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn people_stay_over_a_restart_and_go_with_the_accounts() {
    let db = TempDb::new();
    let account = Account::new(&unique("ada"));
    let again = async || {
        let server = start_with(db.config(), Clock::System).await;
        let body = json!({ "email": account.identifier, "name": "Ada", "register": account.body.to_string() });
        let status = post(&server, "/register", &body).await;
        server.stop().await;
        status
    };
    assert_eq!((again().await, again().await), (200, 409));
    let server = start_with(db.config(), Clock::System).await;
    let left = code(&server, &account.identifier, "end_sessions", 1).await;
    server.stop().await;
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{ending}", db.path().display())));
    }
    assert_eq!((again().await, again().await), (200, 409));
    // a code for the account before opens nothing of the one that has the address now
    let server = start_with(db.config(), Clock::System).await;
    assert_eq!(post(&server, "/recovery/end_sessions", &json!({ "email": account.identifier, "code": left })).await, 403);
    server.stop().await;
}

/// What the first two versions kept: people, among them one whose password was reset by mail, and one whose registration nobody
/// knows the end of.
#[tokio::test]
async fn a_file_of_an_old_version_is_taken_over() {
    for version in [1, 2] {
        taken_over(version).await;
    }
}

async fn taken_over(version: usize) {
    let db = TempDb::new();
    let (done, lost) = (Account::new(&unique("done")), Account::new(&unique("lost")));
    let first = start_with(db.config(), Clock::System).await;
    let id = first.back2().post("/register_light", done.body.clone()).await.ok()["user_id"].as_str().unwrap().to_owned();
    first.back2().post("/register_light", lost.body.clone()).await.ok();
    let kid = first.server.service.apps.iter().last().unwrap().key.kid().to_owned();
    first.stop().await;
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}-backend{ending}", db.path().display())));
    }
    let old = rusqlite::Connection::open(format!("{}-backend", db.path().display())).unwrap();
    old.execute_batch(include_str!("../src/backend/schema.sql")).unwrap();
    old.execute("INSERT INTO app VALUES (1, ?)", [kid]).unwrap();
    let insert = "INSERT INTO people (email, name, user_id, created, password_reset) VALUES (?, 'Ada', ?, 1, ?)";
    let now = i64::try_from(Clock::System.millis()).unwrap();
    old.execute(insert, rusqlite::params![done.identifier, id, now]).unwrap();
    old.execute(insert, rusqlite::params![lost.identifier, None::<String>, None::<i64>]).unwrap();
    if version == 2 {
        old.execute_batch(include_str!("../src/backend/schema-2.sql")).unwrap();
    }
    old.pragma_update(None, "user_version", version).unwrap();
    drop(old);

    let server = start_with(db.config(), Clock::System).await;
    for account in [&done, &lost] {
        let user = account.login(&server.app2()).await;
        assert_eq!(start_session(&server, &user).await.status(), 204);
        let profile = call(&server, Method::GET, "/profile").bearer_auth(&user.jwt).send().await.unwrap();
        assert_eq!(profile.json::<Value>().await.unwrap()["email"], account.identifier.as_str());
    }
    // the wait after a reset by mail goes on: the mailbox alone is not worth both factors
    for (account, status) in [(&done, 403), (&lost, 204)] {
        let body = json!({ "email": account.identifier, "code": code(&server, &account.identifier, "disable_mfa", 1).await, "auth_key": account.auth_key });
        assert_eq!(post(&server, "/recovery/disable_mfa", &body).await, status, "version {version}");
    }
    server.stop().await;
}

#[test]
fn unusable_mail_settings_are_said_at_the_start() {
    for url in ["nonsense", "http://127.0.0.1", "smtp://"] {
        let config = Config { smtp_url: Some(url.into()), ..Config::in_memory() };
        assert!(Server::open(&config, Clock::System).is_err(), "{url}");
    }
    let config = Config { mail_from: "nobody".into(), ..Config::in_memory() };
    assert!(Server::open(&config, Clock::System).unwrap_err().to_string().contains("--mail-from"));
}

#[tokio::test]
async fn sessions_last_twelve_hours_codes_fifteen_minutes_and_the_wait_after_a_reset_a_week() {
    const MINUTE: u64 = 60_000;
    let clock = Clock::stopped();
    let server = start_with(Config::in_memory(), clock.clone()).await;
    let pass = |millis: u64| match &clock {
        Clock::Fixed(time) => drop(time.fetch_add(millis, Ordering::Relaxed)),
        Clock::System => unreachable!(),
    };
    let account = Account::new(&unique("ada"));
    let email = account.identifier.as_str();
    register_here(&server, &account).await;
    let user = account.login(&server.app2()).await;
    let body = json!({ "refresh_token": user.refresh_token, "session": "bearer" }).to_string();
    let session: Value = call(&server, Method::POST, "/session").bearer_auth(&user.jwt).body(body).send().await.unwrap().json().await.unwrap();
    let profile = async |token: &str| call(&server, Method::GET, "/profile").bearer_auth(token).send().await.unwrap().status().as_u16();
    let token = session["token"].as_str().unwrap();

    // the service's leeway too is a minute
    pass(6 * MINUTE);
    assert_eq!((profile(&user.jwt).await, profile(token).await), (200, 200));
    pass(1000);
    assert_eq!((profile(&user.jwt).await, profile(token).await), (401, 200));
    pass(12 * 60 * MINUTE - 6 * MINUTE - 1001);
    assert_eq!(profile(token).await, 200);
    pass(1);
    assert_eq!(profile(token).await, 401);

    let changed = Account::new(email);
    let reset = async |code: String| post(&server, "/password/reset", &json!({ "email": email, "code": code, "register": changed.body.to_string() })).await;
    let late = code(&server, email, "reset_password", 1).await;
    pass(15 * MINUTE);
    assert_eq!(reset(late).await, 403);
    let in_time = code(&server, email, "reset_password", 2).await;
    pass(15 * MINUTE - 1);
    assert_eq!(reset(in_time).await, 204);

    let disable = async |code: String| post(&server, "/recovery/disable_mfa", &json!({ "email": email, "code": code, "auth_key": changed.auth_key })).await;
    assert_eq!(disable(code(&server, email, "disable_mfa", 3).await).await, 403);
    pass(7 * 24 * 60 * MINUTE);
    // the mailbox kept the three before
    assert_eq!(disable(code(&server, email, "disable_mfa", 4).await).await, 204);
    server.stop().await;
}
