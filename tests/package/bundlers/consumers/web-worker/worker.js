import Sentc from "./node_modules/sentc-light-wasm/dist/index.js";
import { logIn } from "./log-in.js";

onmessage = async ({ data }) => postMessage(await logIn(Sentc, data).catch((error) => String(error.stack)));
