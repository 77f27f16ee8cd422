// The entry for pages, workers and bundlers: the wasm is a file beside this one.

import { elsewhere } from "./moved.js";
import { findAssets } from "../boundary/wasm-url.js";

findAssets({
  // `new URL` is exactly the expression that vite, webpack and parcel look for, to copy the files. Here and not deeper
  // inside, so that they don't copy what the other entries never fetch. Where a bundler makes a classic script of this,
  // there is no import.meta.
  wasm: () => (import.meta.url ? new URL("./sentc-light.wasm", import.meta.url) : undefined),
  // The same: as a file to copy. (Within `new Worker(…)` bundlers would take it for source code.)
  worker: () => (import.meta.url ? new URL("./sentc-light.worker.js", import.meta.url) : undefined),
  elsewhere: () => elsewhere(import.meta.url, () => new URL("./sentc-light.wasm", import.meta.url)),
});

export * from "./sdk.js";
export { default } from "./sdk.js";
