//! What tabs tell each other. No secrets: other scripts of the origin hear it too.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Client;
use super::capabilities::{Channel, Platform};
use super::events::{Event, SignOutReason};
use super::session::Session;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Message {
    SignedIn {
        user_id: String,
    },
    SignedOut {
        user_id: String,
        device_id: String,
        reason: SignOutReason,
    },
    /// The record of this device is found under another identifier now.
    Renamed {
        device_id: String,
        identifier: String,
    },
}

impl<P: Platform> Client<P> {
    pub(super) fn tell(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            self.platform().channel().post(&text);
        }
    }

    /// The name of the channel that the tabs of this client share.
    pub fn channel_name(&self) -> String {
        format!("sentc-light/{}", self.inner.records.prefix())
    }

    /// Takes in what another tab said. Anything else on the channel is ignored.
    pub fn hear(&self, text: &str) {
        match crate::wire::from_json(text) {
            Some(Message::SignedIn { user_id }) => self.emit(Event::SignedIn { user_id, remote: true }),
            Some(Message::SignedOut { user_id, device_id, reason }) => {
                if let Some(session) = self.session_of_device(&device_id) {
                    self.forget(&session);
                }
                self.emit(Event::SignedOut { user_id, remote: true, reason });
            }
            Some(Message::Renamed { device_id, identifier }) => {
                if let Some(session) = self.session_of_device(&device_id) {
                    self.change(&session, |s| s.identifier = identifier);
                }
            }
            None => {}
        }
    }

    fn session_of_device(&self, device_id: &str) -> Option<Arc<Session>> {
        self.inner.sessions.with(|s| s.values().find(|s| s.with(|s| s.data.device_id == device_id)).cloned())
    }
}
