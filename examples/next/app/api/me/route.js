import { importSPKI, jwtVerify } from "jose";

/** The app's public key: in production from the environment (PEM). The development server tells it. */
async function publicKey() {
  const apps = `${process.env.NEXT_PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002"}/dev/apps`;
  return importSPKI(process.env.SENTC_PUBLIC_KEY ?? (await (await fetch(apps)).json())[0].jwt_public_key, "ES384");
}

/** Who asks? `aud` is the user's id and `sub` the device's. */
export async function GET(request) {
  const [, jwt = ""] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  try {
    const { payload } = await jwtVerify(jwt, await publicKey(), { algorithms: ["ES384"] });
    return Response.json({ user_id: payload.aud, device_id: payload.sub });
  } catch {
    return Response.json({ error: "no valid JWT" }, { status: 401 });
  }
}
