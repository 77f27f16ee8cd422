import { invalid } from "../public/arguments.js";
import { type WasmError, errorOf } from "../boundary/wasm.js";
import { SentcError } from "../public/error.js";
import type { SentcEvents } from "../public/types.js";

type Name = keyof SentcEvents;
type Callback = (payload: never) => unknown;

const NAMES: readonly Name[] = ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable", "saltChanged"];

/** Who listens to a client's events. */
export class Events {
  private readonly listeners = new Map<string, Set<{ callback: Callback }>>();

  on<K extends Name>(name: K, callback: (payload: SentcEvents[K]) => void): () => void {
    if (!NAMES.includes(name)) throw invalid(`unknown event; the events are ${NAMES.join(", ")}`);
    if (typeof callback !== "function") throw invalid("callback must be a function");
    const entries = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, entries);
    // An object of its own, so that the same function can listen twice and each can stop on its own.
    const entry = { callback };
    entries.add(entry);
    return () => void entries.delete(entry);
  }

  /** Tells the listeners, in a while: they may call back into the SDK, which is in the middle of something now. */
  emit(name: string, payload: object): void {
    const told = name === "sessionExpired" ? withSentcError(payload as { error: WasmError }) : payload;
    for (const entry of this.listeners.get(name) ?? []) {
      later(() => {
        // Perhaps it has unsubscribed meanwhile.
        if (this.listeners.get(name)?.has(entry)) return entry.callback(told as never);
        return undefined;
      });
    }
  }

  clear(): void {
    this.listeners.clear();
  }
}

/** Runs a callback of the app after the code at hand. What it throws harms nothing and is reported. */
export function later(callback: () => unknown): void {
  Promise.resolve().then(callback).catch(report);
}

function report(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

function withSentcError({ error, ...payload }: { error: WasmError }): object {
  return { ...payload, error: errorOf(error) ?? new SentcError("JWT_MISSING") };
}
