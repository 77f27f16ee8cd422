import { SentcError } from "./error.js";
import type { LogEntry } from "./generated/types.js";
import { defaultWorkerUrl } from "./wasm-url.js";

/** Where a new JWT comes from. */
export enum REFRESH_ENDPOINT {
  /** `GET endpoint_url` with cookies: an own back end keeps the refresh token in an HTTP-only cookie. */
  cookie = 0,
  /** A function of the app, `endpoint_fn`. */
  cookie_fn = 1,
  /** The service itself; the refresh token is stored on the client. The default. */
  api = 2,
}

export interface SentcOptions {
  /** The app's public token. */
  app_token: string;
  /** Default: https://api.sentc.com */
  base_url?: string | undefined;
  /** Where the wasm is, or what is in it. Default: `sentc-light.wasm` beside the script. Only the first load in a page counts. */
  wasm_path?: WasmPath | undefined;
  refresh?: RefreshOptions | undefined;
  storage?: StorageOptions | undefined;
  /** How long a request may take, with its body. Default: 15000 */
  timeout_ms?: number | undefined;
  /** How often a request that may be repeated is repeated. Default: 2 */
  retries?: number | undefined;
  /** Used instead of the global one. */
  fetch?: typeof fetch | undefined;
  /** Origins besides the page's own and the API's that `user.fetch` may send the JWT to. */
  fetch_origins?: readonly string[] | undefined;
  /** Which parameters passwords are derived with. Default: compatible */
  kdf?: KdfProfile | undefined;
  /**
   * Passwords are derived in a Web Worker where there is one: its script is `sentc-light.worker.js` beside this one, or
   * where the URL says (same origin). Default: auto
   */
  worker?: "auto" | "off" | URL | undefined;
  /** Whether records in the browser's own storage are encrypted where it can. Default: auto */
  encrypt_storage?: "auto" | "off" | undefined;
  /** Keeps several accounts of one app apart. */
  name?: string | undefined;
  /** Hears of every request, after it ended. Never of a token, key or password. */
  log?: ((entry: LogEntry) => void) | undefined;
}

export interface RefreshOptions {
  endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
  /** For `cookie`. */
  endpoint_url?: string | undefined;
  /** For `cookie_fn`. A rejection whose `status` is 401 or 403 ends the session. */
  endpoint_fn?: ((old_jwt: string) => Promise<string>) | undefined;
}

export interface StorageOptions {
  /** A storage of the app's own. It gets plain records. */
  getStorage?: (() => Promise<StorageInterface>) | undefined;
  /** For the SDK's own storage: hears when sessions can't be kept. */
  default_storage?: { errCallBack: (message: { err?: string; warn?: string }) => void } | undefined;
}

/** Further members are ignored. */
export interface StorageInterface {
  init(): Promise<{ status: boolean; err?: string; warn?: string }>;
  getItem<T>(key: string): Promise<T | undefined>;
  set<T>(key: string, value: T): Promise<unknown>;
  delete(key: string): Promise<void>;
  cleanStorage(): Promise<void>;
}

export type KdfProfile = "compatible" | "migrate" | "legacy" | "strict";
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;
export type WasmPath = WasmSource | Promise<WasmSource>;

/** The options of one init, with their types checked. Values are checked in Rust. */
export interface CheckedOptions {
  app_token: string;
  base_url: string | undefined;
  wasm_path: WasmPath | undefined;
  endpoint: number | undefined;
  endpoint_url: string | undefined;
  endpoint_fn: ((old_jwt: string) => Promise<string>) | undefined;
  getStorage: (() => Promise<StorageInterface>) | undefined;
  errCallBack: ((message: { err?: string; warn?: string }) => void) | undefined;
  timeout_ms: number | undefined;
  retries: number | undefined;
  fetch: typeof fetch | undefined;
  fetch_origins: readonly string[] | undefined;
  kdf: KdfProfile | undefined;
  /** `off`, or the address of its script. */
  worker: string | undefined;
  encrypt_storage: "auto" | "off" | undefined;
  name: string | undefined;
  log: ((entry: LogEntry) => void) | undefined;
}

export function checkOptions(given: unknown): CheckedOptions {
  const options = new Fields("options", given);
  const refresh = new Fields("refresh", options.fields.refresh ?? {});
  const storage = new Fields("storage", options.fields.storage ?? {});
  const defaults = new Fields("storage.default_storage", storage.fields.default_storage ?? {});
  const app_token = options.field<string>("app_token", "string");
  if (app_token === undefined) throw invalid("app_token is missing");
  const checked: CheckedOptions = {
    app_token,
    base_url: options.field("base_url", "string"),
    wasm_path: options.fields.wasm_path as WasmPath | undefined,
    endpoint: refresh.field("endpoint", "number"),
    endpoint_url: refresh.field("endpoint_url", "string"),
    endpoint_fn: refresh.field("endpoint_fn", "function"),
    getStorage: storage.field("getStorage", "function"),
    errCallBack: defaults.field("errCallBack", "function"),
    timeout_ms: options.field("timeout_ms", "number"),
    retries: options.field("retries", "number"),
    fetch: options.field("fetch", "function"),
    fetch_origins: originsOf(options.fields.fetch_origins),
    kdf: options.field("kdf", "string"),
    worker: workerOf(options.fields.worker ?? "auto"),
    encrypt_storage: options.field("encrypt_storage", "string"),
    name: options.field("name", "string"),
    log: options.field("log", "function"),
  };
  if (checked.endpoint === REFRESH_ENDPOINT.cookie_fn && !checked.endpoint_fn) {
    throw invalid("refresh.endpoint_fn must be set for the cookie_fn strategy");
  }
  if (checked.encrypt_storage !== undefined && checked.encrypt_storage !== "auto" && checked.encrypt_storage !== "off") {
    throw invalid('encrypt_storage must be "auto" or "off"');
  }
  return checked;
}

function workerOf(given: unknown): string | undefined {
  if (given === "off") return "off";
  if (given === "auto") return defaultWorkerUrl()?.href;
  if (Object.prototype.toString.call(given) === "[object URL]") return (given as URL).href;
  throw invalid('worker must be "auto", "off" or a URL object');
}

function originsOf(given: unknown): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined;
  const message = "fetch_origins must be a list of origins such as https://api.example.com";
  if (!Array.isArray(given)) throw invalid(message);
  return given.map((url: unknown) => {
    if (typeof url !== "string" || !/^https?:\/\/[^/?#]+\/?$/.test(url)) throw invalid(message);
    return url;
  });
}

/**
 * Data by value, functions by identity. The wasm is loaded once for all clients, so where from makes no difference
 * after the first time (and a `fetch(…)` in wasm_path is another promise on every call).
 */
export function sameOptions(a: CheckedOptions, b: CheckedOptions): boolean {
  const names = Object.keys(a) as (keyof CheckedOptions)[];
  const value = (options: CheckedOptions, name: keyof CheckedOptions) => (name === "fetch_origins" ? options[name]?.join() : options[name]);
  return names.every((name) => name === "wasm_path" || Object.is(value(a, name), value(b, name)));
}

/** An object whose fields are of unknown types. Null counts as missing. */
class Fields {
  readonly fields: Record<string, unknown>;

  constructor(
    private readonly path: string,
    given: unknown,
  ) {
    if (typeof given !== "object" || given === null) throw invalid(`${path} must be an object`);
    this.fields = given as Record<string, unknown>;
  }

  field<T>(name: string, type: "string" | "number" | "function"): T | undefined {
    const value = this.fields[name] ?? undefined;
    if (value === undefined || typeof value === type) return value as T | undefined;
    throw invalid(`${this.path === "options" ? "" : `${this.path}.`}${name} must be a ${type}`);
  }
}

function invalid(message: string): SentcError {
  return new SentcError("INVALID_OPTIONS", { message });
}
