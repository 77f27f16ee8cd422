import { toBase64url } from "../base64url.js";
import { type Run, sha256 } from "./run.js";

/**
 * What was seen of a user's account: ids of devices, recovery keys. A stolen JWT is enough to add a device or to replace the second
 * factor, so the owner should get a mail about what is new. The table has hashes only.
 */
export interface Seen {
  /**
   * Those of `things` that are new. If nothing was seen of this user before, all of them are remembered and none is new: the account is
   * older than your back end.
   */
  news(user_id: string, things: readonly string[]): Promise<string[]>;
  /** Call it after the mail was sent, so that a mail that failed is tried again. */
  remember(user_id: string, things: readonly string[]): Promise<void>;
  /** Forgets a user. */
  forget(user_id: string): Promise<void>;
}

export const SEEN_TABLE = `CREATE TABLE IF NOT EXISTS sentc_seen (
  user_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (user_id, hash)
)`;

export function sqlSeen(run: Run): Seen {
  const hashOf = async (thing: string) => toBase64url(await sha256(thing));
  const remember = async (user_id: string, things: readonly string[]) => {
    for (const thing of things) await run("INSERT INTO sentc_seen (user_id, hash) VALUES (?, ?) ON CONFLICT DO NOTHING", user_id, await hashOf(thing));
  };
  return {
    async news(user_id, things) {
      const known = new Set((await run<{ hash: string }>("SELECT hash FROM sentc_seen WHERE user_id = ?", user_id)).map(({ hash }) => hash));
      if (known.size === 0) return remember(user_id, things).then(() => []);
      const found = await Promise.all(things.map(async (thing) => !known.has(await hashOf(thing))));
      return things.filter((_, at) => found[at]);
    },
    remember,
    forget: async (user_id) => void (await run("DELETE FROM sentc_seen WHERE user_id = ?", user_id)),
  };
}
