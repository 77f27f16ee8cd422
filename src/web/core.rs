//! The client as an export: one method for each of the façade's. Converts arguments, calls `client`, converts results.

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;
use zeroize::Zeroizing;

use super::channel::WebChannel;
use super::convert::{from_js, thrown, to_js};
use super::host::read_record;
use super::platform::WebPlatform;
use super::signal::SignalledCall;
use crate::client::{Call, Client, LoggedIn, LoginUser, MfaLogin, MfaToken, Options, RefreshStrategy, User};
use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfPolicy;
use crate::wire::group::GroupInviteListItem;

type Js<T> = std::result::Result<T, JsValue>;

/// A client. Its methods take `&self` and give promises, so that any number of them may run at once, also beyond `free`.
#[wasm_bindgen]
pub struct SentcCore {
    client: Client<WebPlatform>,
}

/// The options that reach the core; the façade has checked their types.
#[derive(Deserialize)]
struct CoreOptions {
    app_token: String,
    base_url: Option<String>,
    refresh: Option<CoreRefresh>,
    timeout_ms: Option<f64>,
    retries: Option<f64>,
    kdf: Option<String>,
    name: Option<String>,
    encrypt_storage: Option<String>,
}

#[derive(Deserialize)]
struct CoreRefresh {
    endpoint: u32,
    endpoint_url: Option<String>,
}

#[derive(Serialize)]
struct SessionResult {
    session: u32,
    refresh_token: String,
}

#[derive(Serialize)]
struct StartedResult {
    session: u32,
    invites: Vec<GroupInviteListItem>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum LoginResult {
    User { session: u32, refresh_token: String },
    Mfa { u: MfaResult },
}

#[derive(Serialize)]
#[allow(non_snake_case)] // the documented name
struct MfaResult {
    deviceIdentifier: String,
    mfa_master_key: String,
    mfa_auth_key: String,
}

#[wasm_bindgen]
impl SentcCore {
    /// `options`: `CoreOptions`, `host`: `CoreHost` of the npm package. Reads and sends nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, host: JsValue) -> Js<SentcCore> {
        let given: CoreOptions = from_js(options).ok_or_else(|| thrown(Error::new(Code::InvalidOptions)))?;
        let platform = WebPlatform::new(&host, given.seals().map_err(thrown)?);
        let client = Client::new(platform, read_options(given).map_err(thrown)?).map_err(thrown)?;
        let listener = client.downgrade();
        let channel = WebChannel::open(&client.channel_name(), move |text| {
            if let Some(client) = listener.upgrade() {
                client.hear(&text);
            }
        });
        client.platform().open_channel(channel);
        Ok(Self { client })
    }

    pub fn init(&self, signal: Option<AbortSignal>) -> Promise {
        self.run(signal, async |client, call| {
            let started = client.init(&call).await?;
            Ok(started.map(|s| StartedResult { session: s.user.number(), invites: s.invites }))
        })
    }

    #[wasm_bindgen(js_name = checkUserIdentifierAvailable)]
    pub fn check_user_identifier_available(&self, identifier: String, signal: Option<AbortSignal>) -> Promise {
        self.run(signal, async move |client, call| client.check_identifier_available(&identifier, &call).await)
    }

    pub fn register(&self, identifier: String, password: String, signal: Option<AbortSignal>) -> Promise {
        let password = Zeroizing::new(password);
        self.run(signal, async move |client, call| client.register(&identifier, &password, &call).await)
    }

    #[wasm_bindgen(js_name = prepareRegisterAsync)]
    pub fn prepare_register(&self, identifier: String, password: String, signal: Option<AbortSignal>) -> Promise {
        let password = Zeroizing::new(password);
        self.run(signal, async move |client, call| client.prepare_register(&identifier, &password, &call).await)
    }

    #[wasm_bindgen(js_name = registerDeviceStart)]
    pub fn register_device_start(&self, identifier: String, password: String, signal: Option<AbortSignal>) -> Promise {
        let password = Zeroizing::new(password);
        self.run(signal, async move |client, call| client.register_device_start(&identifier, &password, &call).await)
    }

    pub fn login(&self, identifier: String, password: String, signal: Option<AbortSignal>) -> Promise {
        let password = Zeroizing::new(password);
        self.run(signal, async move |client, call| {
            Ok(match client.login(&identifier, &password, &call).await? {
                LoginUser::User(LoggedIn { user, refresh_token }) => LoginResult::User { session: user.number(), refresh_token },
                LoginUser::Mfa(login) => LoginResult::Mfa {
                    u: MfaResult {
                        deviceIdentifier: login.device_identifier.clone(),
                        mfa_master_key: login.mfa_master_key.clone(),
                        mfa_auth_key: login.mfa_auth_key.clone(),
                    },
                },
            })
        })
    }

    #[wasm_bindgen(js_name = mfaLogin)]
    pub fn mfa_login(
        &self,
        token: String,
        recovery: bool,
        device_identifier: String,
        mfa_master_key: String,
        mfa_auth_key: String,
        signal: Option<AbortSignal>,
    ) -> Promise {
        let token = MfaToken { token: Zeroizing::new(token), recovery };
        let login = MfaLogin { device_identifier, mfa_master_key, mfa_auth_key };
        self.run(signal, async move |client, call| {
            let LoggedIn { user, refresh_token } = client.mfa_login(&token, &login, &call).await?;
            Ok(SessionResult { session: user.number(), refresh_token })
        })
    }

    #[wasm_bindgen(js_name = refreshJwt)]
    pub fn refresh_jwt(&self, old_jwt: String, refresh_token: String, signal: Option<AbortSignal>) -> Promise {
        self.run(signal, async move |client, call| client.refresh_jwt(&old_jwt, &refresh_token, &call).await)
    }

    #[wasm_bindgen(js_name = currentUser)]
    pub fn current_user(&self, signal: Option<AbortSignal>) -> Promise {
        self.run(signal, async |client, call| call.race(client.current_user()).await?.map(|user| user.number()))
    }

    #[wasm_bindgen(js_name = storedUser)]
    pub fn stored_user(&self, identifier: String, signal: Option<AbortSignal>) -> Promise {
        self.run(signal, async move |client, call| Ok(call.race(client.stored_user(&identifier)).await??.map(|user| user.number())))
    }

    /// Goes on with a session of an instance that trapped.
    #[wasm_bindgen(js_name = restoreSession)]
    pub fn restore_session(&self, record: JsValue) -> Js<u32> {
        let record = read_record(record).ok_or_else(|| thrown(Error::new(Code::Internal)))?;
        self.client.restore(record).map(|user| user.number()).map_err(thrown)
    }

    #[wasm_bindgen(js_name = getJwt)]
    pub fn get_jwt(&self, session: u32, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async |user, call| user.jwt(&call).await)
    }

    /// A new JWT for one that somebody else refused.
    #[wasm_bindgen(js_name = renewJwt)]
    pub fn renew_jwt(&self, session: u32, stale: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async move |user, call| user.renew_jwt(&stale, &call).await)
    }

    #[wasm_bindgen(js_name = logOut)]
    pub fn log_out(&self, session: u32) -> Promise {
        self.run_for(session, None, async |user, _call| user.log_out().await)
    }

    #[wasm_bindgen(js_name = updateUser)]
    pub fn update_user(&self, session: u32, new_identifier: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async move |user, call| user.update_user(&new_identifier, &call).await)
    }

    #[wasm_bindgen(js_name = changePassword)]
    pub fn change_password(&self, session: u32, old: String, new: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (old, new, mfa) = (Zeroizing::new(old), Zeroizing::new(new), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.change_password(&old, &new, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = deleteUser)]
    pub fn delete_user(&self, session: u32, password: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.delete_user(&password, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = deleteDevice)]
    pub fn delete_device(
        &self,
        session: u32,
        password: String,
        device_id: String,
        token: Option<String>,
        recovery: bool,
        signal: Option<AbortSignal>,
    ) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.delete_device(&password, &device_id, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = registerDevice)]
    pub fn register_device(&self, session: u32, server_output: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async move |user, call| user.register_device(&server_output, &call).await)
    }

    #[wasm_bindgen(js_name = getDevices)]
    pub fn get_devices(&self, session: u32, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async move |user, call| {
            let after = cursor(last_time, last_id.as_deref())?;
            user.devices(after, &call).await
        })
    }

    #[wasm_bindgen(js_name = registerOtp)]
    pub fn register_otp(&self, session: u32, password: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.register_otp(&password, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = resetOtp)]
    pub fn reset_otp(&self, session: u32, password: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.reset_otp(&password, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = disableOtp)]
    pub fn disable_otp(&self, session: u32, password: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.disable_otp(&password, mfa.as_ref(), &call).await)
    }

    #[wasm_bindgen(js_name = getOtpRecoverKeys)]
    pub fn get_otp_recover_keys(&self, session: u32, password: String, token: Option<String>, recovery: bool, signal: Option<AbortSignal>) -> Promise {
        let (password, mfa) = (Zeroizing::new(password), mfa_token(token, recovery));
        self.run_for(session, signal, async move |user, call| user.otp_recovery_keys(&password, mfa.as_ref(), &call).await)
    }
}

impl SentcCore {
    /// Runs a flow of the client as a promise.
    pub(super) fn run<T: Serialize>(&self, signal: Option<AbortSignal>, flow: impl AsyncFnOnce(Client<WebPlatform>, Call) -> Result<T> + 'static) -> Promise {
        let (client, call) = (self.client.clone(), SignalledCall::new(signal));
        let flow = flow(client, call.call.clone());
        promise(call, Box::pin(async move { flow.await.map(|value| to_js(&value)) }))
    }

    pub(super) fn user(&self, session: u32) -> Result<User<WebPlatform>> {
        self.client.user(session)
    }

    /// Runs a flow of a signed-in user as a promise.
    pub(super) fn run_for<T: Serialize>(
        &self,
        session: u32,
        signal: Option<AbortSignal>,
        flow: impl AsyncFnOnce(User<WebPlatform>, Call) -> Result<T> + 'static,
    ) -> Promise {
        self.run(signal, async move |client, call| flow(client.user(session)?, call).await)
    }
}

/// One copy for all exports: the machinery around a promise is large.
fn promise(call: SignalledCall, flow: LocalBoxFuture<'static, Result<Js<JsValue>>>) -> Promise {
    future_to_promise(async move {
        let result = flow.await;
        drop(call);
        result.map_err(thrown)?
    })
}

fn mfa_token(token: Option<String>, recovery: bool) -> Option<MfaToken> {
    token.map(|token| MfaToken { token: Zeroizing::new(token), recovery })
}

/// Time and id of the last item that was received.
pub(super) fn cursor(time: Option<f64>, id: Option<&str>) -> Result<Option<(u64, &str)>> {
    let (Some(time), Some(id)) = (time, id) else { return Ok(None) };
    if !(0.0..=9_007_199_254_740_991.0).contains(&time) || time.fract() != 0.0 {
        return Err(Error::with(Code::InvalidArgument, "the last item's time must be in whole milliseconds"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked just above
    Ok(Some((time as u64, id)))
}

impl CoreOptions {
    fn seals(&self) -> Result<bool> {
        match self.encrypt_storage.as_deref() {
            None | Some("auto") => Ok(true),
            Some("off") => Ok(false),
            Some(_) => Err(Error::with(Code::InvalidOptions, "encrypt_storage must be \"auto\" or \"off\"")),
        }
    }
}

fn read_options(given: CoreOptions) -> Result<Options> {
    let mut options = Options::new(given.app_token);
    if let Some(base_url) = given.base_url {
        options.base_url = base_url;
    }
    if let Some(refresh) = given.refresh {
        options.refresh = match refresh.endpoint {
            0 => RefreshStrategy::Cookie { endpoint_url: refresh.endpoint_url.unwrap_or_default() },
            1 => RefreshStrategy::CookieFn,
            2 => RefreshStrategy::Api,
            _ => return Err(Error::with(Code::InvalidOptions, "refresh.endpoint must be 0 (cookie), 1 (cookie_fn) or 2 (api)")),
        };
    }
    if let Some(timeout_ms) = given.timeout_ms {
        options.timeout_ms = whole("timeout_ms", timeout_ms)?;
    }
    if let Some(retries) = given.retries {
        options.retries = whole("retries", retries)?;
    }
    if let Some(kdf) = given.kdf {
        options.kdf = KdfPolicy::from_name(&kdf)?;
    }
    if let Some(name) = given.name {
        options.name = name;
    }
    Ok(options)
}

fn whole(what: &'static str, value: f64) -> Result<u32> {
    if value.fract() != 0.0 || !(0.0..=f64::from(i32::MAX)).contains(&value) {
        return Err(Error::with(Code::InvalidOptions, format!("{what} must be a whole number")));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked just above
    Ok(value as u32)
}
