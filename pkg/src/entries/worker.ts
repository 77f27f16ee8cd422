// The worker that derives keys, so that a page stays responsive meanwhile: built to sentc-light.worker.js, a classic
// script that needs nothing beside it. The compiled module comes from the page; in the worker of Rust front ends, for which
// scripts/build-host.mjs builds this, it is inside. Its other end is host/kdf-worker.ts.

import init, { deriveKeys, prepareRegister, warmUp } from "sentc-light-wasm-glue";
import type { FromWorker, ToWorker } from "../host/kdf-worker.js";

interface Scope {
  onmessage: ((event: { data: ToWorker }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: FromWorker, transfer?: ArrayBuffer[]): void;
}

const scope = globalThis as unknown as Scope;
/** So long after its start without anything to derive. */
const REHEARSE_AFTER_MS = 100;

let loading: Promise<void> | undefined;
let rehearsal: ReturnType<typeof setTimeout> | undefined;

scope.onmessage = ({ data }) => {
  if ("module" in data) {
    loading = start(data.module);
    loading.then(() => {
      scope.postMessage({ kind: "ready" });
      rehearsal = setTimeout(rehearse, REHEARSE_AFTER_MS);
    }, failed);
  } else {
    // A start that failed was told already.
    loading?.then(() => derive(data)).catch(() => undefined);
  }
};

// The module could not be passed on, or not to here.
scope.onmessageerror = failed;

async function start(module: WebAssembly.Module | undefined): Promise<void> {
  // Whoever is built without one has it inside.
  await init({ module_or_path: module as WebAssembly.Module });
  warmUp();
}

/**
 * Prepares a registration of nobody. Chromium compiles a function of a wasm when it is first called, and then the page has it
 * too. In other engines this only takes the worker's time. Where somebody waits already, the page compiles by itself.
 */
function rehearse(): void {
  try {
    prepareRegister("nobody", new Uint8Array([0]), "compatible");
  } catch {
    // A trap: nothing in this instance can be relied on.
    failed();
  }
}

function derive({ id, password, salt, profile }: Extract<ToWorker, { id: number }>): void {
  clearTimeout(rehearsal);
  try {
    const keys = deriveKeys(password, salt, profile);
    scope.postMessage({ kind: "keys", id, keys }, [keys.buffer as ArrayBuffer]);
  } catch {
    // The page derives on its own, and tells why if that fails too.
    scope.postMessage({ kind: "refused", id });
  } finally {
    password.fill(0);
  }
}

function failed(): void {
  scope.postMessage({ kind: "failed" });
}
