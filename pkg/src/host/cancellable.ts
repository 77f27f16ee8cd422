import type { Cancellable } from "../boundary/wasm.js";

/** Something that Rust can take back when nobody waits for it any more. */
export function cancellable<T>(promise: Promise<T>, cancel: () => void): Cancellable<T> {
  // Nobody waits for one that was cancelled.
  promise.catch(() => undefined);
  return Object.assign(promise, { cancel });
}
