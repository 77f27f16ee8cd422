//! Something that was asked of JavaScript.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::{ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A promise. When nobody waits for it any more its `cancel()` is called, where it has one.
#[derive(Debug)]
pub struct Asked {
    promise: JsValue,
    /// Gone once it is settled.
    future: Option<JsFuture>,
}

impl Asked {
    /// Of what a function of the host gave: a promise, or the value itself; or what it threw.
    pub fn new(given: Result<JsValue, JsValue>) -> Self {
        match given {
            Ok(promise) => Self { future: Some(JsFuture::from(Promise::resolve(&promise))), promise },
            Err(thrown) => Self { future: Some(JsFuture::from(Promise::reject(&thrown))), promise: JsValue::UNDEFINED },
        }
    }
}

impl Future for Asked {
    type Output = Result<JsValue, JsValue>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.future else { return Poll::Pending };
        let polled = Pin::new(future).poll(context);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.future.is_some()
            && let Some(cancel) = get(&self.promise, "cancel").dyn_ref::<Function>()
        {
            let _ = cancel.call0(&self.promise);
        }
    }
}

/// A byte array of any realm. A cast by `dyn_into` would ask `instanceof`, which knows this realm's class only: in test
/// environments such as jsdom the platform's byte arrays are of another.
pub fn bytes_of(value: &JsValue) -> Option<Uint8Array> {
    ArrayBuffer::is_view(value).then(|| value.unchecked_ref::<Uint8Array>().clone())
}

/// A property, or undefined.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// What JavaScript says about something thrown: its message, never its stack.
pub fn reason(thrown: &JsValue) -> String {
    if let Some(text) = thrown.as_string() {
        return text;
    }
    let text = |key| get(thrown, key).as_string().filter(|text| !text.is_empty());
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => [&name, ": ", &message].concat(),
        (name, message) => message.or(name).unwrap_or_else(|| "unknown reason".into()),
    }
}
