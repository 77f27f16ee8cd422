import { SentcError } from "./error.js";
import { type Events, later } from "./events.js";
import type { CheckedOptions, StorageInterface } from "./options.js";

/** The app's own storage, ready for use; undefined where it has none and the SDK's is used. */
export async function openStorage(options: CheckedOptions, events: Events): Promise<StorageInterface | undefined> {
  if (!options.getStorage) return undefined;
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
  return storage;
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
        throw new SentcError("INVALID_OPTIONS", { message: `what storage.getStorage gave has no ${name}` });
      }
    }
    const answer: Answer | undefined = await storage.init();
    return { storage, answer: answer ?? {} };
  } catch (cause) {
    if (cause instanceof SentcError) throw cause;
    throw new SentcError("STORAGE", { message: "the app's storage could not be opened", cause });
  }
}
