// `sentc-light-wasm/elements/recovery-kits`: this element alone.

import "../sdk-client.js";

export { SentcRecoveryKits } from "../kits.js";
export { setWords } from "../words.js";
