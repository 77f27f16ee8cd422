//! The one shape that every answer has, whatever the HTTP status:
//! `{"status":true,"result":…}` or `{"status":false,"err_msg":"…","err_code":112}`.

use crate::json::{self, Value};

/// Why an answer did not give its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvelopeError {
    /// The service said no.
    Refused { code: u32, message: String },
    /// The text is no JSON (a proxy's page, an empty body, cut JSON).
    NotJson,
    /// It is JSON, but not this envelope. The reason names fields, never values.
    Shape(&'static str),
}

/// The `result` of an answer, decided by `status` and never by the HTTP code.
pub fn open_envelope(text: &str) -> Result<Value, EnvelopeError> {
    let envelope = json::parse(text).ok_or(EnvelopeError::NotJson)?;
    match envelope.get("status") {
        Value::Flag(true) => {}
        Value::Flag(false) => return Err(refusal(&envelope)),
        _ => return Err(EnvelopeError::Shape("no status")),
    }
    let Value::Object(fields) = envelope else { return Err(EnvelopeError::Shape("no object")) };
    fields.into_iter().rev().find_map(|(name, value)| (name == "result").then_some(value)).ok_or(EnvelopeError::Shape("no result"))
}

fn refusal(envelope: &Value) -> EnvelopeError {
    let code = envelope.get("err_code").as_integer().and_then(|code| u32::try_from(code).ok());
    let message = envelope.get("err_msg").as_text().unwrap_or_default();
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
        assert!(open_envelope(r#"{"status":true,"result":7,"extra":1}"#) == Ok(Value::Integer(7)));
        assert!(open_envelope(r#"{"status":false,"err_msg":"no","err_code":112}"#) == Err(EnvelopeError::Refused { code: 112, message: "no".into() }));
        assert!(open_envelope(r#"{"status":true,"result":"done"}"#) == Ok(Value::Text("done".into())));
    }

    #[test]
    fn everything_else_is_a_typed_error() {
        for text in ["", "<html>", r#"{"status":true,"result":"#, "\u{feff}{}"] {
            assert!(open_envelope(text) == Err(EnvelopeError::NotJson), "{text}");
        }
        for text in ["[]", "null", "{}", r#"{"status":1}"#, r#"{"status":true}"#, r#"{"status":false,"err_code":-1}"#] {
            assert!(matches!(open_envelope(text), Err(EnvelopeError::Shape(_))), "{text}");
        }
    }
}
