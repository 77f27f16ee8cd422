// What the entries import besides TypeScript. The build makes these (scripts/build-js.mjs).

/** The wasm, deflated (RFC 1951), as base64. */
declare module "sentc-light-wasm-base64" {
  const base64: string;
  export default base64;
}

/** The wasm of kdf/ (scripts/build-host.mjs). */
declare module "sentc-light-kdf-wasm" {
  const wasm: Uint8Array<ArrayBuffer>;
  export default wasm;
}

/** The script of the worker that has it. */
declare module "sentc-light-kdf-worker" {
  const script: string;
  export default script;
}

/** The words of src/password/common.txt, with white space between them. */
declare module "sentc-light-common-passwords" {
  const words: string;
  export default words;
}

declare module "*/sentc-light.wasm" {
  const wasm: WebAssembly.Module;
  export default wasm;
}

declare module "*/sentc-light.wasm?module" {
  const wasm: WebAssembly.Module;
  export default wasm;
}

/** What comes from a default address must have this hash, base64. */
declare const SENTC_WASM_SHA384: string;
/** How many bytes the wasm has. */
declare const SENTC_WASM_BYTES: number;
/** The same of the worker beside the script-tag build: other builds may have it changed by a bundler. */
declare const SENTC_WORKER_SHA384: string;
