// The service, as an own back end speaks to it: by HTTP, with the app's secret token. And its JWTs, by the app's public key.
import { compactVerify, importSPKI } from "jose";
import { z } from "zod";
import { refuse } from "./answer.ts";
import { config } from "./config.ts";

/** What came of a call: done, refused (nothing has changed there), or unknown (it may have happened all the same). */
export type Outcome = { kind: "done"; result: unknown; reply: Reply } | { kind: "refused"; code: number; reply: Reply } | { kind: "unknown" };
export type Reply = { http: number; text: string };

const Envelope = z.union([z.object({ status: z.literal(true), result: z.unknown() }), z.object({ status: z.literal(false), err_code: z.number() })]);

/** Decided by the envelope, as the protocol says. A fault of the service (500 and above) is no answer, whatever it holds. */
export async function call(method: string, path: string, { jwt, body }: { jwt?: string; body?: string } = {}): Promise<Outcome> {
  try {
    const headers = { "x-sentc-app-token": config.SECRET_TOKEN, "Content-Type": "application/json", ...(jwt && { Authorization: `Bearer ${jwt}` }) };
    const response = await fetch(`${config.SERVICE_URL}/api/v1${path}`, { method, headers, body: body ?? null, redirect: "error", signal: AbortSignal.timeout(10_000) });
    const reply = { http: response.status, text: await response.text() };
    if (reply.http >= 500) return { kind: "unknown" };
    const envelope = Envelope.parse(JSON.parse(reply.text));
    return envelope.status ? { kind: "done", result: envelope.result, reply } : { kind: "refused", code: envelope.err_code, reply };
  } catch (error) {
    console.error("the service could not be asked:", error instanceof Error ? error.name : error);
    return { kind: "unknown" };
  }
}

export const forced = (method: string, path: string, user_identifier: string) => call(method, path, { body: JSON.stringify({ user_identifier }) });

/** The result, checked; everything else is a refusal of this back end. */
export function done<T>(outcome: Outcome, type: z.ZodType<T>): T {
  if (outcome.kind === "refused" && outcome.code === 100) throw refuse("no_account");
  const parsed = outcome.kind === "done" ? type.safeParse(outcome.result) : undefined;
  if (!parsed?.success) throw refuse("service");
  return parsed.data;
}

/** `aud` is the user; `sub` is the device: who takes `sub` for the user stores devices as users. There is no issuer. */
const Claims = z.object({ aud: z.string(), sub: z.string(), iat: z.number(), exp: z.number(), fresh: z.boolean() });
export type Claims = z.infer<typeof Claims>;

/** Seconds that a JWT is accepted after it expired, for clocks that differ. As long as the service's own leeway. */
const LEEWAY = 60;
const key = await importSPKI(config.JWT_PUBLIC_KEY, "ES384");

/** Who a JWT is for, expired or not: for what brings a refresh token along. */
export async function signed(jwt: string): Promise<Claims | undefined> {
  try {
    const { payload } = await compactVerify(jwt, key, { algorithms: ["ES384"] });
    return Claims.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch {
    return undefined;
  }
}

/** Who a valid JWT is for. It says what was so up to six minutes ago; where that is too long, the service can be asked: GET /user/jwt. */
export async function valid(jwt: string): Promise<Claims | undefined> {
  const claims = await signed(jwt);
  return claims && Date.now() / 1000 <= claims.exp + LEEWAY ? claims : undefined;
}
