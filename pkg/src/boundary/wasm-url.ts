// Where the wasm and the worker are when the app does not say. Each entry of the package has its own way.

import type { WasmSource } from "../public/options.js";

interface Assets {
  wasm(): WasmSource | undefined;
  /** Without one, keys are derived on the page's own thread. */
  worker?(): URL | undefined;
  /** Where else the wasm is, if not there. */
  elsewhere?(): Promise<Elsewhere | undefined>;
}

export interface Elsewhere {
  /** Undefined: it was not found. */
  address: URL | undefined;
  /** For the error where it is nowhere. */
  hint: string;
}

let assets: Assets = { wasm: () => undefined };
/** The wasm's address, where it was not beside the module. */
let found: URL | undefined;

/** Called by an entry while it is imported. The functions run in `init`. */
export function findAssets(own: Assets): void {
  assets = own;
}

/** Undefined where a module's address is no base for others (`blob:`, `data:`). */
export function defaultWasm(): WasmSource | undefined {
  return orUndefined(assets.wasm);
}

export function defaultWorkerUrl(): URL | undefined {
  return found ? new URL("sentc-light.worker.js", found) : orUndefined(() => assets.worker?.());
}

/** For modules that a development server moved without their files. Undefined where that can't be. */
export function wasmElsewhere(): Promise<Elsewhere | undefined> | undefined {
  return assets.elsewhere?.();
}

/** Remembers where the wasm was, so that the worker is looked for beside it. */
export function foundAt(address: URL): void {
  found = address;
}

function orUndefined<T>(find: () => T | undefined): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
