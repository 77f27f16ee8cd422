import { authenticate } from "sentc-light-wasm/server";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey() {
  const apps = `${process.env.NEXT_PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002"}/dev/apps`;
  return process.env.SENTC_PUBLIC_KEY ?? (await (await fetch(apps)).json())[0].jwt_public_key;
}

/** Who sent this request? */
export async function GET(request) {
  const who = await authenticate(request, { public_key: await publicKey() });
  if (who instanceof Response) return who; // 401
  return Response.json({ user_id: who.user_id, device_id: who.device_id });
}
