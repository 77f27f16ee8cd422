//! Requests by reqwest, with bodies read up to a limit.

use crate::client::host::{HttpFault, Request, Response};
use crate::error::{Code, Error, Result};
use crate::wire::Method;

#[derive(Clone, Debug)]
pub(super) struct ReqwestHttp(reqwest::Client);

impl ReqwestHttp {
    pub fn new() -> Result<Self> {
        // A redirected request would carry the JWT elsewhere; a sentc API does not redirect.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        client.map(Self).map_err(|e| Error::with(Code::Network, e.to_string()))
    }

    pub(super) async fn send(&self, request: Request) -> std::result::Result<Response, HttpFault> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.0.request(method, request.url);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        // Without the URL: its path may hold more than an error should show.
        let mut response = builder.send().await.map_err(|e| HttpFault::Network(describe(&e.without_url())))?;
        if response.status().is_redirection() {
            return Err(HttpFault::Redirected);
        }
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| HttpFault::Body { status, reason: describe(&e.without_url()) })? {
            if bytes.len() + chunk.len() > request.max_body {
                return Err(HttpFault::TooBig { status });
            }
            bytes.extend_from_slice(&chunk);
        }
        let body = String::from_utf8(bytes).map_err(|_| HttpFault::Body { status, reason: "it is no UTF-8".into() })?;
        Ok(Response { status, body })
    }
}

/// An error with its causes: reqwest's own words say little.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
