//! One request: where it goes, what it carries, how long it may take, whether it may be repeated.

use std::pin::pin;

use futures_util::future::{BoxFuture, Either, select};

use super::Client;
use super::cancel::Call;
use super::capabilities::{Clock, Http, HttpFault, Method, Platform, Request, Response};
use super::events::LogEntry;
use crate::crypto::random_bytes;
use crate::error::{Code, Error, Result, excerpt};
use crate::steps::check_answer;
use crate::wire::{API_PREFIX, APP_TOKEN_HEADER, GROUP_ACCESS_HEADER};

/// Answers larger than this are not from a sentc API: the largest page of a list is some 20 KiB.
const MAX_BODY: usize = 1 << 20;
/// The pause before the first repetition; it doubles each time, give or take a half.
const FIRST_PAUSE_MS: u32 = 250;

/// A request to the service, below `/api/v1`.
#[derive(Clone)]
pub(super) struct Spec<'a> {
    pub method: Method,
    pub path: String,
    pub body: Option<&'a str>,
    pub jwt: Option<&'a str>,
    /// The group the caller acts as.
    pub group: Option<&'a str>,
    /// May be sent again: a repetition changes nothing.
    pub repeatable: bool,
}

impl<'a> Spec<'a> {
    pub fn get(path: impl Into<String>) -> Self {
        Self { repeatable: true, ..Self::new(Method::Get, path) }
    }

    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), body: None, jwt: None, group: None, repeatable: false }
    }

    pub fn body(self, body: &'a str) -> Self {
        Self { body: Some(body), ..self }
    }

    pub fn jwt(self, jwt: &'a str) -> Self {
        Self { jwt: Some(jwt), ..self }
    }

    pub fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }
}

/// Reads an answer: its text and its HTTP status.
pub(super) type Reader<T> = fn(&str, u16) -> Result<T>;

impl<P: Platform> Client<P> {
    /// Sends a request and reads its answer, repeating it where that is allowed and may help.
    pub(super) async fn request<T: Send>(&self, call: &Call, spec: Spec<'_>, read: Reader<T>) -> Result<T> {
        // Boxed and without types, here and below: one copy in the wasm instead of one for every kind of answer.
        let Response { status, body } = self.exchange(call, spec).await?;
        read(&body, status)
    }

    /// The answer to a request, which is not a refusal and no other's page.
    pub(super) fn exchange<'a>(&'a self, call: &'a Call, spec: Spec<'a>) -> BoxFuture<'a, Result<Response>> {
        let mut headers = vec![("Accept", "application/json".to_owned()), (APP_TOKEN_HEADER, self.options().app_token.clone())];
        if spec.body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        if let Some(jwt) = spec.jwt {
            headers.push(("Authorization", format!("Bearer {jwt}")));
        }
        if let Some(group) = spec.group {
            headers.push((GROUP_ACCESS_HEADER, group.to_owned()));
        }
        let request = Request {
            method: spec.method,
            url: format!("{}{API_PREFIX}{}", self.options().base_url, spec.path),
            headers,
            body: spec.body.map(str::to_owned),
            with_cookies: false,
            max_body: MAX_BODY,
        };
        let retries = if spec.repeatable { self.options().retries } else { 0 };
        Box::pin(async move { self.send_with_retries(call, request, &spec.path, retries, |_| true, check_answer).await })
    }

    /// The same for any URL; `again` decides whether an error that passes by itself is worth another try.
    pub(super) async fn send_with_retries(
        &self,
        call: &Call,
        request: Request,
        log_path: &str,
        retries: u32,
        again: fn(&Error) -> bool,
        check: fn(&str, u16) -> Result<()>,
    ) -> Result<Response> {
        let mut attempt = 1;
        loop {
            let result = self.send_once(call, request.clone(), log_path, attempt, check).await;
            match result {
                Err(error) if attempt <= retries && error.retryable() && again(&error) => {
                    call.race(self.platform().clock().sleep(pause_before(attempt))).await?;
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    async fn send_once(&self, call: &Call, request: Request, log_path: &str, attempt: u32, check: fn(&str, u16) -> Result<()>) -> Result<Response> {
        let (method, started) = (request.method, self.platform().clock().now());
        let url = origin(&request.url).to_owned();
        let answer = match call.race(self.within_timeout(self.platform().http().send(request))).await {
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(fault))) => Err(fault_error(fault, &url)),
            Ok(Err(error)) | Err(error) => Err(error),
        };
        let http_status = answer.as_ref().map_or_else(|e| e.http_status, |r| Some(r.status));
        let result = answer.and_then(|response| check(&response.body, response.status).map(|()| response));
        let duration = self.platform().clock().now().saturating_sub(started);
        self.log(LogEntry {
            time: started,
            method: method.name(),
            path: log_path.to_owned(),
            attempt,
            duration_ms: u32::try_from(duration).unwrap_or(0),
            http_status,
            error: result.as_ref().err().map(Error::status),
        });
        result
    }

    /// TIMEOUT when a future takes longer than a request may.
    pub(super) async fn within_timeout<T>(&self, future: impl Future<Output = T> + Send) -> Result<T> {
        let timeout = self.options().timeout_ms;
        match select(pin!(future), pin!(self.platform().clock().sleep(timeout))).await {
            Either::Left((value, _)) => Ok(value),
            Either::Right(_) => Err(Error::with(Code::Timeout, format!("no answer within {timeout} ms"))),
        }
    }
}

fn fault_error(fault: HttpFault, origin: &str) -> Error {
    match fault {
        // An app's own fetch may say anything, and quote what it was to send.
        HttpFault::Network(reason) => Error::with(Code::Network, format!("the request to {origin} failed: {}", excerpt(&reason))),
        HttpFault::Redirected => Error::with(Code::UnexpectedAnswer, format!("{origin} redirects to another address, which the SDK does not follow")),
        HttpFault::Body { status, reason } => Error::with(Code::UnreadableBody, format!("the answer of {origin} broke off: {reason}")).at_http_status(status),
        HttpFault::TooBig { status } => {
            Error::with(Code::UnreadableBody, format!("the answer of {origin} is larger than {MAX_BODY} bytes")).not_retryable().at_http_status(status)
        }
    }
}

/// A URL without what may be secret in it: what a log may show.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// Scheme and host of a URL: what an error may show (paths and queries may hold more).
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |i| i + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(url.len(), |i| host + i);
    url.get(..end).unwrap_or(url)
}

fn pause_before(attempt: u32) -> u32 {
    let pause = FIRST_PAUSE_MS << attempt.min(6).saturating_sub(1);
    // Without random numbers there is no jitter; the request itself will say what is wrong.
    let jitter = random_bytes::<2>().map_or(0, u16::from_le_bytes);
    pause / 2 + u32::from(jitter) % pause
}
