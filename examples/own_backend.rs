//! An app's own back end in axum: it lets in whoever brings a valid JWT of the service, checked with the app's public key.
//!
//! `cargo run --example own_backend --features native`, against the dev server (`npm start`, or `SENTC_BASE_URL`), whose
//! `/dev/apps` tells the key; a real service shows it in the app's settings. The example is also its own first visitor.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::routing::get;
use axum::{Json, Router};
use sentc_light_wasm::admin::{JwtVerifier, Visitor};
use sentc_light_wasm::{Client, LoginUser, user};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// An argument of a handler: only requests with a valid JWT reach it.
struct SignedIn(Visitor);

impl FromRequestParts<Arc<JwtVerifier>> for SignedIn {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, verifier: &Arc<JwtVerifier>) -> std::result::Result<Self, StatusCode> {
        let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        verifier.authenticate(authorization).map(Self).map_err(|_| StatusCode::UNAUTHORIZED)
    }
}

async fn hello(SignedIn(visitor): SignedIn, State(_): State<Arc<JwtVerifier>>) -> Json<Value> {
    Json(json!({ "hello": visitor.user_id, "device": visitor.device_id, "fresh": visitor.fresh }))
}

#[tokio::main]
async fn main() -> Result<()> {
    let base_url = std::env::var("SENTC_BASE_URL").unwrap_or_else(|_| "http://127.0.0.1:3002".to_owned());
    let apps: Value = reqwest::get(format!("{base_url}/dev/apps")).await?.json().await?;
    let setting = |name: &str| apps.get(0).and_then(|app| app.get(name)?.as_str()).ok_or(format!("/dev/apps has no {name}"));

    let router = Router::new().route("/hello", get(hello)).with_state(Arc::new(JwtVerifier::new([setting("jwt_public_key")?])?));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/hello", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });

    // A visitor.
    let client = Client::builder(setting("public_token")?).base_url(base_url).build()?;
    let (identifier, password) = user::generate_register_data()?;
    client.register(&identifier, &password).await?;
    let LoginUser::User(login) = client.login(&identifier, &password).await? else { return Err("a code was asked for".into()) };

    let visit = |jwt: String| reqwest::Client::new().get(&address).bearer_auth(jwt).send();
    let jwt = login.user.jwt().await?;
    println!("with a JWT: {}", visit(jwt.clone()).await?.text().await?);

    // The last character of a signature holds spare bits; one in the middle does not.
    let at = jwt.len() - 20;
    let forged: String = jwt
        .chars()
        .enumerate()
        .map(|(i, c)| {
            if i != at {
                c
            } else if c == 'A' {
                'B'
            } else {
                'A'
            }
        })
        .collect();
    let refused = visit(forged).await?;
    println!("with a forged one: {}", refused.status());

    login.user.delete_user(&password, None).await?;
    if refused.status() == StatusCode::UNAUTHORIZED { Ok(()) } else { Err("a forged JWT was let in".into()) }
}
