// What IndexedDB and the app's own storage have in common.

import { namesOf } from "../boundary/brand.js";
import type { Sealed } from "./sealing.js";

/** Texts by key. Every failure is an Error whose message may be shown. */
export interface Store {
  /** Undefined: nothing there. Null: a record was there, but what it was sealed with is gone. */
  read(key: string): Promise<string | null | undefined>;
  /**
   * Sets (text) and deletes (undefined), as much at once as the store can. With `guard`, one of the keys: nothing is
   * written, and the answer is false, when the record under it is not the one that was last read or written here.
   */
  write(keys: string[], values: (string | undefined)[], guard?: string): Promise<boolean>;
  /** The keys that begin with this text; of the app's own storage, of sessions alone. */
  keys(prefix: string): Promise<string[]>;
  /** Begins to open it. Failures show with the first call. */
  open?(): void;
  /** Gets ready for writing. */
  prepare?(): void;
  /** Seals a text for a place, where records are sealed. Only the browser's own storage can. */
  seal?(place: string, text: string): Promise<Sealed | undefined>;
  unseal?(place: string, record: Sealed): Promise<string | undefined>;
  /** Lets go of what is open. The next call opens it again. */
  close?(): void;
}

/** Stands for a deleted record where it could not be deleted. It reads as nothing, for older versions too. */
export const TOMBSTONE = "null";

/** There is no access to the store at all: reading it gives nothing. Any other failure to read is an error. */
export class Unavailable extends Error {}

/** What the browser says: a `QuotaExceededError`, an `InvalidStateError`. */
export function messageOf(fault: unknown): string {
  const { name, message } = namesOf(fault);
  if (!name) return "unknown reason";
  return name === "Error" ? message : `${name}: ${message}`;
}
