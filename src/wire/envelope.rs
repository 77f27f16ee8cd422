//! The one shape that every answer has, whatever the HTTP status:
//! `{"status":true,"result":…}` or `{"status":false,"err_msg":"…","err_code":112}`.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Why an answer did not give its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The service said no.
    #[error("{message}")]
    Refused { code: u32, message: String },
    /// The text is no JSON (a proxy's page, an empty body, cut JSON).
    #[error("the answer is not JSON")]
    NotJson,
    /// It is JSON, but not this envelope, or the result has another shape. The reason names fields, never values.
    #[error("the answer has another shape than expected: {0}")]
    Shape(&'static str),
}

/// The `result` of an answer, decided by `status` and never by the HTTP code.
pub fn open_envelope<T: DeserializeOwned>(text: &str) -> Result<T, EnvelopeError> {
    // serde's own words may quote the value that did not fit, and values here are secrets.
    serde_json::from_value(open_result(text)?).map_err(|_| EnvelopeError::Shape("a field of the result is missing or of another type"))
}

/// The answer to an action without a value: any text counts.
pub fn open_message(text: &str) -> Result<String, EnvelopeError> {
    match open_result(text)? {
        Value::String(message) => Ok(message),
        _ => Err(EnvelopeError::Shape("the result is no text")),
    }
}

fn open_result(text: &str) -> Result<Value, EnvelopeError> {
    let value: Value = serde_json::from_str(text).map_err(|_| EnvelopeError::NotJson)?;
    let Value::Object(mut fields) = value else {
        return Err(EnvelopeError::Shape("no object"));
    };
    match fields.get("status") {
        Some(Value::Bool(true)) => fields.remove("result").ok_or(EnvelopeError::Shape("no result")),
        Some(Value::Bool(false)) => Err(refusal(&fields)),
        _ => Err(EnvelopeError::Shape("no status")),
    }
}

fn refusal(fields: &Map<String, Value>) -> EnvelopeError {
    let code = fields.get("err_code").and_then(Value::as_u64).and_then(|code| u32::try_from(code).ok());
    let message = fields.get("err_msg").and_then(Value::as_str).unwrap_or_default();
    match code {
        Some(code) => EnvelopeError::Refused { code, message: message.to_owned() },
        None => EnvelopeError::Shape("no err_code"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_decides() {
        assert_eq!(open_envelope::<u32>(r#"{"status":true,"result":7,"extra":1}"#), Ok(7));
        assert_eq!(open_envelope::<u32>(r#"{"status":false,"err_msg":"no","err_code":112}"#), Err(EnvelopeError::Refused { code: 112, message: "no".into() }));
        assert_eq!(open_message(r#"{"status":true,"result":"done"}"#), Ok("done".into()));
    }

    #[test]
    fn everything_else_is_a_typed_error() {
        for text in ["", "<html>", r#"{"status":true,"result":"#, "\u{feff}{}"] {
            assert_eq!(open_message(text), Err(EnvelopeError::NotJson), "{text}");
        }
        for text in ["[]", "null", "{}", r#"{"status":1}"#, r#"{"status":true}"#, r#"{"status":false,"err_code":-1}"#, r#"{"status":true,"result":{}}"#] {
            assert!(matches!(open_message(text), Err(EnvelopeError::Shape(_))), "{text}");
        }
    }

    #[test]
    fn a_wrong_shape_never_quotes_values() {
        let error = open_envelope::<u32>(r#"{"status":true,"result":"secret"}"#).unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
