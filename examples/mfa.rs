//! Turns multi-factor authentication on, logs in with a code and with a recovery key, and turns it off.
//!
//! `cargo run --example mfa --features native`, against the dev server (`npm start`) or, with `SENTC_BASE_URL` and
//! `SENTC_APP_TOKEN`, any other service.

use std::time::{SystemTime, UNIX_EPOCH};

use sentc_light_wasm::{Client, Code, LoginUser, MfaLogin, MfaToken, otp, user};

const PASSWORD: &str = "correct horse battery staple";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let setting = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let client = Client::builder(setting("SENTC_APP_TOKEN", "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi"))
        .base_url(setting("SENTC_BASE_URL", "http://127.0.0.1:3002"))
        .build()?;

    let (identifier, _) = user::generate_register_data()?;
    client.register(&identifier, PASSWORD).await?;
    let LoginUser::User(login) = client.login(&identifier, PASSWORD).await? else { return Err("a code was asked for".into()) };

    let registered = login.user.register_otp(PASSWORD, None).await?;
    let url = otp::url("Example", &identifier, &registered.secret);
    println!("for the authenticator: {url}");
    println!("for bad days: {}", registered.recover.join(" "));

    // From here on a password is not enough.
    match login.user.otp_recovery_keys(PASSWORD, None).await {
        Err(error) if error.code == Code::MfaRequired => println!("without a code: {error}"),
        other => return Err(format!("unexpected: {other:?}").into()),
    }
    let waiting = password_alone(&client, &identifier).await?;
    let by_code = client.mfa_login(&code(&url)?, &waiting).await?;
    println!("by code: {}", by_code.user.data().user_id);

    let key = registered.recover.first().ok_or("no recovery keys")?;
    let waiting = password_alone(&client, &identifier).await?;
    let by_key = client.mfa_login(&MfaToken::recovery_key(key), &waiting).await?;
    println!("by recovery key: {}", by_key.user.data().user_id);
    println!("{} keys are left", by_key.user.otp_recovery_keys(PASSWORD, Some(&code(&url)?)).await?.len());

    by_key.user.disable_otp(PASSWORD, Some(&code(&url)?)).await?;
    by_key.user.delete_user(PASSWORD, None).await?;
    println!("off again, and the account deleted");
    Ok(())
}

async fn password_alone(client: &Client, identifier: &str) -> Result<MfaLogin, Box<dyn std::error::Error>> {
    match client.login(identifier, PASSWORD).await? {
        LoginUser::Mfa(login) => Ok(login),
        LoginUser::User(_) => Err("no code was asked for".into()),
    }
}

/// What an authenticator shows now (RFC 6238).
fn code(url: &str) -> Result<MfaToken, Box<dyn std::error::Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(MfaToken::code(otp::code(url, now)?))
}
