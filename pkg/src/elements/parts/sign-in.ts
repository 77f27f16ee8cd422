// `sentc-light-wasm/elements/sign-in`: this element alone.

import "../sdk-client.js";

export { SentcSignIn } from "../sign-in.js";
export { setWords } from "../words.js";
