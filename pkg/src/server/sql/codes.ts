import type { CodeRow, CodeStore } from "../code-stores.js";
import { type Placeholder, type SqlQuery, runner } from "./run.js";

/** The table of {@link sqlCodes}, for SQLite and PostgreSQL. */
export const CODES_TABLE = `CREATE TABLE IF NOT EXISTS sentc_codes (
  id TEXT PRIMARY KEY, address TEXT NOT NULL, purpose TEXT NOT NULL, hash TEXT NOT NULL, sent BIGINT NOT NULL,
  state TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL
)`;

/** The codes that can still open something. */
export const LIVE = "state IN ('open', 'reserved')";

/**
 * Keeps codes in SQLite (3.35 or newer) or PostgreSQL, in the table {@link CODES_TABLE}. Each call but `add` is one statement.
 *
 * @param query runs one statement with its values
 * @param placeholder how your driver marks values: `?` (SQLite), `$` for $1, $2 … (PostgreSQL); default: `?`
 */
export function sqlCodes(query: SqlQuery, placeholder: Placeholder = "?"): CodeStore {
  const run = runner(query, placeholder);
  return {
    async add({ id, address, purpose, hash, sent }, since, limit) {
      await run("DELETE FROM sentc_codes WHERE sent <= ? AND due = 0", since);
      // Inserted first: between two statements there is rather a second code than none. Only the newest one can be redeemed.
      const insert = `INSERT INTO sentc_codes (id, address, purpose, hash, sent, state, tries, due)
        SELECT ?, ?, ?, ?, CAST(? AS BIGINT), 'open', 0, 0 WHERE (SELECT count(*) FROM sentc_codes WHERE address = ? AND sent > ?) < CAST(? AS BIGINT) RETURNING id`;
      if ((await run(insert, id, address, purpose, hash, sent, address, since, limit)).length === 0) return false;
      await run(`UPDATE sentc_codes SET state = 'void' WHERE address = ? AND purpose = ? AND id < ? AND ${LIVE}`, address, purpose, id);
      return true;
    },
    async attempt(address, purpose, since, tries) {
      const newest = "(SELECT max(id) FROM sentc_codes WHERE address = ? AND purpose = ?)";
      const sql = `UPDATE sentc_codes SET tries = tries + 1 WHERE id = ${newest} AND state = 'open' AND sent > ? AND tries < ? RETURNING id, hash`;
      return (await run<{ id: string; hash: string }>(sql, address, purpose, since, tries))[0];
    },
    change: async (id, from, to, forget_tries) =>
      (await run("UPDATE sentc_codes SET state = ?, tries = tries * ? WHERE id = ? AND state = ? RETURNING id", to, forget_tries ? 0 : 1, id, from)).length === 1,
    due: async (id, change) => void (await run("UPDATE sentc_codes SET due = due + ? WHERE id = ?", change, id)),
    voidAll: async (address) => void (await run(`UPDATE sentc_codes SET state = 'void' WHERE address = ? AND ${LIVE}`, address)),
    untold: async () => (await run<CodeRow>("SELECT id, address, purpose, hash, sent FROM sentc_codes WHERE due > 0")).map((row) => ({ ...row, sent: Number(row.sent) })),
  };
}
