//! Members of groups: users, the parent of a child, other groups.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sentc_light_wasm::wire::group::GroupUserListItem;

use super::Result;
use super::page::{Cursor, List};

/// What a member is; the wire's `user_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    /// The parent of a child.
    Parent,
    /// The group that made a connected group, or one that joined or was added.
    Group,
}

impl Kind {
    pub fn number(self) -> i32 {
        match self {
            Self::User => 0,
            Self::Parent => 1,
            Self::Group => 2,
        }
    }
}

#[derive(Debug)]
pub struct Member {
    pub rank: i32,
    /// Whether this is the parent of a child, which can't come or go.
    pub is_parent: bool,
}

pub fn insert(db: &Connection, group: &str, member: &str, kind: Kind, rank: i32, now: u64) -> Result<()> {
    let (user, member_group) = if kind == Kind::User { (Some(member), None) } else { (None, Some(member)) };
    db.execute(
        "INSERT INTO members (group_id, user_id, member_group_id, kind, rank, joined_time) VALUES (?, ?, ?, ?, ?, ?)",
        params![group, user, member_group, kind.number(), rank, now],
    )?;
    Ok(())
}

/// The direct membership of a user or group.
pub fn find(db: &Connection, group: &str, member: &str) -> Result<Option<Member>> {
    let mut statement = db.prepare_cached("SELECT rank, kind FROM members WHERE group_id = ? AND member_id = ?")?;
    let found = statement.query_row([group, member], |row| Ok(Member { rank: row.get(0)?, is_parent: row.get::<_, i32>(1)? == Kind::Parent.number() }));
    Ok(found.optional()?)
}

/// A direct member of a group of this app, as a back end sees it.
pub fn item(db: &Connection, app: &str, group: &str, member: &str) -> Result<Option<GroupUserListItem>> {
    let mut statement = db.prepare_cached(
        "SELECT member_id, rank, joined_time, kind FROM members m JOIN groups g ON g.id = m.group_id
         WHERE g.app_id = ? AND m.group_id = ? AND m.member_id = ?",
    )?;
    Ok(statement.query_row([app, group, member], user_list_item).optional()?)
}

fn user_list_item(row: &Row<'_>) -> rusqlite::Result<GroupUserListItem> {
    Ok(GroupUserListItem { user_id: row.get(0)?, rank: row.get(1)?, joined_time: row.get(2)?, user_type: row.get(3)? })
}

/// Whether anyone but `member` may administer the group. A parent may.
pub fn has_other_admin(db: &Connection, group: &str, member: &str) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM members WHERE group_id = ? AND member_id <> ? AND rank <= 1")?;
    Ok(statement.exists([group, member])?)
}

pub fn set_rank(db: &Connection, group: &str, member: &str, rank: i32) -> Result<()> {
    db.execute("UPDATE members SET rank = ? WHERE group_id = ? AND member_id = ?", params![rank, group, member])?;
    Ok(())
}

pub fn delete(db: &Connection, group: &str, member: &str) -> Result<()> {
    db.execute("DELETE FROM members WHERE group_id = ? AND member_id = ?", [group, member])?;
    Ok(())
}

/// The members but `actor`, by the time they joined.
pub fn list(db: &Connection, group: &str, actor: &str, cursor: &Cursor) -> Result<Vec<GroupUserListItem>> {
    let list = List {
        select: "SELECT member_id, rank, joined_time, kind FROM members WHERE group_id = :group AND member_id <> :actor",
        time: "joined_time",
        id: "member_id",
        newest_first: false,
    };
    list.read(db, cursor, &[(":group", &group), (":actor", &actor)], user_list_item)
}
