// The service, as an own back end speaks to it: by HTTP, with the app's secret token. And its JWTs, by the app's public key.
import { compactVerify, importSPKI } from "jose";
import { z } from "zod";
import { refuse } from "./answer.ts";
import { config } from "./config.ts";

export type Reply = { http: number; text: string };
/** What came of a call: done, refused (nothing has changed there), or unknown (it may have happened all the same). */
export type Outcome = { kind: "done"; result: unknown; reply: Reply } | { kind: "refused"; code: number; reply: Reply } | { kind: "unknown" };
const Envelope = z.union([z.object({ status: z.literal(true), result: z.unknown() }), z.object({ status: z.literal(false), err_code: z.number() })]);

/** Decided by the envelope, as the protocol says. A fault of the service (500 and above) is no answer, whatever it holds. */
export async function call(method: string, path: string, body?: object | string, jwt?: string): Promise<Outcome> {
  try {
    const headers = { "x-sentc-app-token": config.SECRET_TOKEN, "Content-Type": "application/json", ...(jwt && { Authorization: `Bearer ${jwt}` }) };
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? null);
    const response = await fetch(`${config.SERVICE_URL}/api/v1${path}`, { method, headers, body: text, redirect: "error", signal: AbortSignal.timeout(10_000) });
    const reply = { http: response.status, text: await response.text() };
    if (reply.http >= 500) return { kind: "unknown" };
    const envelope = Envelope.parse(JSON.parse(reply.text));
    return envelope.status ? { kind: "done", result: envelope.result, reply } : { kind: "refused", code: envelope.err_code, reply };
  } catch (error) {
    console.error("the service could not be asked:", error instanceof Error ? error.name : error);
    return { kind: "unknown" };
  }
}

/** The result, checked; everything else is a refusal of this back end. */
export function done<T = unknown>(outcome: Outcome, type?: z.ZodType<T>): T {
  if (outcome.kind === "refused" && outcome.code === 100) throw refuse("no_account");
  const parsed = outcome.kind === "done" ? (type ?? (z.unknown() as z.ZodType<T>)).safeParse(outcome.result) : undefined;
  if (!parsed?.success) throw refuse("service");
  return parsed.data;
}

/** `aud` is the user; `sub` is the device: who takes `sub` for the user stores devices as users. There is no issuer. */
const Claims = z.object({ aud: z.string(), sub: z.string(), iat: z.number(), exp: z.number(), fresh: z.boolean() });
const key = await importSPKI(config.JWT_PUBLIC_KEY, "ES384");
/**
 * Who a valid JWT is for. It says what was so up to six minutes ago; where that is too long, the service can be asked: GET /user/jwt.
 * `leeway`: seconds after it expired, for clocks that differ; as long as the service's own. Infinity: for what brings a refresh token along.
 */
export async function who(jwt: string, leeway = 60): Promise<z.infer<typeof Claims> | undefined> {
  const verified = await compactVerify(jwt, key, { algorithms: ["ES384"] }).catch(() => undefined);
  const claims = verified && Claims.safeParse(JSON.parse(new TextDecoder().decode(verified.payload))).data;
  return claims && Date.now() / 1000 <= claims.exp + leeway ? claims : undefined;
}
