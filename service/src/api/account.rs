//! The account itself.

use sentc_light_wasm::wire::device::JwtOwner;
use sentc_light_wasm::wire::register::UserIdentifierBody;

use super::call::Call;
use super::envelope::{Reply, answer, success};
use super::key_material::check_identifier;
use super::refusal::Refusal;
use crate::store::{devices, hash, users};

/// PUT /user: another identifier for the current device.
pub fn set_identifier(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let body: UserIdentifierBody = call.json()?;
    check_identifier(&body.user_identifier)?;
    call.allowed()?;
    let identifier = hash(&body.user_identifier);
    // one's own current identifier is taken too
    devices::delete_expired(call.db, call.now)?;
    if devices::is_taken(call.db, &call.app.id, &identifier, call.now)? {
        return Err(Refusal::IDENTIFIER_TAKEN);
    }
    devices::set_identifier(call.db, &caller.device_id, &identifier)?;
    success()
}

/// DELETE /user: the account and all its devices.
pub fn delete(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    caller.fresh()?;
    users::delete(call.db, &call.app.id, &caller.user_id)?;
    success()
}

/// GET /user/jwt
pub fn who_is_this(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    answer(&JwtOwner { id: caller.user_id, device_id: caller.device_id })
}
