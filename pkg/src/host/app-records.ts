// `Sentc.getStore`: a store for the app's own records beside the SDK's, in a namespace of its own.

import { invalid, nonEmpty } from "../public/arguments.js";
import { SentcError } from "../public/error.js";
import type { StorageInterface } from "../public/options.js";
import type { Records } from "./records.js";
import { listIn, untilWritten } from "./shared-lists.js";
import { messageOf } from "./store.js";
import { inTurn } from "./turn.js";

/** `prefix`: that of the client's records. `check` throws when the client takes no more calls. */
export function appRecords(records: Records, prefix: string, check: () => void): StorageInterface {
  // Storages of apps can't list what they hold, so the keys are in a record.
  const list = `${prefix}/app`;
  const place = (key: string) => `${list}/${nonEmpty("key", key)}`;
  const isOwn = (place: unknown): place is string => typeof place === "string" && place.startsWith(`${list}/`);
  const takeTurn = inTurn();

  /** Writes records together with the list. Once more when another tab has changed that meanwhile. */
  const change = (edit: (keys: Set<string>) => [places: string[], texts: (string | undefined)[]]) =>
    takeTurn(() =>
      untilWritten(async () => {
        // Keys that a damaged list had are in it again when they are written again. `getItem` needs no list.
        const keys = new Set(listIn(await records.read(list)).filter(isOwn));
        const [places, texts] = edit(keys);
        return records.write([...places, list], [...texts, JSON.stringify([...keys])], list);
      }),
    );

  async function orStorageError<T>(task: () => Promise<T>): Promise<T> {
    try {
      check();
      return await task();
    } catch (fault) {
      throw fault instanceof SentcError ? fault : new SentcError("STORAGE", { message: messageOf(fault), cause: fault });
    }
  }

  return {
    init: async () => ({ status: true }),
    getItem: <T>(key: string) =>
      orStorageError(async () => {
        // One that is damaged is as one that was never set.
        return listIn(await records.read(place(key)))[0] as T | undefined;
      }),
    set: (key, value) =>
      orStorageError(() => {
        const at = place(key);
        const text = textOf(value);
        if (text === undefined) throw invalid("value must be serializable as JSON");
        return change((keys) => (keys.add(at), [[at], [text]]));
      }),
    delete: (key) =>
      orStorageError(() => {
        const at = place(key);
        return change((keys) => (keys.delete(at), [[at], [undefined]]));
      }),
    cleanStorage: () =>
      orStorageError(() =>
        change((keys) => {
          const all = [...keys];
          keys.clear();
          return [all, all.map(() => undefined)];
        }),
      ),
  };
}

/** A value in a list, since a record of `null` is none. Undefined: JSON has no such value, or it can't be read. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) === undefined ? undefined : JSON.stringify([value]);
  } catch {
    return undefined;
  }
}
