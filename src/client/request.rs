//! One request: where it goes, what it carries, how long it may take, whether it may be repeated. Time-out, abort,
//! retries and log are here and nowhere else.

use std::pin::pin;

use futures_util::future::{BoxFuture, Either, select};

use super::Client;
use super::cancel::Call;
use super::events::LogEntry;
use super::host::{HttpFault, Request, Response};
use crate::crypto::random_bytes;
use crate::error::{Code, Error, Result, excerpt};
use crate::json::{Json, Value};
use crate::steps::{open_answer, read_result, wrong_shape};
use crate::wire::{API_PREFIX, APP_TOKEN_HEADER, Endpoint, GROUP_ACCESS_HEADER, Row};

/// Answers larger than this are not from a sentc API: the largest page of a list is some 20 KiB.
const MAX_BODY: usize = 1 << 20;
/// The pause before the first repetition; it doubles each time, give or take a half.
const FIRST_PAUSE_MS: u32 = 250;

/// A request to the service.
#[derive(Clone)]
pub(super) struct Spec {
    pub row: &'static Row,
    /// Below `/api/v1`, filled in.
    pub path: String,
    pub body: Option<String>,
    pub jwt: Option<String>,
    /// The group the caller acts as.
    pub group: Option<String>,
}

impl Spec {
    /// Of a row without arguments.
    pub fn new(endpoint: Endpoint) -> Self {
        let row = endpoint.row();
        Self { row, path: row.path.to_owned(), body: None, jwt: None, group: None }
    }

    pub fn body(self, body: String) -> Self {
        Self { body: Some(body), ..self }
    }

    pub fn jwt(self, jwt: String) -> Self {
        Self { jwt: Some(jwt), ..self }
    }
}

/// A request anywhere, and what is an answer to it.
pub(super) struct Outgoing {
    pub request: Request,
    /// What the log may show of the URL.
    pub log_path: String,
    pub retries: u32,
    /// Whether a time-out may be followed by another try.
    pub again_after_timeout: bool,
    pub read: fn(&Response) -> Result<Value>,
}

/// A result, and the HTTP status that it came with: an error of whoever reads it has that too.
pub struct Answer {
    pub result: Value,
    http_status: u16,
}

impl Answer {
    /// A result of this shape.
    pub fn read<T: Json>(&self) -> Result<T> {
        read_result(&self.result).map_err(|error| error.at_http_status(self.http_status))
    }

    /// The result as the row says it looks, as JSON text with the fields that it names.
    pub fn text(&self, row: &Row) -> Result<String> {
        let mut out = String::new();
        let copied = match row.answer {
            Some(kind) => kind.copy(&self.result, &mut out),
            // Actions without a value answer with a text, whatever it says.
            None => self.result.as_text().map(|_| out.push_str("null")),
        };
        copied.map(|()| out).ok_or_else(|| wrong_shape().at_http_status(self.http_status))
    }
}

impl Client {
    /// Sends a request to the service and reads its answer.
    pub(super) async fn ask<T: Json>(&self, call: &Call, spec: Spec) -> Result<T> {
        self.exchange(call, spec).await?.read()
    }

    /// The result of a request to the service. Boxed, here and below: one copy in the wasm for all who call it.
    pub(super) fn exchange<'a>(&'a self, call: &'a Call, spec: Spec) -> BoxFuture<'a, Result<Answer>> {
        let mut headers = vec![("Accept", "application/json".to_owned()), (APP_TOKEN_HEADER, self.options().app_token.clone())];
        if spec.body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        if let Some(jwt) = spec.jwt {
            headers.push(("Authorization", ["Bearer ", &jwt].concat()));
        }
        if let Some(group) = spec.group {
            headers.push((GROUP_ACCESS_HEADER, group));
        }
        let request = Request {
            method: spec.row.method,
            url: [&self.options().base_url, API_PREFIX, &spec.path].concat(),
            headers,
            body: spec.body,
            with_cookies: false,
            max_body: MAX_BODY,
        };
        self.send(
            call,
            Outgoing {
                request,
                log_path: spec.path,
                retries: if spec.row.repeatable() { self.options().retries } else { 0 },
                again_after_timeout: true,
                read: |answer| open_answer(&answer.body, answer.status),
            },
        )
    }

    /// Sends a request anywhere, again where that is allowed and may help.
    pub(super) fn send<'a>(&'a self, call: &'a Call, outgoing: Outgoing) -> BoxFuture<'a, Result<Answer>> {
        Box::pin(async move {
            let mut attempt = 1;
            loop {
                let result = self.send_once(call, &outgoing, attempt).await;
                match result {
                    Err(error) if attempt <= outgoing.retries && error.retryable() && (outgoing.again_after_timeout || error.code != Code::Timeout) => {
                        call.race(self.host().sleep(pause_before(attempt))).await?;
                        attempt += 1;
                    }
                    result => return result,
                }
            }
        })
    }

    async fn send_once(&self, call: &Call, outgoing: &Outgoing, attempt: u32) -> Result<Answer> {
        let (request, started) = (&outgoing.request, self.host().now());
        let answer = match call.race(self.within_timeout(self.host().send(request.clone()))).await {
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(fault))) => Err(fault_error(fault, request)),
            Ok(Err(error)) | Err(error) => Err(error),
        };
        let http_status = answer.as_ref().map_or_else(|e| e.http_status, |r| Some(r.status));
        let result = answer.and_then(|response| Ok(Answer { result: (outgoing.read)(&response)?, http_status: response.status }));
        let duration = self.host().now().saturating_sub(started);
        self.log(LogEntry {
            time: started,
            method: request.method.name(),
            path: outgoing.log_path.clone(),
            attempt,
            duration_ms: u32::try_from(duration).unwrap_or(0),
            http_status,
            error: result.as_ref().err().map(Error::status),
        });
        result
    }

    /// TIMEOUT when a future takes longer than a request may.
    pub(super) async fn within_timeout<T>(&self, future: impl Future<Output = T> + Send) -> Result<T> {
        self.within(self.options().timeout_ms, future).await
    }

    pub(super) async fn within<T>(&self, timeout: u32, future: impl Future<Output = T> + Send) -> Result<T> {
        match select(pin!(future), self.host().sleep(timeout)).await {
            Either::Left((value, _)) => Ok(value),
            Either::Right(_) => Err(Error::with(Code::Timeout, format!("no answer within {timeout} ms"))),
        }
    }
}

fn fault_error(fault: HttpFault, request: &Request) -> Error {
    let origin = origin(&request.url);
    match fault {
        // An app's own fetch may say anything, and quote what it was to send.
        HttpFault::Network(reason) => Error::with(Code::Network, format!("the request to {origin} failed: {}", excerpt(&reason))),
        HttpFault::Blocked(reason) => Error::with(Code::Network, format!("the request to {origin} is not allowed: {}", excerpt(&reason))).not_retryable(),
        HttpFault::Redirected => Error::with(Code::UnexpectedAnswer, format!("{origin} redirects to another address, which the SDK does not follow")),
        HttpFault::Body { status, reason } => Error::with(Code::UnreadableBody, format!("the answer of {origin} broke off: {reason}")).at_http_status(status),
        HttpFault::TooBig { status } => {
            let message = format!("the answer of {origin} is larger than {} bytes", request.max_body);
            Error::with(Code::UnreadableBody, message).not_retryable().at_http_status(status)
        }
    }
}

/// A URL without what may be secret in it: what a log may show.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// Scheme and host of a URL: what an error may show (paths and queries may hold more).
fn origin(url: &str) -> &str {
    let host = url.find(':').map_or(0, |i| i + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(url.len(), |i| host + i);
    url.get(..end).unwrap_or(url)
}

fn pause_before(attempt: u32) -> u32 {
    let pause = FIRST_PAUSE_MS << attempt.min(6).saturating_sub(1);
    // Without random numbers there is no jitter; the request itself will say what is wrong.
    let jitter = random_bytes::<2>().map_or(0, u16::from_le_bytes);
    pause / 2 + u32::from(jitter) % pause
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It doubles up to the sixth time, give or take a half, and two clients that failed together do not come back together.
    #[test]
    fn pauses_grow_and_differ() {
        for (attempt, pause) in [(1, 250), (2, 500), (3, 1000), (6, 8000), (7, 8000), (u32::MAX, 8000)] {
            let pauses: Vec<u32> = (0..200).map(|_| pause_before(attempt)).collect();
            assert!(pauses.iter().all(|p| (pause / 2..pause / 2 + pause).contains(p)), "{attempt}: {pauses:?}");
            assert!(pauses.iter().any(|p| *p < pause) && pauses.iter().any(|p| *p > pause), "{attempt}: {pauses:?}");
        }
    }

    /// Errors and the log show nothing of a URL that may be secret.
    #[test]
    fn what_is_shown_of_a_url() {
        for (url, shown) in [
            ("https://api.sentc.com/api/v1/user?a#b", "https://api.sentc.com"),
            ("http://localhost:3002/api", "http://localhost:3002"),
            ("https://a.b?token=1", "https://a.b"),
            ("https://a.b", "https://a.b"),
            ("/refresh?x", ""),
        ] {
            assert_eq!(origin(url), shown);
        }
        assert_eq!((without_query("/refresh?x#y"), without_query("/a#y"), without_query("/a")), ("/refresh", "/a", "/a"));
    }

    /// A result for JavaScript: the fields that the row names, and nothing else that a service may add.
    #[test]
    fn results_as_the_row_has_them() {
        let answer = |text: &str| Answer { result: crate::json::parse(text).unwrap(), http_status: 200 };
        let (row, action) = (Endpoint::GroupUpdateCheckLight.row(), Endpoint::LeaveGroup.row());
        assert_eq!(answer(r#"{"rank":2,"more":1}"#).text(row).unwrap(), r#"{"rank":2}"#);
        assert_eq!(answer(r#""Success""#).text(action).unwrap(), "null");
        for (text, row) in [("{}", row), ("{}", action), ("null", action)] {
            let error = answer(text).text(row).unwrap_err();
            assert_eq!((error.code, error.http_status), (Code::UnexpectedAnswer, Some(200)));
        }
    }
}
