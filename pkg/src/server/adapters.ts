// From web-standard handlers to those of frameworks. Deno, Bun and workerd take a handler as it is: `export default { fetch: handler }`.

/** A web-standard request handler, as `sessionHandler` makes them. */
export type Handler = (request: Request) => Promise<Response>;

/** As much of Node's `IncomingMessage` as is needed; Express adds `originalUrl` and, after a body parser, `body`. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  method?: string | undefined;
  url?: string | undefined;
  originalUrl?: string;
  headers: { [name: string]: string | string[] | undefined };
  body?: unknown;
}

/** As much of Node's `ServerResponse` as is needed. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | string[]): unknown;
  end(body?: Uint8Array): unknown;
}

const MAX_BODY = 65_536;

/**
 * For Node's `http` and Express: `app.all("/api/session", toNode(handler))`. Bodies over 64 KiB are refused. Errors go to `next`
 * where there is one; else the promise rejects.
 */
export function toNode(handler: Handler): (request: NodeRequest, response: NodeResponse, next?: (error: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    try {
      await sendResponse(response, await handler(await standard(request)));
    } catch (error) {
      if (!next) throw error;
      next(error);
    }
  };
}

/** Sends a web-standard response, such as the one of `authenticate`, by Node's or Express's. */
export async function sendResponse(response: NodeResponse, { status, headers, body }: Response): Promise<void> {
  response.statusCode = status;
  headers.forEach((value, name) => name !== "set-cookie" && response.setHeader(name, value));
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.end(body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined);
}

/** For a route file of Next: `export const { GET, POST, DELETE } = toNext(handler)`. */
export function toNext(handler: Handler): { GET: Handler; POST: Handler; DELETE: Handler; OPTIONS: Handler } {
  const route: Handler = (request) => handler(request);
  return { GET: route, POST: route, DELETE: route, OPTIONS: route };
}

/** For a `+server.ts` of SvelteKit: `export const { GET, POST, DELETE } = toSvelteKit(handler)`. */
export function toSvelteKit(handler: Handler): Record<"GET" | "POST" | "DELETE" | "OPTIONS", (event: { request: Request }) => Promise<Response>> {
  const route = (event: { request: Request }) => handler(event.request);
  return { GET: route, POST: route, DELETE: route, OPTIONS: route };
}

/** For Hono: `app.all("/api/session", toHono(handler))`. */
export function toHono(handler: Handler): (context: { req: { raw: Request } }) => Promise<Response> {
  return (context) => handler(context.req.raw);
}

/** For Nuxt and h3: `export default defineEventHandler(toH3(handler))`. */
export function toH3(handler: Handler): (event: { req?: unknown; node?: { req: NodeRequest } | undefined }) => Promise<Response> {
  // From version 2 on, event.req is a web-standard request.
  return async ({ req, node }) => handler(req instanceof Request ? req : await standard(node!.req));
}

async function standard(request: NodeRequest): Promise<Request> {
  const { method = "GET", headers: given } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    // Pseudo-headers of HTTP/2 are no headers.
    if (value !== undefined && !name.startsWith(":")) for (const one of [value].flat()) headers.append(name, one);
  }
  const body = method === "GET" || method === "HEAD" ? null : await bodyOf(request);
  // Only the path counts; the handlers compare the Origin header, not this URL.
  return new Request(new URL(request.originalUrl ?? request.url ?? "/", "http://localhost"), { method, headers, body });
}

async function bodyOf(request: NodeRequest): Promise<string | Uint8Array<ArrayBuffer>> {
  // A body parser of Express was here before.
  if (request.body !== undefined) return typeof request.body === "string" ? request.body : JSON.stringify(request.body);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
    size += bytes.length;
    // What follows is thrown away: the handler refuses a body of this size.
    if (size <= MAX_BODY) parts.push(bytes);
  }
  const whole = new Uint8Array(Math.min(size, MAX_BODY + 1));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
