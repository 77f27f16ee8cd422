// Where the wasm and the worker are when the app does not say. Each entry of the package has its own way.

import type { WasmSource } from "../public/options.js";

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

/**
 * The dev server of vite before version 8 moves modules to `node_modules/.vite/deps/@scope_name.js`, and leaves the files
 * beside them where they were.
 */
export function unmoved(file: string, module: string): URL | undefined {
  const [, modules, name] = /^(.*\/node_modules\/)\.vite\/(?:[^/]+\/)?deps\/([^/?]+)\.js/.exec(module) ?? [];
  return modules && name ? new URL(`${name.replace(/^(@[^_]+)_/, "$1/")}/dist/${file}`, modules) : undefined;
}
