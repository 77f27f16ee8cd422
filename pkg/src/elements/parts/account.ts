// `sentc-light-wasm/elements/account`: this element alone.

import "../sdk-client.js";

export { SentcAccount } from "../account.js";
export { setWords } from "../words.js";
