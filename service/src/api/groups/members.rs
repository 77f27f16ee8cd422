//! The members of a group: reading, ranking, removing, leaving.

use sentc_light_wasm::wire::group::{AccessBy, ChangeRankBody};

use super::{ADMIN, MANAGER, require_rank};
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::access::{self, Access};
use crate::store::members;

/// GET /group/{group}/member/{time}/{last}: others than whoever is looking.
pub fn list(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&members::list(call.db, &access.group.id, &access.actor, &cursor)?)
}

/// PUT /group/{group}/change_rank. An admin may change another admin, and oneself.
pub fn change_rank(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let body: ChangeRankBody = call.json()?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    if !(1..=4).contains(&body.new_rank) {
        return Err(Refusal::RANK_CHANGE);
    }
    let member = members::find(call.db, &access.group.id, &body.changed_user_id)?.ok_or(Refusal::NOT_A_MEMBER)?;
    // the creator's rank is fixed, and so is a parent's
    if member.rank == 0 {
        return Err(Refusal::RANK_CHANGE);
    }
    members::set_rank(call.db, &access.group.id, &body.changed_user_id, body.new_rank)?;
    success()
}

/// DELETE /group/{group}/kick/{user}. The same rank may be kicked, and oneself.
pub fn kick(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    kick_by(call, &access)
}

/// With this access to the group.
pub fn kick_by(call: &Call<'_>, access: &Access) -> Reply {
    require_rank(access, MANAGER)?;
    let id = call.param("user");
    let member = members::find(call.db, &access.group.id, id)?.ok_or(Refusal::NOT_A_MEMBER)?;
    if member.rank == 0 {
        return Err(Refusal::KICK_CREATOR);
    }
    if member.rank < access.rank {
        return Err(Refusal::KICK_HIGHER_RANK);
    }
    members::delete(call.db, &access.group.id, id)?;
    success()
}

/// DELETE /group/{group}/leave, as the user or, with the header, as a group. Without a membership of one's own in this
/// group (access by a parent, or the parent itself) nothing happens.
pub fn leave(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let group = call.group_id("group")?;
    if let Some(acting) = call.acting()? {
        // the one check that comes before the access to the group in the path
        let own = access::of_user(call.db, &call.app.id, &caller.user_id, acting)?.ok_or(Refusal::NO_GROUP_ACCESS)?;
        require_rank(&own, ADMIN)?;
    }
    let access = call.access(&caller, group)?;
    call.allowed()?;
    if !matches!(access.by, AccessBy::User | AccessBy::GroupAsUser(_)) {
        return success();
    }
    let member = members::find(call.db, &access.group.id, &access.actor)?.ok_or(Refusal::NOT_A_MEMBER)?;
    if member.is_parent {
        return success();
    }
    if member.rank <= ADMIN && !members::has_other_admin(call.db, &access.group.id, &access.actor)? {
        return Err(Refusal::ONLY_ADMIN);
    }
    members::delete(call.db, &access.group.id, &access.actor)?;
    success()
}
