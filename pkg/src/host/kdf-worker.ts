// Deriving keys in a Web Worker: Argon2 takes some 100 ms and 19 MiB, which would block the page and, in the page's own
// wasm, never be given back. One worker for all clients of a page; started when a call that needs it begins, so that
// this overlaps with its first request; ended when idle, which frees its memory.
//
// Whatever goes wrong here rejects, and the core derives on the spot: no worker is no reason not to log in.

import * as runtime from "./runtime.js";

export type ToWorker = { module: WebAssembly.Module } | { id: number; password: Uint8Array; salt: Uint8Array; profile: string };
export type FromWorker = { kind: "ready" } | { kind: "failed" } | { kind: "keys"; id: number; keys: Uint8Array } | { kind: "refused"; id: number };

/** After the last use. */
const IDLE_MS = 10_000;
/** A script that takes longer to come: deriving on the spot is faster by then. */
const START_MS = 5_000;
/** For one derivation, with those before it. */
const DERIVE_MS = 30_000;
/** No new try before that, after a start that failed: its causes (a policy, another origin) rarely go away. */
const REST_MS = 60_000;

interface Job {
  resolve(keys: Uint8Array): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

const workers = new Map<string, KdfWorker>();

/** The worker of a script's address; undefined where there are none (Node, service workers). */
export function kdfWorker(url: string | undefined): KdfWorker | undefined {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  // Runtimes of the Node kind that have workers would be kept alive by one.
  if (url === undefined || typeof Worker !== "function" || process?.versions?.node) return undefined;
  const worker = workers.get(url) ?? new KdfWorker(url);
  workers.set(url, worker);
  return worker;
}

export class KdfWorker {
  private worker: Worker | undefined;
  private ready = false;
  private jobs = new Map<number, Job>();
  private lastId = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private restUntil = 0;

  constructor(private readonly url: string) {}

  /** Starts it, where it does not run yet. */
  warmUp(): void {
    if (!this.worker && Date.now() >= this.restUntil) this.start();
    else if (this.ready && this.jobs.size === 0) this.endWhenIdle();
  }

  /** The 64 bytes. They are wiped as soon as whoever waits has seen them. */
  derive(password: string, salt: Uint8Array, profile: string): Promise<Uint8Array> {
    this.warmUp();
    const { worker } = this;
    if (!worker) return Promise.reject(new Error("no worker"));
    if (this.ready) clearTimeout(this.timer);
    const id = ++this.lastId;
    const bytes = new TextEncoder().encode(password);
    return new Promise<Uint8Array>((resolve, reject) => {
      this.jobs.set(id, { resolve, reject, timer: setTimeout(() => this.fail(), DERIVE_MS) });
      const message: ToWorker = { id, password: bytes, salt, profile };
      // Moved, not copied: no second one stays behind.
      worker.postMessage(message, [bytes.buffer]);
    });
  }

  private start(): void {
    try {
      const worker = new Worker(this.url, { name: "sentc-light" });
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.hear(data);
      worker.onmessageerror = () => this.fail();
      worker.onerror = (event) => {
        // Nobody's business but ours.
        event.preventDefault();
        this.fail();
      };
      this.worker = worker;
      this.timer = setTimeout(() => this.fail(), START_MS);
      const message: ToWorker = { module: runtime.module() };
      worker.postMessage(message);
    } catch {
      // A script of another origin, a policy, a module that can't be passed on.
      this.fail();
    }
  }

  private hear(answer: FromWorker): void {
    if (answer.kind === "failed") return this.fail();
    if (answer.kind === "ready") {
      this.ready = true;
      clearTimeout(this.timer);
    } else {
      this.settle(answer);
    }
    if (this.jobs.size === 0) this.endWhenIdle();
  }

  private settle(answer: Extract<FromWorker, { id: number }>): void {
    const job = this.jobs.get(answer.id);
    this.jobs.delete(answer.id);
    clearTimeout(job?.timer);
    if (answer.kind === "refused") return job?.reject(new Error("the worker could not derive"));
    const { keys } = answer;
    job?.resolve(keys);
    // Those who wait read it in the microtasks before this. One that was aborted never does.
    setTimeout(() => keys.fill(0));
  }

  private endWhenIdle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), IDLE_MS);
  }

  private fail(): void {
    this.restUntil = Date.now() + REST_MS;
    this.end();
  }

  private end(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.ready = false;
    clearTimeout(this.timer);
    const jobs = [...this.jobs.values()];
    this.jobs.clear();
    for (const { reject, timer } of jobs) {
      clearTimeout(timer);
      reject(new Error("the worker failed"));
    }
  }
}
