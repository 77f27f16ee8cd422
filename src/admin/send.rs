//! Sends a request to the service.

use super::{Admin, AdminError, AdminResult, Refusal};
use crate::error::{Code, Error};
use crate::json::{Object, Value};
use crate::wire::envelope::{EnvelopeError, open_envelope};
use crate::wire::{API_PREFIX, APP_TOKEN_HEADER, GROUP_ACCESS_HEADER, Method};

const MAX_ANSWER: usize = 256 * 1024;

pub(super) struct Call<'a> {
    method: Method,
    path: String,
    jwt: Option<&'a str>,
    as_group: Option<&'a str>,
    body: Option<String>,
}

impl<'a> Call<'a> {
    pub fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), jwt: None, as_group: None, body: None }
    }

    pub fn jwt(self, jwt: &'a str) -> Self {
        Self { jwt: Some(jwt), ..self }
    }

    /// Sets the group through which the user reaches the other group.
    pub fn through(self, id: &'a str) -> Self {
        Self { as_group: Some(id), ..self }
    }

    pub fn body(self, body: &str) -> Self {
        Self { body: Some(body.to_owned()), ..self }
    }

    /// Makes a body with the identifier that the call is about.
    pub fn about(self, identifier: &str) -> Self {
        let mut body = String::new();
        let mut object = Object::begin(&mut body);
        object.field("user_identifier", &identifier.to_owned());
        object.end();
        Self { body: Some(body), ..self }
    }
}

impl Admin {
    /// Sends a call. The envelope in the answer decides whether it succeeded, not the HTTP status. But a status of 500 or above
    /// counts as no answer, whatever the body contains.
    pub(super) async fn answer(&self, call: Call<'_>) -> AdminResult<(Value, String)> {
        let (http_status, text) = self.send(call).await.map_err(AdminError::MayHaveHappened)?;
        if http_status >= 500 {
            return Err(AdminError::MayHaveHappened(Error::new(Code::UnexpectedAnswer).at_http_status(http_status)));
        }
        match open_envelope(&text) {
            Ok(value) => Ok((value, text)),
            Err(EnvelopeError::Refused { code, message }) => {
                Err(AdminError::Refused(Refusal { error: Error::server(code, message, http_status), http_status, answer: text }))
            }
            Err(EnvelopeError::NotJson | EnvelopeError::Shape(_)) => {
                Err(AdminError::MayHaveHappened(Error::new(Code::UnexpectedAnswer).at_http_status(http_status)))
            }
        }
    }

    async fn send(&self, call: Call<'_>) -> Result<(u16, String), Error> {
        let method = reqwest::Method::from_bytes(call.method.name().as_bytes()).map_err(|_| Error::new(Code::Internal))?;
        let mut request = self.http.request(method, format!("{}{API_PREFIX}{}", self.base_url, call.path)).header(APP_TOKEN_HEADER, self.secret_token.as_str());
        if let Some(jwt) = call.jwt {
            request = request.bearer_auth(jwt);
        }
        if let Some(id) = call.as_group {
            request = request.header(GROUP_ACCESS_HEADER, id);
        }
        if let Some(body) = call.body {
            request = request.header("content-type", "application/json").body(body);
        }
        // without the URL, whose path may contain ids
        let failed = |error: reqwest::Error| {
            let code = if error.is_timeout() { Code::Timeout } else { Code::Network };
            Error::with(code, error.without_url().to_string())
        };
        let mut response = request.send().await.map_err(failed)?;
        let http_status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_ANSWER {
                return Err(Error::with(Code::UnexpectedAnswer, "the answer is over 256 KiB").at_http_status(http_status));
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| Error::new(Code::UnexpectedAnswer).at_http_status(http_status))?;
        Ok((http_status, text))
    }
}
