//! The boundary to JavaScript: a client as a class, each of its calls a method with the types of [`super::typed`]. Simple
//! calls, those that are rows of the endpoints' table and nothing more, share one method.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use super::answers::{ChangeRankArguments, CoreOptions, LoginUser, Row, RowArguments, SignedIn, Started, UserMfaLogin, read_options, thrown};
use super::flow::Flow;
use super::host::{JsHost, WebHost};
use super::signal::SignalledCall;
use super::typed::{Given, Promised, Secret};
use super::wipe::wiping_future;
use crate::client::Client;
use crate::error::{Code, Error};
use crate::steps::group::GroupData;

/// A client. Its calls give promises, so that any number of them may run at once, also beyond `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SentcCore {
    client: Client,
}

#[wasm_bindgen]
impl SentcCore {
    /// Reads and sends nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Given<CoreOptions>, host: JsHost) -> std::result::Result<SentcCore, JsValue> {
        let client = options.read().ok_or(Error::new(Code::InvalidOptions)).and_then(|given| Client::new(WebHost::new(host), read_options(given)?));
        Ok(Self { client: client.map_err(|error| thrown(&error))? })
    }

    // ---- nobody is signed in

    /// The stored user, with a valid JWT where the service could be asked.
    pub fn init(&self, signal: Option<AbortSignal>) -> Promised<Option<Started>> {
        self.promise(signal, Flow::Init)
    }

    /// Registers a user, and gives the user id. Does not log in.
    pub fn register(&self, identifier: String, password: &Uint8Array, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::Register(identifier, Secret::take(password)))
    }

    /// For a registration by an own back end: the body.
    #[wasm_bindgen(js_name = prepareRegister)]
    pub fn prepare_register(&self, identifier: String, password: &Uint8Array, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::PrepareRegister(identifier, Secret::take(password)))
    }

    /// Registers this device, for a user who confirms it on another one: gives what `registerDevice` takes there.
    #[wasm_bindgen(js_name = registerDeviceStart)]
    pub fn register_device_start(&self, identifier: String, password: &Uint8Array, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::RegisterDeviceStart(identifier, Secret::take(password)))
    }

    /// Logs in. `kind: "mfa"`: `mfaLogin` or `mfaRecoveryLogin` goes on.
    pub fn login(&self, identifier: String, password: &Uint8Array, signal: Option<AbortSignal>) -> Promised<LoginUser> {
        self.promise(signal, Flow::Login(identifier, Secret::take(password)))
    }

    /// Completes a login with a TOTP code.
    #[wasm_bindgen(js_name = mfaLogin)]
    pub fn mfa_login(&self, code: &Uint8Array, login: Given<UserMfaLogin>, signal: Option<AbortSignal>) -> Promised<SignedIn> {
        self.promise(signal, Flow::WithCode(Secret::take(code), false, login))
    }

    /// Completes a login with a recovery key.
    #[wasm_bindgen(js_name = mfaRecoveryLogin)]
    pub fn mfa_recovery_login(&self, recovery_key: &Uint8Array, login: Given<UserMfaLogin>, signal: Option<AbortSignal>) -> Promised<SignedIn> {
        self.promise(signal, Flow::WithCode(Secret::take(recovery_key), true, login))
    }

    /// A new JWT for a refresh token that the app keeps itself.
    #[wasm_bindgen(js_name = refreshJwt)]
    pub fn refresh_jwt(&self, old_jwt: String, refresh_token: &Uint8Array, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::RefreshJwt(old_jwt, Secret::take(refresh_token)))
    }

    /// The session of who signed in last. NO_USER.
    #[wasm_bindgen(js_name = currentUser)]
    pub fn current_user(&self, signal: Option<AbortSignal>) -> Promised<u32> {
        self.promise(signal, Flow::CurrentUser)
    }

    /// The session of a stored user.
    #[wasm_bindgen(js_name = storedUser)]
    pub fn stored_user(&self, identifier: String, signal: Option<AbortSignal>) -> Promised<Option<u32>> {
        self.promise(signal, Flow::StoredUser(identifier))
    }

    // ---- somebody is

    /// A JWT that is valid now.
    pub fn jwt(&self, session: u32, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::Jwt(session))
    }

    /// A JWT other than the one that was refused.
    #[wasm_bindgen(js_name = renewJwt)]
    pub fn renew_jwt(&self, session: u32, stale: String, signal: Option<AbortSignal>) -> Promised<String> {
        self.promise(signal, Flow::RenewJwt(session, stale))
    }

    /// Forgets the session.
    #[wasm_bindgen(js_name = logOut)]
    pub fn log_out(&self, session: u32) -> Promised<()> {
        self.promise(None, Flow::LogOut(session))
    }

    /// `code`: a TOTP code or, with `recovery`, a recovery key, while multi-factor authentication is on.
    #[wasm_bindgen(js_name = changePassword)]
    pub fn change_password(
        &self,
        session: u32,
        old_password: &Uint8Array,
        new_password: &Uint8Array,
        code: Option<Uint8Array>,
        recovery: bool,
        signal: Option<AbortSignal>,
    ) -> Promised<()> {
        let (old, new) = (Secret::take(old_password), Secret::take(new_password));
        self.promise(signal, Flow::ChangePassword(session, old, new, code.map(|code| (Secret::take(&code), recovery))))
    }

    /// A fresh JWT for the app's own back end. The session keeps its own.
    pub fn confirm(&self, session: u32, password: &Uint8Array, code: Option<Uint8Array>, recovery: bool, signal: Option<AbortSignal>) -> Promised<String> {
        let password = Secret::take(password);
        self.promise(signal, Flow::Confirm(session, password, code.map(|code| (Secret::take(&code), recovery))))
    }

    /// Puts a new device in the place of another one, and signs in as it.
    #[wasm_bindgen(js_name = replaceDevice)]
    #[allow(clippy::too_many_arguments)] // named, on both sides
    pub fn replace_device(
        &self,
        session: u32,
        lost: String,
        identifier: String,
        password: &Uint8Array,
        code: Option<Uint8Array>,
        recovery: bool,
        signal: Option<AbortSignal>,
    ) -> Promised<SignedIn> {
        let password = Secret::take(password);
        self.promise(signal, Flow::ReplaceDevice(session, lost, identifier, password, code.map(|code| (Secret::take(&code), recovery))))
    }

    /// Confirms another device, given what `registerDeviceStart` gave there.
    #[wasm_bindgen(js_name = registerDevice)]
    pub fn register_device(&self, session: u32, server_output: String, signal: Option<AbortSignal>) -> Promised<()> {
        self.promise(signal, Flow::RegisterDevice(session, server_output))
    }

    /// What is known of a group, or what the service says. `acting_as`: the group that the user acts as.
    #[wasm_bindgen(js_name = loadGroup)]
    pub fn load_group(&self, session: u32, group: String, acting_as: Option<String>, signal: Option<AbortSignal>) -> Promised<GroupData> {
        self.promise(signal, Flow::LoadGroup(session, group, acting_as))
    }

    /// What the service says of a group now.
    #[wasm_bindgen(js_name = checkGroup)]
    pub fn check_group(&self, session: u32, group: String, acting_as: Option<String>, signal: Option<AbortSignal>) -> Promised<GroupData> {
        self.promise(signal, Flow::CheckGroup(session, group, acting_as))
    }

    /// Gives a member another rank; of one's own, gives the group as it is now.
    #[wasm_bindgen(js_name = changeRank)]
    pub fn change_rank(&self, session: u32, arguments: Given<ChangeRankArguments>, signal: Option<AbortSignal>) -> Promised<Option<GroupData>> {
        self.promise(signal, Flow::ChangeRank(session, arguments.json()))
    }

    /// A call that is a row of the service's table: `Rows`. `session`: 0 for none. `password` where the row asks for it, and
    /// with it `code` while multi-factor authentication is on: a TOTP code or, with `recovery`, a recovery key.
    #[wasm_bindgen(skip_typescript)]
    #[allow(clippy::too_many_arguments)] // named, on both sides
    pub fn row(
        &self,
        session: u32,
        name: String,
        arguments: Given<RowArguments>,
        password: Option<Uint8Array>,
        code: Option<Uint8Array>,
        recovery: Option<bool>,
        signal: Option<AbortSignal>,
    ) -> Promised<Row> {
        let password = password.as_ref().map(Secret::take);
        let code = code.map(|code| (Secret::take(&code), recovery == Some(true)));
        self.promise(signal, Flow::Row { session, name, arguments: arguments.json(), password, code })
    }

    /// Nobody holds this session any more, and nobody can find it again.
    pub fn release(&self, session: u32) {
        self.client.release(session);
    }

    /// Takes in what another tab said.
    pub fn hear(&self, message: &str) {
        self.client.hear(message);
    }

    /// The name of the channel between tabs.
    #[wasm_bindgen(js_name = channelName)]
    pub fn channel_name(&self) -> String {
        self.client.channel_name()
    }
}

#[wasm_bindgen(typescript_custom_section)]
const ROW: &str = "export interface SentcCore {
  /**
   * A call that is a row of the service's table. `session`: 0 for none. `password` where the row asks for it, and with it
   * `code` while multi-factor authentication is on: a TOTP code or, with `recovery`, a recovery key.
   */
  row<N extends keyof Rows>(
    session: number,
    name: N,
    args: Rows[N][\"args\"],
    password?: Uint8Array | null,
    code?: Uint8Array | null,
    recovery?: boolean | null,
    signal?: AbortSignal | null,
  ): Promise<Rows[N][\"answer\"]>;
}
";

impl SentcCore {
    #[cfg(feature = "standalone")]
    pub(super) fn of(client: Client) -> Self {
        Self { client }
    }

    #[cfg(feature = "standalone")]
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn promise<T>(&self, signal: Option<AbortSignal>, flow: Flow) -> Promised<T> {
        Promised::new(self.begin(signal, flow))
    }

    /// Apart from [`Self::promise`], so that the wasm has it once.
    #[inline(never)]
    fn begin(&self, signal: Option<AbortSignal>, flow: Flow) -> Promise {
        let (client, call) = (self.client.clone(), SignalledCall::new(signal));
        future_to_promise(wiping_future(async move { flow.answer(&client, &call.call).await.map_err(|error| thrown(&error)) }))
    }
}
