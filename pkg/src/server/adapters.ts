import { bodyOf } from "./body.js";
import { refuse } from "./refuse.js";

// From web-standard handlers to those of frameworks. Deno, Bun and workerd take a handler as it is: `export default { fetch: handler }`.

/** A web-standard request handler, as `sessionHandler` makes them. */
export type Handler = (request: Request) => Promise<Response>;

/** The part of Node's `IncomingMessage` that is used here. Express adds `originalUrl` and, after a body parser, `body`. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  method?: string | undefined;
  url?: string | undefined;
  originalUrl?: string;
  headers: { [name: string]: string | string[] | undefined };
  body?: unknown;
}

/** The part of Node's `ServerResponse` that is used here. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | string[]): unknown;
  end(body?: Uint8Array): unknown;
}

const MAX_BODY = 65_536;

/**
 * Adapts a handler to Node's `http` and Express: `app.all("/api/session", toNode(handler))`. Answers bodies over 64 KiB with 413, and
 * requests that can't be read with 400. Passes errors of the handler to `next`; without `next` the promise rejects.
 */
export function toNode(handler: Handler): (request: NodeRequest, response: NodeResponse, next?: (error: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    try {
      await sendResponse(response, await fromNode(handler, request));
    } catch (error) {
      if (!next) throw error;
      next(error);
    }
  };
}

/** Sends a web-standard response, for example the one of `authenticate`, through Node's or Express's response object. */
export async function sendResponse(response: NodeResponse, { status, headers, body }: Response): Promise<void> {
  response.statusCode = status;
  headers.forEach((value, name) => name !== "set-cookie" && response.setHeader(name, value));
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.end(body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined);
}

/** Adapts a handler to a route file of Next: `export const { GET, POST, DELETE } = toNext(handler)`. */
export function toNext(handler: Handler): Methods<Handler> {
  return methods((request) => handler(request));
}

/** Adapts a handler to a `+server.ts` of SvelteKit: `export const { GET, POST, DELETE } = toSvelteKit(handler)`. */
export function toSvelteKit(handler: Handler): Methods<(event: { request: Request }) => Promise<Response>> {
  return methods((event) => handler(event.request));
}

type Methods<T> = Record<"GET" | "POST" | "DELETE" | "OPTIONS", T>;
const methods = <T>(route: T): Methods<T> => ({ GET: route, POST: route, DELETE: route, OPTIONS: route });

/** Adapts a handler to Hono: `app.all("/api/session", toHono(handler))`. */
export function toHono(handler: Handler): (context: { req: { raw: Request } }) => Promise<Response> {
  return (context) => handler(context.req.raw);
}

/** Adapts a handler to Nuxt and h3: `export default defineEventHandler(toH3(handler))`. */
export function toH3(handler: Handler): (event: { req?: unknown; node?: { req: NodeRequest } | undefined }) => Promise<Response> {
  // From version 2 on, event.req is a web-standard request.
  return async ({ req, node }) => req instanceof Request ? handler(req) : fromNode(handler, node!.req);
}

async function fromNode(handler: Handler, request: NodeRequest): Promise<Response> {
  const given = await standard(request);
  return given instanceof Response ? given : handler(given);
}

/**
 * Node's request as a web-standard one, or the refusal of it. It never throws: under `http.createServer(toNode(handler))` nobody
 * catches that, and Node exits. So anybody could stop the back end with a TRACE request, or with an upload that is cut.
 */
async function standard(request: NodeRequest): Promise<Request | Response> {
  try {
    return await readable(request);
  } catch {
    return refuse(400, "UNREADABLE_REQUEST", "the request can't be read");
  }
}

async function readable(request: NodeRequest): Promise<Request | Response> {
  const { method = "GET", headers: given, body: parsed } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    // Headers rejects the pseudo-headers of HTTP/2.
    if (value !== undefined && !name.startsWith(":")) for (const one of [value].flat()) headers.append(name, one);
  }
  let body: string | Blob | null | undefined = null;
  // With `parsed`, a body parser of Express has already read the body.
  if (method !== "GET" && method !== "HEAD") body = parsed === undefined ? await bodyOf(request as AsyncIterable<Uint8Array<ArrayBuffer> | string>, MAX_BODY) : typeof parsed === "string" ? parsed : parsed instanceof Uint8Array ? new Blob([parsed as Uint8Array<ArrayBuffer>]) : JSON.stringify(parsed);
  if (body === undefined) return refuse(413, "BODY_TOO_BIG", `the body is over ${MAX_BODY} bytes`);
  // Only the path counts; the handlers compare the Origin header, not this URL. A path can begin with two slashes.
  const path = request.originalUrl ?? request.url ?? "/";
  return new Request(path.startsWith("/") ? `http://localhost${path}` : new URL(path, "http://localhost"), { method, headers, body });
}
