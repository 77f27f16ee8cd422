// The back end's own tables. Session tokens and codes are kept as hashes only. Times are Unix milliseconds.
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { CODES_TABLE } from "sentc-light-wasm/server";
import { config } from "./config.ts";

// Only this user may read the database. SQLite gives the files beside it the same mode.
if (config.DATABASE !== ":memory:") {
  closeSync(openSync(config.DATABASE, "a", 0o600));
  chmodSync(config.DATABASE, 0o600);
}
export const db = new Database(config.DATABASE);
// `email` is in lower case, and is the identifier that the person logs in with. A row without `user_id` is a registration whose answer is
// not known: `pending` counts the requests that may have made the account. The first login completes it.
db.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS people (
    email TEXT PRIMARY KEY, name TEXT NOT NULL, user_id TEXT UNIQUE, created INTEGER NOT NULL, pending INTEGER NOT NULL, password_reset INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, user_id TEXT NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen (what TEXT PRIMARY KEY, user_id TEXT NOT NULL) STRICT, WITHOUT ROWID; -- ids of devices, hashes of recovery keys
  CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);
  ${CODES_TABLE};
`);
export type Person = { email: string; name: string; user_id: string | null; created: number; password_reset: number | null };
type Value = string | number | Buffer | null;
export const query = <T>(sql: string, ...values: Value[]): T[] => {
  const statement = db.prepare(sql);
  return statement.reader ? (statement.all(...values) as T[]) : (statement.run(...values), []);
};
export const personBy = (field: "email" | "user_id", value: string) => query<Person>(`SELECT * FROM people WHERE ${field} = ?`, value)[0];
export const sha256 = (text: string) => createHash("sha256").update(text).digest();

export const SESSION_SECONDS = 12 * 60 * 60;
/** A session of 12 hours. Its token is 32 random bytes; the table says whose it is, so it can be ended. */
export function makeSession(user_id: string) {
  const [token, expires] = [randomBytes(32).toString("base64url"), Date.now() + SESSION_SECONDS * 1000];
  query("DELETE FROM sessions WHERE expires <= ?", Date.now());
  query("INSERT INTO sessions (hash, user_id, expires) VALUES (?, ?, ?)", sha256(token), user_id, expires);
  return { token, expires };
}
export const sessionUser = (token: string) => query<{ user_id: string }>("SELECT user_id FROM sessions WHERE hash = ? AND expires > ?", sha256(token), Date.now())[0]?.user_id;
