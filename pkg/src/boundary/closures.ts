// Rust's futures run in closures that promises, microtasks, timers and events call. A trap in one of them would surface as
// an uncaught error that belongs to no call, and the call would hang. The build makes wasm-bindgen's glue run all closures
// through here, so that runtime.ts can reject the calls; those of instances that are gone do nothing (scripts/build-js.mjs).

let trapped = false;

// Without a listener (as in the worker) a trap stays what it is: an uncaught error.
let listener = (error: unknown): void => {
  throw error;
};

/** Runs a closure of the wasm; not in an instance that trapped, where nothing can be relied on. */
export function runClosure<T>(run: () => T): T | undefined {
  if (trapped) return undefined;
  try {
    return run();
  } catch (error) {
    listener(error);
    return undefined;
  }
}

interface Registry<T> {
  register(target: object, held: T, token?: object): void;
  unregister(token: object): void;
}

/** A `FinalizationRegistry` that is made when it is used first, where there are any: the glue's (scripts/build-glue.mjs). */
export function lazyRegistry<T>(ended: (held: T) => void): Registry<T> {
  let made: Registry<T> | undefined;
  const registry = () => (made ??= typeof FinalizationRegistry === "undefined" ? { register() {}, unregister() {} } : new FinalizationRegistry(ended));
  return {
    register: (...given) => registry().register(...given),
    unregister: (token) => registry().unregister(token),
  };
}

/** Calls `heard` with whatever a closure of the wasm throws. */
export function onClosureTrap(heard: (error: unknown) => void): void {
  listener = heard;
}

/** From here on no closure runs, until there is a new instance. */
export function stopClosures(stopped: boolean): void {
  trapped = stopped;
}
