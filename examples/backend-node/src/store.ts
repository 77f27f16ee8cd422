// The back end's own tables. Session tokens and mailed codes are here as SHA-256 only. Times are Unix milliseconds.
import { createHash, randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import { config } from "./config.ts";

export const db = new Database(config.DATABASE);
// The address is in lower case, and is the identifier that the person logs in with. Without a user_id nobody knows yet whether the service
// has made the account (its answer was lost); such a row is completed at the first login, or written over.
db.exec(`
  PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS people (
    email TEXT PRIMARY KEY, name TEXT NOT NULL, user_id TEXT UNIQUE, created INTEGER NOT NULL, password_reset INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, user_id TEXT NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS codes (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL REFERENCES people (email) ON DELETE CASCADE, purpose TEXT NOT NULL, hash BLOB NOT NULL,
    sent INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);
  CREATE INDEX IF NOT EXISTS codes_email ON codes (email, purpose);
`);
export type Person = { email: string; name: string; user_id: string | null; created: number; password_reset: number | null };
type Value = string | number | Buffer | null;
export const run = (sql: string, ...values: Value[]) => db.prepare(sql).run(...values).changes;
export const get = <T>(sql: string, ...values: Value[]) => db.prepare(sql).get(...values) as T | undefined;
export const all = <T>(sql: string, ...values: Value[]) => db.prepare(sql).all(...values) as T[];
export const personBy = (field: "email" | "user_id", value: string) => get<Person>(`SELECT * FROM people WHERE ${field} = ?`, value);
export const sha256 = (...parts: string[]) => createHash("sha256").update(parts.join("\n")).digest();

export const SESSION_SECONDS = 12 * 60 * 60;
/** A session of 12 hours. Its token is 32 random bytes that say nothing; who it is for is in the table, so that it can be ended. */
export function makeSession(user_id: string) {
  const [token, expires] = [randomBytes(32).toString("base64url"), Date.now() + SESSION_SECONDS * 1000];
  run("DELETE FROM sessions WHERE expires <= ?", Date.now());
  run("INSERT INTO sessions (hash, user_id, expires) VALUES (?, ?, ?)", sha256(token), user_id, expires);
  return { token, expires };
}
export const sessionUser = (token: string) => get<{ user_id: string }>("SELECT user_id FROM sessions WHERE hash = ? AND expires > ?", sha256(token), Date.now())?.user_id;
