import Sentc from "sentc-light-wasm";
import { createAdmin, sessionHandler } from "sentc-light-wasm/server";
import { logIn } from "./log-in.js";

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const params = Object.fromEntries(searchParams);
    if (pathname === "/api/session") return sessions(params)(request);
    // A start page for those who look whether somebody is there.
    if (!params.api) return new Response("ready");
    return new Response(await logIn(Sentc, params).catch((error) => String(error.stack)));
  },
};

/** What a real worker finds in its environment is in the address here. */
function sessions({ SERVICE_URL, SECRET_TOKEN, JWT_PUBLIC_KEY, APP_ORIGIN }) {
  return sessionHandler({ admin: createAdmin({ base_url: SERVICE_URL, secret_token: SECRET_TOKEN }), public_key: JWT_PUBLIC_KEY, origin: APP_ORIGIN });
}
