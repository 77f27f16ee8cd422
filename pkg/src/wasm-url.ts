// Where sentc-light.wasm is when the app does not say.

let script: string | undefined;

/** Called by the script-tag build while it loads: the only time a classic script can know its own address. */
export function loadedFrom(src: string | undefined): void {
  script = src;
}

export function defaultWasmUrl(): URL | undefined {
  if (script) return new URL("sentc-light.wasm", script);
  // Bundlers look for exactly this expression and copy the file. It is undefined in the script-tag build.
  return import.meta.url ? new URL("./sentc-light.wasm", import.meta.url) : undefined;
}
