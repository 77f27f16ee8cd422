// `user.fetch`: fetch for an app's own back end, with the user's JWT. The JWT is a credential, so it goes only where the
// app said it may.

import type { CheckedOptions } from "./options.js";
import { SentcError } from "./error.js";
import type { Session } from "./session.js";

/** As in src/client/options.rs. */
const DEFAULT_BASE_URL = "https://api.sentc.com";

/** Origins that may see the JWT: the page's own, the API's, and those in `fetch_origins`. */
function allowedOrigins({ base_url, fetch_origins }: CheckedOptions): Set<string> {
  const own = globalThis.location?.origin;
  const named = [...(fetch_origins ?? []), base_url ?? DEFAULT_BASE_URL].map((url) => new URL(url).origin);
  // "null" is the origin of every sandboxed page.
  return new Set(own === undefined || own === "null" ? named : [own, ...named]);
}

export async function backEndFetch(session: Session, options: CheckedOptions, input: unknown, init: RequestInit): Promise<Response> {
  const request = input instanceof Request ? input : undefined;
  const url = address(request?.url ?? input);
  if (!allowedOrigins(options).has(url.origin)) {
    throw new SentcError("INVALID_ARGUMENT", {
      message: `user.fetch sends the JWT only to the page's own origin, base_url and fetch_origins, not to ${url.origin}`,
    });
  }
  const signal = init.signal ?? request?.signal ?? undefined;
  const send = async (jwt: string): Promise<Response> => {
    const headers = new Headers(init.headers ?? request?.headers);
    headers.set("Authorization", `Bearer ${jwt}`);
    const run = options.fetch ?? fetch;
    try {
      // A redirect would carry the JWT on to wherever the answer says.
      return await run(request ? request.clone() : url.href, { redirect: "error", ...init, headers });
    } catch (cause) {
      if (signal?.aborted) throw new SentcError("ABORTED", { cause: signal.reason });
      throw new SentcError("NETWORK", { message: `the request to ${url.origin} failed`, cause });
    }
  };
  const jwt = await session.call((core, number) => core.getJwt(number, signal), signal);
  const response = await send(jwt);
  if (response.status !== 401 || isStream(init.body) || request?.body) return response;
  // The back end may see the clock otherwise, or know that the JWT's key is gone.
  const renewed = await session.call((core, number) => core.renewJwt(number, jwt, signal), signal);
  void response.body?.cancel().catch(() => undefined);
  return send(renewed);
}

function address(input: unknown): URL {
  try {
    return new URL(String(input), globalThis.location?.href);
  } catch (cause) {
    throw new SentcError("INVALID_ARGUMENT", { message: "url must be a URL", cause });
  }
}

/** A stream can be sent once. */
function isStream(body: RequestInit["body"]): boolean {
  return typeof body === "object" && body !== null && (typeof ReadableStream !== "undefined" && body instanceof ReadableStream || Symbol.asyncIterator in body);
}
