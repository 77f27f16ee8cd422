//! What the methods of the client do.

use wasm_bindgen::prelude::*;

use super::answers::{LoginUser, SignedIn, Started, UserMfaLogin};
use super::typed::{Given, Secret, ToJs, from_json};
use crate::client::{Call, Client, GroupKey, Login, MfaLogin, MfaToken, Proof, Start};
use crate::error::{Code, Error, Result};
use crate::json::Value;
use crate::steps::account::confirm_device;
use crate::steps::device_text::read_device_output;
use crate::wire::Endpoint;

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
    pub(super) async fn answer(self, client: &Client, call: &Call) -> Result<JsValue> {
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
                let body = confirm_device(read_device_output(&server_output)?.token);
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
