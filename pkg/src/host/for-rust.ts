// The host for a client that is compiled into a Rust front end (the crate's feature `js`): the storage, sealing, locks and
// channel that the npm package gives its own wasm, and a worker for the key derivation. Built by scripts/build-host.sh. See
// docs/rust.md.

import workerScript from "sentc-light-kdf-worker";
import type { Host } from "../boundary/wasm.js";
import type { Fetch } from "../boundary/policy.js";
import { listenTo, openChannel } from "./channel.js";
import { openHost } from "./host.js";
import { indexedDb } from "./indexed-db.js";
import { type KdfWorker, kdfWorker } from "./kdf-worker.js";
import { openRecords } from "./records.js";

export interface HostOptions {
  /** `"off"`: records are stored as they are. Default: sealed, wherever the browser can. */
  encrypt_storage?: "auto" | "off";
  /**
   * Where keys are derived, so that the page goes on meanwhile. Default: in a Web Worker whose script is in this module,
   * started from a `blob:` address. For policies that refuse those: the address of the built `….worker.js` on this origin.
   * `"off"`, or where no worker can be had: on the page's thread, by the app's own wasm.
   */
  worker?: string | URL;
  /** Instead of the global one. */
  fetch?: Fetch;
  /** A new JWT for an old one, for the strategy `CookieFn`. */
  endpoint_fn?(old_jwt: string): Promise<string>;
  /** Hears what happens to sessions: the events of the npm package, by name. */
  on?(name: string, payload: object): void;
  /** Called after each request; receives no secrets. */
  log?(entry: object): void;
}

/** What `WebHost::client` takes. */
export interface RustHost extends Host {
  /** Passes on what the client of this channel says in other tabs. */
  listen(channel: string, hear: (message: string) => void): void;
}

/** The address of the script within this module, once it has one. */
let ownScript: string | undefined;

export function createHost({ encrypt_storage, worker, fetch, endpoint_fn, on, log }: HostOptions = {}): RustHost {
  let channel: BroadcastChannel | undefined;
  const host = openHost({
    records: openRecords(indexedDb(encrypt_storage !== "off"), new Map(), (reason) => on?.("storageUnavailable", { reason })),
    kdf: workerAt(worker),
    fetch,
    fetched: () => undefined,
    ask: (old_jwt) => (endpoint_fn ? endpoint_fn(old_jwt) : Promise.reject(new Error("the host has no endpoint_fn"))),
    hear: (name, payload) => on?.(name, payload),
    log: log && ((entry) => log(entry as object)),
    switched: () => undefined,
    tellSession: () => undefined,
  });
  return {
    ...host,
    listen: (name, hear) => listenTo((channel = openChannel(name)), hear),
    tell: (message) => channel?.postMessage(message),
  };
}

function workerAt(given: string | URL | undefined): KdfWorker | undefined {
  if (given === "off") return undefined;
  // One address for all hosts of the page, and so one worker.
  const address = given ?? (ownScript ??= URL.createObjectURL(new Blob([workerScript], { type: "text/javascript" })));
  // The wasm is in the script.
  return kdfWorker(new URL(address, location.href).href, () => undefined);
}
