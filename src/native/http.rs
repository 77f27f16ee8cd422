//! Requests with reqwest. Limits the size of bodies; sends cookies to the app's back end only.

use std::sync::Arc;

use reqwest::Url;
use reqwest::cookie::CookieStore;
use reqwest::header::{COOKIE, SET_COOKIE};

use crate::client::host::{HttpFault, Request, Response};
use crate::error::{Code, Error, Result};
use crate::wire::Method;

#[derive(Clone)]
pub(super) struct ReqwestHttp {
    client: reqwest::Client,
    /// Only for requests to the app's back end. The service gets no cookies and can't set any.
    cookies: Option<Arc<dyn CookieStore>>,
}

impl ReqwestHttp {
    pub fn new(cookies: Option<Arc<dyn CookieStore>>) -> Result<Self> {
        // A redirect could send the JWT to another server. A sentc API does not redirect.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        client.map(|client| Self { client, cookies }).map_err(|e| Error::with(Code::Network, e.to_string()))
    }

    pub(super) async fn send(&self, request: Request) -> std::result::Result<Response, HttpFault> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let jar = if request.with_cookies { Some(self.jar(&request.url)?) } else { None };
        let mut builder = self.client.request(method, request.url);
        if let Some(cookies) = jar.as_ref().and_then(|(jar, url)| jar.cookies(url)) {
            builder = builder.header(COOKIE, cookies);
        }
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        // Without the URL, whose path may contain ids.
        let mut response = builder.send().await.map_err(|e| HttpFault::Network(describe(&e.without_url())))?;
        if let Some((jar, url)) = jar {
            jar.set_cookies(&mut response.headers().get_all(SET_COOKIE).iter(), &url);
        }
        if response.status().is_redirection() {
            return Err(HttpFault::Redirected);
        }
        let status = response.status().as_u16();
        let session_ended = response.headers().get("x-sentc-session").is_some_and(|value| value == "ended");
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| HttpFault::Body { status, reason: describe(&e.without_url()) })? {
            if bytes.len() + chunk.len() > request.max_body {
                return Err(HttpFault::TooBig { status });
            }
            bytes.extend_from_slice(&chunk);
        }
        let body = String::from_utf8(bytes).map_err(|_| HttpFault::Body { status, reason: "it is no UTF-8".into() })?;
        Ok(Response { status, body, session_ended })
    }

    fn jar(&self, url: &str) -> std::result::Result<(&dyn CookieStore, Url), HttpFault> {
        let jar = self.cookies.as_deref().ok_or_else(|| HttpFault::Blocked(NO_JAR.into()))?;
        let url = Url::parse(url).map_err(|error| HttpFault::Blocked(error.to_string()))?;
        Ok((jar, url))
    }
}

/// There is no default jar: only the app's back end sets the cookie, in answer to requests that the app itself sends.
pub(crate) const NO_JAR: &str = "the cookie strategy needs the jar that has the back end's cookie: ClientBuilder::cookies";

/// The error's message with those of its causes: the message of reqwest alone says little.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
