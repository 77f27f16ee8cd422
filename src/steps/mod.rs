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
pub mod passkey;
pub mod path;
pub mod register;

use crate::error::{Code, Error, Result, excerpt};
use crate::json::{Json, Value};
use crate::wire::{EnvelopeError, open_envelope};

/// The result of an answer that came with this HTTP status.
pub fn open_answer(text: &str, http_status: u16) -> Result<Value> {
    open_envelope(text).map_err(|error| match error {
        // The service's own words are short; whoever else answers may quote what it was sent.
        EnvelopeError::Refused { code, message } => Error::server(code, excerpt(&message), http_status),
        EnvelopeError::NotJson if text.trim().is_empty() => unexpected("an empty body", http_status),
        EnvelopeError::NotJson => unexpected(&format!("no JSON: {}", excerpt(text)), http_status),
        EnvelopeError::Shape(what) => unexpected(&format!("{what}: {}", excerpt(text)), http_status),
    })
}

fn unexpected(what: &str, http_status: u16) -> Error {
    Error::with(Code::UnexpectedAnswer, format!("the answer is not the service's (HTTP {http_status}): {what}")).at_http_status(http_status)
}

/// A result of this shape.
pub fn read_result<T: Json>(result: &Value) -> Result<T> {
    T::read(result).ok_or_else(wrong_shape)
}

/// A result lacks a field, or has one of another type. Values are left out: they may be secrets.
pub fn wrong_shape() -> Error {
    Error::with(Code::UnexpectedAnswer, "the answer has another shape than expected: a field is missing or of another type")
}

/// The value of an answer that an app's own back end passed on (`done_…`): there is no HTTP status.
pub fn read_passed_on<T: Json>(text: &str) -> Result<T> {
    open_answer(text, 0).and_then(|result| read_result(&result)).map_err(Error::without_http_status)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer that is none says what came instead.
    #[test]
    fn what_came_instead() {
        let message = |text| open_answer(text, 502).err().unwrap().message().to_owned();
        assert!(message(" \n").ends_with("(HTTP 502): an empty body"));
        assert!(message("<html>").ends_with("no JSON: <html>"));
        assert!(message("[]").contains("no status"));
    }
}
