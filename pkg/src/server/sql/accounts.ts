import { LIVE } from "./codes.js";
import { type Run, sha256 } from "./run.js";

/** The service's answer as it came: `ServiceAnswer` of `sentc-light-wasm/server`. */
export interface Answer {
  http_status: number;
  text: string;
}

/** What is needed of `createAdmin(…)`. */
export interface Registrar {
  register(register: string, unknown: () => undefined): Promise<{ user_id: string; device_id: string; answer: Answer } | undefined>;
}

/** What is needed of `createAdmin(…)`. */
export interface DeviceList {
  devices(jwt: string): Promise<{ device_identifier: string }[]>;
}

/** Somebody who registered, or tried to. */
export interface Account {
  /** What the user logs in with. Your app decides what it is: a mail address in lower case, for one. */
  identifier: string;
  /** Null: the service's answer to the registration was lost, so the account may exist. */
  user_id: string | null;
  /** Unix milliseconds. */
  created: number;
  /** What your app keeps about the user: any text, such as a name or JSON. */
  data: string;
  /** When the password was last reset by mail, in Unix milliseconds. */
  password_reset: number | null;
}

/**
 * How a registration went. `refused` and `registered`: send `answer.text` to the page. `taken`: there is an account with this identifier.
 * `unknown`: no answer came, so the account may exist. The user can log in, or register again.
 */
export type Registration =
  | { state: "registered"; user_id: string; device_id: string; answer: Answer }
  | { state: "refused"; answer: Answer }
  | { state: "taken" | "unknown" };

/** Your users, beside the accounts of the service. */
export interface Accounts {
  /**
   * Registers a user. The row is written first and the account made second: whatever fails in between, no account stays without a row.
   * When the service refuses, the identifier is free again. When its answer is lost, the row stays, and `complete` ends the registration at
   * the first login.
   *
   * @param register the text of `prepareRegister`. It must be for this identifier: check it with `identifierIn`.
   */
  register(admin: Registrar, identifier: string, register: string, data: string): Promise<Registration>;
  /**
   * Completes a registration whose answer was lost. Call it at each login and refresh: `onSession` of `sessionHandler`. Only somebody with
   * a device of that identifier can complete it, so it gives nobody another's row.
   */
  complete(admin: DeviceList, jwt: string, user_id: string): Promise<void>;
  byIdentifier(identifier: string): Promise<Account | undefined>;
  byUser(user_id: string): Promise<Account | undefined>;
  /** Notes that the password is about to be reset by mail. Call it before you ask the service: an answer can be lost. */
  passwordReset(identifier: string): Promise<void>;
  /**
   * Whether the password was reset by mail within the last week: then the mailbox must not open the second factor too. Also true if there is
   * no such account.
   */
  resetLately(identifier: string): Promise<boolean>;
  /**
   * Deletes the row of a user whose account the service has deleted. First it voids the mailed codes of the identifier: otherwise a code that
   * was mailed before opens the account of whoever registers the identifier next. It ends the user's tokens and forgets what was seen, too.
   */
  delete(identifier: string, user_id: string): Promise<void>;
}

export const ACCOUNTS_TABLE = `CREATE TABLE IF NOT EXISTS sentc_accounts (
  identifier TEXT PRIMARY KEY, user_id TEXT UNIQUE, created BIGINT NOT NULL, data TEXT NOT NULL,
  pending INTEGER NOT NULL, password_reset BIGINT
)`;

const WEEK = 7 * 24 * 3_600_000;

export function sqlAccounts(run: Run): Accounts {
  const by = async (column: "identifier" | "user_id", value: string): Promise<Account | undefined> => {
    const [row] = await run<Account>(`SELECT identifier, user_id, created, data, password_reset FROM sentc_accounts WHERE ${column} = ?`, value);
    // Drivers of PostgreSQL give a BIGINT as text.
    return row && { ...row, created: Number(row.created), password_reset: row.password_reset === null ? null : Number(row.password_reset) };
  };
  const nothingMade = async (identifier: string) => {
    await run("UPDATE sentc_accounts SET pending = pending - 1 WHERE identifier = ? AND user_id IS NULL", identifier);
    await run("DELETE FROM sentc_accounts WHERE identifier = ? AND user_id IS NULL AND pending <= 0", identifier);
  };
  return {
    async register(admin, identifier, register, data) {
      if ((await by("identifier", identifier))?.user_id) return { state: "taken" };
      // `pending` counts the requests that may have made the account: a double click sends two.
      const begin = "INSERT INTO sentc_accounts (identifier, created, data, pending) VALUES (?, ?, ?, 1) ON CONFLICT (identifier) DO UPDATE SET pending = sentc_accounts.pending + 1";
      await run(begin, identifier, Date.now(), data);
      let made;
      try {
        made = await admin.register(register, () => undefined);
      } catch (error) {
        await nothingMade(identifier);
        const { answer } = error as { answer?: Answer };
        if (answer) return { state: "refused", answer };
        throw error;
      }
      if (!made) return { state: "unknown" };
      const { user_id, device_id, answer } = made;
      const end = "INSERT INTO sentc_accounts (identifier, user_id, created, data, pending) VALUES (?, ?, ?, ?, 0) ON CONFLICT (identifier) DO UPDATE SET data = excluded.data, user_id = excluded.user_id";
      await run(end, identifier, user_id, Date.now(), data);
      return { state: "registered", user_id, device_id, answer };
    },
    async complete(admin, jwt, user_id) {
      if (await by("user_id", user_id)) return;
      const unfinished = await run<{ identifier: string }>("SELECT identifier FROM sentc_accounts WHERE user_id IS NULL");
      if (unfinished.length === 0) return;
      // The service lists the hashes of a user's identifiers.
      const own = new Set((await admin.devices(jwt)).map(({ device_identifier }) => device_identifier));
      for (const { identifier } of unfinished) {
        if (!own.has(btoa(String.fromCharCode(...(await sha256(identifier)))))) continue;
        await run("UPDATE sentc_accounts SET user_id = ? WHERE identifier = ? AND user_id IS NULL", user_id, identifier);
        return;
      }
    },
    byIdentifier: (identifier) => by("identifier", identifier),
    byUser: (user_id) => by("user_id", user_id),
    passwordReset: async (identifier) => void (await run("UPDATE sentc_accounts SET password_reset = ? WHERE identifier = ?", Date.now(), identifier)),
    async resetLately(identifier) {
      const account = await by("identifier", identifier);
      return !account || Date.now() < (account.password_reset ?? -WEEK) + WEEK;
    },
    async delete(identifier, user_id) {
      const row = "sentc_accounts WHERE identifier = ? AND user_id = ?";
      await run(`UPDATE sentc_codes SET state = 'void' WHERE address = ? AND ${LIVE} AND EXISTS (SELECT 1 FROM ${row})`, identifier, identifier, user_id);
      for (const table of ["tokens", "seen"]) await run(`DELETE FROM sentc_${table} WHERE user_id = ?`, user_id);
      await run(`DELETE FROM ${row}`, identifier, user_id);
    },
  };
}
