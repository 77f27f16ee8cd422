import type { IncomingMessage, ServerResponse } from "node:http";
import { type CryptoKey, importSPKI, jwtVerify } from "jose";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey(): Promise<CryptoKey> {
  const { SENTC_PUBLIC_KEY, VITE_SENTC_URL = "http://127.0.0.1:3002" } = process.env;
  const pem = SENTC_PUBLIC_KEY ?? (await (await fetch(`${VITE_SENTC_URL}/dev/apps`)).json())[0].jwt_public_key;
  return importSPKI(pem, "ES384");
}

/** Who asks? `aud` is the user's id and `sub` the device's. */
export async function me(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("Content-Type", "application/json");
  try {
    const [, jwt = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const { payload } = await jwtVerify(jwt, await publicKey(), { algorithms: ["ES384"] });
    response.end(JSON.stringify({ user_id: payload.aud, device_id: payload.sub }));
  } catch {
    response.writeHead(401).end(JSON.stringify({ error: "no valid JWT" }));
  }
}
