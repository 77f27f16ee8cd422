import { createClient } from "sentc-light-wasm";
import { logIn } from "../../log-in.js";

// Node's runtime, bundled: the wasm must come along with nothing to set up.
export async function GET(request) {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  return new Response(await logIn(createClient({ app_token: params.token, base_url: params.api }), params));
}
