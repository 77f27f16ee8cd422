// Several people in one browser: who is signed in, who of them uses the app now, and a log-out of all.

import { SentcError } from "../public/error.js";
import type { SignedInUser } from "../public/signed-in.js";
import type { ClientCore } from "./client-core.js";
import type { Session } from "./session.js";

const nobodyOfThatName = () => new SentcError("NO_USER", { message: "nobody with this identifier is signed in here" });

/** Everybody who is signed in here, the last login first. */
export async function storedUsers(core: ClientCore): Promise<SignedInUser[]> {
  if (!core.remembers) return [];
  const users: SignedInUser[] = [];
  for (const [identifier, key] of await storedIdentifiers(core)) {
    const session = await core.storedUser(identifier);
    if (session) users.push({ identifier, user_id: session.view.user_id, signed_in_at: core.records.signedInAt(key) });
  }
  return users.sort((a, b) => b.signed_in_at - a.signed_in_at);
}

/** Makes a stored user the current one, for all tabs that share the place of that session. */
export async function switchTo(core: ClientCore, identifier: string): Promise<Session> {
  const session = core.remembers ? await core.storedUser(identifier) : undefined;
  if (!session) throw nobodyOfThatName();
  const { prefix, records } = core;
  await core.stored(() => records.makeCurrent(`${prefix}/current`, identifier));
  // Another tab may have signed this user out meanwhile. The next start finds nobody then.
  if (typeof (await core.stored(() => records.read(`${prefix}/user/${identifier}`))) !== "string" || session.ended) throw nobodyOfThatName();
  core.broadcast('{"type":"switched"}');
  return session;
}

/** Ends all sessions, here and in the other tabs, and removes their records, those too that can't be read. */
export async function logOutAll(core: ClientCore): Promise<void> {
  const faults: unknown[] = [];
  const attempt = (task: () => Promise<unknown>) => task().catch((fault: unknown) => void faults.push(fault));
  const logOut = (session: Session) => attempt(() => session.call((wasm, number) => wasm.logOut(number)));
  const { prefix, records } = core;
  const remove = (keys: string[]) => attempt(() => core.stored(() => records.write(keys, keys.map(() => undefined), undefined)));

  if (core.remembers) {
    await attempt(async () => {
      for (const [identifier, key] of await storedIdentifiers(core)) {
        const session = await core.storedUser(identifier).catch(() => undefined);
        await (session ? logOut(session) : remove([key]));
      }
    });
  }
  // Sessions that could not be stored.
  for (const session of core.liveSessions()) if (!session.ended) await logOut(session);
  await attempt(async () => {
    const left = (await core.stored(() => records.keys(`${prefix}/`))).filter((key) => /^\w+\/(current$|device\/|groups\/|lease\/|user\/)/.test(key));
    const users = left.filter((key) => key.startsWith(`${prefix}/user/`));
    for (const key of users) {
      // A login of this moment stays. Nobody can read any other record that is left.
      if (core.remembers && (await core.storedUser(key.slice(prefix.length + "/user/".length)))) return;
    }
    if (left.length > 0) await remove(left);
  });
  if (faults.length > 0) throw faults[0];
}

async function storedIdentifiers(core: ClientCore): Promise<[identifier: string, key: string][]> {
  const start = `${core.prefix}/user/`;
  const keys = await core.stored(() => core.records.keys(start));
  return keys.map((key) => [key.slice(start.length), key]);
}
