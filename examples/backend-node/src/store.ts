// The tables of sentc-light-wasm/server/sql. The identifier is the mail address in lower case, `data` the person's name.
import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { TABLES, sqlStores } from "sentc-light-wasm/server/sql";
import { config } from "./config.ts";

// Only this user may read the database. SQLite gives the files beside it the same mode.
if (config.DATABASE !== ":memory:") closeSync(openSync(config.DATABASE, "a", 0o600)), chmodSync(config.DATABASE, 0o600);
export const db = new Database(config.DATABASE);
db.exec(`PRAGMA journal_mode = WAL; ${TABLES}`);
export const stores = sqlStores((sql, values) => {
  const statement = db.prepare(sql);
  return statement.reader ? statement.all(...values) : (statement.run(...values), []);
});
