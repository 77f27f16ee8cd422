//! The user's devices.

use super::cancel::Call;
use super::capabilities::{Method, Platform};
use super::events::SignOutReason;
use super::login::MfaToken;
use super::session::User;
use super::transport::Spec;
use crate::error::Result;
use crate::steps::account::prepare_register_device;
use crate::steps::path::{page, segment};
use crate::steps::{read_answer, read_message};
use crate::wire::user::UserDeviceList;

impl<P: Platform> User<P> {
    /// Confirms a device, given the answer that its registration got (`registerDeviceStart`).
    pub async fn register_device(&self, server_output: &str, call: &Call) -> Result<()> {
        let body = prepare_register_device(server_output)?;
        let spec = Spec::new(Method::Put, "/user/done_register_device_light").body(&body);
        self.client.authorized(&self.session, call, spec, read_message).await.map(drop)
    }

    /// Up to 50 devices after this one (time in Unix milliseconds, id), oldest first. An empty page ends the list.
    pub async fn devices(&self, after: Option<(u64, &str)>, call: &Call) -> Result<Vec<UserDeviceList>> {
        let path = format!("/user/device/{}", page("last.device_id", after)?);
        self.client.authorized(&self.session, call, Spec::get(path), read_answer).await
    }

    /// Deletes a device. The own one is signed out.
    pub async fn delete_device(&self, password: &str, device_id: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<()> {
        let path = format!("/user/device/{}", segment("device_id", device_id)?);
        let fresh = self.client.fresh(&self.session, password, mfa, call).await?;
        self.client.request(call, Spec::new(Method::Delete, path).jwt(&fresh.jwt), read_message).await?;
        if self.session.with(|s| s.data.device_id == device_id) {
            self.client.end_session(&self.session, SignOutReason::DeviceDeleted).await?;
        }
        Ok(())
    }
}
