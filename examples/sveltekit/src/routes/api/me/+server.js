import { error, json } from "@sveltejs/kit";
import { env } from "$env/dynamic/private";
import { env as open } from "$env/dynamic/public";
import { importSPKI, jwtVerify } from "jose";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey(fetch) {
  const apps = `${open.PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002"}/dev/apps`;
  return importSPKI(env.SENTC_PUBLIC_KEY ?? (await (await fetch(apps)).json())[0].jwt_public_key, "ES384");
}

/** Who asks? `aud` is the user's id and `sub` the device's. */
export async function GET({ request, fetch }) {
  const [, jwt = ""] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  const key = await publicKey(fetch);
  const { payload } = await jwtVerify(jwt, key, { algorithms: ["ES384"] }).catch(() => error(401, "no valid JWT"));
  return json({ user_id: payload.aud, device_id: payload.sub });
}
