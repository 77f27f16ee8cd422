// What the entries import besides TypeScript. The build makes these (scripts/build-js.mjs).

/** The wasm, as text. */
declare module "sentc-light-wasm-base64" {
  const base64: string;
  export default base64;
}

declare module "*/sentc-light.wasm" {
  const wasm: WebAssembly.Module;
  export default wasm;
}

declare module "*/sentc-light.wasm?module" {
  const wasm: WebAssembly.Module;
  export default wasm;
}

/** The hash that a default address is fetched with: `sha384-…`. */
declare const SENTC_WASM_INTEGRITY: string;

/** `require` in the CommonJS builds. */
declare const SENTC_REQUIRE: ((name: "node:fs/promises") => { readFile(path: URL): Promise<BufferSource> }) | undefined;
