//! A default client, for programs that need only one. Set it once, or let it be made from environment variables. The associated
//! functions of [`StdUser`] use it.
//!
//! ```no_run
//! use sentc_light_wasm::keys::{StdUser, set_default};
//! use sentc_light_wasm::{Client, LoginUser};
//!
//! # #[cfg(feature = "native")]
//! # async fn example() -> sentc_light_wasm::Result<()> {
//! // Or the environment: SENTC_APP_TOKEN, and SENTC_BASE_URL where it is not the public service.
//! set_default(Client::builder("5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi").base_url("http://127.0.0.1:3002").build()?)?;
//!
//! let user_id = StdUser::register("ada", "correct horse battery staple").await?;
//! if let LoginUser::User(login) = StdUser::login("ada", "correct horse battery staple").await? {
//!     let group_id = login.user.create_group().await?;
//! }
//! # Ok(()) }
//! ```

use std::sync::OnceLock;

use crate::api::{Client, Group, LoggedIn, LoginUser, User};
use crate::client::{MfaLogin, MfaToken};
use crate::error::{Code, Error, Result};
use crate::steps::group;
use crate::steps::kdf::KdfPolicy;
use crate::user;

/// [`User`], under the name that other clients of the service use.
pub type StdUser = User;
/// [`Group`], under the name that other clients of the service use.
pub type StdGroup = Group;

static DEFAULT: OnceLock<Client> = OnceLock::new();

/// Sets the client that the associated functions use. Call it once, before the first of them.
///
/// # Errors
/// INVALID_OPTIONS if a default client is already set.
pub fn set_default(client: Client) -> Result<()> {
    DEFAULT.set(client).map_err(|_| Error::with(Code::InvalidOptions, "a default client is already set"))
}

/// Returns the client that the associated functions use: the one from [`set_default`]. If none was set and the feature `native`
/// is on, makes one from `SENTC_APP_TOKEN` and `SENTC_BASE_URL`, with sessions in memory.
///
/// # Errors
/// NOT_INITIALIZED if no client was set and `SENTC_APP_TOKEN` is missing.
pub fn default_client() -> Result<&'static Client> {
    if let Some(client) = DEFAULT.get() {
        return Ok(client);
    }
    #[cfg(feature = "native")]
    if let Ok(token) = std::env::var("SENTC_APP_TOKEN") {
        let mut builder = Client::builder(token);
        if let Ok(url) = std::env::var("SENTC_BASE_URL") {
            builder = builder.base_url(url);
        }
        let client = builder.build()?;
        return Ok(DEFAULT.get_or_init(|| client));
    }
    Err(Error::with(Code::NotInitialized, "no default client: call keys::set_default, or set SENTC_APP_TOKEN"))
}

fn kdf() -> KdfPolicy {
    default_client().map_or(KdfPolicy::default(), |client| client.core().options().kdf)
}

/// Functions that use the default client.
impl User {
    /// Calls [`Client::check_user_identifier_available`] of the default client.
    pub async fn check_user_identifier_available(identifier: &str) -> Result<bool> {
        default_client()?.check_user_identifier_available(identifier).await
    }

    /// Calls [`Client::register`] of the default client.
    pub async fn register(identifier: &str, password: &str) -> Result<String> {
        default_client()?.register(identifier, password).await
    }

    /// Makes the body of a registration. Derives the keys on the calling thread, with the [`KdfPolicy`] of the default client,
    /// or with the default policy if there is no client. [`user::done_register`] reads the answer.
    pub fn prepare_register(identifier: &str, password: &str) -> Result<String> {
        user::prepare_register(identifier, password, kdf())
    }

    /// Calls [`Client::register_device_start`] of the default client.
    pub async fn register_device_start(identifier: &str, password: &str) -> Result<String> {
        default_client()?.register_device_start(identifier, password).await
    }

    /// Makes the body of a device's registration, in the same way as [`prepare_register`](Self::prepare_register).
    /// [`user::done_register_device_start`] checks the answer.
    pub fn prepare_register_device_start(identifier: &str, password: &str) -> Result<String> {
        user::prepare_register_device_start(identifier, password, kdf())
    }

    /// Calls [`Client::login`] of the default client.
    pub async fn login(identifier: &str, password: &str) -> Result<LoginUser> {
        default_client()?.login(identifier, password).await
    }

    /// Calls [`Client::mfa_login`] of the default client.
    pub async fn mfa_login(token: &MfaToken, login: &MfaLogin) -> Result<LoggedIn> {
        default_client()?.mfa_login(token, login).await
    }

    /// Calls [`Client::refresh_jwt`] of the default client.
    pub async fn refresh_jwt(old_jwt: &str, refresh_token: &str) -> Result<String> {
        default_client()?.refresh_jwt(old_jwt, refresh_token).await
    }

    /// Calls [`Client::current_user`] of the default client.
    pub async fn current() -> Result<User> {
        default_client()?.current_user().await
    }

    /// Makes the body of a request that creates a group, or a group below a group. Never fails; it returns a `Result` because
    /// other clients do.
    ///
    /// ```
    /// use sentc_light_wasm as sentc; // a program renames it in Cargo.toml: sentc = { package = "sentc-light-wasm", … }
    /// use sentc::keys::StdUser;
    ///
    /// let input = StdUser::prepare_create_group().unwrap();
    /// assert_eq!(input, "{}");
    /// ```
    pub fn prepare_create_group() -> Result<String> {
        Ok(group::prepare_create_group().to_owned())
    }
}

impl Group {
    /// Makes the body of a request that changes a member's rank. `rank`: 1 to 4.
    ///
    /// # Errors
    /// RANK_OUT_OF_RANGE; NO_PERMISSION if `own_rank` is too low.
    pub fn prepare_update_rank(own_rank: i32, user_id: &str, rank: i32) -> Result<String> {
        group::prepare_update_rank(own_rank, user_id, rank)
    }
}
