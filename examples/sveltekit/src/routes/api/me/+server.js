import { json } from "@sveltejs/kit";
import { env } from "$env/dynamic/private";
import { env as open } from "$env/dynamic/public";
import { authenticate } from "sentc-light-wasm/server";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey(fetch) {
  const apps = `${open.PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002"}/dev/apps`;
  return env.SENTC_PUBLIC_KEY ?? (await (await fetch(apps)).json())[0].jwt_public_key;
}

/** Who sent this request? */
export async function GET({ request, fetch }) {
  const who = await authenticate(request, { public_key: await publicKey(fetch) });
  if (who instanceof Response) return who; // 401
  return json({ user_id: who.user_id, device_id: who.device_id });
}
