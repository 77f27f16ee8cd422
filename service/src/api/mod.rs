//! The service: everything under /api/v1. One file per topic; the table of `wire::endpoints` is the map, and
//! names what answers each row.

mod account;
mod call;
mod cors;
mod devices;
mod envelope;
mod forced;
mod groups;
mod key_material;
mod login;
pub(crate) mod mfa;
mod password;
mod refusal;
mod register;
mod routes;
mod session;
mod verified;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use sentc_light_wasm::wire::Endpoint;

use crate::Service;
use crate::attempts::{Secret, TooMany};
use call::Handler;
pub use call::{MAX_BODY, Unread};
use envelope::success;
use refusal::Refusal;
pub use routes::Routes;
pub use verified::Verified;

/// Answers a request. OPTIONS is answered whatever its path.
pub fn answer(service: &Service, request: &Request<Bytes>) -> Response<String> {
    let is_preflight = request.method() == Method::OPTIONS;
    let reply = match service.routes.find(request) {
        _ if is_preflight => success(),
        Some(route) => call::run(service, route, request),
        None => Err(Refusal::NO_SUCH_ROUTE),
    };
    cors::allow_every_page(envelope::response(reply), is_preflight)
}

/// How long this request has to wait: see [`Service::wait`].
pub fn wait(service: &Service, request: &Request<Bytes>) -> Result<Duration, TooMany> {
    service.routes.find(request).map_or(Ok(Duration::ZERO), |route| call::wait(service, route, request))
}

/// See [`Service::busy`].
pub fn busy() -> Response<String> {
    cors::allow_every_page(envelope::response(Err(Refusal::BUSY)), false)
}

/// What answers each row of the table: the table says it. A row without a handler does not compile.
fn handler(endpoint: Endpoint) -> Handler {
    sentc_light_wasm::handler_of_row!(endpoint)
}

/// What somebody who calls it again and again tries to guess.
fn guesses(endpoint: Endpoint) -> Option<Secret> {
    match endpoint {
        Endpoint::DoneLogin | Endpoint::VerifyLogin => Some(Secret::Password),
        Endpoint::ValidateMfa | Endpoint::ValidateRecoveryOtp => Some(Secret::Code),
        _ => None,
    }
}
