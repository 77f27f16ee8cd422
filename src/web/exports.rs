//! The boundary to JavaScript: a client as a class, each of its calls a method with the types of [`super::typed`]. Simple
//! calls, those that are rows of the endpoints' table and nothing more, share one method.

use js_sys::{Promise, Uint8Array};
use tsify::Tsify;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use super::host::{JsHost, WebHost};
use super::signal::SignalledCall;
use super::typed::{Given, Name, Promised, Secret, ToJs, Typed, from_json, records};
use super::wipe::wiping_future;
use crate::client::{Call, Client, GroupKey, Login, MfaLogin, MfaToken, Options, Proof, RefreshStrategy, Start};
use crate::error::{Code, Error, Result};
use crate::json::{Object, Value, text, to_text};
use crate::record;
use crate::steps::account::confirm_device;
use crate::steps::group::GroupData;
use crate::steps::kdf::KdfPolicy;
use crate::wire::Endpoint;
use crate::wire::group::GroupInviteListItem;

record! {
    /// The options that reach this side; the façade has checked their types.
    CoreOptions {
        app_token: String,
        #[tsify(optional)]
        base_url: Option<String>,
        #[tsify(optional)]
        endpoint: Option<i32>,
        #[tsify(optional)]
        endpoint_url: Option<String>,
        #[tsify(optional)]
        timeout_ms: Option<i32>,
        #[tsify(optional)]
        retries: Option<i32>,
        #[tsify(optional)]
        kdf: Option<String>,
        #[tsify(optional)]
        name: Option<String>,
    }
}

record! {
    /// Somebody is signed in: the number of the session, within this client, and the refresh token of this login, which in
    /// the cookie modes is kept nowhere else.
    SignedIn { session: u32, refresh_token: String }

    /// What a client starts with. `offline`: the service could not be asked, so that the JWT may be expired.
    Started { session: u32, invites: Vec<GroupInviteListItem>, offline: bool }

    /// A login that waits for its code. The two keys (32 bytes, base64) are as good as the password: keep them in memory for
    /// as long as the person types, and never in a storage. After a mistyped code they can be used again.
    #[allow(non_snake_case)]
    UserMfaLogin { deviceIdentifier: String, mfa_master_key: String, mfa_auth_key: String }
}

/// What a login leads to: a session, or the question for a code.
#[derive(Tsify)]
#[serde(tag = "kind", content = "u", rename_all = "lowercase")]
pub enum LoginUser {
    User(SignedIn),
    Mfa(UserMfaLogin),
}

records!(SignedIn, Started, UserMfaLogin, GroupData, CoreOptions);

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

/// For `?` in exports: the error as JSON text.
pub(super) fn thrown(error: &Error) -> JsValue {
    to_text(error).into()
}

/// What a row is called with; which one, says `Rows`.
pub struct RowArguments;

impl Typed for RowArguments {
    const NAME: Name = Name::new("Rows[keyof Rows][\"args\"]");
}

/// What [`Endpoint::ChangeRank`] is called with.
pub struct ChangeRankArguments;

impl Typed for ChangeRankArguments {
    const NAME: Name = Name::new("Rows[\"ChangeRank\"][\"args\"]");
}

/// The answer to a row; of which, says `Rows`.
pub struct Row;

impl Typed for Row {
    const NAME: Name = Name::new("Rows[keyof Rows][\"answer\"]");
}

impl Typed for LoginUser {
    const NAME: Name = Name::new("LoginUser");
}

impl ToJs for LoginUser {
    fn to_js(&self) -> JsValue {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        match self {
            Self::User(user) => {
                text(object.name("kind"), "user");
                object.field("u", user);
            }
            Self::Mfa(login) => {
                text(object.name("kind"), "mfa");
                object.field("u", login);
            }
        }
        object.end();
        from_json(&out)
    }
}

impl From<Login> for LoginUser {
    fn from(login: Login) -> Self {
        match login {
            Login::SignedIn(session, refresh_token) => Self::User(SignedIn { session: session.number, refresh_token }),
            Login::Mfa(login) => Self::Mfa(UserMfaLogin {
                deviceIdentifier: login.device_identifier.clone(),
                mfa_master_key: login.mfa_master_key.clone(),
                mfa_auth_key: login.mfa_auth_key.clone(),
            }),
        }
    }
}

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

/// A TOTP code or, where it is true, a recovery key.
type AnyCode = (Secret, bool);

/// What a method is to do. One future for all of them: with one for each, the wasm is 4 KB larger after brotli. What a flow
/// answers is the type that its method promises.
pub(super) enum Flow {
    Init,
    Register(String, Secret),
    PrepareRegister(String, Secret),
    RegisterDeviceStart(String, Secret),
    Login(String, Secret),
    WithCode(Secret, bool, Given<UserMfaLogin>),
    RefreshJwt(String, Secret),
    CurrentUser,
    StoredUser(String),
    Jwt(u32),
    RenewJwt(u32, String),
    LogOut(u32),
    ChangePassword(u32, Secret, Secret, Option<AnyCode>),
    Confirm(u32, Secret, Option<AnyCode>),
    ReplaceDevice(u32, String, String, Secret, Option<AnyCode>),
    RegisterDevice(u32, String),
    LoadGroup(u32, String, Option<String>),
    CheckGroup(u32, String, Option<String>),
    ChangeRank(u32, Result<Value>),
    Row { session: u32, name: String, arguments: Result<Value>, password: Option<Secret>, code: Option<AnyCode> },
}

impl Flow {
    async fn answer(self, client: &Client, call: &Call) -> Result<JsValue> {
        Ok(match self {
            Self::Init => {
                let Some(Start { session, invites, offline }) = client.start(call).await? else { return Ok(JsValue::UNDEFINED) };
                Started { session: session.number, invites, offline }.to_js()
            }
            Self::Register(identifier, password) => client.register(&identifier, password.text()?, call).await?.to_js(),
            Self::PrepareRegister(identifier, password) => client.prepare_register(&identifier, password.text()?, call).await?.to_js(),
            Self::RegisterDeviceStart(identifier, password) => client.register_device_start(&identifier, password.text()?, call).await?.to_js(),
            Self::Login(identifier, password) => LoginUser::from(client.log_in(&identifier, password.text()?, call).await?).to_js(),
            Self::WithCode(code, recovery, login) => {
                let [device_identifier, mfa_master_key, mfa_auth_key] =
                    ["deviceIdentifier", "mfa_master_key", "mfa_auth_key"].map(|name| login.text(name).map(|text| text.as_str().to_owned()));
                let login = MfaLogin { device_identifier: device_identifier?, mfa_master_key: mfa_master_key?, mfa_auth_key: mfa_auth_key? };
                signed_in(client.log_in_with_code(&mfa_token(&(code, recovery))?, &login, call).await?)?
            }
            Self::RefreshJwt(old_jwt, refresh_token) => client.refresh_jwt(&old_jwt, refresh_token.text()?, call).await?.to_js(),
            Self::CurrentUser => {
                let session = call.race(client.current_session()).await??;
                session.ok_or(Error::new(Code::NoUser))?.number.to_js()
            }
            Self::StoredUser(identifier) => {
                let session = call.race(client.stored_session(&identifier)).await??;
                session.map(|session| session.number).to_js()
            }
            Self::Jwt(session) => client.valid_jwt(&client.session(session)?, call).await?.to_js(),
            Self::RenewJwt(session, stale) => client.renewed_jwt(&client.session(session)?, &stale, call).await?.to_js(),
            Self::LogOut(session) => client.log_out(&client.session(session)?).await?.to_js(),
            Self::ChangePassword(session, old, new, code) => {
                let code = code.as_ref().map(mfa_token).transpose()?;
                client.change_password(&client.session(session)?, old.text()?, new.text()?, code.as_ref(), call).await?.to_js()
            }
            Self::Confirm(session, password, code) => {
                let code = code.as_ref().map(mfa_token).transpose()?;
                client.confirm(&client.session(session)?, password.text()?, code.as_ref(), call).await?.to_js()
            }
            Self::ReplaceDevice(session, lost, identifier, password, code) => {
                let code = code.as_ref().map(mfa_token).transpose()?;
                signed_in(client.replace_device(&client.session(session)?, &lost, &identifier, password.text()?, code.as_ref(), call).await?)?
            }
            Self::RegisterDevice(session, server_output) => {
                let body = confirm_device(&server_output)?;
                let answer = client.run(&client.session(session)?, Endpoint::ConfirmDevice, &body, None, call).await?;
                answer.text(Endpoint::ConfirmDevice.row())?;
                JsValue::UNDEFINED
            }
            Self::LoadGroup(session, group, acting_as) => {
                client.load_group(&client.session(session)?, &GroupKey::new(&group, acting_as.as_deref())?, call).await?.to_js()
            }
            Self::CheckGroup(session, group, acting_as) => {
                client.check_group(&client.session(session)?, &GroupKey::new(&group, acting_as.as_deref())?, call).await?.to_js()
            }
            Self::ChangeRank(session, arguments) => {
                let (session, arguments) = (client.session(session)?, arguments?);
                let key = GroupKey::of(&arguments)?;
                client.run(&session, Endpoint::ChangeRank, &arguments, None, call).await?.text(Endpoint::ChangeRank.row())?;
                client.known_group(&session, &key).await.to_js()
            }
            Self::Row { session, name, arguments, password, code } => {
                let endpoint = Endpoint::find(&name).ok_or(Error::new(Code::Internal))?;
                let arguments = arguments?;
                let answer = if session == 0 {
                    client.run_without_session(endpoint, &arguments, call).await?
                } else {
                    let proof = match &password {
                        None => None,
                        Some(password) => Some(Proof { password: password.owned()?, mfa: code.as_ref().map(mfa_token).transpose()? }),
                    };
                    client.run(&client.session(session)?, endpoint, &arguments, proof.as_ref(), call).await?
                };
                from_json(&answer.text(endpoint.row())?)
            }
        })
    }
}

/// A login that can't ask for a code any more.
fn signed_in(login: Login) -> Result<JsValue> {
    match login {
        Login::SignedIn(session, refresh_token) => Ok(SignedIn { session: session.number, refresh_token }.to_js()),
        Login::Mfa(_) => Err(Error::new(Code::Internal)),
    }
}

fn mfa_token((code, recovery): &AnyCode) -> Result<MfaToken> {
    Ok(MfaToken { token: code.owned()?, recovery: *recovery })
}

pub(super) fn read_options(given: CoreOptions) -> Result<Options> {
    let defaults = Options::new(given.app_token);
    let whole = |what: &str, value: Option<i32>, default: u32| match value {
        None => Ok(default),
        Some(value) => u32::try_from(value).map_err(|_| Error::with(Code::InvalidOptions, [what, " must be a whole number"].concat())),
    };
    Ok(Options {
        base_url: given.base_url.unwrap_or(defaults.base_url),
        refresh: match given.endpoint {
            Some(0) => RefreshStrategy::Cookie { endpoint_url: given.endpoint_url.unwrap_or_default() },
            Some(1) => RefreshStrategy::CookieFn,
            None | Some(2) => RefreshStrategy::Api,
            _ => return Err(Error::with(Code::InvalidOptions, "refresh.endpoint must be 0 (cookie), 1 (cookie_fn) or 2 (api)")),
        },
        timeout_ms: whole("timeout_ms", given.timeout_ms, defaults.timeout_ms)?,
        retries: whole("retries", given.retries, defaults.retries)?,
        kdf: given.kdf.map_or(Ok(defaults.kdf), |name| KdfPolicy::from_name(&name))?,
        name: given.name.unwrap_or_default(),
        app_token: defaults.app_token,
    })
}
