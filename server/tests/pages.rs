//! What is not the service: /dev/apps, the demo, the built SDK.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{TempDb, start, start_with};
use reqwest::Client;
use sentc_light_server::{Clock, Config};
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
        let app = server.server.apps.iter().next().unwrap();
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
