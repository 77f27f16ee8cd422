import Sentc from "./node_modules/sentc-light-wasm/dist/index.js";
import { logIn } from "./log-in.js";

onmessage = (event) => {
  const said = logIn(Sentc, event.data).catch((error) => String(error.stack));
  event.waitUntil(said.then((text) => event.source.postMessage(text)));
};
