import type { Admin } from "./admin.js";
import { AdminError } from "./admin-error.js";
import { type PublicKeys, bearer, verifyByAny } from "./authenticate.js";
import { bodyOf } from "./body.js";
import { type SessionCookie, type SessionStore, cookieJar } from "./cookie.js";
import { JwtError, type VerifiedJwt } from "./jwt.js";
import { refuse } from "./refuse.js";
import { claimsIn, isId, parsed } from "./service.js";

export type { SessionCookie, SessionStore };

/** A session that has started or was refreshed. */
export interface StartedSession {
  user_id: string;
  device_id: string;
  /** A valid JWT, new from the service. */
  jwt: string;
}

export type SessionOptions = PublicKeys & {
  /** The client that asks the service: `createAdmin(…)`. */
  admin: Pick<Admin, "refresh">;
  /**
   * The origins of your pages, such as `https://app.example`. The handler answers requests from other origins with 400. If your pages
   * have another origin than the handler, it sends the CORS headers that they need.
   */
  origin: string | readonly string[];
  cookie?: SessionCookie;
  /** Stores the refresh tokens in your database, so that a sign-out also makes copies of the cookie invalid. Default: stored in the cookie */
  store?: SessionStore;
  /** Called before the response to a login and to each refresh. If it throws, the request fails and the session does not end. */
  onSession?: (session: StartedSession, what: "started" | "refreshed") => void | Promise<void>;
};

/** A refresh token in our own cookie: at most this many characters. */
const MAX_TOKEN = 500;
const MAX_BODY = 8192;
/** The service's codes for a session that has ended: refresh token unknown, user or device deleted, JWT unreadable, its key deleted. */
const OVER = new Set<string>(["REFRESH_TOKEN", "USER_NOT_FOUND", "JWT_UNDECODABLE", "JWT_KEY_UNKNOWN"]);

/**
 * Creates the back end's handler for the refresh strategy `cookie`: the refresh token is in a cookie that no script can read. It serves
 * three methods at one URL, to which you set `refresh.endpoint_url`:
 *
 * - `POST` with the JWT and `{ "refresh_token": "…" }`, right after a login: sets the cookie and answers 204.
 * - `GET` with the cookie and the old JWT: answers with the new JWT as text.
 * - `DELETE`: deletes the cookie and answers 204.
 *
 * A `GET` ends the session only if there is no cookie for the device, or if the service says that the session has ended. The answer then
 * is 401 with `{ "error": … }` and the header `x-sentc-session: ended`. After any other refusal the SDK keeps the session.
 *
 * @throws {TypeError} `origin` or `cookie` can't be used
 * @returns a handler for web-standard requests. {@link toNode}, {@link toHono} and the other adapters fit it to a framework.
 */
export function sessionHandler(options: SessionOptions): (request: Request) => Promise<Response> {
  const { admin, onSession } = options;
  const origins = [options.origin].flat().map(originOf);
  const jar = cookieJar(options.cookie ?? {}, origins.every((origin) => origin.startsWith("https:")), options.store);
  const running = new Map<string, Promise<StartedSession>>();

  /** One refresh of a device at a time: the tabs of a browser share it. */
  const refreshed = (jwt: string, token: string, shared: string | undefined): Promise<StartedSession> => {
    const known = shared === undefined ? undefined : running.get(shared);
    if (known) return known;
    const work = admin.refresh(jwt, token);
    if (shared !== undefined) {
      running.set(shared, work);
      work.catch(() => undefined).finally(() => running.delete(shared));
    }
    return work;
  };

  async function start(request: Request): Promise<Response> {
    const jwt = bearer(request);
    if (jwt === undefined) return refuse(401, "JWT_MISSING", NO_JWT, { "WWW-Authenticate": "Bearer" });
    const body = await (await bodyOf((request.body ?? []) as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>, MAX_BODY))?.text();
    if (body === undefined) return refuse(413, "BODY_TOO_BIG", `the body is over ${MAX_BODY} bytes`);
    const { refresh_token: token } = parsed(body);
    if (typeof token !== "string" || token.length > MAX_TOKEN || !/^[\w-]+$/.test(token)) return refuse(422, "INVALID_ARGUMENT", 'refresh_token: the body is not { "refresh_token": "…" }');
    const claims = await claimsOf(jwt, options);
    if (!claims) return refuse(401, "JWT_FORGED", "the JWT is not of this app", { "WWW-Authenticate": 'Bearer error="invalid_token"' });
    let session: StartedSession;
    try {
      // Checks the token before it is kept. It also stops an attacker who has another user's JWT, but no refresh token for it.
      session = await admin.refresh(jwt, token);
    } catch (error) {
      return error instanceof AdminError && OVER.has(error.code) ? refuse(401, error.code, error.message) : serviceFailed(error);
    }
    if (!isSame(session, claims)) return serviceFailed();
    await onSession?.(session, "started");
    return new Response(null, { status: 204, headers: { "Set-Cookie": await jar.keep(session.device_id, token), "Cache-Control": "no-store" } });
  }

  async function refresh(request: Request): Promise<Response> {
    const jwt = bearer(request);
    // A proxy can drop the header: that says nothing about the session.
    if (jwt === undefined) return refuse(400, "JWT_MISSING", `${NO_JWT}. A proxy may have dropped it`);
    const kept = await jar.read(request);
    const claims = await claimsOf(jwt, options);
    // A JWT that this key does not verify goes to the service, which judges it: the key here may be the wrong one.
    const device_id = claims?.device_id ?? claimsIn(jwt)["sub"];
    // Do not delete another device's cookie: another user has logged in in this browser since.
    if (!kept || kept.device_id !== device_id) return ended("SIGNED_OUT", "there is no session of this device in the cookie");
    let session: StartedSession;
    try {
      // Only those with a good signature share an answer: it holds a JWT.
      session = await refreshed(jwt, kept.token, claims && `${kept.device_id} ${kept.token}`);
    } catch (error) {
      if (!(error instanceof AdminError) || !OVER.has(error.code)) return serviceFailed(error);
      return ended(error.code, error.message, await jar.end(request));
    }
    if (session.device_id !== kept.device_id || (claims && session.user_id !== claims.user_id)) return serviceFailed();
    await onSession?.(session, "refreshed");
    return new Response(session.jwt, { headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });
  }

  async function end(request: Request): Promise<Response> {
    return new Response(null, { status: 204, headers: { "Set-Cookie": await jar.end(request), "Cache-Control": "no-store" } });
  }

  const methods: Record<string, (request: Request) => Promise<Response> | Response> = {
    POST: start,
    GET: refresh,
    DELETE: end,
    OPTIONS: () => new Response(null, { status: 204, headers: { Allow: ALLOWED } }),
  };

  return async (request) => {
    const origin = request.headers.get("origin");
    const site = request.headers.get("sec-fetch-site");
    // Browsers that have Fetch Metadata send it always; a request from another site without an Origin is never ours.
    const is_own = origin === null ? site === null || site === "same-origin" || site === "none" : origins.includes(origin);
    // Not 401 or 403: by those the SDK ends sessions, and a wrong `origin` here would sign everybody out.
    if (!is_own) return refuse(400, "FOREIGN_ORIGIN", `requests from ${origin === null ? "other sites" : JSON.stringify(origin)} are refused: the option origin is ${origins.join(", ")}`);
    // The methods of requests are anything at the edge: `constructor` too.
    const work = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    const response = work ? await work(request) : refuse(405, "METHOD", `use ${ALLOWED}`, { Allow: ALLOWED });
    if (origin !== null) allow(response.headers, origin);
    return response;
  };
}

const ALLOWED = "GET, POST, DELETE";

/**
 * Only http and https. The origin of any other address is `null`, which browsers also send for sandboxed frames: every site could ask
 * with the user's cookie.
 */
function originOf(address: string): string {
  const { protocol, origin } = URL.canParse(address) ? new URL(address) : { protocol: "", origin: "" };
  if (!/^https?:$/.test(protocol)) throw new TypeError("origin must be the http or https origins of your pages, such as https://app.example");
  return origin;
}

/** CORS, for pages of an origin in the list. Same-origin pages ignore it. */
function allow(headers: Headers, origin: string): void {
  headers.set("Access-Control-Allow-Origin", origin);
  headers.set("Access-Control-Allow-Credentials", "true");
  headers.set("Access-Control-Allow-Headers", "authorization, content-type");
  headers.set("Access-Control-Allow-Methods", ALLOWED);
  headers.set("Access-Control-Expose-Headers", "x-sentc-session");
  headers.append("Vary", "Origin");
}

function ended(error: string, message: string, cookie?: string): Response {
  return refuse(401, error, message, { "x-sentc-session": "ended", ...(cookie !== undefined && { "Set-Cookie": cookie }) });
}

const NO_JWT = "this needs the header Authorization: Bearer <JWT>";

/** Answers 502, after which the SDK keeps the session: the service did not answer, or refuses this back end. */
function serviceFailed(error?: unknown): Response {
  if (error !== undefined && !(error instanceof AdminError)) throw error;
  return refuse(502, error?.code ?? "UNEXPECTED_ANSWER", "the service did not give a new JWT: try again");
}

async function claimsOf(jwt: string, keys: PublicKeys): Promise<VerifiedJwt | undefined> {
  try {
    // Accepts an expired JWT, because the service checks the refresh token.
    return await verifyByAny(jwt, keys, { leeway: Infinity });
  } catch (error) {
    if (error instanceof JwtError && error.code !== "INVALID_ARGUMENT") return undefined;
    throw error;
  }
}

const isSame = (session: StartedSession, { user_id, device_id }: VerifiedJwt): boolean =>
  session.user_id === user_id && session.device_id === device_id && isId(device_id);
