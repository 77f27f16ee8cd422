//! `prepare_…` / `done_…` pairs: what goes into a request and what an answer means. Text in, text out; no I/O, no clock.
//!
//! Everything that derives keys from a password is split at the derivation ([`kdf::KdfInput`]), so that the expensive
//! part can run elsewhere: in a worker, or on the spot.

pub mod account;
pub mod group;
pub mod jwt;
pub mod kdf;
pub mod keys;
pub mod login;
pub mod otp;
pub mod path;
pub mod register;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Error, Result, excerpt};
use crate::wire::{EnvelopeError, open_envelope, open_message};

/// A request body as text.
pub fn to_json(body: &impl Serialize) -> Result<String> {
    serde_json::to_string(body).map_err(|_| Error::new(Code::Internal))
}

/// The value of an answer that came with this HTTP status.
pub fn read_answer<T: DeserializeOwned>(text: &str, http_status: u16) -> Result<T> {
    open_envelope(text).map_err(|e| answer_error(e, text, http_status))
}

/// Whether an answer is one of the service's that gives a result, whatever that is.
pub fn check_answer(text: &str, http_status: u16) -> Result<()> {
    read_answer::<serde::de::IgnoredAny>(text, http_status).map(drop)
}

/// The answer to an action without a value.
pub fn read_message(text: &str, http_status: u16) -> Result<String> {
    open_message(text).map_err(|e| answer_error(e, text, http_status))
}

/// The value of an answer that an app's own back end passed on (`done_…`): there is no HTTP status.
pub fn read_passed_on<T: DeserializeOwned>(text: &str) -> Result<T> {
    read_answer(text, 0).map_err(Error::without_http_status)
}

fn answer_error(error: EnvelopeError, text: &str, http_status: u16) -> Error {
    match error {
        // The service's own words are short; whoever else answers may quote what it was sent.
        EnvelopeError::Refused { code, message } => Error::server(code, excerpt(&message), http_status),
        other => {
            let what = if text.trim().is_empty() { "an empty body".to_owned() } else { format!("got: {}", excerpt(text)) };
            Error::with(Code::UnexpectedAnswer, format!("{other} (HTTP {http_status}), {what}")).at_http_status(http_status)
        }
    }
}
