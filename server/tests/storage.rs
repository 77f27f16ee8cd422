//! What lies on disk: it survives a restart, and does not tell secrets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{Account, TempDb, start_with, unique};
use sentc_light_server::{Clock, Config, Server};
use sentc_light_wasm::crypto::b64;
use serde_json::json;

#[tokio::test]
async fn a_restart_keeps_everything() {
    let db = TempDb::new();
    let first = start_with(db.config(), Clock::System).await;
    let account = common::register(&first.app(), "keeper").await;
    let user = account.login(&first.app()).await;
    let group = common::group(&user).await;
    let step = first.app().post("/done_login", account.login_body()).await.ok();
    let salt = first.app().post("/prepare_login", json!({ "user_identifier": "nobody" })).await.ok();
    let secrets: Vec<String> = first.server.service.apps.iter().map(|app| app.secret_token.to_string()).collect();
    first.stop().await;

    let second = start_with(db.config(), Clock::System).await;
    assert_eq!(second.server.service.apps.iter().map(|app| app.secret_token.to_string()).collect::<Vec<_>>(), secrets);
    let user = second.app().bearer(&user.jwt);
    assert_eq!(user.get(&format!("/group/{group}/update_check_light")).await.ok(), json!({ "rank": 0 }));
    // an open challenge is still open, and unknown identifiers keep their salts
    second.app().post("/verify_login_light", account.answer(&step["Direct"])).await.ok();
    assert_eq!(second.app().post("/prepare_login", json!({ "user_identifier": "nobody" })).await.ok(), salt);
    account.login(&second.app()).await;
    second.stop().await;
}

#[tokio::test]
async fn no_secret_lies_in_the_clear() {
    let db = TempDb::new();
    let server = start_with(db.config(), Clock::System).await;
    let app = server.app();
    let account = common::register(&app, "some-identifier").await;
    let step = app.post("/done_login", account.login_body()).await.ok();
    let user = account.login(&app).await;
    let otp = user.patch("/user/register_otp").await.ok();
    let device = Account::new(&unique("waiting-device"));
    let token = app.post("/user/prepare_register_device", device.body.clone()).await.ok()["token"].clone();

    let app_row = server.server.service.apps.iter().next().unwrap();
    let mut secrets = vec![account.identifier.clone(), device.identifier.clone(), user.refresh_token.clone(), user.jwt.clone(), account.auth_key.clone()];
    secrets.extend([app_row.public_token.clone(), app_row.secret_token.to_string(), otp["secret"].as_str().unwrap().into(), token.as_str().unwrap().into()]);
    secrets.extend(otp["recover"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()));
    secrets.push(account.answer(&step["Direct"])["challenge"].as_str().unwrap().to_owned());
    let mut needles: Vec<Vec<u8>> = secrets.iter().map(|text| text.clone().into_bytes()).collect();
    needles.push(b64::decode("auth key", &account.auth_key).unwrap());
    needles.push(totp_rs::Secret::Encoded(otp["secret"].as_str().unwrap().into()).to_bytes().unwrap());

    let contains = |bytes: &[u8], needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let check = |bytes: &[u8]| {
        // the search works: this is stored as it is
        assert!(contains(bytes, user.id.as_bytes()) && contains(bytes, device.body["derived"]["verify_key"].as_str().unwrap().as_bytes()));
        for needle in &needles {
            assert!(!contains(bytes, needle), "in the clear: {}", String::from_utf8_lossy(needle));
        }
    };
    check(&db.bytes());
    server.stop().await;
    check(&db.bytes());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let db = TempDb::new();
    let server = start_with(db.config(), Clock::System).await;
    for name in ["data.sqlite", "data.sqlite.key", "data.sqlite-wal", "data.sqlite-backend", "data.sqlite-backend-wal"] {
        let mode = std::fs::metadata(db.path().with_file_name(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    server.stop().await;
}

#[test]
fn another_data_key_is_noticed_at_start() {
    let db = TempDb::new();
    let key = |byte: u8| Config { data_key: Some(b64::encode(&[byte; 32])), ..db.config() };
    drop(Server::open(&key(1), Clock::System).unwrap());
    let error = Server::open(&key(2), Clock::System).unwrap_err();
    assert!(error.to_string().contains("SENTC_DATA_KEY"), "{error}");
    assert!(!db.path().with_extension("sqlite.key").exists(), "a key from the environment makes no file");
    Server::open(&key(1), Clock::System).unwrap();
    assert!(Server::open(&Config { data_key: Some("short".into()), ..db.config() }, Clock::System).is_err());
}

#[test]
fn tokens_of_the_command_line_replace_stored_ones() {
    let db = TempDb::new();
    let tokens = |server: &Server| server.service.apps.iter().map(|app| (app.public_token.clone(), app.secret_token.to_string())).collect::<Vec<_>>();
    let before = tokens(&Server::open(&db.config(), Clock::System).unwrap());
    assert_eq!(before[0].0, "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi");

    let new = b64::encode(&[9; 30]);
    let config = Config { secret_token: Some(new.clone()), ..db.config() };
    let after = tokens(&Server::open(&config, Clock::System).unwrap());
    assert_eq!(after, [(before[0].0.clone(), new.clone()), before[1].clone()]);
    assert_eq!(tokens(&Server::open(&db.config(), Clock::System).unwrap()), after, "and stay");

    assert!(Server::open(&Config { public_token2: Some(new), ..db.config() }, Clock::System).is_err(), "two tokens alike");
    assert!(Server::open(&Config { public_token: Some("no base64".into()), ..db.config() }, Clock::System).is_err());
    assert_eq!(tokens(&Server::open(&db.config(), Clock::System).unwrap()), after, "and a failed start changes nothing");
}

/// On a database that is not there yet: all of them make it, its key and its tables.
#[test]
fn many_may_start_at_once() {
    for _ in 0..5 {
        let db = TempDb::new();
        let together = std::sync::Barrier::new(8);
        let tokens: Vec<_> = std::thread::scope(|scope| {
            let start = || {
                together.wait();
                let server = Server::open(&db.config(), Clock::System).unwrap();
                server.service.apps.iter().map(|app| app.secret_token.to_string()).collect::<Vec<_>>()
            };
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(tokens.windows(2).all(|pair| pair[0] == pair[1]), "all have the same apps");
    }
}

#[test]
fn an_empty_key_file_is_filled() {
    let db = TempDb::new();
    let key = db.path().with_file_name("data.sqlite.key");
    std::fs::write(&key, "").unwrap();
    drop(Server::open(&db.config(), Clock::System).unwrap());
    let text = std::fs::read_to_string(&key).unwrap();
    assert_eq!(b64::decode("key", text.trim()).unwrap().len(), 32);
    drop(Server::open(&db.config(), Clock::System).unwrap());
    assert_eq!(std::fs::read_to_string(&key).unwrap(), text, "and stays");
    // Whatever else is in there may be a key that somebody knows how to repair.
    std::fs::write(&key, "half a k").unwrap();
    assert!(Server::open(&db.config(), Clock::System).unwrap_err().to_string().contains("data.sqlite.key"));
}
