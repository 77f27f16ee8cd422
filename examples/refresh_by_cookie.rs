//! A session whose refresh token an own back end keeps in an HTTP-only cookie.
//!
//! `cargo run --example refresh_by_cookie --features native`, against the dev server (`npm start`, or `SENTC_BASE_URL`), which
//! is the service and has an example of a back end under `/backend`.

use std::sync::Arc;

use sentc_light_wasm::native::Jar;
use sentc_light_wasm::{Client, LoginUser, RefreshStrategy, user};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = std::env::var("SENTC_BASE_URL").unwrap_or_else(|_| "http://127.0.0.1:3002".to_owned());
    let app_token = std::env::var("SENTC_APP_TOKEN").unwrap_or_else(|_| "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi".to_owned());

    // One jar for the app's own requests and for the client. This one ends with the program.
    let jar = Arc::new(Jar::default());
    let back_end = reqwest::Client::builder().cookie_provider(jar.clone()).build()?;
    let client = Client::builder(app_token)
        .refresh(RefreshStrategy::Cookie { endpoint_url: format!("{base_url}/backend/refresh") })
        .cookies(jar)
        .base_url(&base_url)
        .build()?;

    let (identifier, password) = user::generate_register_data()?;
    client.register(&identifier, &password).await?;
    let LoginUser::User(login) = client.login(&identifier, &password).await? else { return Err("a code was asked for".into()) };

    // The back end makes a cookie of the refresh token, which the client itself keeps nowhere.
    let jwt = login.user.jwt().await?;
    let session = back_end.post(format!("{base_url}/backend/session")).bearer_auth(&jwt).json(&json!({ "refresh_token": login.refresh_token }));
    session.send().await?.error_for_status()?;

    // What `jwt()` does by itself once the JWT has expired.
    let renewed = login.user.renew_jwt(&jwt).await?;
    println!("another JWT, by the cookie: {}", renewed != jwt);

    login.user.delete_user(&password, None).await?;
    if renewed == jwt { Err("the old JWT came back".into()) } else { Ok(()) }
}
