//! A new device takes the place of one that was lost, or whose password was forgotten, and has its identifier.
//!
//! The order leaves the account reachable wherever it is broken off: the new device is added under an identifier of its
//! own and logs in; only then the lost one is deleted, by the new one's fresh JWT; and then the new one takes over the
//! identifier. A new device under the identifier itself could only come after the lost one is gone. If the answer to its
//! registration got lost, an unconfirmed device would keep the identifier from everybody.
//!
//! Called again with the same arguments, it continues where it was broken off.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Client;
use super::cancel::Call;
use super::login::{Login, MfaToken};
use super::records::short_hash;
use super::rows::spec_of;
use super::session::Session;
use crate::crypto::b64;
use crate::error::{Code, Error, Result};
use crate::json::Value;
use crate::steps::kdf::require_text;
use crate::steps::register::generate_register_data;
use crate::wire::device::UserDeviceList;
use crate::wire::register::ExistsAnswer;
use crate::wire::{Endpoint, PAGE_SIZE};

impl Client {
    /// Replaces another device of the account, and signs in as the new one.
    pub async fn replace_device(
        &self,
        session: &Arc<Session>,
        lost: &str,
        identifier: &str,
        password: &str,
        mfa: Option<&MfaToken>,
        call: &Call,
    ) -> Result<Login> {
        require_text("identifier", identifier)?;
        require_text("password", password)?;
        let (user_id, own, known_mfa) = session.live(|s| (s.user.user_id.clone(), s.user.device_id.clone(), s.user.mfa))?;
        if own == lost {
            return Err(Error::with(
                Code::InvalidArgument,
                "the device that is signed in here can't be replaced: change its password, or sign in with another one",
            ));
        }
        if known_mfa && mfa.is_none() {
            return Err(Error::new(Code::MfaRequired));
        }
        let devices = self.all_devices(session, call).await?;
        let with = |identifier: &str| {
            let hash = b64::encode(&Sha256::digest(identifier.as_bytes()));
            devices.iter().find(|device| device.device_identifier == hash).map(|device| device.device_id.as_str())
        };
        // The same each time, so that a call that was broken off is continued.
        let meanwhile = short_hash(["sentc-light/replace-device/v1", &user_id, lost, identifier].join("\0").as_bytes());
        let is_listed = devices.iter().any(|device| device.device_id == lost);

        let new = match with(identifier) {
            Some(holder) if holder == own => return Err(Error::new(Code::IdentifierTaken)),
            Some(holder) if holder != lost => {
                // Another device has it; perhaps the new one, of a call whose last answer got lost.
                let refused = |error: Error| if error.code == Code::WrongPassword { Error::new(Code::IdentifierTaken) } else { error };
                self.log_in_as_new(identifier, password, mfa, call).await.map_err(refused)?
            }
            holder => {
                let continued = with(&meanwhile).is_some();
                if !is_listed && !continued {
                    return Err(Error::with(Code::UserNotFound, "the account has no such device"));
                }
                if holder.is_none() {
                    self.require_free(identifier, call).await?;
                }
                self.add_or_continue(session, &meanwhile, continued, password, mfa, call).await?
            }
        };
        let Login::SignedIn(device, refresh_token) = new else { return Err(Error::new(Code::Internal)) };
        if device.user_id() != user_id {
            return Err(Error::with(Code::LoginNotVerified, "the service logged in another user"));
        }
        // Besides the lost one, that of an earlier call with another password.
        let unused = with(&meanwhile).filter(|id| *id != device.device_id());
        for id in is_listed.then_some(lost).into_iter().chain(unused) {
            let spec = spec_of(Endpoint::DeleteDevice, &Value::object([("device", Value::from(id))]))?;
            self.exchange(call, spec.jwt(device.jwt()?)).await?;
        }
        if device.identifier() != identifier {
            let arguments = Value::object([("user_identifier", Value::from(identifier))]);
            self.run(&device, Endpoint::UpdateUser, &arguments, None, call).await?;
        }
        Ok(Login::SignedIn(device, refresh_token))
    }

    /// Adds a device under this identifier, or under a random one where nobody can use that, and signs in as it.
    async fn add_or_continue(
        &self,
        session: &Arc<Session>,
        identifier: &str,
        is_there: bool,
        password: &str,
        mfa: Option<&MfaToken>,
        call: &Call,
    ) -> Result<Login> {
        if is_there {
            match self.log_in_as_new(identifier, password, mfa, call).await {
                // The person has chosen another password meanwhile.
                Err(error) if error.code == Code::WrongPassword => {}
                result => return result,
            }
        } else {
            match self.add_device(session, identifier, password, call).await {
                // An answer to its registration got lost earlier.
                Err(error) if error.code == Code::IdentifierTaken => {}
                result => {
                    result?;
                    return self.log_in_as_new(identifier, password, mfa, call).await;
                }
            }
        }
        let (identifier, _) = generate_register_data()?;
        self.add_device(session, &identifier, password, call).await?;
        self.log_in_as_new(&identifier, password, mfa, call).await
    }

    async fn log_in_as_new(&self, identifier: &str, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Login> {
        match self.log_in(identifier, password, call).await? {
            Login::Mfa(login) => self.log_in_with_code(mfa.ok_or(Error::new(Code::MfaRequired))?, &login, call).await,
            signed_in => Ok(signed_in),
        }
    }

    async fn require_free(&self, identifier: &str, call: &Call) -> Result<()> {
        let arguments = Value::object([("user_identifier", Value::from(identifier))]);
        let answer: ExistsAnswer = self.run_without_session(Endpoint::Exists, &arguments, call).await?.read()?;
        if answer.available { Ok(()) } else { Err(Error::new(Code::IdentifierTaken)) }
    }

    async fn all_devices(&self, session: &Arc<Session>, call: &Call) -> Result<Vec<UserDeviceList>> {
        let mut all: Vec<UserDeviceList> = Vec::new();
        loop {
            let after = all.last().map_or_else(Vec::new, |last| {
                vec![("time", Value::Integer(i64::try_from(last.time).unwrap_or(i64::MAX))), ("last", Value::from(last.device_id.as_str()))]
            });
            let page: Vec<UserDeviceList> = self.run(session, Endpoint::Devices, &Value::object(after), None, call).await?.read()?;
            let is_last = page.len() < PAGE_SIZE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }
}
