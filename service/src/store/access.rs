//! Reads who has access to a group, and by what. No other file does.

use rusqlite::{Connection, OptionalExtension, params};
use sentc_light_wasm::wire::group::AccessBy;

use super::Result;
use super::groups::{self, Group};

/// Someone's access to one group.
#[derive(Debug)]
pub struct Access {
    pub group: Group,
    /// The rank that counts: the weaker of two when acting as a group.
    pub rank: i32,
    pub joined_time: u64,
    pub by: AccessBy,
    /// In whose name the group is seen: the user, the parent or the group of [`Self::by`]. Member lists leave it out.
    pub actor: String,
}

/// The access of a user to `group`: by a direct membership, else by one in the topmost ancestor where there is one.
pub fn of_user(db: &Connection, app: &str, user: &str, group: &str) -> Result<Option<Access>> {
    let Some((group, found)) = find(db, app, user, group)? else { return Ok(None) };
    let (by, actor) = match found.ancestor {
        None => (AccessBy::User, user.to_owned()),
        Some(parent) => (AccessBy::Parent(parent.clone()), parent),
    };
    Ok(Some(Access { group, rank: found.rank, joined_time: found.joined_time, by, actor }))
}

/// The access of a user to `group` as the group `acting`, which the user has to have access to. A direct membership of
/// the user in `group` does not count.
pub fn as_group(db: &Connection, app: &str, user: &str, acting: &str, group: &str) -> Result<Option<Access>> {
    let Some(own) = of_user(db, app, user, acting)? else { return Ok(None) };
    let Some((group, found)) = find(db, app, acting, group)? else { return Ok(None) };
    let (by, actor) = match found.ancestor {
        None => (AccessBy::GroupAsUser(acting.to_owned()), acting.to_owned()),
        Some(parent) => (AccessBy::GroupAsUserAsParent { parent: parent.clone(), group_as_user: acting.to_owned() }, parent),
    };
    // a greater number is less power
    Ok(Some(Access { group, rank: found.rank.max(own.rank), joined_time: found.joined_time, by, actor }))
}

struct Found {
    rank: i32,
    joined_time: u64,
    /// Where the membership is, when it is not in the group itself.
    ancestor: Option<String>,
}

/// The membership of a user or group that opens `group`: the direct one, else the one in the topmost ancestor.
fn find(db: &Connection, app: &str, member: &str, group: &str) -> Result<Option<(Group, Found)>> {
    let Some(group) = groups::find(db, app, group)? else { return Ok(None) };
    let mut statement = db.prepare_cached(
        "WITH RECURSIVE up (id, parent_id, distance) AS (
            SELECT id, parent_id, 0 FROM groups WHERE id = ?1
            UNION ALL
            SELECT g.id, g.parent_id, distance + 1 FROM up JOIN groups g ON g.id = up.parent_id
         )
         SELECT rank, joined_time, up.id, distance FROM up JOIN members m ON m.group_id = up.id AND m.member_id = ?2
         ORDER BY distance = 0 DESC, distance DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![group.id, member], |row| {
        let ancestor = if row.get::<_, u64>(3)? == 0 { None } else { Some(row.get(2)?) };
        Ok(Found { rank: row.get(0)?, joined_time: row.get(1)?, ancestor })
    });
    Ok(found.optional()?.map(|found| (group, found)))
}
