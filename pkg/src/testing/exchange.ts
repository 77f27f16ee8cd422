// Converts the arguments of `fetch` for the service, and its answers to Responses.

/** A request, with its body read. */
export interface Exchange {
  method: string;
  /** The path with its query, without the service's address. */
  path: string;
  headers: [string, string][];
  body: Uint8Array;
  signal: AbortSignal | undefined;
}

/** Throws a TypeError for a request to another address. */
export async function exchangeOf(base_url: string, input: unknown, init: RequestInit | undefined): Promise<Exchange> {
  const request = typeof input === "object" && input !== null && "url" in input ? (input as Request) : undefined;
  const url = request?.url ?? String(input);
  if (!url.startsWith(`${base_url}/`)) throw new TypeError(`testService answers ${base_url}, and was asked for ${url}: set the client's base_url to service.base_url`);
  return {
    method: (init?.method ?? request?.method ?? "GET").toUpperCase(),
    path: url.slice(base_url.length).replace(/#.*$/, ""),
    headers: pairs(init?.headers ?? request?.headers),
    body: await bytesOf(init?.body ?? (request?.body ? await request.arrayBuffer() : undefined)),
    signal: init?.signal ?? request?.signal ?? undefined,
  };
}

function pairs(headers: HeadersInit | undefined): [string, string][] {
  if (headers === undefined) return [];
  const list: Iterable<readonly string[]> = Symbol.iterator in headers ? (headers as Iterable<readonly string[]>) : Object.entries(headers);
  return Array.from(list, ([name = "", value = ""]) => [name.toLowerCase(), value]);
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  // Not by instanceof: a test environment's bytes are of another realm.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body as ArrayBuffer);
  if (typeof (body as Blob).arrayBuffer === "function") return new Uint8Array(await (body as Blob).arrayBuffer());
  return new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
}

/** Returns a Response. If the environment has none (Jest's jsdom), an object with the members that the SDK and most programs use. */
export function responseOf(status: number, headers: [string, string][], body: string): Response {
  if (typeof Response === "function") return new Response(body, { status, headers });
  const bytes = () => new TextEncoder().encode(body);
  const response = {
    status,
    ok: status >= 200 && status < 300,
    statusText: "",
    type: "basic",
    url: "",
    redirected: false,
    bodyUsed: false,
    body: null,
    headers: new Map(headers),
    text: async () => body,
    json: async () => JSON.parse(body) as unknown,
    arrayBuffer: async () => bytes().buffer,
    clone: () => responseOf(status, headers, body),
  };
  return response as unknown as Response;
}
