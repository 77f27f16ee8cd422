// One connection to the database `sentc-light`, version 1, with one store, `kv`: opened by the first transaction or before, given up
// when another tab wants to change or delete the database, opened again by the next transaction.

import { Unavailable, messageOf } from "./store.js";

const STORE = "kv";

export interface Connection {
  /** Opens it before the first transaction, which tries again where this fails. */
  open(): void;
  /** Runs `work`. Resolves to its result: of a `readwrite` one as soon as everything is written. */
  transact<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T>;
  close(): void;
}

/** `gone` is called when it may be another database at the next transaction. */
export function connection(gone: () => void): Connection {
  let opening: Promise<IDBDatabase> | undefined;
  let opened: IDBDatabase | undefined;

  function close(): void {
    opened?.close();
    opened = opening = undefined;
    gone();
  }

  function open(): Promise<IDBDatabase> {
    const mine = request().catch((fault: unknown) => {
      if (opening === mine) opening = undefined;
      throw new Unavailable(messageOf(fault));
    });
    return (opening = mine);

    async function request(): Promise<IDBDatabase> {
      const factory: IDBFactory | undefined = globalThis.indexedDB;
      if (!factory) throw new Error("there is none");
      const request = factory.open("sentc-light", 1);
      request.onupgradeneeded = () => {
        if (!request.result.objectStoreNames.contains(STORE)) request.result.createObjectStore(STORE);
      };
      const database = await wait<IDBDatabase>(request);
      if (opening === mine) {
        opened = database;
        // Gives way to another tab's upgrade or deletion, which would hang otherwise.
        database.onversionchange = database.onclose = close;
      } else {
        // Closed while it was being opened: whoever wants to use it finds it closed, and opens another.
        database.close();
      }
      return database;
    }
  }

  async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const database = await (opening ?? open());
    try {
      return database.transaction(STORE, mode);
    } catch {
      // It was closed under us (the browser cleared the site's data): once more from the start.
      if (opened === database) close();
      return (await (opening ?? open())).transaction(STORE, mode);
    }
  }

  return {
    open: () => void (opening ?? open()).catch(() => undefined),
    close,
    async transact<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
      const transaction = await begin(mode);
      return new Promise((resolve, reject) => {
        const working = work(transaction.objectStore(STORE));
        // What is written counts then and not before: a full disk shows only here.
        if (mode === "readwrite") transaction.oncomplete = () => resolve(working);
        else working.then(resolve, () => undefined);
        transaction.onabort = () => reject(transaction.error as DOMException);
        working.catch((fault: unknown) => {
          reject(fault as Error);
          // Without effect on one that failed by itself.
          if (!transaction.error) transaction.abort();
        });
      });
    },
  };
}

export function wait<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error as DOMException);
  });
}
