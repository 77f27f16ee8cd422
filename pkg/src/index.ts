// The entry for pages, workers, bundlers and Node: the wasm is a file beside this one.

import { findAssets } from "./wasm-url.js";

findAssets({
  // Exactly these expressions: vite, webpack and parcel look for them and copy the files. Here and not deeper inside, so
  // that they don't copy what the other entries never fetch. Bundlers that make a classic script leave no import.meta.
  wasm: () => (import.meta.url ? new URL("./sentc-light.wasm", import.meta.url) : undefined),
  // The same: as a file to copy. (Within `new Worker(…)` bundlers would take it for source code.)
  worker: () => (import.meta.url ? new URL("./sentc-light.worker.js", import.meta.url) : undefined),
});

export * from "./sdk.js";
export { default } from "./sdk.js";
