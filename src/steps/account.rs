//! Bodies of the signed-in user's calls.

use super::kdf::require_text;
use super::{read_passed_on, to_json};
use crate::error::Result;
use crate::wire::register::{ConfirmDeviceBody, RegisterDeviceAnswer, UserGroup, UserIdentifierBody};
use crate::wire::session::RefreshBody;

/// Changes the identifier of the current device.
pub fn prepare_update_user(new_identifier: &str) -> Result<String> {
    require_text("new_identifier", new_identifier)?;
    to_json(&UserIdentifierBody { user_identifier: new_identifier.to_owned() })
}

/// Confirms a device, given the answer that its registration got.
pub fn prepare_register_device(server_output: &str) -> Result<String> {
    let answer: RegisterDeviceAnswer = read_passed_on(server_output)?;
    to_json(&ConfirmDeviceBody { user_group: UserGroup { rank: None }, token: answer.token })
}

pub fn prepare_refresh(refresh_token: &str) -> Result<String> {
    require_text("refresh_token", refresh_token)?;
    to_json(&RefreshBody { refresh_token: refresh_token.to_owned() })
}
