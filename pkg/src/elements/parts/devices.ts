// `sentc-light-wasm/elements/devices`: this element alone.

import "../sdk-client.js";

export { SentcDevices } from "../devices.js";
export { setWords } from "../words.js";
