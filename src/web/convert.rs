//! Values across the border: plain objects out, checked values in.

use futures_util::future::LocalBoxFuture;
use js_sys::{Object, Reflect};
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Code, Error};

/// An error as a plain object; the façade makes a `SentcError` of it.
pub fn error_to_js(error: &Error) -> JsValue {
    #[derive(Serialize)]
    struct Plain<'a> {
        code: &'a str,
        status: String,
        message: &'a str,
        retryable: bool,
        hint: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        http_status: Option<u16>,
    }
    let plain = Plain {
        code: error.code.row().name,
        status: error.status(),
        message: &error.message,
        retryable: error.retryable(),
        hint: error.hint(),
        http_status: error.http_status,
    };
    to_js(&plain).unwrap_or(JsValue::UNDEFINED)
}

/// For `?` in exports.
pub fn thrown(error: Error) -> JsValue {
    error_to_js(&error)
}

/// A value as a plain object; absent options become absent fields.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(|_| error_to_js(&Error::new(Code::Internal)))
}

pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// A property, or undefined.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A method, if there is one.
pub fn method(object: &JsValue, key: &str) -> Option<js_sys::Function> {
    get(object, key).dyn_into().ok()
}

/// An object from fields.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a property of a new plain object can't fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

/// What JavaScript says about something thrown: its message, never its stack.
pub fn reason(thrown: &JsValue) -> String {
    if let Some(text) = thrown.as_string() {
        return text;
    }
    let text = |key| get(thrown, key).as_string().filter(|text| !text.is_empty());
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        (name, message) => message.or(name).unwrap_or_else(|| "unknown reason".into()),
    }
}

/// A future of this thread as a flow wants it. Boxed: one copy of the wrapper for every kind of result, not for every future.
pub fn local<'a, T: 'a>(future: impl Future<Output = T> + 'a) -> impl Future<Output = T> + Send + 'a {
    SendWrapper::new(Box::pin(future) as LocalBoxFuture<'a, T>)
}
