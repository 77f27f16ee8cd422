// `sentc-light-wasm/elements`: importing it defines all elements.

import "./sdk-client.js";

export * from "./all.js";
