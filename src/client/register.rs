//! Before anyone is signed in: is the identifier free, register a user, register a device.

use super::Client;
use super::cancel::Call;
use super::capabilities::{Kdf, Method, Platform};
use super::transport::Spec;
use crate::error::Result;
use crate::steps::register::{NewPassword, prepare_check_identifier};
use crate::steps::{kdf, read_answer, to_json};
use crate::wire::register::{ExistsAnswer, RegisterAnswer, RegisterDeviceAnswer};

impl<P: Platform> Client<P> {
    /// Whether an identifier is free.
    pub async fn check_identifier_available(&self, identifier: &str, call: &Call) -> Result<bool> {
        let body = prepare_check_identifier(identifier)?;
        let spec = Spec::new(Method::Post, "/exists").body(&body).repeatable();
        let answer: ExistsAnswer = self.request(call, spec, read_answer).await?;
        Ok(answer.available)
    }

    /// Registers a user and gives the user's id.
    pub async fn register(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        let body = self.prepare_register(identifier, password, call).await?;
        let answer: RegisterAnswer = self.request(call, Spec::new(Method::Post, "/register_light").body(&body), read_answer).await?;
        self.remember_kdf(identifier, self.options().kdf.registers_with()).await;
        Ok(answer.user_id)
    }

    /// The register body, derived by the [`Kdf`] capability: for requests that an own back end sends.
    pub async fn prepare_register(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        kdf::require_text("identifier", identifier)?;
        let new = NewPassword::generate()?;
        let input = new.kdf_input(password, self.options().kdf.registers_with())?;
        let derived = call.race(self.platform().kdf().derive(input)).await??;
        to_json(&new.register_body(identifier, &derived)?)
    }

    /// Registers a device for a user who is signed in elsewhere. The answer is carried there and confirmed with
    /// `registerDevice`; until then this device can't log in.
    pub async fn register_device_start(&self, identifier: &str, password: &str, call: &Call) -> Result<String> {
        let body = self.prepare_register(identifier, password, call).await?;
        let spec = Spec::new(Method::Post, "/user/prepare_register_device").body(&body);
        let text = self
            .request(call, spec, |text, status| {
                read_answer::<RegisterDeviceAnswer>(text, status)?;
                Ok(text.to_owned())
            })
            .await?;
        self.remember_kdf(identifier, self.options().kdf.registers_with()).await;
        Ok(text)
    }
}
