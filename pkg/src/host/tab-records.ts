// Records that live as long as the tab: in `sessionStorage`, sealed with the key that is in IndexedDB, since browsers write
// `sessionStorage` to the disk too.

import type { Sealed } from "./sealing.js";

/** Seals for a place. Undefined: records are not sealed here, by the app's options or for want of WebCrypto. */
export interface Sealer {
  seal(place: string, text: string): Promise<Sealed | undefined>;
  /** Undefined: it was sealed with another key. */
  unseal(place: string, record: Sealed): Promise<string | undefined>;
}

export interface TabRecords {
  has(key: string): boolean;
  read(key: string): Promise<string | null | undefined>;
  write(key: string, text: string): Promise<void>;
  delete(key: string): void;
  keys(): string[];
}

const OURS = "sentc-light/";

/** Undefined where there is no tab (Node, workers), and where the browser denies the storage. */
export function tabRecords(sealer: () => Sealer): TabRecords | undefined {
  const storage = sessionStorageHere();
  if (!storage) return undefined;
  return {
    has: (key) => storage.getItem(OURS + key) !== null,
    async read(key) {
      const raw = storage.getItem(OURS + key);
      if (raw === null) return undefined;
      const record = recordIn(raw);
      if (typeof record === "string") return record;
      const text = record && (await sealer().unseal(key, record));
      if (text !== undefined) return text;
      // Damaged, or what it was sealed with is gone: it opens never again.
      storage.removeItem(OURS + key);
      return null;
    },
    async write(key, text) {
      const sealed = await sealer().seal(key, text);
      storage.setItem(OURS + key, JSON.stringify(sealed ? [null, base64(sealed.iv), base64(sealed.sealed)] : [text]));
    },
    delete: (key) => storage.removeItem(OURS + key),
    keys() {
      const all = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
      return all.filter((key) => key.startsWith(OURS)).map((key) => key.slice(OURS.length));
    },
  };
}

/** Undefined: damaged. */
function recordIn(raw: string): string | Sealed | undefined {
  try {
    const [text, iv, sealed] = JSON.parse(raw) as [text: unknown, iv: string, sealed: string];
    return typeof text === "string" ? text : { iv: bytesOf(iv), sealed: bytesOf(sealed) };
  } catch {
    return undefined;
  }
}

function sessionStorageHere(): Storage | undefined {
  try {
    // Some runtimes of servers have one for the whole process.
    return "document" in globalThis ? globalThis.sessionStorage : undefined;
  } catch {
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
