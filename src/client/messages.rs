//! What tabs tell each other. No secrets: other scripts of the origin hear it too. What they say is checked against the
//! storage before anything is changed by it.

use super::Client;
use super::events::{Event, SignOutReason};
use super::records::StoredUser;
use super::session::Session;
use crate::json::{self, Object, Value};

/// About the session of one login on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// False: it is about to be ended.
    pub done: bool,
    pub user_id: String,
    pub device_id: String,
    pub identifier: String,
    pub login_id: String,
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

    /// There is something new in the storage: `signed_in` or `renamed`.
    pub fn changed(kind: &str, user: &StoredUser) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.field("type", &kind.to_owned());
        object.field("user_id", &user.user_id);
        object.field("device_id", &user.device_id);
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
    pub(super) fn broadcast(&self, message: &str) {
        self.host().broadcast(message);
    }

    /// The name of the channel that the tabs of this client share.
    pub fn channel_name(&self) -> String {
        format!("sentc-light/{}", self.inner.records.prefix())
    }

    /// Takes in what another tab said. Anything else on the channel is ignored.
    pub fn hear(&self, text: &str) {
        let Some(value) = json::parse(text) else { return };
        let field = |name| value.get(name).as_text().map(str::to_owned);
        match value.get("type").as_text() {
            Some("signed_in") => self.hear_login(field("device_id")),
            Some("renamed") => self.hear_change(field("device_id")),
            Some(kind @ ("signing_out" | "signed_out")) => {
                if let Some(message) = Message::read_ending(&value, kind == "signed_out") {
                    self.hear_ending(message);
                }
            }
            _ => {}
        }
    }

    /// Somebody has logged in in another tab: emits the event once that session is here.
    fn hear_login(&self, device_id: Option<String>) {
        if !self.host().shared() {
            return;
        }
        let login_of = |session: &Session| session.with(|s| (s.user.device_id.clone(), s.user.login_id.clone()));
        let before: Vec<_> = self.inner.sessions.with(|live| live.sessions.iter().map(|session| login_of(session)).collect());
        let same_device = device_id.and_then(|device_id| self.session_of_device(&device_id));
        self.spawn(|client| async move {
            if let Some(session) = same_device {
                client.look_at_storage(&session).await;
            }
            let Ok(Some(session)) = client.current_session().await else { return };
            if !before.contains(&login_of(&session)) && session.with(|s| !s.ended && !std::mem::replace(&mut s.told, true)) {
                client.tell_ended();
                client.emit(Event::SignedIn { user_id: session.user_id(), remote: true });
            }
        });
    }

    /// Another login of a device that is signed in here, or another identifier of it: what counts is what is stored.
    fn hear_change(&self, device_id: Option<String>) {
        let Some(session) = device_id.and_then(|device_id| self.session_of_device(&device_id)) else { return };
        self.spawn(|client| async move {
            client.look_at_storage(&session).await;
        });
    }
}
