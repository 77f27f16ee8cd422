// Where sessions are kept: IndexedDB or the app's own storage, and memory over it for what that refuses.
//
// IndexedDB may be missing, denied, full, hanging or in the middle of an upgrade. None of that may cost the person the
// session at hand: what can't be written is kept in memory, and one event tells the app. And nobody may find again what
// was deleted: where deleting fails, a text that reads as nothing is put in its place; where that fails too, the record
// is marked as deleted in memory. Either is deleted when the store answers again.

import { type Store, TOMBSTONE, Unavailable, messageOf } from "./store.js";
import { inTurn } from "./turn.js";

export interface Records extends Required<Omit<Store, "open" | "seal" | "unseal">> {
  /** Reads a record now, for the next `read` of it. A write of anything, or `forgetAhead`, makes that read again. */
  ahead(key: string): Promise<string | null | undefined>;
  forgetAhead(): void;
  /** Whether other tabs see the same records: not any more once some are in memory. */
  shared(): boolean;
}

/** Marks what is deleted, in `memory`. (Records are JSON texts.) */
const DELETED = "";

/** `memory`: what can't be stored. It outlives this. `unavailable` is called once, with the reason. */
export function openRecords(store: Store, memory: Map<string, string>, unavailable: (reason: string) => void): Records {
  /** What is still to be deleted in the store. */
  const owed = new Set([...memory.keys()].filter((key) => memory.get(key) === DELETED));
  const takeTurn = inTurn();
  const early = new Map<string, Promise<string | null | undefined>>();
  let told = false;
  /** Whether the store has ever answered. Nothing can be left in one that never did. */
  let reached = false;

  function tell(fault: unknown): void {
    if (!told) unavailable(messageOf(fault));
    told = true;
  }

  async function read(key: string): Promise<string | null | undefined> {
    if (memory.has(key)) return memory.get(key) || undefined;
    let found;
    try {
      found = await store.read(key);
      reached = true;
      await deleteOwed();
    } catch (fault) {
      if (!(fault instanceof Unavailable)) throw fault;
      tell(fault);
    }
    // It may have been written meanwhile, in vain.
    return memory.has(key) ? memory.get(key) || undefined : found;
  }

  async function deleteOwed(): Promise<void> {
    for (const key of owed) {
      owed.delete(key);
      try {
        await store.write([key], [undefined]);
        if (memory.get(key) === DELETED) memory.delete(key);
      } catch {
        owed.add(key);
        return;
      }
    }
  }

  async function write(keys: string[], values: (string | undefined)[], guard: string | undefined): Promise<boolean> {
    // Taken off first, so that nothing that is written now is deleted afterwards.
    const owing = new Set(keys.filter((key) => owed.delete(key)));
    const attempt = async (which: string[]) => {
      const texts = which.map((key) => values[keys.indexOf(key)]);
      // Nobody else writes into this memory.
      const done = await store.write(which, texts, guard === undefined || memory.has(guard) ? undefined : guard);
      reached = true;
      for (const key of which) {
        if (done) memory.delete(key);
        else if (owing.has(key)) owed.add(key);
      }
      return done;
    };
    const set = keys.filter((_, at) => values[at] !== undefined);
    const gone = keys.filter((key) => !set.includes(key));
    try {
      return await attempt(keys);
    } catch (fault) {
      try {
        // Perhaps it is only the deleting that fails.
        if (set.length === 0 || gone.length === 0) throw fault;
        if (!(await attempt(set))) return false;
      } catch {
        for (const key of set) {
          memory.set(key, values[keys.indexOf(key)]!);
          if (owing.has(key)) owed.add(key);
        }
        if (set.length > 0) tell(fault);
      }
    }
    if (gone.length > 0) await remove(gone);
    return true;
  }

  async function remove(keys: string[]): Promise<void> {
    const put = (value: string | undefined) => store.write(keys, keys.map(() => value));
    try {
      await put(undefined);
    } catch (fault) {
      for (const key of keys) owed.add(key);
      try {
        await put(TOMBSTONE);
      } catch {
        for (const key of keys) memory.set(key, DELETED);
        tell(fault);
        if (!reached && fault instanceof Unavailable) return;
        throw fault;
      }
    }
    for (const key of keys) memory.delete(key);
  }

  async function keys(prefix: string): Promise<string[]> {
    let found: string[] = [];
    try {
      found = await store.keys(prefix);
      reached = true;
      await deleteOwed();
    } catch (fault) {
      if (!(fault instanceof Unavailable)) throw fault;
      tell(fault);
    }
    const here = [...memory.keys()].filter((key) => key.startsWith(prefix));
    return [...new Set([...found, ...here])].filter((key) => memory.get(key) !== DELETED);
  }

  return {
    keys,
    read(key) {
      const found = early.get(key);
      early.delete(key);
      return found ?? read(key);
    },
    write(keys, values, guard) {
      early.clear();
      return takeTurn(() => write(keys, values, guard));
    },
    ahead(key) {
      const found = read(key);
      early.set(key, found);
      return found;
    },
    forgetAhead: () => early.clear(),
    shared: () => !told,
    prepare: () => store.prepare?.(),
    close: () => store.close?.(),
  };
}
