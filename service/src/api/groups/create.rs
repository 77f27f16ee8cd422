//! Making and deleting groups. The bodies are ignored: a light group has nothing to bring.

use sentc_light_wasm::wire::group::CreatedGroup;
use uuid::Uuid;

use super::{ADMIN, require_rank};
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::access::Access;
use crate::store::groups::{self, Creator};

/// POST /group/light. The header is ignored: the user is the creator.
pub fn group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    create(call, &Creator::User(&caller.user_id))
}

/// POST /group/{group}/child/light: the parent's members have access by the parent.
pub fn child(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    child_by(call, &access)
}

/// With this access to the parent.
pub fn child_by(call: &Call<'_>, access: &Access) -> Reply {
    require_rank(access, ADMIN)?;
    create(call, &Creator::Parent(&access.group))
}

/// POST /group/{group}/connected/light: the group in the path becomes the member.
pub fn connected(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    connected_by(call, &access)
}

/// With this access to the group that becomes the member.
pub fn connected_by(call: &Call<'_>, access: &Access) -> Reply {
    require_rank(access, ADMIN)?;
    if access.group.connected {
        return Err(Refusal::CONNECTED_FROM_CONNECTED);
    }
    create(call, &Creator::Group(&access.group.id))
}

/// POST /group: the encrypting variant's, see [`crate::api::register::not_for_light_bodies`].
pub fn not_for_light_bodies(call: &Call<'_>) -> Reply {
    call.signed_in()?;
    call.json::<serde_json::Value>()?;
    Err(Refusal::unreadable("this is no body of the encrypting variant; light clients create groups with POST /api/v1/group/light"))
}

/// DELETE /group/{group}: children go too.
pub fn delete(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    groups::delete(call.db, &access.group.id)?;
    success()
}

pub fn create(call: &Call<'_>, creator: &Creator<'_>) -> Reply {
    let group_id = Uuid::new_v4().to_string();
    groups::insert(call.db, &call.app.id, &group_id, creator, call.now)?;
    answer(&CreatedGroup { group_id })
}
