// The host for a client that is compiled into a Rust front end (the crate's feature `js`): the storage, sealing, locks and
// channel that the npm package gives its own wasm. Built to sentc-light.host.js. See docs/rust.md.

import type { Host } from "../door.js";
import type { Fetch } from "../policy.js";
import { openChannel } from "./channel.js";
import { openHost } from "./host.js";
import { indexedDb } from "./indexed-db.js";
import { openRecords } from "./records.js";

export interface HostOptions {
  /** `"off"`: records are stored as they are. Default: sealed, wherever the browser can. */
  encrypt_storage?: "auto" | "off";
  /** Instead of the global one. */
  fetch?: Fetch;
  /** A new JWT for an old one, for the strategy `CookieFn`. */
  endpoint_fn?(old_jwt: string): Promise<string>;
  /** Hears what happens to sessions: the events of the npm package, by name. */
  on?(name: string, payload: object): void;
  /** Hears of every request when it has ended. */
  log?(entry: object): void;
}

/** What `WebHost::new` takes. Keys are derived in the app's own wasm. */
export interface RustHost extends Host {
  /** Passes on what the client of this channel says in other tabs. */
  listen(channel: string, hear: (message: string) => void): void;
}

export function createHost({ encrypt_storage, fetch, endpoint_fn, on, log }: HostOptions = {}): RustHost {
  let channel: BroadcastChannel | undefined;
  const host = openHost({
    records: openRecords(indexedDb(encrypt_storage !== "off"), new Map(), (reason) => on?.("storageUnavailable", { reason })),
    kdf: undefined,
    fetch,
    fetched: () => undefined,
    ask: (old_jwt) => (endpoint_fn ? endpoint_fn(old_jwt) : Promise.reject(new Error("the host has no endpoint_fn"))),
    hear: (name, payload) => on?.(name, payload),
    log: log && ((entry) => log(entry as object)),
    tellSession: () => undefined,
  });
  return {
    ...host,
    listen: (name, hear) => (channel = openChannel(name, hear)),
    tell: (message) => channel?.postMessage(message),
  };
}
