//! Groups made and changed by an own back end, with the secret token alone. The path names the user in whose name it
//! happens: that user's access and rank in the group decide, as if the user had called. The header that names an acting
//! group is ignored.
//!
//! The kind of token is checked first, so that the public token learns nothing of users and groups here. Ids are not
//! checked for their format: a malformed one is an unknown one.

use sentc_light_wasm::wire::group::RankBody;

use super::create::{child_by, connected_by, create as create_group};
use super::invites::{How, invite_by};
use super::members::kick_by;
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::access::{self, Access};
use crate::store::groups::Creator;
use crate::store::requests::Other;
use crate::store::{groups, members, users};

/// GET /group/forced/{group}/user/{user}: a direct member. Access by the parent is none.
pub fn member(call: &Call<'_>) -> Reply {
    call.allowed()?;
    let found = members::item(call.db, &call.app.id, call.param("group"), call.param("user"))?;
    answer(&found.ok_or(Refusal::NOT_A_MEMBER)?)
}

/// POST /group/forced/{by}/light
pub fn create(call: &Call<'_>) -> Reply {
    call.allowed()?;
    let user = call.param("by");
    if !users::exists(call.db, &call.app.id, user)? {
        return Err(Refusal::USER_NOT_FOUND);
    }
    create_group(call, &Creator::User(user))
}

/// POST /group/forced/{by}/{group}/child/light
pub fn create_child(call: &Call<'_>) -> Reply {
    child_by(call, &access(call)?)
}

/// POST /group/forced/{by}/{group}/connected/light
pub fn create_connected(call: &Call<'_>) -> Reply {
    connected_by(call, &access(call)?)
}

/// POST /group/forced/{by}/{group}/invite_auto/{user}/light
pub fn add_user(call: &Call<'_>) -> Reply {
    add(call, Other::User(call.param("user")))
}

/// POST /group/forced/{by}/{group}/invite_auto/{member}/group_light: into any group, connected or not.
pub fn add_group(call: &Call<'_>) -> Reply {
    add(call, Other::Group(call.param("member")))
}

fn add(call: &Call<'_>, other: Other<'_>) -> Reply {
    let access = access(call)?;
    let body: RankBody = call.json()?;
    invite_by(call, &access, other, body.rank, How::AddToAny)
}

/// DELETE /group/forced/{by}/{group}/kick/{user}
pub fn kick(call: &Call<'_>) -> Reply {
    kick_by(call, &access(call)?)
}

/// DELETE /group/forced/{group}: children go too.
pub fn delete(call: &Call<'_>) -> Reply {
    call.allowed()?;
    let group = groups::find(call.db, &call.app.id, call.param("group"))?.ok_or(Refusal::NO_GROUP_ACCESS)?;
    groups::delete(call.db, &group.id)?;
    success()
}

/// The access of the user in whose name it happens.
fn access(call: &Call<'_>) -> Result<Access, Refusal> {
    call.allowed()?;
    access::of_user(call.db, &call.app.id, call.param("by"), call.param("group"))?.ok_or(Refusal::NO_GROUP_ACCESS)
}
