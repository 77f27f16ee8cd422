//! Join requests: sent by a user or a group, answered by a group.

use sentc_light_wasm::wire::group::RankBody;

use super::{ADMIN, DEFAULT_RANK, MANAGER, rank_to_give, require_rank};
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::groups::{self, Group};
use crate::store::members::{self, Kind};
use crate::store::requests::{self, Direction, Other};

/// PATCH /group/{group}/join_req
pub fn send_as_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let group = existing(call, call.group_id("group")?)?;
    call.allowed()?;
    send(call, &group, Other::User(&caller.user_id))
}

/// PATCH /group/{group}/join_req/{other}: the first asks to join the second.
pub fn send_as_group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let (id, group) = (call.group_id("group")?, call.group_id("other")?);
    let access = call.access(&caller, id)?;
    let group = existing(call, group)?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    if access.group.connected || !group.connected {
        return Err(Refusal::NOT_CONNECTED_GROUP);
    }
    send(call, &group, Other::Group(&access.group.id))
}

fn send(call: &Call<'_>, group: &Group, other: Other<'_>) -> Reply {
    if !group.invites_allowed {
        return Err(Refusal::INVITES_STOPPED);
    }
    if members::find(call.db, &group.id, other.id())?.is_some() {
        return Err(Refusal::ALREADY_MEMBER);
    }
    // asked before, or invited: nothing more to store
    if requests::pending(call.db, &group.id, other.id())?.is_none() {
        requests::insert(call.db, &group.id, other, Direction::JoinRequest, DEFAULT_RANK, call.now)?;
    }
    success()
}

/// GET /group/joins/{time}/{last}
pub fn sent_by_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&requests::list_of_other(call.db, &caller.user_id, Direction::JoinRequest, &cursor)?)
}

/// GET /group/{group}/joins/{time}/{last}
pub fn sent_by_group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    answer(&requests::list_of_other(call.db, &access.group.id, Direction::JoinRequest, &cursor)?)
}

/// DELETE /group/joins/{group}
pub fn cancel_as_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let group = existing(call, call.group_id("group")?)?;
    call.allowed()?;
    requests::take(call.db, &group.id, &caller.user_id, Direction::JoinRequest)?;
    success()
}

/// DELETE /group/{group}/joins/{other}: the first takes its request to the second back.
pub fn cancel_as_group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let (id, group) = (call.group_id("group")?, call.group_id("other")?);
    let access = call.access(&caller, id)?;
    let group = existing(call, group)?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    requests::take(call.db, &group.id, &access.group.id, Direction::JoinRequest)?;
    success()
}

/// GET /group/{group}/join_req/{time}/{last}
pub fn received(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    require_rank(&access, MANAGER)?;
    answer(&requests::received(call.db, &access.group.id, &cursor)?)
}

/// PUT /group/{group}/join_req/{user}/light
pub fn accept(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let body: RankBody = call.json()?;
    call.allowed()?;
    require_rank(&access, MANAGER)?;
    let rank = rank_to_give(&access, body.rank)?;
    let other = call.param("user");
    let request = requests::take(call.db, &access.group.id, other, Direction::JoinRequest)?.ok_or(Refusal::NO_JOIN_REQUEST)?;
    let kind = if request.is_group { Kind::Group } else { Kind::User };
    members::insert(call.db, &access.group.id, other, kind, rank, call.now)?;
    success()
}

/// DELETE /group/{group}/join_req/{user}: cancels a pending invite too.
pub fn reject(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    require_rank(&access, MANAGER)?;
    requests::delete(call.db, &access.group.id, call.param("user"))?;
    success()
}

/// A group that somebody outside names.
fn existing(call: &Call<'_>, id: &str) -> Result<Group, Refusal> {
    groups::find(call.db, &call.app.id, id)?.ok_or(Refusal::NO_GROUP_ACCESS)
}
