// The entry with the wasm inside: for bundlers that don't copy files (rollup, esbuild), for single
// files, and wherever a second file is trouble to serve. The worker would be one, so keys are derived on the spot.

import base64 from "sentc-light-wasm-base64";
import { inflate } from "../boundary/inflate.js";
import { findAssets } from "../boundary/wasm-url.js";

// Decoded in `init`, not on import. (Uint8Array.fromBase64 is too new.)
findAssets({ wasm: () => inflate(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)), SENTC_WASM_BYTES) });

export * from "./sdk.js";
export { default } from "./sdk.js";
