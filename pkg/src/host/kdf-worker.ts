// Deriving keys in a Web Worker: Argon2 takes 20 ms and more, and 19 MiB, which would block the page and, in the page's own
// wasm, never be given back. One worker for all clients of a page; ended when idle, which frees its memory.
//
// Whatever goes wrong here rejects, and the wasm derives on the spot: no worker is no reason not to log in.

import type { Cancellable } from "../boundary/wasm.js";
import { watchPolicy } from "../boundary/policy.js";
import * as runtime from "../boundary/runtime.js";

export type ToWorker = { module: WebAssembly.Module | undefined } | { id: number; password: Uint8Array; salt: Uint8Array; profile: string };
export type FromWorker = { kind: "ready" } | { kind: "failed" } | { kind: "keys"; id: number; keys: Uint8Array } | { kind: "refused"; id: number };

/** After the last derivation. */
const IDLE_MS = 10_000;
/** After it was made ready for somebody who has not typed a password yet. */
const UNUSED_MS = 120_000;
/** A script that takes longer to come: deriving on the spot is faster by then. */
const START_MS = 5_000;
/** For one derivation, with those before it. */
const DERIVE_MS = 30_000;
/** No new try before that, after a start that failed: its causes (a policy, another origin) rarely go away. */
const REST_MS = 60_000;

export interface KdfWorker {
  /** Starts it, where it does not run yet. */
  warmUp(): void;
  /**
   * The 64 bytes, wiped as soon as whoever waits has seen them. Takes the password: its bytes are moved to the worker, and
   * wiped there. Undefined where there is no worker.
   */
  derive(password: Uint8Array, salt: Uint8Array, profile: string): Cancellable<Uint8Array> | undefined;
}

interface Job {
  resolve(keys: Uint8Array): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

const workers = new Map<string, KdfWorker>();

/**
 * The worker of a script's address; undefined where there are none (Node, service workers). `module` gives the wasm for
 * scripts that have none inside.
 *
 * With `#sha384-…` behind the address, only bytes with that hash (Subresource Integrity) are started. Browsers check no
 * hash for workers, and a worker that is started from the address is a second request, which a server can recognize by
 * `Sec-Fetch-Dest` and answer otherwise. So the bytes that were checked are started themselves, from a `blob:` address.
 * Where the page's policy refuses those, keys are derived on the page: the file itself is never started then.
 */
export function kdfWorker(url: string | undefined, module: () => WebAssembly.Module | undefined = runtime.module): KdfWorker | undefined {
  // Deno and Bun have workers, but no page that must stay responsive, and a worker keeps their process alive.
  if (url === undefined || typeof Worker !== "function" || !("location" in globalThis)) return undefined;
  const worker = workers.get(url) ?? makeWorker(url, module);
  workers.set(url, worker);
  return worker;
}

function makeWorker(url: string, module: () => WebAssembly.Module | undefined): KdfWorker {
  let worker: Worker | undefined;
  let ready = false;
  let lastId = 0;
  let restsUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const jobs = new Map<number, Job>();
  const [address = url, hash] = url.split("#sha384-");
  /** Passwords that wait for the script to be checked. */
  let held: (ToWorker & { password: Uint8Array })[] | undefined;
  /** Where the script is: the address itself, or that of the bytes that were checked. */
  let script = hash === undefined ? address : undefined;

  function warmUp(): void {
    if (worker) {
      if (ready && jobs.size === 0) endAfter(UNUSED_MS);
    } else if (!held && Date.now() >= restsUntil) {
      start();
    }
  }

  function start(): void {
    const policy = watchPolicy("worker-src");
    setTimeout(policy.end, START_MS);
    const failed = (event?: Event) => {
      // It is handled here, and must not reach `window.onerror`.
      event?.preventDefault();
      void policy.refused().then((refused) => {
        const reason = refused ? `${refused.directive} blocks the worker from ${refused.address}` : isolated() && `the worker did not start: send Cross-Origin-Embedder-Policy with ${address}, as with this page`;
        if (reason) console.warn(`sentc-light: ${reason}; keys are derived on the page's own thread`);
      });
      fail();
    };
    const open = (script: string) => {
      try {
        worker = new Worker(trusted(script), { name: "sentc-light" });
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data);
        worker.onmessageerror = worker.onerror = failed;
        const message: ToWorker = { module: module() };
        worker.postMessage(message);
      } catch {
        // A script of another origin, a policy, a module that can't be passed on.
        failed();
      }
    };
    endAfter(START_MS, fail);
    if (script !== undefined) return open(script);
    const waiting: typeof held = (held = []);
    const checked = (bytes: ArrayBuffer) => {
      script ??= URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
      // Given up meanwhile.
      if (held !== waiting) return;
      open(script);
      held = undefined;
      for (const message of waiting) post(message);
    };
    // What fetch gives with a hash is what it has checked.
    fetch(address, { integrity: `sha384-${hash}` })
      .then((response) => {
        if (!response.ok) throw response;
        return response.arrayBuffer();
      })
      .then(checked)
      .catch(() => held === waiting && failed());
  }

  /** Moved, not copied: no second password stays behind. */
  function post(message: ToWorker & { password: Uint8Array }): void {
    if (worker) worker.postMessage(message, [message.password.buffer]);
    else if (held) held.push(message);
    else message.password.fill(0);
  }

  function hear(answer: FromWorker): void {
    if (answer.kind === "failed") return fail();
    if (answer.kind === "ready") {
      ready = true;
      clearTimeout(timer);
      if (jobs.size === 0) endAfter(UNUSED_MS);
      return;
    }
    const job = jobs.get(answer.id);
    jobs.delete(answer.id);
    clearTimeout(job?.timer);
    if (answer.kind === "keys") {
      const { keys } = answer;
      job?.resolve(keys);
      // Those who wait read it in the microtasks before this.
      setTimeout(() => keys.fill(0));
    } else {
      job?.reject(new Error("the worker could not derive"));
    }
    if (jobs.size === 0) endAfter(IDLE_MS);
  }

  function endAfter(ms: number, run = end): void {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  }

  function fail(): void {
    restsUntil = Date.now() + REST_MS;
    end();
  }

  function end(): void {
    worker?.terminate();
    worker = undefined;
    ready = false;
    for (const { password } of held ?? []) password.fill(0);
    held = undefined;
    clearTimeout(timer);
    for (const { reject, timer } of jobs.values()) {
      clearTimeout(timer);
      reject(new Error("the worker failed"));
    }
    jobs.clear();
  }

  return {
    warmUp,
    derive(password, salt, profile) {
      warmUp();
      if (!worker && !held) {
        password.fill(0);
        return undefined;
      }
      if (ready) clearTimeout(timer);
      const id = ++lastId;
      const promise = new Promise<Uint8Array>((resolve, reject) => {
        jobs.set(id, { resolve, reject, timer: setTimeout(fail, DERIVE_MS) });
      });
      post({ id, password, salt, profile });
      return Object.assign(promise, {
        cancel: () => {
          const job = jobs.get(id);
          clearTimeout(job?.timer);
          jobs.delete(id);
          job?.reject(new Error("cancelled"));
          if (ready && jobs.size === 0) endAfter(IDLE_MS);
        },
      });
    },
  };
}

/** Whether the page has the header that a worker's script must have too then. */
function isolated(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let trustedUrls: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** The address as pages want it that allow only trusted ones: their policy must name `sentc-light` in `trusted-types`. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedUrls ??= trustedTypes?.createPolicy("sentc-light", { createScriptURL: (own) => own });
  return trustedUrls?.createScriptURL(url) ?? url;
}
