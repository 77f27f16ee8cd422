// The entry for Vercel's edge runtime: as workerd.ts, but there the import must say what it wants the file as.

import wasm from "./sentc-light.wasm?module";
import { findAssets } from "../boundary/wasm-url.js";

findAssets({ wasm: () => wasm });

export * from "./sdk.js";
export { default } from "./sdk.js";
