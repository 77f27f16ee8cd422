import { DEFAULT_BASE_URL, DEFAULT_TIMEOUT_MS } from "../generated/constants.js";
import { AdminError, type ServiceAnswer, refusal } from "./admin-error.js";
import { fromBase64url } from "./base64url.js";

export interface AdminOptions {
  /** The URL of the service. Default: `https://api.sentc.com` */
  base_url?: string;
  /** The app's secret token. Only the back end may know it: read it from the environment. */
  secret_token: string;
  /** Called to send requests. Default: the global `fetch` */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds until a request fails with TIMEOUT, or with MAY_HAVE_HAPPENED if it is a change. Default: 15000 */
  timeout_ms?: number;
}

/** The parts of a request. `deed`: the request changes something, so after a lost answer the change may have been made. */
export interface Question {
  body?: string | object;
  jwt?: string;
  as_group?: string;
  deed?: boolean;
}

export interface Answered extends ServiceAnswer {
  result: unknown;
}

/** Sends one request and reads the envelope. */
export type Service = (method: string, path: string, question?: Question) => Promise<Answered>;

/** In milliseconds. Longer timers end at once in Node. */
const MAX_TIMEOUT = 2 ** 31 - 1;

export function service(options: AdminOptions): Service {
  const { base_url = DEFAULT_BASE_URL, secret_token, fetch: send, timeout_ms = DEFAULT_TIMEOUT_MS } = options ?? {};
  if (typeof secret_token !== "string" || !/^[\x21-\x7e]+$/.test(secret_token)) throw new AdminError("INVALID_ARGUMENT", "secret_token is not a token of an app");
  if (typeof base_url !== "string" || !/^https?:\/\/[^?#@\\\s]+$/.test(base_url) || !URL.canParse(base_url)) throw new AdminError("INVALID_ARGUMENT", "base_url is not an http or https URL without user name, query and fragment");
  if (!Number.isInteger(timeout_ms) || timeout_ms < 1 || timeout_ms > MAX_TIMEOUT) throw new AdminError("INVALID_ARGUMENT", `timeout_ms is not a whole number from 1 to ${MAX_TIMEOUT}`);
  if (send !== undefined && typeof send !== "function") throw new AdminError("INVALID_ARGUMENT", "fetch is not a function");
  const address = `${base_url.replace(/\/+$/, "")}/api/v1`;
  return async (method, path, { body, jwt, as_group, deed = false } = {}) => {
    const headers: Record<string, string> = { "x-sentc-app-token": secret_token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (jwt !== undefined) headers["Authorization"] = `Bearer ${checkedJwt(jwt)}`;
    if (as_group !== undefined) headers["x-sentc-group-access-id"] = checkedId(as_group, "as_group");
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? null);
    // The time-out covers the body too. A redirect could carry the secret token to another host; workerd knows no "error".
    const init: RequestInit = { method, headers, body: text, redirect: "manual", signal: AbortSignal.timeout(timeout_ms) };
    let answer: ServiceAnswer;
    try {
      const response = await (send ?? fetch)(address + path, init);
      answer = { http_status: response.status, text: await response.text() };
    } catch (cause) {
      const is_late = (cause as { name?: unknown } | null)?.name === "TimeoutError";
      throw lost(deed, is_late ? "TIMEOUT" : "NETWORK", is_late ? `the service did not answer within ${timeout_ms} ms` : "the service could not be reached", cause);
    }
    // Status 500 and above comes from a proxy, or from a service that does not know how far it got.
    const is_redirect = answer.http_status < 200 || (answer.http_status >= 300 && answer.http_status < 400);
    const envelope = is_redirect || answer.http_status >= 500 ? {} : parsed(answer.text);
    if (envelope["status"] === true) return { ...answer, result: envelope["result"] };
    const { err_code, err_msg } = envelope;
    if (envelope["status"] === false && Number.isSafeInteger(err_code)) throw refusal(err_code as number, typeof err_msg === "string" ? err_msg : "", answer);
    throw lost(deed, "UNEXPECTED_ANSWER", `the answer (HTTP ${answer.http_status}) is not an envelope of the service`);
  };
}

/**
 * Called when you asked the service for a change and no usable answer arrived, so that the change may have been made. The call
 * resolves to what you return here, or rejects with what you throw. `(error) => { throw error; }` passes on the AdminError
 * `MAY_HAVE_HAPPENED`.
 */
export type OnUnknown<R> = (error: AdminError) => R | Promise<R>;

/** Sends a question that changes something, and reads the result. */
export type Deed = <T, R>(method: string, path: string, read: (answer: Answered) => T, unknown: OnUnknown<R>, question?: Question) => Promise<T | R>;

export function deeds(ask: Service): Deed {
  return async (method, path, read, unknown, question) => {
    try {
      const answer = await ask(method, path, { ...question, deed: true });
      try {
        return read(answer);
      } catch (cause) {
        throw new AdminError("MAY_HAVE_HAPPENED", `the change was made, but ${(cause as Error).message}`, { cause });
      }
    } catch (error) {
      if (!(error instanceof AdminError) || error.code !== "MAY_HAVE_HAPPENED" || typeof unknown !== "function") throw error;
      return unknown(error);
    }
  };
}

function lost(deed: boolean, code: "NETWORK" | "TIMEOUT" | "UNEXPECTED_ANSWER", message: string, cause?: unknown): AdminError {
  return deed ? new AdminError("MAY_HAVE_HAPPENED", `${message}, so it is unknown whether the change was made`, { cause }) : new AdminError(code, message, { cause });
}

export function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The claims of a JWT, without a look at its signature. Empty: it can't be read. */
export function claimsIn(jwt: string): Record<string, unknown> {
  try {
    return parsed(new TextDecoder().decode(fromBase64url(jwt.split(".")[1] ?? "")));
  } catch {
    return {};
  }
}

/** An answer can be another's, by a fault of the service or of a proxy before it. The JWT says whose it is. */
export function isOf(jwt: string, user_id: string, device_id: string): boolean {
  const { aud = user_id, sub = device_id } = claimsIn(jwt);
  return aud === user_id && sub === device_id;
}

/** Reads an answer without a result. */
export const nothing = (): void => undefined;

/** Returns the fields `names` of a result. Throws if one is missing. */
export function strings<K extends string>({ result, http_status }: Answered, ...names: K[]): Record<K, string> {
  const fields = (result ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    names.map((name) => {
      if (typeof fields[name] !== "string") throw lacks(name, http_status);
      return [name, fields[name]];
    }),
  ) as Record<K, string>;
}

export function lacks(name: string, http_status: number): AdminError {
  return new AdminError("UNEXPECTED_ANSWER", `the service's answer (HTTP ${http_status}) lacks ${name}`);
}

/** An id goes into a path, where `..` or a slash would lead to another endpoint. */
export function checkedId(id: string, name: string): string {
  if (!isId(id)) throw new AdminError("ID_FORMAT", `${name} is not an id`, { number: 1 });
  return id;
}

export function isId(id: unknown): id is string {
  return typeof id === "string" && /^[\w-]{1,100}$/.test(id);
}

function checkedJwt(jwt: string): string {
  if (typeof jwt !== "string" || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt)) throw new AdminError("JWT_UNDECODABLE", "the JWT is malformed", { number: 32 });
  return jwt;
}
