// The entry for Cloudflare's workers: they compile no wasm at run time, so it is a module that the deployment brings along.

import wasm from "./sentc-light.wasm";
import { findAssets } from "../boundary/wasm-url.js";

findAssets({ wasm: () => wasm });

export * from "./sdk.js";
export { default } from "./sdk.js";
