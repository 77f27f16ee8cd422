// The script-tag build: `<script src="…/sentc-light.min.js">` makes `window.Sentc`, with the default client in
// `Sentc.default` and the other exports beside it.

import { loadedFrom } from "./wasm-url.js";

export * from "./index.js";
export { default } from "./index.js";

// In a worker (importScripts) there is no document, and wasm_path must be set.
const { document } = globalThis as { document?: { currentScript?: { src?: string } | null } };
loadedFrom(document?.currentScript?.src);
