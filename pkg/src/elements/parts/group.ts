// `sentc-light-wasm/elements/group`: this element alone.

import "../sdk-client.js";

export { SentcGroup } from "../group.js";
export { setWords } from "../words.js";
