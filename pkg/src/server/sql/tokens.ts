import { toBase64url } from "../base64url.js";
import { type Run, sha256 } from "./run.js";

/** Session tokens of your own, for programs that know no JWT. The table has their hashes only. */
export interface Tokens {
  /** A new token: 32 random bytes. `expires`: Unix milliseconds. */
  make(user_id: string): Promise<{ token: string; expires: number }>;
  /** Whose token this is; undefined if it is unknown, ended or expired. */
  userOf(token: string): Promise<string | undefined>;
  end(token: string): Promise<void>;
  /** Ends all tokens of a user. Call it wherever you call `admin.endSessions`, which does not know these. */
  endAll(user_id: string): Promise<void>;
}

export const TOKENS_TABLE = `CREATE TABLE IF NOT EXISTS sentc_tokens (
  hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, expires BIGINT NOT NULL
)`;

export function sqlTokens(run: Run, lifetime_ms: number): Tokens {
  const hashOf = async (token: string) => toBase64url(await sha256(token));
  return {
    async make(user_id) {
      const token = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
      const expires = Date.now() + lifetime_ms;
      await run("DELETE FROM sentc_tokens WHERE expires <= ?", Date.now());
      await run("INSERT INTO sentc_tokens (hash, user_id, expires) VALUES (?, ?, ?)", await hashOf(token), user_id, expires);
      return { token, expires };
    },
    userOf: async (token) =>
      (await run<{ user_id: string }>("SELECT user_id FROM sentc_tokens WHERE hash = ? AND expires > ?", await hashOf(token), Date.now()))[0]?.user_id,
    end: async (token) => void (await run("DELETE FROM sentc_tokens WHERE hash = ?", await hashOf(token))),
    endAll: async (user_id) => void (await run("DELETE FROM sentc_tokens WHERE user_id = ?", user_id)),
  };
}
