//! An `AbortSignal` that cancels a call.

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::client::{Call, Canceller};

/// A call that ends when the signal fires. Keep this alive as long as the call.
pub struct SignalledCall {
    pub call: Call,
    listener: Option<(AbortSignal, Closure<dyn FnMut()>)>,
}

impl SignalledCall {
    pub fn new(signal: Option<AbortSignal>) -> Self {
        let Some(signal) = signal else { return Self { call: Call::default(), listener: None } };
        let (call, canceller) = Call::cancellable();
        if signal.aborted() {
            canceller.cancel();
            return Self { call, listener: None };
        }
        let mut canceller = Some(canceller);
        let listener = Closure::new(move || {
            if let Some(canceller) = canceller.take() {
                Canceller::cancel(canceller);
            }
        });
        let added = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Self { call, listener: added.is_ok().then_some((signal, listener)) }
    }
}

impl Drop for SignalledCall {
    fn drop(&mut self) {
        if let Some((signal, listener)) = self.listener.take() {
            let _ = signal.remove_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        }
    }
}
