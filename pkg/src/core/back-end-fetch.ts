// `user.fetch`: calls fetch for an app's back end, with the user's JWT. The JWT is a credential, so it is sent only to origins
// that the app has allowed.

import { SentcError, toSentcError } from "../public/error.js";
import { DEFAULT_BASE_URL } from "../generated/constants.js";
import { brandOf } from "../boundary/brand.js";
import { type Fetch, fetchUnderPolicy } from "../boundary/policy.js";

/** Provides JWTs. */
export interface Credentials {
  jwt(signal: AbortSignal | undefined): Promise<string>;
  /** Gets a new JWT after `stale` was refused. */
  renewed(stale: string, signal: AbortSignal | undefined): Promise<string>;
}

/** Origins that may see the JWT: the page's own, the API's, and those in `fetch_origins`. Made once for a client. */
export function allowedOrigins(base_url = DEFAULT_BASE_URL, fetch_origins: readonly string[] = []): Set<string> {
  const named = [new URL(base_url).origin, ...fetch_origins];
  const own = globalThis.location?.origin;
  // "null" is the origin of every sandboxed page.
  return new Set(own === undefined || own === "null" ? named : [own, ...named]);
}

export async function backEndFetch(
  credentials: Credentials,
  { origins, fetch }: { origins: Set<string>; fetch: Fetch | undefined },
  input: unknown,
  init: RequestInit,
): Promise<Response> {
  const request = unlessInvalid("url can't be read", () => (brandOf(input) === "Request" ? (input as Request) : undefined));
  const url = unlessInvalid("url must be a URL", () => new URL(request?.url ?? String(input), globalThis.location?.href));
  if (!origins.has(url.origin)) {
    throw invalid(`user.fetch sends the JWT only to the page's own origin, base_url and fetch_origins, not to ${url.origin}`);
  }
  const headers = unlessInvalid("init.headers can't be sent", () => new Headers(init.headers ?? request?.headers));
  const signal = init.signal ?? request?.signal ?? undefined;
  const send = async (jwt: string): Promise<Response> => {
    headers.set("Authorization", `Bearer ${jwt}`);
    try {
      return await fetchUnderPolicy(fetch, request ? request.clone() : url.href, {
        ...init,
        headers,
        // A redirect would carry the JWT on to wherever the answer says.
        redirect: init.redirect ?? "error",
        referrerPolicy: init.referrerPolicy ?? "no-referrer",
      });
    } catch (cause) {
      if (signal?.aborted) throw new SentcError("ABORTED", { cause: signal.reason });
      throw cause instanceof SentcError ? cause : new SentcError("NETWORK", { message: `the request to ${url.origin} failed`, cause });
    }
  };
  try {
    const jwt = await credentials.jwt(signal);
    const response = await send(jwt);
    if (response.status !== 401 || isStream(init.body) || request?.body) return response;
    // The back end's clock may differ, or it may know that the JWT's key was deleted.
    const renewed = await credentials.renewed(jwt, signal);
    // Read the body to its end: Chromium reports a request whose body is not read as failed.
    void response.arrayBuffer().catch(() => undefined);
    return await send(renewed);
  } catch (error) {
    throw toSentcError(error);
  }
}

function unlessInvalid<T>(message: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw invalid(message, cause);
  }
}

function invalid(message: string, cause?: unknown): SentcError {
  return new SentcError("INVALID_ARGUMENT", { message, cause });
}

/** Whether a body is a stream, which can be sent only once. */
function isStream(body: RequestInit["body"]): boolean {
  return typeof body === "object" && body !== null && (brandOf(body) === "ReadableStream" || Symbol.asyncIterator in body);
}
