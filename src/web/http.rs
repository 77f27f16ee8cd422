//! Requests by the host's `fetch`, the page's own or one the app supplied, with bodies read up to a limit.
//!
//! Answers are read by their properties and not by their class: an app's own `fetch` may come from another realm.

use js_sys::{Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

use super::asked::{Asked, get, reason};
use super::host::{JsHost, network};
use crate::client::host::{HttpFault, Request, Response};

pub async fn send(host: &JsHost, request: Request) -> Result<Response, HttpFault> {
    let network = |thrown: JsValue| network(&thrown);
    let controller = Aborting(AbortController::new().map_err(network)?);
    let headers: Vec<(&str, JsValue)> = request.headers.iter().map(|(name, value)| (*name, value.into())).collect();
    let mut init = vec![
        ("method", request.method.name().into()),
        ("headers", object(&headers).into()),
        ("signal", controller.0.signal().into()),
        ("cache", "no-store".into()),
        ("referrerPolicy", "no-referrer".into()),
    ];
    if let Some(body) = &request.body {
        init.push(("body", body.into()));
    }
    if request.with_cookies {
        init.extend([("credentials", "include".into()), ("redirect", "error".into())]);
    } else {
        // A redirected request would carry JWT and body elsewhere; a sentc API does not redirect.
        init.extend([("credentials", "omit".into()), ("redirect", "manual".into())]);
    }
    let init: JsValue = object(&init).into();
    let response = Asked::new(host.fetch(&request.url, &init)).await.map_err(network)?;
    if get(&response, "type").as_string().as_deref() == Some("opaqueredirect") {
        return Err(HttpFault::Redirected);
    }
    let status = get(&response, "status").as_f64().filter(|s| (0.0..1000.0).contains(s));
    let Some(status) = status else {
        return Err(HttpFault::Network("fetch gave no response".into()));
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked just above
    let status = status as u16;
    let body = read_body(&response, status, request.max_body).await?;
    Ok(Response { status, body })
}

async fn read_body(response: &JsValue, status: u16, max: usize) -> Result<String, HttpFault> {
    let broken = |thrown: JsValue| HttpFault::Body { status, reason: reason(&thrown) };
    let body = get(response, "body");
    let bytes = if let Some(stream) = body.dyn_ref::<ReadableStream>().filter(|stream| !stream.locked()) {
        read_stream(stream, status, max).await?
    } else if let Ok(array_buffer) = get(response, "arrayBuffer").dyn_into::<Function>() {
        let buffer = Asked::new(array_buffer.call0(response)).await.map_err(broken)?;
        let bytes = Uint8Array::new(&buffer);
        if bytes.length() as usize > max {
            return Err(HttpFault::TooBig { status });
        }
        bytes.to_vec()
    } else {
        return Err(HttpFault::Body { status, reason: "the response has no body to read".into() });
    };
    String::from_utf8(bytes).map_err(|_| HttpFault::Body { status, reason: "it is no UTF-8".into() })
}

async fn read_stream(stream: &ReadableStream, status: u16, max: usize) -> Result<Vec<u8>, HttpFault> {
    let broken = |thrown: JsValue| HttpFault::Body { status, reason: reason(&thrown) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let part = Asked::new(Ok(reader.read().into())).await.map_err(broken)?;
        if get(&part, "done").is_truthy() {
            return Ok(bytes);
        }
        let chunk = get(&part, "value").dyn_into::<Uint8Array>().map_err(broken)?;
        if bytes.len() + chunk.length() as usize > max {
            // The rest is not wanted; whether the cancelling works does not matter.
            drop(reader.cancel());
            return Err(HttpFault::TooBig { status });
        }
        bytes.extend(chunk.to_vec());
    }
}

/// Aborts the request when nobody waits for it any more.
struct Aborting(AbortController);

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a property of a new plain object can't fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}
