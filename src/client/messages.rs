//! What tabs tell each other. No secrets: other scripts of the origin hear it too. What they say is checked against the
//! storage before anything is changed by it.

use super::Client;
use super::events::{Event, SignOutReason};
use super::records::StoredUser;
use super::session::State;
use crate::json::{self, Object, Value};

/// About the session of one login on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// False: it is about to be ended.
    pub done: bool,
    pub user_id: String,
    pub device_id: String,
    pub identifier: String,
    pub login_id: Option<String>,
    pub reason: SignOutReason,
}

impl Message {
    pub fn ending(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.field("type", &if self.done { "signed_out" } else { "signing_out" }.to_owned());
        object.field("user_id", &self.user_id);
        object.field("device_id", &self.device_id);
        object.field("identifier", &self.identifier);
        object.field("login_id", &self.login_id);
        object.field("reason", &self.reason);
        object.end();
        out
    }

    pub fn signed_in(user_id: &str) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.field("type", &"signed_in".to_owned());
        object.field("user_id", &user_id.to_owned());
        object.end();
        out
    }

    pub fn renamed(user: &StoredUser) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.field("type", &"renamed".to_owned());
        object.field("device_id", &user.device_id);
        object.field("identifier", &user.identifier);
        object.end();
        out
    }

    pub fn read_ending(value: &Value, done: bool) -> Option<Self> {
        use json::Json;
        Some(Self {
            done,
            user_id: Json::read(value.get("user_id"))?,
            device_id: Json::read(value.get("device_id"))?,
            identifier: Json::read(value.get("identifier"))?,
            login_id: Json::read(value.get("login_id"))?,
            reason: Json::read(value.get("reason"))?,
        })
    }
}

impl Client {
    pub(super) fn tell(&self, message: &str) {
        self.host().tell(message);
    }

    /// The name of the channel that the tabs of this client share.
    pub fn channel_name(&self) -> String {
        format!("sentc-light/{}", self.inner.records.prefix())
    }

    /// Takes in what another tab said. Anything else on the channel is ignored.
    pub fn hear(&self, text: &str) {
        let Some(value) = json::parse(text) else { return };
        let field = |name| value.get(name).as_text().map(str::to_owned);
        match (value.get("type").as_text(), field("user_id"), field("device_id"), field("identifier")) {
            (Some("signed_in"), Some(user_id), ..) => self.emit(Event::SignedIn { user_id, remote: true }),
            (Some("renamed"), _, Some(device_id), Some(identifier)) => self.hear_renamed(device_id, identifier),
            (Some(kind @ ("signing_out" | "signed_out")), ..) => {
                if let Some(message) = Message::read_ending(&value, kind == "signed_out") {
                    self.hear_ending(message);
                }
            }
            _ => {}
        }
    }

    /// A new identifier counts when the storage has this very session under it.
    fn hear_renamed(&self, device_id: String, identifier: String) {
        let Some(session) = self.session_of_device(&device_id) else { return };
        self.spawn(|client| async move {
            let Ok(Some(stored)) = client.stored_record(&identifier).await else { return };
            let same = session.with(|s| s.user.device_id == stored.device_id && s.user.user_id == stored.user_id && s.user.login_id == stored.login_id);
            if same && State::of_record(stored).is_some() {
                client.change(&session, |s| s.user.identifier = identifier);
            }
        });
    }
}
