// Sealed records by key, and the key that seals them. Records that are plain texts are from earlier builds, or from a
// time without WebCrypto: they are read, and sealed.

import { brandOf } from "../boundary/brand.js";
import { connection, wait } from "./connection.js";
import { type Sealed, isSealed, makeKey, seal, subtle, unseal } from "./sealing.js";
import type { Sealer } from "./tab-records.js";
import { type Store, TOMBSTONE, Unavailable, messageOf } from "./store.js";
import { inTime, inTurn } from "./turn.js";

/** Where the sealing key is, for all clients of this origin. */
const SEALING_KEY = "sealing-key";
/** What takes longer waits for an upgrade in another tab, or hangs as some browsers do after a crash. */
const TIMEOUT_MS = 4_000;
/** For so long nothing but deletions is tried after that: a login must not wait at every step. */
const REST_MS = 30_000;
/** What a deletion gets meanwhile. */
const SHORT_TIMEOUT_MS = 300;

/** What is in the store: sealed or plain. */
type Raw = Sealed | string | undefined;

/** `seals`: records are sealed where WebCrypto is. */
export function indexedDb(seals: boolean): Store & Sealer {
  let key: Promise<CryptoKey> | undefined;
  let restsUntil = 0;
  /** What tells the record that was last read or written from any other, by key. Without an entry: there was none. */
  const seen = new Map<string, string>();
  // Sealing takes a moment: writes take turns, so that the last one wins.
  const takeTurn = inTurn();
  // With the database goes the key: another one may be in its place.
  const { open: connect, transact, close } = connection(() => (key = undefined));

  async function read(name: string): Promise<string | null | undefined> {
    const raw = await transact("readonly", (store) => wait<Raw>(store.get(name)));
    see(name, raw);
    if (typeof raw === "string") {
      // The stored value reads as the new one does, so nobody needs to wait.
      if (raw === TOMBSTONE) later(() => put([name], [undefined], { name, raw }));
      else if (seals && subtle()) later(async () => put([name], [await sealed(name, raw)], { name, raw }));
      return raw === TOMBSTONE ? undefined : raw;
    }
    if (!isSealed(raw)) return undefined;
    let text = await unseal(await sealingKey(), name, raw);
    if (text === undefined) {
      // The key in the database may be another one by now than the one this tab has used so far.
      key = undefined;
      text = await unseal(await sealingKey(), name, raw);
    }
    if (text !== undefined) return text;
    await put([name], [undefined], { name, raw });
    return null;
  }

  async function write(names: string[], values: (string | undefined)[], guard: string | undefined): Promise<boolean> {
    const raws = values.map((value, at) => (value === undefined || value === TOMBSTONE || !seals || !subtle() ? value : sealed(names[at]!, value)));
    return put(names, await Promise.all(raws), guard === undefined ? undefined : { name: guard, mark: seen.get(guard) });
  }

  /** In one transaction. With `guard`, only if what is under that name is still that. */
  async function put(names: string[], raws: Raw[], guard?: { name: string; raw?: Raw; mark?: string | undefined }): Promise<boolean> {
    const done = await transact("readwrite", async (store) => {
      if (guard && markOf(await wait(store.get(guard.name))) !== (guard.mark ?? markOf(guard.raw))) return false;
      names.forEach((name, at) => (raws[at] === undefined ? store.delete(name) : store.put(raws[at], name)));
      return true;
    });
    if (done) names.forEach((name, at) => see(name, raws[at]));
    return done;
  }

  function see(name: string, raw: Raw): void {
    const mark = markOf(raw);
    if (mark === undefined) seen.delete(name);
    else seen.set(name, mark);
  }

  async function sealed(name: string, text: string): Promise<Sealed> {
    return seal(await sealingKey(), name, text);
  }

  /** Made at first use. */
  function sealingKey(): Promise<CryptoKey> {
    const finding = (key ??= findKey());
    finding.catch(() => key === finding && (key = undefined));
    return finding;
  }

  async function findKey(): Promise<CryptoKey> {
    const there = (store: IDBObjectStore) => wait<unknown>(store.get(SEALING_KEY));
    const found = await transact("readonly", there);
    if (isKey(found)) return found;
    const made = await makeKey();
    // Two tabs at once end up with the same one.
    return transact("readwrite", async (store) => {
      const other = await there(store);
      if (isKey(other)) return other;
      store.put(made, SEALING_KEY);
      return made;
    });
  }

  /** Gives up when the database hangs, and rests then. */
  async function timed<T>(task: () => Promise<T>, deletes = false): Promise<T> {
    const rests = Date.now() < restsUntil;
    const limit = rests ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
    try {
      if (rests && !deletes) throw new Unavailable("gave no answer just now");
      return await inTime(limit, task(), () => {
        restsUntil = Date.now() + REST_MS;
        return new Unavailable(`gave no answer within ${limit} ms`);
      });
    } catch (fault) {
      throw new (fault instanceof Unavailable ? Unavailable : Error)(`IndexedDB: ${messageOf(fault)}`);
    }
  }

  function later(task: () => Promise<unknown>): void {
    takeTurn(() => timed(task)).catch(() => undefined);
  }

  return {
    open: connect,
    read: (name) => timed(() => read(name)),
    write(names, values, guard) {
      const deletes = values.every((value) => value === undefined || value === TOMBSTONE);
      return takeTurn(() => timed(() => write(names, values, guard), deletes));
    },
    keys: (prefix) =>
      timed(async () => {
        const keys = await transact("readonly", (store) => wait<IDBValidKey[]>(store.getAllKeys(IDBKeyRange.lowerBound(prefix))));
        return keys.filter((key) => typeof key === "string" && key.startsWith(prefix)) as string[];
      }),
    seal: async (place, text) => (seals && subtle() ? timed(() => sealed(place, text)) : undefined),
    unseal: (place, record) => timed(async () => unseal(await sealingKey(), place, record)),
    prepare() {
      if (seals && subtle()) sealingKey().catch(() => undefined);
    },
    close,
  };
}

function isKey(found: unknown): found is CryptoKey {
  return brandOf(found) === "CryptoKey";
}

function markOf(raw: unknown): string | undefined {
  // Every sealing has an iv of its own.
  if (isSealed(raw)) return String(raw.iv);
  return typeof raw === "string" && raw !== TOMBSTONE ? raw : undefined;
}
