//! Bodies of the signed-in user's calls.

use super::kdf::require_text;
use super::read_passed_on;
use crate::error::Result;
use crate::json::{Value, to_text};
use crate::wire::register::RegisterDeviceAnswer;
use crate::wire::session::RefreshBody;

/// Confirms a device, given the answer that its registration got.
pub fn confirm_device(server_output: &str) -> Result<Value> {
    let answer: RegisterDeviceAnswer = read_passed_on(server_output)?;
    // As `ConfirmDeviceBody`.
    Ok(Value::object([("user_group", Value::object([("rank", Value::Null)])), ("token", Value::Text(answer.token))]))
}

pub fn prepare_refresh(refresh_token: &str) -> Result<String> {
    require_text("refresh_token", refresh_token)?;
    Ok(to_text(&RefreshBody { refresh_token: refresh_token.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::json::Json;
    use crate::wire::register::ConfirmDeviceBody;

    #[test]
    fn bodies() {
        let answer = r#"{"status":true,"result":{"device_id":"d","token":"t","device_identifier":"i","public_key_string":"p","keypair_encrypt_alg":"a"}}"#;
        let body = confirm_device(answer).unwrap();
        assert_eq!(to_text(&ConfirmDeviceBody::read(&body).unwrap()), r#"{"user_group":{"rank":null},"token":"t"}"#);
        assert!(confirm_device("{}").is_err_and(|error| error.code == Code::UnexpectedAnswer));
        assert_eq!(prepare_refresh("t").unwrap(), r#"{"refresh_token":"t"}"#);
        assert_eq!(prepare_refresh("").unwrap_err().code, Code::InvalidArgument);
    }
}
