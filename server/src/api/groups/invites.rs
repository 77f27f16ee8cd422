//! Invites: sent by a group, answered by a user or a group.

use sentc_light_wasm::wire::group::RankBody;

use super::{ADMIN, MANAGER, rank_to_give, require_rank};
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::members::{self, Kind};
use crate::store::requests::{self, Direction, Other};
use crate::store::{groups, users};

/// PATCH /group/{group}/change_invite: stops or allows invites and join requests. Pending invites stay good.
pub fn toggle(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    groups::toggle_invites(call.db, &access.group.id)?;
    success()
}

/// PUT /group/{group}/invite/{user}/light
pub fn user(call: &Call<'_>) -> Reply {
    invite(call, Other::User(call.param("user")), How::Ask)
}

/// PUT /group/{group}/invite_auto/{user}/light
pub fn user_auto(call: &Call<'_>) -> Reply {
    invite(call, Other::User(call.param("user")), How::Add)
}

/// PUT /group/{group}/invite_group/{member}/light
pub fn group(call: &Call<'_>) -> Reply {
    invite(call, Other::Group(call.param("member")), How::Ask)
}

/// PUT /group/{group}/invite_group_auto/{member}/light
pub fn group_auto(call: &Call<'_>) -> Reply {
    invite(call, Other::Group(call.param("member")), How::Add)
}

/// Whether the invited one is asked or just added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Ask,
    Add,
}

fn invite(call: &Call<'_>, other: Other<'_>, how: How) -> Reply {
    let caller = call.signed_in()?;
    let id = call.group_id("group")?;
    if let Other::Group(_) = other {
        call.group_id("member")?;
    }
    let access = call.access(&caller, id)?;
    let body: RankBody = call.json()?;
    call.allowed()?;
    if !access.group.invites_allowed {
        return Err(Refusal::INVITES_STOPPED);
    }
    require_rank(&access, MANAGER)?;
    let rank = rank_to_give(&access, body.rank)?;
    check_exists(call, access.group.connected, other)?;
    if members::find(call.db, id, other.id())?.is_some() {
        return Err(Refusal::ALREADY_MEMBER);
    }
    match (requests::pending(call.db, id, other.id())?, how) {
        (Some(Direction::Invite), _) => Err(Refusal::ALREADY_INVITED),
        // the one who asked to join waits for that to be answered
        (Some(Direction::JoinRequest), How::Ask) => success(),
        (None, How::Ask) => {
            requests::insert(call.db, id, other, Direction::Invite, rank, call.now)?;
            success()
        }
        // added without asking; who had asked to join has what was asked for
        (_, How::Add) => {
            requests::delete(call.db, id, other.id())?;
            members::insert(call.db, id, other.id(), kind(other), rank, call.now)?;
            success()
        }
    }
}

/// Whether there is such a user or group, and such a group can be a member here.
fn check_exists(call: &Call<'_>, is_connected: bool, other: Other<'_>) -> Result<(), Refusal> {
    match other {
        Other::User(id) => {
            if users::exists(call.db, &call.app.id, id)? {
                Ok(())
            } else {
                Err(Refusal::USER_NOT_FOUND)
            }
        }
        Other::Group(id) => {
            let group = groups::find(call.db, &call.app.id, id)?.ok_or(Refusal::NO_GROUP_ACCESS)?;
            if is_connected && !group.connected { Ok(()) } else { Err(Refusal::NOT_CONNECTED_GROUP) }
        }
    }
}

fn kind(other: Other<'_>) -> Kind {
    match other {
        Other::User(_) => Kind::User,
        Other::Group(_) => Kind::Group,
    }
}

/// GET /group/invite/{time}/{last}
pub fn of_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let cursor = call.cursor()?;
    call.allowed()?;
    answer(&requests::list_of_other(call.db, &caller.user_id, Direction::Invite, &cursor)?)
}

/// GET /group/{group}/invite/{time}/{last}
pub fn of_group(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let access = call.access(&caller, call.group_id("group")?)?;
    let cursor = call.cursor()?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    answer(&requests::list_of_other(call.db, &access.group.id, Direction::Invite, &cursor)?)
}

/// PATCH /group/{group}/invite
pub fn accept_as_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let group = call.group_id("group")?;
    call.allowed()?;
    accept(call, group, Other::User(&caller.user_id))
}

/// DELETE /group/{group}/invite
pub fn reject_as_user(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    let group = call.group_id("group")?;
    call.allowed()?;
    reject(call, group, &caller.user_id)
}

/// PATCH /group/{group}/invite/{other}: the first is the member-to-be.
pub fn accept_as_group(call: &Call<'_>) -> Reply {
    let (member, group) = acting_admin(call)?;
    accept(call, group, Other::Group(&member))
}

/// DELETE /group/{group}/invite/{other}
pub fn reject_as_group(call: &Call<'_>) -> Reply {
    let (member, group) = acting_admin(call)?;
    reject(call, group, &member)
}

/// The group of the path that acts, when the caller administers it, and the group it acts on.
fn acting_admin<'a>(call: &Call<'a>) -> Result<(String, &'a str), Refusal> {
    let caller = call.signed_in()?;
    let (member, group) = (call.group_id("group")?, call.group_id("other")?);
    let access = call.access(&caller, member)?;
    call.allowed()?;
    require_rank(&access, ADMIN)?;
    Ok((access.group.id, group))
}

fn accept(call: &Call<'_>, group: &str, member: Other<'_>) -> Reply {
    let invite = requests::take(call.db, group, member.id(), Direction::Invite)?.ok_or(Refusal::NO_INVITE)?;
    members::insert(call.db, group, member.id(), kind(member), invite.rank, call.now)?;
    success()
}

fn reject(call: &Call<'_>, group: &str, member: &str) -> Reply {
    requests::take(call.db, group, member, Direction::Invite)?.ok_or(Refusal::NO_INVITE)?;
    success()
}
