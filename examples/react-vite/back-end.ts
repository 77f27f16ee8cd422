import type { IncomingMessage, ServerResponse } from "node:http";
import { authenticate, sendResponse } from "sentc-light-wasm/server";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey(): Promise<string> {
  const { SENTC_PUBLIC_KEY, VITE_SENTC_URL = "http://127.0.0.1:3002" } = process.env;
  return SENTC_PUBLIC_KEY ?? (await (await fetch(`${VITE_SENTC_URL}/dev/apps`)).json())[0].jwt_public_key;
}

/** Who sent this request? */
export async function me(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const who = await authenticate(request, { public_key: await publicKey() });
  if (who instanceof Response) return sendResponse(response, who); // 401
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ user_id: who.user_id, device_id: who.device_id }));
}
