// The app's own storage (`storage.getStorage`): plain texts, never sealed.

import { isError } from "../boundary/brand.js";
import type { StorageInterface } from "../public/options.js";
import { type Store, TOMBSTONE } from "./store.js";
import { inTime } from "./turn.js";

/** Longer than any storage takes that works. One that hangs would hang every call, and keep locks that other tabs wait for. */
const TIMEOUT_MS = 10_000;

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

  return {
    async read(key) {
      const found = await find(key);
      see(key, found);
      return found;
    },

    async write(keys, values, guard) {
      if (guard !== undefined && (await find(guard)) !== seen.get(guard)) return false;
      for (const [at, key] of keys.entries()) {
        const value = values[at];
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
      return true;
    },
  };
}
