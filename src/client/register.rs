//! Registers users and devices.

use std::sync::Arc;

use super::Client;
use super::cancel::Call;
use super::request::Spec;
use super::session::Session;
use crate::error::Result;
use crate::json::to_text;
use crate::steps::account::confirm_device;
use crate::steps::kdf;
use crate::steps::register::{NewKeys, NewPassword};
use crate::wire::Endpoint;
use crate::wire::register::{RegisterAnswer, RegisterBody, RegisterDeviceAnswer};

impl Client {
    /// Registers a user and gives the user's id.
    pub async fn register(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        let (body, new) = self.new_keys(identifier, password, call).await?;
        let answer: RegisterAnswer = self.ask(call, Spec::new(Endpoint::RegisterUser).body(to_text(&body))).await?;
        self.remember(identifier, self.options().kdf.registers_with(), &new.salt());
        Ok(answer.user_id)
    }

    /// The register body, derived by the host: for requests that an own back end sends.
    pub async fn prepare_register(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        Ok(to_text(&self.new_keys(identifier, password, call).await?.0))
    }

    /// Registers a device for a user who is signed in elsewhere. The answer is carried there and confirmed with
    /// `registerDevice`; until then this device can't log in.
    pub async fn register_device_start(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        let answer = self.new_device(identifier, password, call).await?;
        // As the service's envelope: what `registerDevice` and `doneRegisterDeviceStart` of any client read.
        Ok([r#"{"status":true,"result":"#, &to_text(&answer), "}"].concat())
    }

    /// Adds a device to the account that is signed in here, and gives the device's id.
    pub async fn add_device(&self, session: &Arc<Session>, identifier: &str, password: &str, call: &Call) -> Result<String> {
        let device = self.new_device(identifier, password, call).await?;
        self.run(session, Endpoint::ConfirmDevice, &confirm_device(device.token), None, call).await?;
        Ok(device.device_id)
    }

    async fn new_device(&self, identifier: &str, password: &str, call: &Call) -> Result<RegisterDeviceAnswer> {
        let (body, new) = self.new_keys(identifier, password, call).await?;
        let answer = self.ask(call, Spec::new(Endpoint::PrepareRegisterDevice).body(to_text(&body))).await?;
        self.remember(identifier, self.options().kdf.registers_with(), &new.salt());
        Ok(answer)
    }

    async fn new_keys(&self, identifier: &str, password: &str, call: &Call) -> Result<(RegisterBody, NewPassword)> {
        kdf::require_text("identifier", identifier)?;
        let new = NewPassword::generate()?;
        let profile = self.options().kdf.registers_with();
        let deriving = self.derive(new.kdf_input(password, profile)?, call);
        // Where a worker derives, it is at it by now, and takes longer than this.
        let keys = NewKeys::generate()?;
        let derived = deriving.await?;
        self.expect(identifier, profile, &new.salt());
        Ok((new.register_body(identifier, &keys, &derived)?, new))
    }
}
