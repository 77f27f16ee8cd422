import Sentc from "sentc-light-wasm";
import { logIn } from "./log-in.js";

export default {
  async fetch(request) {
    const params = Object.fromEntries(new URL(request.url).searchParams);
    // A start page for those who look whether somebody is there.
    if (!params.api) return new Response("ready");
    return new Response(await logIn(Sentc, params).catch((error) => String(error.stack)));
  },
};
