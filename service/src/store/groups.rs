//! Groups and the tree they form.

use rusqlite::{Connection, OptionalExtension, params};
use sentc_light_wasm::wire::group::{GroupChildrenListItem, GroupList};

use super::Result;
use super::members::{self, Kind};
use super::page::{Cursor, List};

#[derive(Debug)]
pub struct Group {
    pub id: String,
    pub parent: Option<String>,
    /// Made by a group, which is its member; so are its children.
    pub connected: bool,
    pub invites_allowed: bool,
    pub time: u64,
}

/// Who stands behind a new group: its member of rank 0.
#[derive(Debug)]
pub enum Creator<'a> {
    User(&'a str),
    /// The group becomes a child of this one.
    Parent(&'a Group),
    /// The group becomes a connected group of this one.
    Group(&'a str),
}

/// Makes a group, with its creator as the member of rank 0.
pub fn insert(db: &Connection, app: &str, id: &str, creator: &Creator<'_>, now: u64) -> Result<()> {
    let (parent, connected, member, kind) = match creator {
        Creator::User(user) => (None, false, *user, Kind::User),
        Creator::Parent(group) => (Some(group.id.as_str()), group.connected, group.id.as_str(), Kind::Parent),
        Creator::Group(group) => (None, true, *group, Kind::Group),
    };
    db.execute("INSERT INTO groups (id, app_id, parent_id, connected, time) VALUES (?, ?, ?, ?, ?)", params![id, app, parent, connected, now])?;
    members::insert(db, id, member, kind, 0, now)
}

pub fn find(db: &Connection, app: &str, id: &str) -> Result<Option<Group>> {
    let mut statement = db.prepare_cached("SELECT id, parent_id, connected, invites_allowed, time FROM groups WHERE id = ? AND app_id = ?")?;
    let group = statement.query_row([id, app], |row| {
        Ok(Group { id: row.get(0)?, parent: row.get(1)?, connected: row.get(2)?, invites_allowed: row.get(3)?, time: row.get(4)? })
    });
    Ok(group.optional()?)
}

/// Allows invites and join requests when they were stopped, and stops them when they were allowed.
pub fn toggle_invites(db: &Connection, id: &str) -> Result<()> {
    db.execute("UPDATE groups SET invites_allowed = NOT invites_allowed WHERE id = ?", [id])?;
    Ok(())
}

/// Deletes the group and its children at any depth. Connected groups stay.
pub fn delete(db: &Connection, id: &str) -> Result<()> {
    db.execute(
        "WITH RECURSIVE tree (id) AS (SELECT ?1 UNION ALL SELECT g.id FROM tree JOIN groups g ON g.parent_id = tree.id)
         DELETE FROM groups WHERE id IN (SELECT id FROM tree)",
        [id],
    )?;
    Ok(())
}

/// The first level of children, oldest first.
pub fn children(db: &Connection, id: &str, cursor: &Cursor) -> Result<Vec<GroupChildrenListItem>> {
    let list = List { select: "SELECT id, time, parent_id FROM groups WHERE parent_id = :group", time: "time", id: "id", newest_first: false };
    list.read(db, cursor, &[(":group", &id)], |row| Ok(GroupChildrenListItem { group_id: row.get(0)?, time: row.get(1)?, parent: row.get(2)? }))
}

/// The groups that a user or, when it joined or was added, a group is a direct member of, by the time they were made.
pub fn of_member(db: &Connection, member: &str, kind: Kind, cursor: &Cursor) -> Result<Vec<GroupList>> {
    // the member column of the kind at hand is named, so that its index is used
    let select = match kind {
        Kind::User => {
            "SELECT g.id, g.time, joined_time, rank, parent_id FROM members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = :member AND kind = :kind"
        }
        Kind::Parent | Kind::Group => {
            "SELECT g.id, g.time, joined_time, rank, parent_id FROM members m JOIN groups g ON g.id = m.group_id WHERE m.member_group_id = :member AND kind = :kind"
        }
    };
    let list = List { select, time: "g.time", id: "g.id", newest_first: false };
    list.read(db, cursor, &[(":member", &member), (":kind", &kind.number())], |row| {
        Ok(GroupList { group_id: row.get(0)?, time: row.get(1)?, joined_time: row.get(2)?, rank: row.get(3)?, parent: row.get(4)? })
    })
}
