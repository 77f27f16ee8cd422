//! Changing and resetting the password.

use sentc_light_wasm::wire::password::UpdatePasswordBody;
use sentc_light_wasm::wire::register::RegisterBody;

use super::call::Call;
use super::envelope::{Reply, success};
use super::key_material;
use super::login::check_auth_key;
use super::refusal::Refusal;
use crate::store::{devices, hash, sessions};

/// PUT /user/update_pw: the master key stays, only its wrapping changes.
pub fn update(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let body: UpdatePasswordBody = call.json()?;
    let old_auth_key = body.old_auth_key.clone();
    let wrapping = key_material::checked_update(body)?;
    call.allowed()?;
    caller.fresh()?;
    let device = devices::by_id(call.db, &call.app.id, &caller.user_id, &caller.device_id)?.ok_or(Refusal::USER_NOT_FOUND)?;
    check_auth_key(&device, &old_auth_key)?;
    devices::set_wrapping(call.db, &device.id, &wrapping)?;
    success()
}

/// PUT /user/reset_pw_light: an own back end replaces all keys of a device. MFA, ids and refresh tokens stay.
pub fn reset(call: &Call<'_>) -> Reply {
    let body: RegisterBody = call.json()?;
    let identifier = hash(&body.device_identifier);
    let keys = key_material::checked(body)?;
    call.allowed()?;
    // an unknown identifier is answered alike, so that a form for it does not tell who has an account
    if let Some(device) = devices::by_identifier(call.db, &call.app.id, &identifier)? {
        devices::set_keys(call.db, &device.id, &keys)?;
        // open challenges are encrypted to the old key
        sessions::delete_challenges(call.db, &device.id)?;
    }
    success()
}
