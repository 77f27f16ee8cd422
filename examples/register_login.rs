//! Registers somebody, logs in, asks for the devices and deletes the account again.
//!
//! `cargo run --example register_login --features native`, against the dev server (`npm start`) or, with `SENTC_BASE_URL`
//! and `SENTC_APP_TOKEN`, any other service.

use futures_util::TryStreamExt;
use sentc_light_wasm::keys::StdUser;
use sentc_light_wasm::password::PasswordRules;
use sentc_light_wasm::{Client, Code, LoginUser, keys, user};

const PASSWORD: &str = "correct horse battery staple";

#[tokio::main]
async fn main() -> sentc_light_wasm::Result<()> {
    let client = client()?;
    let (identifier, _) = user::generate_register_data()?;

    // The service cannot check a password: it never sees one.
    let rules = PasswordRules { identifier: &identifier, ..PasswordRules::default() };
    for password in ["Password123!", PASSWORD] {
        println!("{password}: {}", rules.problem(password).map_or_else(|| "nothing found".to_owned(), |problem| problem.to_string()));
    }

    let user_id = client.register(&identifier, PASSWORD).await?;
    println!("registered {identifier} as {user_id}");

    // Errors have a code to match on, and words for people who write programs.
    match client.login(&identifier, "a wrong password").await {
        Err(error) if error.code == Code::WrongPassword => println!("refused: {error} ({}). {}", error.status(), error.hint()),
        other => println!("unexpected: {other:?}"),
    }

    let LoginUser::User(login) = client.login(&identifier, PASSWORD).await? else {
        // Only with multi-factor authentication, which nobody has turned on.
        return Err(Code::MfaRequired.into());
    };
    println!("signed in on device {}", login.user.data().device_id);

    // Several people may be signed in with one storage.
    for user in client.stored_users().await? {
        println!("stored: {}", user.identifier);
    }
    println!("current: {}", client.switch_to(&identifier).await?.identifier());

    let devices: Vec<_> = login.user.devices().try_collect().await?;
    println!("{} device, registered at {} ms", devices.len(), devices.first().map_or(0, |device| device.time));

    // By hand, for sessions that an app keeps itself: a JWT that may be expired for a new one.
    let jwt = client.refresh_jwt(&login.user.jwt().await?, &login.refresh_token).await?;
    println!("a new JWT of {} bytes", jwt.len());

    // The same through the client of the whole program, by the names of other clients of the service.
    keys::set_default(client)?;
    println!("the identifier is free: {}", StdUser::check_user_identifier_available(&identifier).await?);

    login.user.delete_user(PASSWORD, None).await?;
    println!("deleted; the identifier is free: {}", StdUser::check_user_identifier_available(&identifier).await?);
    Ok(())
}

fn client() -> sentc_light_wasm::Result<Client> {
    let setting = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    Client::builder(setting("SENTC_APP_TOKEN", "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi")).base_url(setting("SENTC_BASE_URL", "http://127.0.0.1:3002")).build()
}
