//! Lists come in pages of 50, by cursor: the time and the id of the last item received.

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row, ToSql};

use super::Result;

/// Where a page begins: after this time and id, or at the start when the time is 0, whatever the id.
#[derive(Clone, Debug)]
pub struct Cursor {
    pub time: u64,
    pub id: String,
}

impl Cursor {
    /// The first page.
    pub fn start() -> Self {
        Self { time: 0, id: String::new() }
    }
}

/// A list in the making: what to select and which columns hold the time and the id that order it.
#[derive(Debug)]
pub struct List {
    /// `SELECT … FROM … WHERE …` with its parameters named; no ORDER BY.
    pub select: &'static str,
    pub time: &'static str,
    pub id: &'static str,
    pub newest_first: bool,
}

impl List {
    /// Reads the page after `cursor`. Items of one millisecond go by ascending id in both directions, so that none is
    /// lost or repeated at the end of a page.
    pub fn read<T>(
        &self,
        db: &Connection,
        cursor: &Cursor,
        parameters: &[(&str, &dyn ToSql)],
        item: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let Self { select, time, id, newest_first } = self;
        let (beyond, order) = if *newest_first { ("<", "DESC") } else { (">", "ASC") };
        let limit = sentc_light_wasm::wire::PAGE_SIZE;
        let sql = format!(
            "{select} AND (:cursor_time = 0 OR {time} {beyond} :cursor_time OR ({time} = :cursor_time AND {id} > :cursor_id))
             ORDER BY {time} {order}, {id} ASC LIMIT {limit}"
        );
        let mut all: Vec<(&str, &dyn ToSql)> = parameters.to_vec();
        let after = Millis(cursor.time);
        all.push((":cursor_time", &after));
        all.push((":cursor_id", &cursor.id));
        let mut statement = db.prepare_cached(&sql)?;
        let rows = statement.query_map(all.as_slice(), item)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// A time from a path may be beyond what SQLite holds; nothing is stored out there.
struct Millis(u64);

impl ToSql for Millis {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(i64::try_from(self.0).unwrap_or(i64::MAX)))
    }
}
