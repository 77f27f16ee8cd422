// The app's own storage (`storage.getStorage`): plain texts, never sealed.

import { isError } from "../boundary/brand.js";
import type { StorageInterface } from "../public/options.js";
import { listIn } from "./shared-lists.js";
import { type Store, TOMBSTONE } from "./store.js";
import { inTime } from "./turn.js";

/** Longer than any storage takes that works. One that hangs would hang every call, and keep locks that other tabs wait for. */
const TIMEOUT_MS = 10_000;

/** A storage of this kind can't say which keys it has, so there is a list of those that sessions are under. */
const isOfSession = (key: string) => /^[^/]+\/user\//.test(key);
const listOf = (key: string) => `${key.slice(0, key.indexOf("/"))}/users`;

export function appStorage(storage: StorageInterface): Store {
  /** What was last read or written, by key. */
  const seen = new Map<string, string>();

  async function ask(name: "getItem" | "set" | "delete", ...args: [key: string, value?: string]): Promise<unknown> {
    const failed = (how: string) => new Error(`the app's storage ${how}`);
    const call = async () => {
      try {
        return await (storage as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args);
      } catch (fault) {
        // The app's words are left out: they may quote the value.
        throw failed(`failed in ${name}: ${isError(fault) ? fault.name : "unknown reason"}`);
      }
    };
    return inTime(TIMEOUT_MS, call(), () => failed(`gave no answer to ${name} within ${TIMEOUT_MS} ms`));
  }

  async function find(key: string): Promise<string | undefined> {
    const found = await ask("getItem", key);
    // Anything but a text was not written by this SDK.
    return typeof found === "string" && found !== TOMBSTONE ? found : undefined;
  }

  function see(key: string, text: string | undefined): void {
    if (text === undefined) seen.delete(key);
    else seen.set(key, text);
  }

  async function put(key: string, value: string | undefined): Promise<void> {
    let hidden: unknown;
    try {
      await ask("set", key, value ?? TOMBSTONE);
      hidden = true;
    } catch (fault) {
      if (value !== undefined) throw fault;
    }
    if (value === undefined) {
      try {
        await ask("delete", key);
      } catch (fault) {
        if (!hidden) throw fault;
      }
    }
    see(key, value);
  }

  /** The keys of the sessions of a client. Every session that is stored is on the list; a key on it may have no record. */
  async function sessions(list: string): Promise<string[]> {
    return listIn(await find(list)).filter((key) => typeof key === "string");
  }

  /** Puts keys on the list, or takes them off. */
  async function note(keys: string[], there: boolean): Promise<void> {
    const [first] = keys;
    if (first === undefined) return;
    const list = listOf(first);
    const before = await sessions(list);
    const after = [...before.filter((key) => !keys.includes(key)), ...(there ? keys : [])];
    if (there ? after.length > before.length : after.length < before.length) await put(list, after.length > 0 ? JSON.stringify(after) : undefined);
  }

  return {
    async keys(prefix) {
      return (await sessions(listOf(prefix))).filter((key) => key.startsWith(prefix));
    },

    async read(key) {
      const found = await find(key);
      see(key, found);
      return found;
    },

    async write(keys, values, guard) {
      if (guard !== undefined && (await find(guard)) !== seen.get(guard)) return false;
      const ofSessions = (set: boolean) => keys.filter((key, at) => isOfSession(key) && (values[at] !== undefined) === set);
      await note(ofSessions(true), true);
      for (const [at, key] of keys.entries()) await put(key, values[at]);
      await note(ofSessions(false), false);
      return true;
    },
  };
}
