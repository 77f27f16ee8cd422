//! What an own back end does to any user of its app, with the secret token.

use sentc_light_wasm::wire::login::VerifyLoginAnswer;
use sentc_light_wasm::wire::register::UserIdentifierBody;
use serde::Serialize;

use super::call::Call;
use super::envelope::{Reply, answer, success};
use super::login::session_for;
use super::mfa;
use super::refusal::Refusal;
use crate::store::devices::{self, Device};
use crate::store::{hash, sessions, users};

/// PUT or DELETE /user/forced/disable_otp
pub fn disable_otp(call: &Call<'_>) -> Reply {
    let device = device(call, Refusal::USER_NOT_FOUND)?;
    mfa::turn_off(call, &device.user_id)?;
    success()
}

/// DELETE /user/forced/sessions: all refresh tokens of all devices die; JWTs live on until they expire.
pub fn end_sessions(call: &Call<'_>) -> Reply {
    let device = device(call, Refusal::USER_NOT_FOUND)?;
    sessions::delete_refresh_tokens(call.db, &device.user_id)?;
    success()
}

/// PUT /user/forced/delete
pub fn delete_by_identifier(call: &Call<'_>) -> Reply {
    let device = device(call, Refusal::USER_NOT_FOUND)?;
    users::delete(call.db, &call.app.id, &device.user_id)?;
    success()
}

/// DELETE /user/forced/delete/{user}
pub fn delete_by_id(call: &Call<'_>) -> Reply {
    call.allowed()?;
    if users::delete(call.db, &call.app.id, call.param("user"))? { success() } else { Err(Refusal::USER_NOT_FOUND) }
}

/// POST /user/forced/login_light: no password, no MFA.
pub fn login(call: &Call<'_>) -> Reply {
    // unlike at a login, an unknown identifier is a wrong password here
    let device = device(call, Refusal::WRONG_PASSWORD)?;
    let verify = session_for(call, &device)?;
    let keys = device.keys;
    answer(&ForcedLoginAnswer {
        device_keys: ForcedDeviceKeys {
            device_id: device.id,
            user_id: device.user_id,
            user_group_id: device.user_group_id,
            encrypted_master_key: keys.encrypted_master_key,
            encrypted_private_key: EXTERN,
            public_key_string: EXTERN,
            keypair_encrypt_alg: keys.keypair_encrypt_alg,
            encrypted_sign_key: EXTERN,
            verify_key_string: EXTERN,
            keypair_sign_alg: keys.keypair_sign_alg,
        },
        verify,
    })
}

/// The service keeps these keys out of this answer and says so by this word.
const EXTERN: &str = "extern";

#[derive(Serialize)]
struct ForcedLoginAnswer {
    device_keys: ForcedDeviceKeys,
    verify: VerifyLoginAnswer,
}

#[derive(Serialize)]
struct ForcedDeviceKeys {
    device_id: String,
    user_id: String,
    user_group_id: String,
    encrypted_master_key: String,
    encrypted_private_key: &'static str,
    public_key_string: &'static str,
    keypair_encrypt_alg: String,
    encrypted_sign_key: &'static str,
    verify_key_string: &'static str,
    keypair_sign_alg: String,
}

/// The device that the body's identifier names.
fn device(call: &Call<'_>, unknown: Refusal) -> Result<Device, Refusal> {
    let body: UserIdentifierBody = call.json()?;
    call.allowed()?;
    devices::by_identifier(call.db, &call.app.id, &hash(&body.user_identifier))?.ok_or(unknown)
}
