// Rust's futures run in microtasks that wasm-bindgen's glue queues. A trap in one of them would surface as an uncaught
// error that belongs to no call, and the call would hang. The build puts `queueMicrotask` of this file in the place of
// the glue's (esbuild's `inject`), so that runtime.ts hears of it.

/** One instance of the wasm. Microtasks of an instance that trapped are dropped: nothing in it can be relied on. */
interface Epoch {
  trapped: boolean;
}

let epoch: Epoch = { trapped: false };

// Without a listener (as in the worker) a trap stays what it is: an uncaught error.
let listener = (error: unknown): void => {
  throw error;
};

export function queueMicrotask(callback: () => void): void {
  const mine = epoch;
  globalThis.queueMicrotask(() => {
    if (mine.trapped) return;
    try {
      callback();
    } catch (error) {
      listener(error);
    }
  });
}

/** Calls `heard` with whatever a microtask of the wasm throws. */
export function onMicrotaskTrap(heard: (error: unknown) => void): void {
  listener = heard;
}

/** From here on no microtask of this instance runs. */
export function dropMicrotasks(): void {
  epoch.trapped = true;
}

/** A new instance is there. */
export function acceptMicrotasks(): void {
  epoch = { trapped: false };
}
