//! The user's devices.

use sentc_light_wasm::crypto::{b64, random_bytes};
use sentc_light_wasm::wire::register::{ConfirmDeviceBody, RegisterDeviceAnswer};
use uuid::Uuid;

use super::call::Call;
use super::envelope::{Reply, answer, success};
use super::key_material::{self, NewDevice};
use super::refusal::Refusal;
use crate::store::devices::{self, Owner};
use crate::store::hash;

/// POST /user/prepare_register_device: a device that belongs to nobody until a signed-in one confirms it.
pub fn prepare(call: &Call<'_>) -> Reply {
    let NewDevice { identifier, identifier_hash, keys } = key_material::new_device(call)?;
    let device_id = Uuid::new_v4().to_string();
    let token = b64::encode_url(&random_bytes::<32>()?);
    devices::insert(call.db, &call.app.id, &device_id, &Owner::Unconfirmed(&hash(&token)), &identifier_hash, &keys, call.now)?;
    answer(&RegisterDeviceAnswer {
        device_id,
        token,
        device_identifier: identifier,
        public_key_string: keys.public_key,
        keypair_encrypt_alg: keys.keypair_encrypt_alg,
    })
}

/// PUT /user/done_register_device_light
pub fn confirm(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let body: ConfirmDeviceBody = call.json()?;
    call.allowed()?;
    if devices::confirm(call.db, &call.app.id, &hash(&body.token), &caller.user_id, call.now)? { success() } else { Err(Refusal::USER_NOT_FOUND) }
}

/// GET /user/device/{time}/{last}
pub fn list(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&devices::list(call.db, &caller.user_id, &cursor)?)
}

/// DELETE /user/device/{device_id}
pub fn delete(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    caller.fresh()?;
    let device = call.param("device");
    if !devices::belongs(call.db, &call.app.id, &caller.user_id, device)? {
        return Err(Refusal::USER_NOT_FOUND);
    }
    if devices::count(call.db, &caller.user_id)? <= 1 {
        return Err(Refusal::LAST_DEVICE);
    }
    devices::delete(call.db, device)?;
    success()
}
