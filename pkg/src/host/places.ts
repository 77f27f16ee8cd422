// Where a session is kept: in the browser, in the tab, or in memory alone. It is decided when somebody logs in; all records of
// a session are in one place, and the tab's and the memory's come before the browser's.

import type { Remember } from "../public/options.js";
import type { Records } from "./records.js";
import { listIn } from "./shared-lists.js";
import { messageOf } from "./store.js";
import type { TabRecords } from "./tab-records.js";

export interface PlacedRecords extends Records {
  /** Where the next login with this identifier goes. Default: as the option `remember` says. */
  place(identifier: string, remember?: Remember): void;
  /** When the login was whose session is under this key, in Unix milliseconds. 0: not known. */
  signedInAt(key: string): number;
  /** Whether it was said already. */
  isWanted(identifier: string): boolean;
  /** Where the session of this identifier is. */
  placeOf(identifier: string): Remember;
  /** Writes who is the current user, between a read and a write of the wasm too. `key`: of that record. */
  makeCurrent(key: string, identifier: string): Promise<void>;
}

export interface PlacesOptions {
  tab: TabRecords | undefined;
  /** What is in memory alone; it outlives this. */
  unsaved: Map<string, string>;
  /** Where logins go that do not say so. */
  usual: Remember;
  /** Called when the tab's storage can't be written. */
  unavailable(reason: string): void;
  /** To the other tabs. */
  broadcast(message: string): void;
}

export function placedRecords(records: Records, { tab, unsaved, usual, unavailable, broadcast }: PlacesOptions): PlacedRecords {
  /** Of identifiers whose login is under way. */
  const wanted = new Map<string, Remember>();
  /** By the login's own id, of all that were seen. */
  const ofLogin = new Map<string, Remember>();
  /** When logins were, by the keys of their sessions. */
  const since = new Map<string, number>();
  const known = rememberedIdentifiers(usual !== "browser");
  /**
   * The wasm reads who is the current user, and writes by that, in a turn that nothing here can wait for. So what it writes is held
   * against how often that record was written here: now, and when the wasm read it last.
   */
  let [switches, switchesRead] = [0, 0];

  const whereIs = (key: string): Remember => (unsaved.has(key) ? "memory" : tab?.has(key) ? "tab" : "browser");

  /** Where the session is whose records these are. */
  function whereAre(keys: readonly string[]): Remember {
    for (const key of keys) {
      const { prefix, kind, name } = partsOf(key);
      // The list of groups and the lease are with the device's record.
      const beside = kind === "groups" || kind === "lease" ? `${prefix}/device/${name}` : kind === "active" ? `${prefix}/current` : key;
      const where = whereIs(beside);
      if (where !== "browser") return where;
    }
    return "browser";
  }

  async function writeIn(place: Remember, key: string, text: string | undefined): Promise<void> {
    const before = whereIs(key);
    if (text !== undefined && place === "tab") {
      try {
        if (!tab) throw new Error("there is no sessionStorage here");
        await tab.write(key, text);
      } catch (fault) {
        place = "memory";
        unavailable(messageOf(fault));
      }
    }
    if (text !== undefined && place === "memory") unsaved.set(key, text);
    if (before === "memory" && (text === undefined || place !== "memory")) unsaved.delete(key);
    if (before === "tab" && (text === undefined || place !== "tab")) tab?.delete(key);
  }

  /** Removes the tab's and the memory's copies of records that the browser has now. */
  function clearHere(keys: readonly string[]): void {
    for (const key of keys.concat(besides(keys))) {
      unsaved.delete(key);
      tab?.delete(key);
    }
  }

  /** A login that goes elsewhere: what an earlier one of this device has left in the browser goes. */
  async function clearBrowser(keys: readonly string[]): Promise<void> {
    const current = keys.find((key) => partsOf(key).kind === "current");
    const theirs = keys.filter((key) => key !== current).concat(besides(keys));
    const texts = await Promise.all(theirs.map((key) => records.read(key)));
    const found = theirs.filter((_, at) => texts[at] !== undefined);
    if (current !== undefined) {
      const before = switches;
      const stored: unknown = jsonOf(await records.read(current));
      if (switches === before && typeof stored === "string" && keys.includes(`${partsOf(current).prefix}/user/${stored}`)) found.push(current);
    }
    if (found.length > 0) await records.write(found, found.map(() => undefined), undefined);
    // For the other tabs that is a log-out.
    for (const [at, key] of theirs.entries()) {
      const earlier = partsOf(key).kind === "user" && (jsonOf(texts[at]) as { user_id?: unknown; device_id?: unknown; identifier?: unknown; login_id?: unknown } | null | undefined);
      if (!earlier) continue;
      const { user_id, device_id, identifier, login_id } = earlier;
      broadcast(JSON.stringify({ type: "signed_out", user_id, device_id, identifier, login_id, reason: "log_out" }));
    }
  }

  /** A login is the one that was asked for when it is written first. */
  async function placeOfLogin(identifier: string, login_id: unknown): Promise<[place: Remember, isNew: boolean] | undefined> {
    if (typeof login_id !== "string") return undefined;
    const before = ofLogin.get(login_id);
    if (before) return [before, false];
    const place = wanted.get(identifier);
    if (!place) return undefined;
    wanted.delete(identifier);
    ofLogin.set(login_id, place);
    await known.decide(identifier, place === "browser");
    return [place, true];
  }

  async function write(keys: string[], values: (string | undefined)[], guard: string | undefined): Promise<boolean> {
    if (!keys.some(isPlaced)) return records.write(keys, values.map((text, at) => (partsOf(keys[at]!).kind === "kdf" ? known.written(text) : text)), guard);
    const user = keys.findIndex((key, at) => partsOf(key).kind === "user" && values[at] !== undefined);
    const login = user < 0 ? undefined : await placeOfLogin(partsOf(keys[user]!).name, loginOf(values[user]));
    const place = login?.[0] ?? whereAre(keys);
    if (user >= 0) since.set(keys[user]!, timeOf(values[user]));
    if (switches !== switchesRead && !login?.[1]) {
      const current = keys.findIndex((key) => partsOf(key).kind === "current");
      // Reads it again, and finds that it is somebody else.
      if (guard !== undefined && keys[current] === guard) return false;
      // A renamed user is not the current one any more.
      if (current >= 0) [keys, values] = [keys.filter((_, at) => at !== current), values.filter((_, at) => at !== current)];
    }
    if (place === "browser") {
      const written = await records.write(keys, values, guard);
      // One of the tab's would be found first.
      if (written) clearHere(keys);
      return written;
    }
    if (login?.[1]) await clearBrowser(keys);
    for (const [at, key] of keys.entries()) await writeIn(place, key, values[at]);
    return true;
  }

  async function makeCurrent(key: string, identifier: string): Promise<void> {
    const text = JSON.stringify(identifier);
    const place = whereIs(`${partsOf(key).prefix}/user/${identifier}`);
    switches++;
    try {
      if (place !== "browser") return await writeIn(place, key, text);
      if (await records.write([key], [text], undefined)) clearHere([key]);
    } finally {
      switches++;
    }
  }

  async function read(key: string): Promise<string | null | undefined> {
    if (partsOf(key).kind === "current") switchesRead = switches;
    const where = isPlaced(key) ? whereAre([key]) : "browser";
    const found = where === "memory" ? unsaved.get(key) : where === "tab" ? await tab!.read(key) : await records.read(key);
    const login_id = partsOf(key).kind === "user" && loginOf(found);
    if (typeof login_id === "string") {
      ofLogin.set(login_id, where);
      since.set(key, timeOf(found));
    }
    if (partsOf(key).kind === "kdf") known.read(found);
    return found;
  }

  return {
    ...records,
    read,
    write,
    makeCurrent,
    async keys(prefix) {
      const here = [...unsaved.keys(), ...(tab?.keys() ?? [])].filter((key) => key.startsWith(prefix));
      return [...new Set([...(await records.keys(prefix)), ...here])];
    },
    signedInAt: (key) => since.get(key) ?? 0,
    ahead: (key) => (whereIs(key) === "browser" ? records.ahead(key) : read(key)),
    isWanted: (identifier) => wanted.has(identifier),
    place: (identifier, remember = usual) => void wanted.set(identifier, remember),
    placeOf(identifier) {
      const user = [...unsaved.keys(), ...(tab?.keys() ?? [])].find((key) => partsOf(key).kind === "user" && partsOf(key).name === identifier);
      return user === undefined ? "browser" : whereIs(user);
    },
  };
}

/** What may stay in the browser of what is known of identifiers: nothing of those that are not to be remembered. */
function rememberedIdentifiers(strict: boolean) {
  const [yes, no] = [new Set<string>(), new Set<string>()];
  let stored = new Set<string>();
  const hashesIn = (text: string | null | undefined) => listIn(text).map((one) => (one as { identifier_hash?: string } | null)?.identifier_hash ?? "");

  return {
    async decide(identifier: string, remember: boolean): Promise<void> {
      const hash = await shortHash(identifier);
      // A later registration or rename is by the same person.
      strict ||= !remember;
      (remember ? yes : no).add(hash);
      (remember ? no : yes).delete(hash);
    },
    read: (text: string | null | undefined) => void (stored = new Set(hashesIn(text))),
    written(text: string | undefined): string | undefined {
      if (text === undefined || !strict) return text;
      const hashes = hashesIn(text);
      const left = listIn(text).filter((_, at) => !no.has(hashes[at]!) && (yes.has(hashes[at]!) || stored.has(hashes[at]!)));
      return left.length > 0 ? JSON.stringify(left) : undefined;
    },
  };
}

/** What else there may be of the devices. */
function besides(keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const { prefix, kind, name } = partsOf(key);
    return kind === "device" ? [`${prefix}/groups/${name}`, `${prefix}/lease/${name}`] : [];
  });
}

/** `0123456789abcdef/user/ada`. */
function partsOf(key: string): { prefix: string; kind: string; name: string } {
  const [, prefix = "", kind = "", name = ""] = /^([0-9a-f]{16})\/(\w+)\/?([^]*)$/.exec(key) ?? [];
  return { prefix, kind, name };
}

/** The records of sessions. Those about identifiers, and the app's own, are always the browser's. */
function isPlaced(key: string): boolean {
  return ["current", "user", "device", "groups", "lease", "active"].includes(partsOf(key).kind);
}

/** Of a session's record. Not parsed: that would copy its secrets. */
function loginOf(text: string | null | undefined): string | undefined {
  return /"login_id":"([\w-]+)"/.exec(text ?? "")?.[1];
}

/** When the login was. */
function timeOf(text: string | null | undefined): number {
  return Number(/"signed_in_at":(\d+)/.exec(text ?? "")?.[1] ?? 0);
}

function jsonOf(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}

/** As `short_hash` in src/client/records.rs. Without WebCrypto nothing has it, and nothing is kept of anybody. */
async function shortHash(identifier: string): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) return "";
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(identifier)));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
