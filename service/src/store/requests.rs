//! Invites and join requests: what is under way between a group and a user or group outside. One at a time.

use rusqlite::{Connection, OptionalExtension, params};
use sentc_light_wasm::wire::group::{GroupInviteListItem, GroupJoinReqListItem};

use super::Result;
use super::page::{Cursor, List};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The group asks.
    Invite,
    /// The one outside asks.
    JoinRequest,
}

impl Direction {
    fn number(self) -> i32 {
        match self {
            Self::Invite => 0,
            Self::JoinRequest => 1,
        }
    }
}

/// The one outside.
#[derive(Clone, Copy, Debug)]
pub enum Other<'a> {
    User(&'a str),
    Group(&'a str),
}

impl<'a> Other<'a> {
    pub fn id(self) -> &'a str {
        match self {
            Self::User(id) | Self::Group(id) => id,
        }
    }
}

/// What is under way between the two.
pub fn pending(db: &Connection, group: &str, other: &str) -> Result<Option<Direction>> {
    let mut statement = db.prepare_cached("SELECT kind FROM requests WHERE group_id = ? AND other_id = ?")?;
    let kind: Option<i32> = statement.query_row([group, other], |row| row.get(0)).optional()?;
    Ok(kind.map(|kind| if kind == Direction::Invite.number() { Direction::Invite } else { Direction::JoinRequest }))
}

/// `rank` is what an invite offers; a join request has none, the one who accepts it decides.
pub fn insert(db: &Connection, group: &str, other: Other<'_>, direction: Direction, rank: i32, now: u64) -> Result<()> {
    let (user, other_group) = match other {
        Other::User(id) => (Some(id), None),
        Other::Group(id) => (None, Some(id)),
    };
    db.execute(
        "INSERT INTO requests (group_id, user_id, other_group_id, kind, rank, time) VALUES (?, ?, ?, ?, ?, ?)",
        params![group, user, other_group, direction.number(), rank, now],
    )?;
    Ok(())
}

/// What [`take`] found.
#[derive(Debug)]
pub struct Taken {
    pub rank: i32,
    pub is_group: bool,
}

/// Removes an invite or a join request. None: there is none.
pub fn take(db: &Connection, group: &str, other: &str, direction: Direction) -> Result<Option<Taken>> {
    let mut statement =
        db.prepare_cached("DELETE FROM requests WHERE group_id = ? AND other_id = ? AND kind = ? RETURNING rank, other_group_id IS NOT NULL")?;
    let taken = statement.query_row(params![group, other, direction.number()], |row| Ok(Taken { rank: row.get(0)?, is_group: row.get(1)? }));
    Ok(taken.optional()?)
}

/// Removes whatever is under way between the two.
pub fn delete(db: &Connection, group: &str, other: &str) -> Result<()> {
    db.execute("DELETE FROM requests WHERE group_id = ? AND other_id = ?", [group, other])?;
    Ok(())
}

/// Invites to, or join requests sent by, a user or group: the newest first.
pub fn list_of_other(db: &Connection, other: &str, direction: Direction, cursor: &Cursor) -> Result<Vec<GroupInviteListItem>> {
    let list =
        List { select: "SELECT group_id, time FROM requests WHERE other_id = :other AND kind = :kind", time: "time", id: "group_id", newest_first: true };
    list.read(db, cursor, &[(":other", &other), (":kind", &direction.number())], |row| Ok(GroupInviteListItem { group_id: row.get(0)?, time: row.get(1)? }))
}

/// Join requests to a group: the oldest first.
pub fn received(db: &Connection, group: &str, cursor: &Cursor) -> Result<Vec<GroupJoinReqListItem>> {
    let list = List {
        select: "SELECT other_id, time, iif(user_id IS NULL, 2, 0) FROM requests WHERE group_id = :group AND kind = :kind",
        time: "time",
        id: "other_id",
        newest_first: false,
    };
    list.read(db, cursor, &[(":group", &group), (":kind", &Direction::JoinRequest.number())], |row| {
        Ok(GroupJoinReqListItem { user_id: row.get(0)?, time: row.get(1)?, user_type: row.get(2)? })
    })
}
