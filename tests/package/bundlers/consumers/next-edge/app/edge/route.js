import Sentc from "sentc-light-wasm";
import { logIn } from "../../log-in.js";

export const runtime = "edge";

export async function GET(request) {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  return new Response(await logIn(Sentc, params).catch((error) => String(error.stack)));
}
