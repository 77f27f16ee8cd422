//! Making an account.

use sentc_light_wasm::wire::register::{ExistsAnswer, RegisterAnswer, UserIdentifierBody};
use uuid::Uuid;

use super::call::Call;
use super::envelope::{Reply, answer};
use super::key_material::{self, NewDevice};
use super::refusal::Refusal;
use crate::store::devices::{self, Owner};
use crate::store::{hash, users};

/// POST /exists
pub fn exists(call: &Call<'_>) -> Reply {
    let body: UserIdentifierBody = call.json()?;
    call.allowed()?;
    let available = !devices::is_taken(call.db, &call.app.id, &hash(&body.user_identifier), call.now)?;
    answer(&ExistsAnswer { user_identifier: body.user_identifier, available })
}

/// POST /register_light
pub fn register(call: &Call<'_>) -> Reply {
    let NewDevice { identifier, identifier_hash, keys } = key_material::new_device(call)?;
    let (user_id, device_id) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
    users::insert(call.db, &call.app.id, &user_id, &Uuid::new_v4().to_string())?;
    devices::insert(call.db, &call.app.id, &device_id, &Owner::User(&user_id), &identifier_hash, &keys, call.now)?;
    answer(&RegisterAnswer { user_id, device_id, device_identifier: identifier })
}

/// POST /register: the encrypting variant's, which refuses light bodies. The public guide names it, so the answer names
/// the right one.
pub fn not_for_light_bodies(call: &Call<'_>) -> Reply {
    call.json::<serde_json::Value>()?;
    Err(Refusal::unreadable("this is no body of the encrypting variant; light clients register with POST /api/v1/register_light"))
}
