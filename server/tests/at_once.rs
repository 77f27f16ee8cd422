//! Things that may happen once, asked for many times at once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{Answer, Caller, TempDb, start_with};
use reqwest::Method;
use sentc_light_server::{Clock, Config};
use serde_json::{Value, json};

/// Sends the same request eight times at once.
async fn eight(caller: &Caller, method: Method, path: &str, body: &Value) -> Vec<Answer> {
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let (caller, method, path, body) = (caller.clone(), method.clone(), path.to_owned(), body.to_string());
            tokio::spawn(async move { caller.send(method, &path, body).await })
        })
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    answers
}

#[track_caller]
fn one_wins(answers: &[Answer], http: u16, code: u32) {
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.json["status"] == json!(true));
    assert_eq!(won.len(), 1, "{answers:?}");
    for answer in lost {
        answer.fails(http, code);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn once_is_once() {
    let db = TempDb::new();
    for config in [Config::in_memory(), db.config()] {
        let server = start_with(config, Clock::System).await;
        let app = server.app();

        let account = common::Account::new(&common::unique("at-once"));
        one_wins(&eight(&app, Method::POST, "/register_light", &account.body).await, 400, 101);

        let step = app.post("/done_login", account.login_body()).await.ok();
        one_wins(&eight(&app, Method::POST, "/verify_login_light", &account.answer(&step["Direct"])).await, 401, 112);

        let user = account.login(&app).await;
        let otp = user.patch("/user/register_otp").await.ok();
        let body = account.mfa_body(otp["recover"][0].as_str().unwrap());
        one_wins(&eight(&app, Method::POST, "/validate_recovery_otp", &body).await, 400, 901);
        user.patch("/user/disable_otp").await.ok();

        let device = common::Account::new(&common::unique("at-once"));
        let token = app.post("/user/prepare_register_device", device.body.clone()).await.ok()["token"].clone();
        one_wins(&eight(&user, Method::PUT, "/user/done_register_device_light", &json!({ "user_group": {}, "token": token })).await, 400, 100);

        let other = common::user(&app).await;
        let group = common::group(&user).await;
        let path = format!("/group/{group}/invite_auto/{}/light", other.id);
        one_wins(&eight(&user, Method::PUT, &path, &json!({})).await, 400, 302);

        // two devices, each deleted by both: one is left
        let (first, second) = (user, device.login(&app).await);
        let (one, two) = (format!("/user/device/{}", first.device), format!("/user/device/{}", second.device));
        tokio::join!(first.delete(&two), second.delete(&one));
        let left = [&first, &second].map(|user| async move { user.get("/user/device/0/none").await });
        let [a, b] = left;
        let (a, b) = (a.await, b.await);
        one_wins(&[a, b], 400, 100);
        server.stop().await;
    }
}

/// Two admins who leave at once would leave nobody behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_admin_stays() {
    let server = start_with(Config::in_memory(), Clock::System).await;
    let (a, b) = (common::user(&server.app()).await, common::user(&server.app()).await);
    let group = common::group(&a).await;
    a.put(&format!("/group/{group}/invite_auto/{}/light", b.id), json!({ "rank": 1 })).await.ok();
    let path = format!("/group/{group}/leave");
    let (one, two) = tokio::join!(a.delete(&path), b.delete(&path));
    one_wins(&[one, two], 400, 308);
    server.stop().await;
}
