//! A terminal client: `cargo run --example sentc-cli --features native -- login ada`.
//!
//! Its session outlives it, in a file that only its owner may read. Passwords are asked for without being shown; where the
//! input is no terminal they are read from it, one a line.

mod terminal;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use futures_util::TryStreamExt;
use sentc_light_wasm::native::NativeStore;
use sentc_light_wasm::{Client, Code, LoginUser, MfaToken, User, otp};

use terminal::{ask, hidden, show_qr, table, when, working};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Parser)]
#[command(about = "Accounts, devices and groups of a sentc API, in the terminal")]
struct Arguments {
    #[arg(long, env = "SENTC_BASE_URL", default_value = "http://127.0.0.1:3002")]
    base_url: String,
    /// The app's public token
    #[arg(long, env = "SENTC_APP_TOKEN", default_value = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi")]
    app_token: String,
    /// Where the session is kept [default: .sentc-cli.json in the home folder]
    #[arg(long, env = "SENTC_STORAGE")]
    storage: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an account
    Register { name: String },
    /// Sign in
    Login { name: String },
    /// Prints the signed-in user
    Whoami,
    /// A JWT for an own back end
    Jwt,
    /// List the account's devices
    Devices,
    /// List the groups
    Groups,
    /// Make a group
    CreateGroup,
    /// List the members of a group
    Members { group: String },
    /// Change the password of this device
    ChangePassword,
    /// Turn multi-factor authentication on
    MfaOn,
    /// Turn multi-factor authentication off
    MfaOff,
    /// Delete the account
    DeleteAccount,
    /// Sign out
    Logout,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<sentc_light_wasm::Error>() {
                Some(error) => eprintln!("{error} ({})\n{}", error.status(), error.hint()),
                None => eprintln!("{error}"),
            }
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let storage = match arguments.storage {
        Some(path) => path,
        None => std::env::home_dir().ok_or("there is no home folder: set SENTC_STORAGE")?.join(".sentc-cli.json"),
    };
    let client = Client::builder(arguments.app_token).base_url(arguments.base_url).storage(NativeStore::in_file(storage)?).build()?;
    match arguments.command {
        Command::Register { name } => register(&client, &name).await,
        Command::Login { name } => login(&client, &name).await,
        signed_in => act(client.current_user().await?, signed_in).await,
    }
}

async fn register(client: &Client, name: &str) -> Result<()> {
    if !client.check_user_identifier_available(name).await? {
        return Err(sentc_light_wasm::Error::from(Code::IdentifierTaken).into());
    }
    let password = new_password()?;
    let user_id = working("Deriving keys", client.register(name, &password)).await?;
    println!("Registered as {user_id}. Sign in with: login {name}");
    Ok(())
}

async fn login(client: &Client, name: &str) -> Result<()> {
    let password = hidden("Password")?;
    let user = match working("Deriving keys", client.login(name, &password)).await? {
        LoginUser::User(login) => login.user,
        LoginUser::Mfa(login) => loop {
            match working("Checking", client.mfa_login(&mfa_token()?, &login)).await {
                Ok(login) => break login.user,
                // Mistyped: the password need not be typed again.
                Err(error) if matches!(error.code, Code::WrongTotp | Code::NoTotp) => eprintln!("{error}"),
                Err(error) => return Err(error.into()),
            }
        },
    };
    println!("Signed in as {}", user.data().user_id);
    Ok(())
}

async fn act(user: User, command: Command) -> Result<()> {
    let mfa = |user: &User| if user.data().mfa { mfa_token().map(Some) } else { Ok(None) };
    match command {
        Command::Register { .. } | Command::Login { .. } => {}
        Command::Whoami => {
            let data = user.data();
            let on = if data.mfa { "on" } else { "off" };
            let rows = [("name", user.identifier()), ("user", data.user_id), ("device", data.device_id), ("MFA", on.to_owned())];
            println!("{}", table(&["", ""], rows.map(|(name, value)| vec![name.to_owned(), value])));
        }
        Command::Jwt => println!("{}", user.jwt().await?),
        Command::Devices => {
            let own = user.data().device_id;
            let devices: Vec<_> = user.devices().try_collect().await?;
            let rows = devices
                .into_iter()
                .map(|device| vec![device.device_id.clone(), when(device.time), if device.device_id == own { "this one".into() } else { String::new() }]);
            println!("{}", table(&["device", "registered", ""], rows));
        }
        Command::Groups => {
            let groups: Vec<_> = user.groups().try_collect().await?;
            println!(
                "{}",
                table(&["group", "created", "rank"], groups.into_iter().map(|group| vec![group.group_id, when(group.time), group.rank.to_string()]))
            );
        }
        Command::CreateGroup => println!("{}", user.create_group().await?),
        Command::Members { group } => {
            let members: Vec<_> = user.group(&group, None).await?.members().try_collect().await?;
            println!(
                "{}",
                table(&["member", "joined", "rank"], members.into_iter().map(|member| vec![member.user_id, when(member.joined_time), member.rank.to_string()]))
            );
        }
        Command::ChangePassword => {
            let old = hidden("Password")?;
            let new = new_password()?;
            let mfa = mfa(&user)?;
            working("Deriving keys", user.change_password(&old, &new, mfa.as_ref())).await?;
            println!("Changed.");
        }
        Command::MfaOn => turn_mfa_on(&user).await?,
        Command::MfaOff => {
            let password = hidden("Password")?;
            let mfa = mfa(&user)?;
            working("Deriving keys", user.disable_otp(&password, mfa.as_ref())).await?;
            println!("Off, for all devices.");
        }
        Command::DeleteAccount => {
            let password = hidden("Password, to delete the account with all its devices")?;
            let mfa = mfa(&user)?;
            working("Deriving keys", user.delete_user(&password, mfa.as_ref())).await?;
            println!("Deleted.");
        }
        Command::Logout => {
            user.log_out().await?;
            println!("Signed out.");
        }
    }
    Ok(())
}

async fn turn_mfa_on(user: &User) -> Result<()> {
    let password = hidden("Password")?;
    let registered = working("Deriving keys", user.register_otp(&password, None)).await?;
    let url = otp::url("sentc-cli", &user.identifier(), &registered.secret);
    show_qr(&url)?;
    println!("Scan this with an authenticator, or type the secret: {}", registered.secret);
    println!("Recovery keys, each good once. Keep them where this machine is not:");
    registered.recover.iter().for_each(|key| println!("  {key}"));
    loop {
        let code = ask("Code that the authenticator shows")?;
        match otp::problem(&url, &code, terminal::now())? {
            None => break,
            Some(otp::Problem::Wrong) => eprintln!("This is not the code."),
            Some(otp::Problem::Sha1) => eprintln!("This authenticator can't do SHA-256. Use another one, or turn MFA off with a recovery key."),
            Some(otp::Problem::Clock(seconds)) => eprintln!("The authenticator's clock is wrong by {seconds} seconds."),
        }
    }
    println!("On, for all devices.");
    Ok(())
}

fn new_password() -> Result<String> {
    let password = hidden("New password")?;
    if hidden("Once more")? == *password { Ok(password) } else { Err("These are two different passwords.".into()) }
}

/// Six digits are a code, anything else is a recovery key.
fn mfa_token() -> Result<MfaToken> {
    let token = ask("Code, or a recovery key")?;
    let is_code = token.len() == 6 && token.bytes().all(|byte| byte.is_ascii_digit());
    Ok(if is_code { MfaToken::code(token) } else { MfaToken::recovery_key(token) })
}
