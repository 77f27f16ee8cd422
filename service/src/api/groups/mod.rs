//! Groups: who is in them, with which rank, and how one comes in.
//!
//! Ranks: 0 creator, 1 admin, 2 may manage members, 3 and 4 plain. A lower number is more power.

pub mod create;
pub mod forced;
pub mod invites;
pub mod joins;
pub mod members;
pub mod read;

use sentc_light_wasm::wire::{LOWEST_RANK, Right};

use super::refusal::Refusal;
use crate::store::access::Access;

/// May delete, make children and connected groups, change ranks, stop invites, and act for the group as a member.
const ADMIN: i32 = Right::Administrate.lowest_rank();
/// May invite, kick, and answer join requests.
const MANAGER: i32 = Right::ManageMembers.lowest_rank();
/// What new members get when nobody says.
const DEFAULT_RANK: i32 = LOWEST_RANK;

/// # Errors
/// [`Refusal::RANK`] when the caller has less power than `lowest`.
fn require_rank(access: &Access, lowest: i32) -> Result<(), Refusal> {
    if access.rank <= lowest { Ok(()) } else { Err(Refusal::RANK) }
}

/// The rank that a new member gets from this caller.
///
/// # Errors
/// [`Refusal::RANK`] for one that does not exist, the creator's, or one above the caller's.
fn rank_to_give(access: &Access, wanted: Option<i32>) -> Result<i32, Refusal> {
    let rank = wanted.unwrap_or(DEFAULT_RANK);
    if (1..=LOWEST_RANK).contains(&rank) && rank >= access.rank { Ok(rank) } else { Err(Refusal::RANK) }
}
