//! Messages between tabs by `BroadcastChannel`. Not in Node, where an open one keeps the process alive.

use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::convert::get;
use crate::client::capabilities::Channel;

#[derive(Debug, Default)]
pub struct WebChannel(Option<SendWrapper<Open>>);

#[derive(Debug)]
struct Open {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl WebChannel {
    /// Opens the channel; without one in this environment, nothing is ever heard.
    pub fn open(name: &str, mut hear: impl FnMut(String) + 'static) -> Self {
        let global = js_sys::global();
        let node = get(&get(&get(&global, "process"), "versions"), "node").is_string();
        if node || !get(&global, "BroadcastChannel").is_function() {
            return Self(None);
        }
        let Ok(channel) = BroadcastChannel::new(name) else { return Self(None) };
        let listener = Closure::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                hear(text);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self(Some(SendWrapper::new(Open { channel, _listener: listener })))
    }
}

impl Channel for WebChannel {
    fn post(&self, message: &str) {
        if let Some(open) = &self.0 {
            // A closed channel: there is nobody to tell.
            let _ = open.channel.post_message(&message.into());
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
