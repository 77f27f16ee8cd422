//! Invites: sent by a group, answered by a user or a group.

use sentc_light_wasm::wire::group::RankBody;

use super::{ADMIN, MANAGER, rank_to_give, require_rank};
use crate::api::call::Call;
use crate::api::envelope::{Reply, answer, success};
use crate::api::refusal::Refusal;
use crate::store::access::Access;
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

/// PUT /group/{group}/invite_group_auto_force/{member}/light: with the secret token too, and into any group.
pub fn group_auto_force(call: &Call<'_>) -> Reply {
    invite(call, Other::Group(call.param("member")), How::AddToAny)
}

/// Whether the invited one is asked or just added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    Ask,
    Add,
    /// A group, into a group that need not be connected. Own back ends only.
    AddToAny,
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
    invite_by(call, &access, other, body.rank, how)
}

/// With this access to the group.
pub fn invite_by(call: &Call<'_>, access: &Access, other: Other<'_>, rank: Option<i32>, how: How) -> Reply {
    let id = access.group.id.as_str();
    if !access.group.invites_allowed {
        return Err(Refusal::INVITES_STOPPED);
    }
    require_rank(access, MANAGER)?;
    let rank = rank_to_give(access, rank)?;
    check_exists(call, other)?;
    if let Other::Group(group) = other {
        match how {
            How::AddToAny if group == id => return Err(Refusal::ALREADY_MEMBER),
            How::AddToAny => {}
            How::Ask | How::Add => check_connected(call, access, group)?,
        }
    }
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
        (_, How::Add | How::AddToAny) => {
            requests::delete(call.db, id, other.id())?;
            members::insert(call.db, id, other.id(), kind(other), rank, call.now)?;
            success()
        }
    }
}

/// Whether there is such a user or group.
fn check_exists(call: &Call<'_>, other: Other<'_>) -> Result<(), Refusal> {
    match other {
        Other::User(id) if !users::exists(call.db, &call.app.id, id)? => Err(Refusal::USER_NOT_FOUND),
        Other::Group(id) if groups::find(call.db, &call.app.id, id)?.is_none() => Err(Refusal::NO_GROUP_ACCESS),
        _ => Ok(()),
    }
}

/// Whether this group can be a member here without force: only a group that is not connected, in one that is.
fn check_connected(call: &Call<'_>, access: &Access, group: &str) -> Result<(), Refusal> {
    let group = groups::find(call.db, &call.app.id, group)?.ok_or(Refusal::NO_GROUP_ACCESS)?;
    if access.group.connected && !group.connected { Ok(()) } else { Err(Refusal::NOT_CONNECTED_GROUP) }
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
