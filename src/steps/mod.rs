//! `prepare_…` / `done_…` pairs: what goes into a request and what an answer means. Text in, text out; no I/O, no clock.
//!
//! Everything that derives keys from a password is split at the derivation ([`kdf::KdfInput`]), so that the expensive
//! part can run elsewhere: in a worker, or on the spot.

pub mod account;
pub mod device_keys;
pub mod device_text;
pub mod group;
pub mod jwt;
pub mod kdf;
pub mod login;
pub mod otp;
pub mod passkey;
pub mod path;
pub mod recovery_kit;
pub mod register;
pub mod typed;

use crate::error::{Code, Error, Result, excerpt};
use crate::json::{Json, Value};
use crate::wire::{EnvelopeError, open_envelope};

/// The result of an answer that came with this HTTP status.
pub fn open_answer(text: &str, http_status: u16) -> Result<Value> {
    open_envelope(text).map_err(|error| match error {
        // The service's own words are short; whoever else answers may quote what it was sent.
        EnvelopeError::Refused { code, message } => Error::server(code, excerpt(&message), http_status),
        other => {
            let message = format!("the answer is not from a sentc API (HTTP {http_status}): {}", what_came(text, &other));
            Error::with(Code::UnexpectedAnswer, message).at_http_status(http_status)
        }
    })
}

fn what_came(text: &str, error: &EnvelopeError) -> String {
    match error {
        EnvelopeError::Shape(what) => format!("{what}: {}", excerpt(text)),
        _ if text.trim().is_empty() => "an empty body".to_owned(),
        _ => format!("not JSON: {}", excerpt(text)),
    }
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
    let result = open_envelope(text).map_err(|error| match error {
        EnvelopeError::Refused { code, message } => Error::server(code, excerpt(&message), 0).without_http_status(),
        other => Error::with(Code::UnexpectedAnswer, format!("server_output is not an answer of a sentc API: {}", what_came(text, &other))),
    })?;
    read_result(&result)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer that is none says what came instead.
    #[test]
    fn what_came_instead() {
        let message = |text| open_answer(text, 502).err().unwrap().message().to_owned();
        assert!(message(" \n").ends_with("(HTTP 502): an empty body"));
        assert!(message("<html>").ends_with("not JSON: <html>"));
        assert!(message("[]").contains("no status"));
        for text in ["", "<html>", "[]", r#"{"status":true,"result":{}}"#] {
            let error = read_passed_on::<crate::wire::register::RegisterAnswer>(text).err().unwrap();
            assert_eq!((error.code, error.http_status), (Code::UnexpectedAnswer, None), "{text}");
            assert!(!error.message().contains("HTTP"), "{}", error.message());
        }
    }
}
