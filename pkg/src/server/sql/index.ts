// What a back end keeps in SQL, and what stands on it: `sentc-light-wasm/server/sql`. For SQLite (3.35 or newer) and PostgreSQL, with any driver.

import type { CodeRow, CodeState, CodeStore } from "../code-stores.js";
import { ACCOUNTS_TABLE, type Accounts, sqlAccounts } from "./accounts.js";
import { CODES_TABLE, sqlCodes } from "./codes.js";
import { type Placeholder, type SqlQuery, runner } from "./run.js";
import { SEEN_TABLE, type Seen, sqlSeen } from "./seen.js";
import { TOKENS_TABLE, type Tokens, sqlTokens } from "./tokens.js";

export type { Account, Accounts, Answer, DeviceList, Registrar, Registration } from "./accounts.js";
export type { Placeholder, SqlQuery, SqlValue } from "./run.js";
export type { Seen } from "./seen.js";
export type { Tokens } from "./tokens.js";
export type { CodeRow, CodeState, CodeStore };
export { CODES_TABLE, sqlCodes };
export { RecoveryError, recovery } from "./recovery.js";
export type { Recovery, RecoveryAdmin, RecoveryOptions, RecoveryPurpose } from "./recovery.js";
export { watch } from "./watch.js";
export type { Watch, WatchOptions } from "./watch.js";

/** The tables of {@link sqlStores}, as one text of several statements. Run it when your back end starts. */
export const TABLES = [CODES_TABLE, ACCOUNTS_TABLE, TOKENS_TABLE, SEEN_TABLE, "CREATE INDEX IF NOT EXISTS sentc_tokens_user ON sentc_tokens (user_id)", ""].join(";\n");

export interface SqlOptions {
  /** How your driver marks values; default: `?`. */
  placeholder?: Placeholder;
  /** Milliseconds that a session token is valid; default: 12 hours. */
  token_ms?: number;
}

export interface SqlStores {
  /** The `store` of `codes`. */
  codes: CodeStore;
  accounts: Accounts;
  tokens: Tokens;
  seen: Seen;
}

/**
 * Mailed codes, accounts, session tokens and what was seen of an account, in the tables {@link TABLES}. Secrets are kept as hashes.
 *
 * @param query runs one statement with its values
 */
export function sqlStores(query: SqlQuery, { placeholder = "?", token_ms = 12 * 3_600_000 }: SqlOptions = {}): SqlStores {
  const run = runner(query, placeholder);
  return { codes: sqlCodes(query, placeholder), accounts: sqlAccounts(run), tokens: sqlTokens(run, token_ms), seen: sqlSeen(run) };
}
