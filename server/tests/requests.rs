//! Odd requests, the order of the checks, JWTs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use std::sync::atomic::Ordering;

use common::{Account, Caller, start, start_with};
use reqwest::Method;
use sentc_light_server::jwt::JwtKey;
use sentc_light_server::{Clock, Config};
use sentc_light_wasm::wire::session::JwtClaims;
use serde_json::{Value, json};

const UNKNOWN: &str = "5d3b0e32-6c63-4d3a-9a57-7f1ad5ee0ea5";

fn big() -> String {
    format!("{{\"user_identifier\":\"{}\"}}", "x".repeat(300 * 1024))
}

#[tokio::test]
async fn odd_requests_get_the_envelope() {
    let server = start().await;
    let app = server.app();
    for path in ["", "/", "/exists/", "//exists", "/Exists", "/%65xists", "/nothing", "/group/light/", "/user/forced", "/group/a/b/invite"] {
        app.send(Method::POST, path, "{}").await.fails(404, 404);
        app.without("x-sentc-app-token").send(Method::POST, path, "{}").await.fails(404, 404);
    }
    for (method, path) in
        [(Method::GET, "/exists"), (Method::PUT, "/init"), (Method::POST, "/refresh"), (Method::TRACE, "/exists"), (Method::DELETE, "/user/jwt")]
    {
        app.send(method, path, "").await.fails(404, 404);
    }
    for body in ["", "{", "{\"user_identifier\":\"a\"", "null", "[]", "{\"user_identifier\":1}", "{\"user_identifier\":\"a\"} x", "\u{feff}{}"] {
        app.send(Method::POST, "/exists", body).await.fails(422, 11);
    }
    app.send(Method::POST, "/exists", vec![b'{', 0xff, b'}']).await.fails(422, 11);
    app.send(Method::POST, "/exists", big()).await.fails(413, 12);
    // exactly 256 KiB is still fine
    let empty = json!({ "user_identifier": "" }).to_string().len();
    let full = "x".repeat(256 * 1024 - empty);
    app.post("/exists", json!({ "user_identifier": full })).await.ok();
    app.post("/exists", json!({ "user_identifier": full + "x" })).await.fails(413, 12);
    // unknown fields don't matter, nor does the content type
    app.with("content-type", "text/plain").post("/exists", json!({ "user_identifier": "a", "more": {} })).await.ok();
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_refused() {
    let server = start().await;
    let head = "POST /api/v1/exists HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    let token = format!("x-sentc-app-token: {}\r\n", server.server.service.apps.iter().next().unwrap().public_token);
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let answer = server.raw(format!("{head}{token}transfer-encoding: chunked\r\n\r\n{}", chunk.repeat(65))).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("\"err_code\":12"), "{answer}");
    let answer = server.raw(format!("{head}{token}content-length: 5\r\n\r\n{{\"a")).await;
    assert!(answer.is_empty() || answer.contains("\"err_code\":11") || answer.starts_with("HTTP/1.1 400"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn every_options_is_a_preflight() {
    let server = start().await;
    for path in ["/exists", "/no/such/route", "", "/"] {
        let response = server.app().http.request(Method::OPTIONS, format!("{}/api/v1{path}", server.url)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        assert_eq!(response.headers()["access-control-max-age"], "86400");
        assert_eq!(response.headers()["access-control-allow-methods"], "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        let allowed = response.headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
        for header in ["x-sentc-app-token", "x-sentc-group-access-id", "authorization", "content-type", "accept", "origin"] {
            assert!(allowed.contains(header), "{header}");
        }
    }
    server.stop().await;
}

/// One request with several things wrong: taking the first away shows the next.
#[tokio::test]
async fn the_checks_come_in_order() {
    let server = start().await;
    let app = server.app();
    let (owner, other) = (common::user(&app).await, common::user(&app).await);
    let group = common::group(&owner).await;
    let stranger = other.without("x-sentc-app-token");
    let put = |caller: Caller, path: String, body: String| async move { caller.send(Method::PUT, &path, body).await };

    let change = |id: &str| format!("/group/{id}/change_rank");
    put(stranger.clone(), "/group/no-id/nothing".into(), big()).await.fails(404, 404);
    put(stranger.clone(), change("no-id"), big()).await.fails(401, 200);
    put(stranger.with("x-sentc-app-token", "%"), change("no-id"), big()).await.fails(401, 201);
    put(stranger.with("x-sentc-app-token", "AAAA"), change("no-id"), big()).await.fails(401, 200);
    put(app.clone(), change("no-id"), big()).await.fails(401, 31);
    put(other.caller.clone(), change("no-id"), big()).await.fails(400, 1);
    put(other.acting_as("no-id"), change(UNKNOWN), big()).await.fails(400, 1);
    put(other.caller.clone(), change(&group), big()).await.fails(400, 310);
    put(owner.caller.clone(), change(&group), big()).await.fails(413, 12);
    put(owner.caller.clone(), change(&group), "{".into()).await.fails(422, 11);
    put(owner.caller.clone(), change(&group), json!({ "changed_user_id": other.id, "new_rank": 3 }).to_string()).await.fails(400, 300);

    // ids: upper case is another id, percent-encoding none
    owner.get(&format!("/group/{}/light", group.to_uppercase())).await.fails(400, 310);
    owner.get(&format!("/group/{}/light", group.replace('-', "%2D"))).await.fails(400, 1);
    // access before time
    other.get(&format!("/group/{group}/member/x/none")).await.fails(400, 310);
    for time in ["x", "-1", "1.5", "0x1"] {
        owner.get(&format!("/group/{group}/member/{time}/none")).await.fails(400, 13);
        owner.get(&format!("/group/all/{time}/none")).await.fails(400, 13);
    }
    assert_eq!(owner.get("/group/all/340282366920938463463374607431768211455/none").await.ok(), json!([]), "128 bits");
    // JSON before the kind of token, and that before the rest
    app.put("/user/forced/delete", json!({})).await.fails(422, 11);
    app.put("/user/forced/delete", json!({ "user_identifier": "nobody" })).await.fails(400, 203);
    app.send(Method::DELETE, &format!("/user/forced/delete/{UNKNOWN}"), "").await.fails(400, 203);
    // leaving as a group: one's rank in that group comes before its access
    owner.put(&format!("/group/{group}/invite_auto/{}/light", other.id), json!({ "rank": 2 })).await.ok();
    let elsewhere = common::group(&owner).await;
    other.acting_as(&group).delete(&format!("/group/{elsewhere}/leave")).await.fails(400, 301);
    owner.acting_as(&group).delete(&format!("/group/{elsewhere}/leave")).await.fails(400, 310);
    server.stop().await;
}

#[tokio::test]
async fn app_options_decide_which_token_may_call() {
    let server = start().await;
    let (app, back) = (server.app2(), server.back2());
    let account = Account::new(&common::unique("second-app"));
    app.post("/register_light", account.body.clone()).await.fails(400, 203);
    back.post("/register_light", account.body.clone()).await.ok();
    let user = account.login(&app).await;
    user.delete("/user").await.fails(400, 203);
    user.get("/user/jwt").await.fails(400, 203);
    // an identifier belongs to an app
    assert_eq!(server.app().post("/exists", json!({ "user_identifier": account.identifier })).await.ok()["available"], json!(true));
    let device = Account::new(&common::unique("second-app"));
    app.post("/user/prepare_register_device", device.body).await.ok();
    back.bearer(&user.jwt).delete("/user").await.ok();
    user.get("/user/device/0/none").await.fails(400, 100);
    server.stop().await;
}

#[tokio::test]
async fn jwts_that_are_none_of_ours() {
    let server = start().await;
    let app = server.app();
    let user = common::user(&app).await;
    let list = |caller: Caller| async move { caller.get("/user/device/0/none").await };
    list(app.clone()).await.fails(401, 31);
    for header in [format!("bearer {}", user.jwt), format!("Basic {}", user.jwt), user.jwt.clone(), "Bearer".into()] {
        list(app.with("authorization", &header)).await.fails(401, 31);
    }
    for jwt in ["x", "a.b.c", "..", user.jwt.rsplit_once('.').unwrap().0] {
        list(app.bearer(jwt)).await.fails(401, 32);
    }
    let own = server.server.service.apps.iter().next().unwrap();
    let claims = |aud: &str, sub: &str| JwtClaims { aud: aud.into(), sub: sub.into(), iat: 1, exp: u64::MAX, fresh: true };
    let forged = |kid: &str| JwtKey::from_pkcs8(kid.into(), &JwtKey::generate().unwrap()).unwrap().sign(&claims(&user.id, &user.device)).unwrap();
    list(app.bearer(&forged("unknown"))).await.fails(200, 35);
    list(app.bearer(&forged(own.key.kid()))).await.fails(401, 30);
    list(app.bearer(user.jwt.get(..user.jwt.len() - 2).unwrap())).await.fails(401, 30);
    // signed by us, but for nobody
    list(app.bearer(&own.key.sign(&claims(&user.id, UNKNOWN)).unwrap())).await.fails(400, 100);
    list(app.bearer(&own.key.sign(&claims(UNKNOWN, &user.device)).unwrap())).await.fails(400, 100);
    list(app.bearer(&own.key.sign(&claims(&user.id, &user.device)).unwrap())).await.ok();
    // another app's
    list(server.app2().bearer(&user.jwt)).await.fails(400, 100);
    server.app2().bearer(&user.jwt).put("/refresh", json!({ "refresh_token": user.refresh_token })).await.fails(400, 100);
    server.stop().await;
}

#[tokio::test]
async fn an_expired_jwt_is_good_for_refresh_and_init_only() {
    let clock = Clock::stopped();
    let server = start_with(Config::in_memory(), clock.clone()).await;
    let Clock::Fixed(time) = clock else { unreachable!() };
    let user = common::user(&server.app()).await;
    let pass = |seconds: u64| time.fetch_add(seconds * 1000, Ordering::Relaxed);

    pass(300 + 60); // the lifetime and the leeway
    user.get("/user/device/0/none").await.ok();
    pass(1);
    user.get("/user/device/0/none").await.fails(401, 30);
    let body = json!({ "refresh_token": user.refresh_token });
    let refreshed = user.put("/refresh", body.clone()).await.ok();
    assert_eq!((&refreshed["user_id"], &refreshed["device_id"]), (&json!(user.id), &json!(user.device)));
    pass(86_400 * 365);
    let jwt = user.post("/init", body).await.ok()["jwt"].clone();
    server.app().bearer(jwt.as_str().unwrap()).get("/user/device/0/none").await.ok();
    server.stop().await;
}

#[tokio::test]
async fn a_challenge_expires() {
    let clock = Clock::stopped();
    let server = start_with(Config::in_memory(), clock.clone()).await;
    let Clock::Fixed(time) = clock else { unreachable!() };
    let account = common::register(&server.app(), "late").await;
    let step: Value = server.app().post("/done_login", account.login_body()).await.ok();
    time.fetch_add(15 * 60 * 1000, Ordering::Relaxed);
    server.app().post("/verify_login_light", account.answer(&step["Direct"])).await.fails(401, 112);
    account.login(&server.app()).await;
    server.stop().await;
}
