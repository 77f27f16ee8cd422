//! Login: the salt, the derived keys, the challenge and its answer.

use super::device_keys::OpenedDevice;
use super::kdf::require_text;
use crate::crypto::{DerivedKeys, SecretKey};
use crate::error::Result;
use crate::json::to_text;
use crate::wire::login::{DoneLoginBody, LoginChallenge, ValidateMfaBody, VerifyLoginBody};
use crate::wire::register::UserIdentifierBody;

/// Asks for the salt.
pub fn prepare_login(identifier: &str) -> Result<String> {
    require_text("identifier", identifier)?;
    Ok(to_text(&UserIdentifierBody { user_identifier: identifier.to_owned() }))
}

/// Shows the auth key and asks for the device's keys and a challenge.
pub fn done_login(identifier: &str, auth_key: &SecretKey) -> String {
    to_text(&DoneLoginBody { auth_key: auth_key.to_base64().to_string(), device_identifier: identifier.to_owned() })
}

/// The same with a TOTP code or a recovery key.
pub fn validate_mfa(identifier: &str, auth_key: &SecretKey, token: &str) -> Result<String> {
    require_text("token", token)?;
    Ok(to_text(&ValidateMfaBody { token: token.to_owned(), auth_key: auth_key.to_base64().to_string(), device_identifier: identifier.to_owned() }))
}

/// Opens the device's keys and answers the challenge: the opened keys, and the body for verify_login_light.
pub fn answer_challenge(identifier: &str, keys: &DerivedKeys, challenge: &LoginChallenge) -> Result<(OpenedDevice, String)> {
    let opened = OpenedDevice::open(&challenge.device_keys, &keys.master_key_key)?;
    let body = VerifyLoginBody {
        auth_key: keys.auth_key.to_base64().to_string(),
        device_identifier: identifier.to_owned(),
        challenge: opened.answer_challenge(&challenge.challenge)?.to_string(),
    };
    Ok((opened, to_text(&body)))
}
