//! Bodies of the signed-in user's calls.

use super::kdf::require_text;
use crate::error::Result;
use crate::json::{Value, to_text};
use crate::wire::session::RefreshBody;

/// Confirms a device, by the token that its registration got. As `ConfirmDeviceBody`.
pub fn confirm_device(token: String) -> Value {
    Value::object([("user_group", Value::object([("rank", Value::Null)])), ("token", Value::Text(token))])
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
    use crate::steps::device_text::read_device_output;
    use crate::wire::register::ConfirmDeviceBody;

    #[test]
    fn bodies() {
        let answer = r#"{"status":true,"result":{"device_id":"d","token":"t","device_identifier":"i","public_key_string":"p","keypair_encrypt_alg":"a"}}"#;
        let confirm = |text: &str| read_device_output(text).map(|device| to_text(&ConfirmDeviceBody::read(&confirm_device(device.token)).unwrap()));
        assert_eq!(confirm(answer).unwrap(), r#"{"user_group":{"rank":null},"token":"t"}"#);
        assert_eq!(confirm(&format!("\n {answer} ")).unwrap(), confirm(answer).unwrap());
        for text in ["", "garbage", "{}", answer.trim_end_matches("\"}}"), r#"{"status":true,"result":{"token":"t"}}"#] {
            let error = confirm(text).unwrap_err();
            assert_eq!((error.code, error.http_status), (Code::InvalidArgument, None), "{text}");
            assert!(error.message().contains("copy all of it"), "{}", error.message());
        }
        let refused = r#"{"status":false,"err_code":101,"err_msg":"taken"}"#;
        assert_eq!(confirm(refused).unwrap_err().code, Code::IdentifierTaken);
        assert_eq!(prepare_refresh("t").unwrap(), r#"{"refresh_token":"t"}"#);
        assert_eq!(prepare_refresh("").unwrap_err().code, Code::InvalidArgument);
    }
}
