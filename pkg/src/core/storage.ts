import { SentcError } from "../public/error.js";
import { type Events, later } from "./events.js";
import { appStorage } from "../host/app-storage.js";
import { indexedDb } from "../host/indexed-db.js";
import type { Store } from "../host/store.js";
import type { CheckedOptions, StorageInterface } from "../public/options.js";

/** The app's own storage, ready for use, or IndexedDB, which opens meanwhile. */
export async function openStore(options: CheckedOptions, events: Events): Promise<Store> {
  if (!options.getStorage) {
    const store = indexedDb(options.encrypt_storage !== "off");
    store.open?.();
    return store;
  }
  const { storage, answer } = await opened(options.getStorage);
  const { status, err, warn } = answer;
  if (warn !== undefined) {
    events.emit("storageUnavailable", { reason: warn });
    later(() => options.errCallBack?.({ warn }));
  }
  if (status === false) {
    later(() => options.errCallBack?.({ err: err ?? "the storage could not be opened" }));
    throw new SentcError("STORAGE", { message: `the app's storage could not be opened${err === undefined ? "" : `: ${err}`}` });
  }
  return appStorage(storage);
}

interface Answer {
  status?: boolean;
  err?: string;
  warn?: string;
}

async function opened(getStorage: () => Promise<StorageInterface>): Promise<{ storage: StorageInterface; answer: Answer }> {
  try {
    const storage: StorageInterface | undefined = await getStorage();
    for (const name of ["init", "getItem", "set", "delete"] as const) {
      if (typeof storage?.[name] !== "function") {
        throw new SentcError("INVALID_OPTIONS", { message: `the storage that storage.getStorage returned has no method ${name}` });
      }
    }
    const answer: Answer | undefined = await storage.init();
    return { storage, answer: answer ?? {} };
  } catch (cause) {
    if (cause instanceof SentcError) throw cause;
    throw new SentcError("STORAGE", { message: "the app's storage could not be opened", cause });
  }
}
