// The one instance of the wasm in this page: loaded once, shared by all clients, replaced after a trap.
//
// A trap (a panic, memory or stack exhausted) leaves an instance in which nothing can be relied on. So all calls that
// run are rejected, the instance is dropped, and the next call makes a new one of the module that is compiled already.
// Clients notice by `generation()`, make a new core and find their sessions in the storage again (client-core.ts).

import { onClosureTrap, stopClosures } from "./closures.js";
import { errorFrom, init, reset } from "./wasm.js";
import { SentcError, toSentcError } from "../public/error.js";
import { instantiationError, loadModule } from "./load.js";
import type { WasmPath } from "../public/options.js";

let loading: Promise<void> | undefined;
/** There once the wasm is loaded. */
let compiled: WebAssembly.Module | undefined;
let trapped = false;
let instances = 0;
/** The calls that run, by what rejects them. */
const running = new Set<(error: SentcError) => void>();
/** What lets go of what the instance holds outside of it. */
const endings = new Set<() => void>();

/** Loads the wasm unless that has happened. A load that failed can be tried again, with another path. */
export async function load(path: WasmPath | undefined): Promise<void> {
  // Another client's load may fail, its path may be wrong: that is no reason for this one to fail.
  while (loading) await loading.catch(() => undefined);
  if (compiled) return;
  loading = start(path).finally(() => (loading = undefined));
  await loading;
}

async function start(path: WasmPath | undefined): Promise<void> {
  const module = await loadModule(path);
  try {
    await init({ module_or_path: module });
  } catch (cause) {
    throw instantiationError(cause);
  }
  onClosureTrap(trap);
  compiled = module;
}

/** The compiled module, for a worker. */
export function module(): WebAssembly.Module {
  if (!compiled) throw new SentcError("NOT_INITIALIZED");
  return compiled;
}

/** Counts the instances there have been. Objects of older ones are gone. */
export function generation(): number {
  return instances;
}

/** Calls `ending` when the instance at hand traps, unless the returned function was called before. */
export function atEnd(ending: () => void): () => void {
  endings.add(ending);
  return () => endings.delete(ending);
}

/** Runs something that calls exports directly. */
export function enter<T>(call: () => T): T {
  if (!compiled) throw new SentcError("NOT_INITIALIZED");
  if (trapped) revive();
  try {
    return call();
  } catch (error) {
    if (error instanceof SentcError) throw error;
    const told = errorFrom(error);
    // Whatever else is thrown did not come from our code.
    if (!told) trap(error);
    throw told ?? toSentcError(error);
  }
}

/** Runs something that starts a promise of the wasm, and follows it: to its end, or to that of the instance. */
export function follow<T>(call: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // A promise of an instance that trapped may never settle; `reject` is called by `trap` then.
    running.add(reject);
    const end = (settle: () => void) => {
      running.delete(reject);
      settle();
    };
    try {
      enter(call).then(
        (value) => end(() => resolve(value)),
        (error: unknown) => end(() => reject(errorFrom(error) ?? toSentcError(error))),
      );
    } catch (error) {
      end(() => reject(error));
    }
  });
}

function trap(cause: unknown): void {
  if (trapped) return;
  trapped = true;
  stopClosures(true);
  const rejecting = [...running];
  running.clear();
  for (const ending of [...endings]) ending();
  for (const reject of rejecting) reject(new SentcError("INTERNAL", { cause }));
}

function revive(): void {
  try {
    reset();
  } catch (cause) {
    throw new SentcError("INTERNAL", { message: "internal error, and the SDK could not restart: reload the page", cause });
  }
  stopClosures(false);
  instances++;
  trapped = false;
}
