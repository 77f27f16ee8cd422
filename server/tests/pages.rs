//! What is not the service: /dev/apps, the demo, the built SDK.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{TempDb, start, start_with};
use reqwest::Client;
use sentc_light_server::{Clock, Config, Server};
use serde_json::Value;

#[tokio::test]
async fn dev_apps_is_for_this_machine_only() {
    let server = start().await;
    let get = |name: &'static str, value: &'static str| {
        let request = Client::new().get(format!("{}/dev/apps", server.url)).header(name, value);
        async move { request.send().await.unwrap() }
    };
    for site in ["same-origin", "none"] {
        let response = get("sec-fetch-site", site).await;
        assert_eq!(response.status(), 200);
        assert!(response.headers().get("access-control-allow-origin").is_none());
        assert_eq!(response.headers()["cache-control"], "no-store");
        let apps: Value = response.json().await.unwrap();
        let app = server.server.service.apps.iter().next().unwrap();
        assert_eq!(apps[0]["secret_token"], app.secret_token.as_str());
        assert_eq!(apps[0]["jwt_public_key"], app.key.public_pem());
        assert_eq!(apps.as_array().unwrap().len(), 2);
    }
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("host", "evil.example"), ("host", "evil.example:3002")] {
        let response = get(name, value).await;
        assert_eq!(response.status(), 403, "{name}: {value}");
        assert!(!response.text().await.unwrap().contains("token\""));
    }
    let preflight = Client::new().request(reqwest::Method::OPTIONS, format!("{}/dev/apps", server.url)).send().await.unwrap();
    assert!(preflight.headers().get("access-control-allow-origin").is_none());
    server.stop().await;
}

/// Written with SENTC_WRITE=1.
#[tokio::test]
async fn the_description_of_the_api_is_the_one_in_the_docs() {
    let server = start().await;
    let response = Client::new().get(format!("{}/dev/openapi.json", server.url)).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    server.stop().await;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/public/openapi.json");
    if std::env::var_os("SENTC_WRITE").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    let in_docs = std::fs::read_to_string(file).unwrap_or_default();
    assert!(in_docs == text, "out of date: SENTC_WRITE=1 cargo test -p sentc-light-server --test pages description");

    // Each route once, and each reference leads somewhere.
    let document: Value = serde_json::from_str(&text).unwrap();
    let operations: usize = document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(operations, sentc_light_wasm::wire::Endpoint::ALL.len());
    for part in text.split("\"$ref\": \"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn app_options_decide_endpoint_by_endpoint() {
    let folder = TempDb::new();
    let file = folder.path().with_file_name("options.json");
    std::fs::write(&file, r#"{ "1": { "PATCH /user/register_otp": "block" }, "2": "lax" }"#).unwrap();
    let config = Config { app_options: Some(file.clone()), ..folder.config() };
    let server = start_with(config, Clock::System).await;
    let user = common::user(&server.app()).await;
    user.patch("/user/register_otp").await.fails(400, 203);
    user.with("x-sentc-app-token", &server.server.service.apps.iter().next().unwrap().secret_token).patch("/user/register_otp").await.fails(400, 203);
    // the second app's default options are gone
    let second = common::user(&server.app2()).await;
    second.delete("/user").await.ok();

    let put = |app: &'static str, body: &'static str| {
        let request = Client::new().put(format!("{}/dev/apps/{app}/options", server.url)).body(body);
        async move {
            let response = request.send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        }
    };
    assert_eq!(put("1", r#"{ "PATCH /user/register_otp": "secret", "GET /user/device/{time}/{last}": "block" }"#).await.0, 204);
    user.patch("/user/register_otp").await.fails(400, 203);
    server.back().bearer(&user.jwt).patch("/user/register_otp").await.ok();
    user.get("/user/device/0/none").await.fails(400, 203);
    for (app, body, part) in [
        ("1", r#"{ "GET /nothing": "block" }"#, "GET /nothing"),
        ("1", r#"{ "POST /user/forced/login_light": "public" }"#, "always needs the secret token"),
        ("1", "\"none\"", "default"),
        ("3", "\"lax\"", "no app \"3\""),
    ] {
        let (status, text) = put(app, body).await;
        assert!(status == 422 && text.contains(part), "{status} {text}");
    }
    let cross_site = Client::new().put(format!("{}/dev/apps/1/options", server.url)).header("sec-fetch-site", "cross-site").body("\"lax\"");
    assert_eq!(cross_site.send().await.unwrap().status(), 403);
    server.stop().await;

    // They are stored; and only a change says otherwise.
    let server = start_with(folder.config(), Clock::System).await;
    let apps: Value = Client::new().get(format!("{}/dev/apps", server.url)).send().await.unwrap().json().await.unwrap();
    let access = |app: usize, endpoint: &str| apps[app]["options"][endpoint].as_str().unwrap().to_owned();
    assert_eq!(access(0, "PATCH /user/register_otp"), "secret");
    assert_eq!(access(0, "GET /user/device/{time}/{last}"), "block");
    assert_eq!(access(0, "PUT /user/reset_pw_light"), "secret");
    assert_eq!(access(1, "POST /register_light"), "public");
    server.stop().await;

    std::fs::write(&file, r#"{ "1": { "POST /nowhere": "block" } }"#).unwrap();
    let error = Server::open(&Config { app_options: Some(file), ..Config::in_memory() }, Clock::System).unwrap_err().to_string();
    assert!(error.contains("options.json") && error.contains("POST /nowhere"), "{error}");
}

#[tokio::test]
async fn files_come_with_their_types_and_headers() {
    let folder = TempDb::new();
    let www = folder.path().with_file_name("www");
    std::fs::create_dir(&www).unwrap();
    std::fs::write(www.join("index.html"), "<!doctype html>").unwrap();
    let dist = folder.path().with_file_name("dist");
    let config = Config { www: www.clone(), dist: dist.clone(), ..Config::in_memory() };
    let server = start_with(config, Clock::System).await;
    let get = |path: &'static str| {
        let request = Client::new().get(format!("{}{path}", server.url));
        async move { request.send().await.unwrap() }
    };

    let page = get("/").await;
    assert_eq!(page.headers()["content-type"], "text/html");
    assert_eq!(page.headers()["cache-control"], "no-cache");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("'wasm-unsafe-eval'"));
    assert!(page.headers().get("access-control-allow-origin").is_none());

    let response = get("/dist/sentc-light.wasm").await;
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("npm run build"));
    std::fs::create_dir(&dist).unwrap();
    for (name, path, kind) in [("a.wasm", "/dist/a.wasm", "application/wasm"), ("a.js", "/dist/a.js", "text/javascript")] {
        std::fs::write(dist.join(name), "x").unwrap();
        assert_eq!(get(path).await.headers()["content-type"], kind);
    }
    assert_eq!(get("/dist/none.js").await.text().await.unwrap(), "no such file");
    assert_eq!(get("/%2e%2e/data.sqlite").await.status(), 404);
    let outside = server.raw("GET /../dist/a.js HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    assert!(outside.starts_with("HTTP/1.1 404"), "{outside}");
    server.stop().await;
}
