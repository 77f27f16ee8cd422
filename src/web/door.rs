//! The door for calls from JavaScript: a name, arguments as JSON text and secrets as bytes go in, a promise of JSON text
//! comes out. The simple calls are rows of the endpoints' table; the flows are listed here.

use std::sync::Arc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;
use zeroize::Zeroizing;

use super::asked::bytes_of;
use super::host::{JsHost, WebHost};
use super::signal::SignalledCall;
use super::wipe::wiping_future;
use crate::client::{Call, Client, GroupKey, Login, MfaLogin, MfaToken, Options, Proof, RefreshStrategy, Session};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Object, Value, parse, text, to_text};
use crate::record;
use crate::steps::account::prepare_register_device;
use crate::steps::kdf::KdfPolicy;
use crate::wire::Endpoint;

macro_rules! flows {
    ($($name:ident ($($arg:literal),*) => $answer:literal;)*) => {
        /// The calls that are more than a row.
        #[derive(Clone, Copy)]
        enum Flow { $($name),* }

        impl Flow {
            fn find(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }

        #[wasm_bindgen(typescript_custom_section)]
        const FLOWS: &str = concat!(
            "/** @internal */\nexport interface Flows {\n",
            $("  ", stringify!($name), ": { args: {", $(" ", $arg, ";",)* " }; answer: ", $answer, " };\n",)*
            "}\n/** @internal */\nexport interface Calls extends Omit<Rows, keyof Flows>, Flows {}\n",
        );
    };
}

flows! {
    // ---- nobody is signed in
    Init () => "null | { session: number; invites: GroupInviteListItem[]; offline: boolean }";
    Register ("identifier: string") => "string";
    PrepareRegister ("identifier: string") => "string";
    RegisterDeviceStart ("identifier: string") => "string";
    Login ("identifier: string") => "{ session: number; refresh_token: string } | { mfa: { deviceIdentifier: string; mfa_master_key: string; mfa_auth_key: string } }";
    MfaLogin ("identifier: string", "recovery: boolean") => "{ session: number; refresh_token: string }";
    RefreshJwt ("old_jwt: string") => "string";
    CurrentUser () => "number";
    StoredUser ("identifier: string") => "number | null";
    // ---- somebody is
    Jwt () => "string";
    RenewJwt ("stale: string") => "string";
    LogOut () => "null";
    ChangePassword ("mfa_recovery?: boolean | undefined") => "null";
    RegisterDevice ("server_output: string") => "null";
    LoadGroup ("group: string", "acting_as?: string | undefined") => "GroupData";
    CheckGroup ("group: string", "acting_as?: string | undefined") => "GroupData";
    ChangeRank ("group: string", "acting_as?: string | undefined", "changed_user_id: string", "new_rank: number") => "GroupData | null";
}

record! {
    /// The options that reach this side; the façade has checked their types.
    CoreOptions {
        app_token: String,
        base_url: Option<String>,
        endpoint: Option<i32>,
        endpoint_url: Option<String>,
        timeout_ms: Option<i32>,
        retries: Option<i32>,
        kdf: Option<String>,
        name: Option<String>,
    }
}

/// A client. Its calls give promises, so that any number of them may run at once, also beyond `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SentcCore {
    client: Client,
}

#[wasm_bindgen]
impl SentcCore {
    /// `options`: JSON of `CoreOptions`. Reads and sends nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, host: JsHost) -> std::result::Result<SentcCore, JsValue> {
        let client = parse(options).ok_or(Error::new(Code::InvalidOptions)).and_then(|given| Client::new(WebHost::new(host), read_options(&given)?));
        Ok(Self { client: client.map_err(|error| thrown(&error))? })
    }

    /// Runs a call of `Calls` in the generated types. `session`: 0 for none.
    pub fn call(&self, session: u32, name: &str, arguments: &str, secrets: &Array, signal: Option<AbortSignal>) -> Promise {
        let (client, call) = (self.client.clone(), SignalledCall::new(signal));
        let request = Incoming { session, name: name.to_owned(), arguments: arguments.to_owned(), secrets: Secrets::take(secrets) };
        future_to_promise(wiping_future(async move { request.answer(&client, &call.call).await.map(JsValue::from).map_err(|error| thrown(&error)) }))
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

/// For `?` in exports: the error as JSON text.
pub(super) fn thrown(error: &Error) -> JsValue {
    to_text(error).into()
}

/// The secrets of a call: UTF-8 bytes, wiped on both sides.
pub(super) struct Secrets(Vec<Zeroizing<Vec<u8>>>);

impl Secrets {
    pub fn take(arrays: &Array) -> Self {
        Self(arrays.iter().filter_map(|array| bytes_of(&array)).map(|array| Zeroizing::new(array.to_vec())).collect())
    }

    pub fn bytes(&self, at: usize) -> Result<&[u8]> {
        self.0.get(at).map(|bytes| bytes.as_slice()).ok_or(Error::with(Code::InvalidArgument, "a secret is missing"))
    }

    pub fn text(&self, at: usize) -> Result<&str> {
        std::str::from_utf8(self.bytes(at)?).map_err(|_| Error::with(Code::InvalidArgument, "a secret is no UTF-8"))
    }

    fn owned(&self, at: usize) -> Result<Zeroizing<String>> {
        Ok(Zeroizing::new(self.text(at)?.to_owned()))
    }

    /// A code or recovery key, where there is one.
    fn mfa(&self, at: usize, arguments: &Value) -> Result<Option<MfaToken>> {
        if self.0.len() <= at {
            return Ok(None);
        }
        Ok(Some(MfaToken { token: self.owned(at)?, recovery: *arguments.get("mfa_recovery") == Value::Flag(true) }))
    }
}

struct Incoming {
    session: u32,
    name: String,
    arguments: String,
    secrets: Secrets,
}

impl Incoming {
    async fn answer(&self, client: &Client, call: &Call) -> Result<String> {
        let arguments = parse(&self.arguments).ok_or(Error::new(Code::InvalidArgument))?;
        if let Some(flow) = Flow::find(&self.name) {
            return self.flow(flow, &arguments, client, call).await;
        }
        let endpoint = Endpoint::find(&self.name).ok_or(Error::new(Code::Internal))?;
        let answer = if self.session == 0 {
            client.run_without_session(endpoint, &arguments, call).await?
        } else {
            let proof = match self.secrets.owned(0) {
                Ok(password) => Some(Proof { password, mfa: self.secrets.mfa(1, &arguments)? }),
                Err(_) => None,
            };
            client.run(&client.session(self.session)?, endpoint, &arguments, proof.as_ref(), call).await?
        };
        answer.text(endpoint.row())
    }

    async fn flow(&self, flow: Flow, arguments: &Value, client: &Client, call: &Call) -> Result<String> {
        let argument = |name: &str| arguments.get(name).as_text().ok_or_else(|| Error::with(Code::InvalidArgument, [name, " must be a text"].concat()));
        let session = || client.session(self.session);
        let secrets = &self.secrets;
        let null = || "null".to_owned();
        Ok(match flow {
            Flow::Init => match client.start(call).await? {
                None => null(),
                Some(start) => {
                    let mut out = String::new();
                    let mut object = Object::begin(&mut out);
                    object.field("session", &i64::from(start.session.number));
                    object.field("invites", &start.invites);
                    object.field("offline", &start.offline);
                    object.end();
                    out
                }
            },
            Flow::Register => to_text(&client.register(argument("identifier")?, secrets.text(0)?, call).await?),
            Flow::PrepareRegister => to_text(&client.prepare_register(argument("identifier")?, secrets.text(0)?, call).await?),
            Flow::RegisterDeviceStart => to_text(&client.register_device_start(argument("identifier")?, secrets.text(0)?, call).await?),
            Flow::Login => login_text(client.log_in(argument("identifier")?, secrets.text(0)?, call).await?),
            Flow::MfaLogin => {
                let token = MfaToken { token: secrets.owned(0)?, recovery: *arguments.get("recovery") == Value::Flag(true) };
                let login = MfaLogin {
                    device_identifier: argument("identifier")?.to_owned(),
                    mfa_master_key: secrets.text(1)?.to_owned(),
                    mfa_auth_key: secrets.text(2)?.to_owned(),
                };
                login_text(client.log_in_with_code(&token, &login, call).await?)
            }
            Flow::RefreshJwt => to_text(&client.refresh_jwt(argument("old_jwt")?, secrets.text(0)?, call).await?),
            Flow::CurrentUser => number(call.race(client.current_session()).await??.ok_or(Error::new(Code::NoUser))?),
            Flow::StoredUser => call.race(client.stored_session(argument("identifier")?)).await??.map_or_else(null, number),
            Flow::Jwt => to_text(&client.valid_jwt(&session()?, call).await?),
            Flow::RenewJwt => to_text(&client.renewed_jwt(&session()?, argument("stale")?, call).await?),
            Flow::LogOut => {
                client.log_out(&session()?).await?;
                null()
            }
            Flow::ChangePassword => {
                client.change_password(&session()?, secrets.text(0)?, secrets.text(1)?, secrets.mfa(2, arguments)?.as_ref(), call).await?;
                null()
            }
            Flow::RegisterDevice => {
                let body = parse(&prepare_register_device(argument("server_output")?)?).unwrap_or(Value::Null);
                let answer = client.run(&session()?, Endpoint::ConfirmDevice, &body, None, call).await?;
                answer.text(Endpoint::ConfirmDevice.row())?
            }
            Flow::LoadGroup => to_text(&client.load_group(&session()?, &group_key(arguments)?, call).await?),
            Flow::CheckGroup => to_text(&client.check_group(&session()?, &group_key(arguments)?, call).await?),
            Flow::ChangeRank => {
                let session = session()?;
                let answer = client.run(&session, Endpoint::ChangeRank, arguments, None, call).await?;
                answer.text(Endpoint::ChangeRank.row())?;
                client.known_group(&session, &group_key(arguments)?).await.map_or_else(null, |data| to_text(&data))
            }
        })
    }
}

fn group_key(arguments: &Value) -> Result<GroupKey> {
    GroupKey::new(arguments.get("group").as_text().unwrap_or_default(), arguments.get("acting_as").as_text())
}

fn number(session: Arc<Session>) -> String {
    to_text(&i64::from(session.number))
}

fn login_text(login: Login) -> String {
    let mut out = String::new();
    let mut object = Object::begin(&mut out);
    match login {
        Login::SignedIn(session, refresh_token) => {
            object.field("session", &i64::from(session.number));
            object.field("refresh_token", &refresh_token);
        }
        Login::Mfa(login) => {
            let mut keys = Object::begin(object.name("mfa"));
            text(keys.name("deviceIdentifier"), &login.device_identifier);
            text(keys.name("mfa_master_key"), &login.mfa_master_key);
            text(keys.name("mfa_auth_key"), &login.mfa_auth_key);
            keys.end();
        }
    }
    object.end();
    out
}

fn read_options(given: &Value) -> Result<Options> {
    let given = CoreOptions::read(given).ok_or(Error::new(Code::InvalidOptions))?;
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
