//! Reading groups and lists of groups.

use sentc_light_wasm::wire::group::{GroupAnswer, GroupUpdateCheck};
use serde::Serialize;

use crate::api::call::Call;
use crate::api::envelope::{Reply, answer};
use crate::api::refusal::Refusal;
use crate::store::access::Access;
use crate::store::groups;
use crate::store::members::Kind;

/// GET /group/{group}/light
pub fn data(call: &Call<'_>) -> Reply {
    answer(&GroupAnswer::from(access(call)?))
}

/// GET /group/{group}: what older light clients call. There are no keys in a light group.
pub fn data_with_keys(call: &Call<'_>) -> Reply {
    let data = GroupAnswer::from(access(call)?);
    answer(&DataWithKeys { data, keys: [], hmac_keys: [], sortable_keys: [], key_update: false })
}

/// GET /group/{group}/update_check_light
pub fn update_check(call: &Call<'_>) -> Reply {
    answer(&GroupUpdateCheck { rank: access(call)?.rank })
}

/// GET /group/{group}/update_check: what older light clients call.
pub fn update_check_with_keys(call: &Call<'_>) -> Reply {
    answer(&UpdateCheckWithKeys { key_update: false, rank: access(call)?.rank })
}

/// GET /group/all/{time}/{last}: groups of the user. The header is ignored.
pub fn of_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&groups::of_member(call.db, &caller.user_id, Kind::User, &cursor)?)
}

/// GET /group/{group}/all/{time}/{last}: groups that this group is a member of. Any member may read it.
pub fn of_group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&groups::of_member(call.db, &access.group.id, Kind::Group, &cursor)?)
}

/// GET /group/{group}/children/{time}/{last}
pub fn children(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&groups::children(call.db, &access.group.id, &cursor)?)
}

fn access(call: &Call<'_>) -> Result<Access, Refusal> {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    Ok(access)
}

impl From<Access> for GroupAnswer {
    fn from(access: Access) -> Self {
        Self {
            group_id: access.group.id,
            parent_group_id: access.group.parent,
            rank: access.rank,
            created_time: access.group.time,
            joined_time: access.joined_time,
            access_by: access.by,
            is_connected_group: access.group.connected,
        }
    }
}

#[derive(Serialize)]
struct DataWithKeys {
    #[serde(flatten)]
    data: GroupAnswer,
    keys: [(); 0],
    hmac_keys: [(); 0],
    sortable_keys: [(); 0],
    key_update: bool,
}

#[derive(Serialize)]
struct UpdateCheckWithKeys {
    key_update: bool,
    rank: i32,
}
