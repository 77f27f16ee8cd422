// `sentc-light-wasm/elements/second-factor`: this element alone.

import "../sdk-client.js";

export { SentcSecondFactor } from "../second-factor.js";
export { setWords } from "../words.js";
