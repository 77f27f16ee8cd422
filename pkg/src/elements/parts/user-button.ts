// `sentc-light-wasm/elements/user-button`: this element alone.

import "../sdk-client.js";

export { SentcUserButton } from "../user-button.js";
export { setWords } from "../words.js";
