// Where the wasm and the worker are when the app does not say. Each entry of the package has its own way.

import type { WasmSource } from "./options.js";

interface Assets {
  wasm(): WasmSource | undefined;
  /** Without one, keys are derived on the spot. */
  worker?(): URL | undefined;
}

let assets: Assets = { wasm: () => undefined };

/** Called by an entry while it is imported. The functions run in `init`. */
export function findAssets(found: Assets): void {
  assets = found;
}

export function defaultWasm(): WasmSource | undefined {
  return assets.wasm();
}

export function defaultWorkerUrl(): URL | undefined {
  return assets.worker?.();
}
