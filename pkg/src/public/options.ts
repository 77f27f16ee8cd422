import { brandOf } from "../boundary/brand.js";
import { SentcError } from "./error.js";
import type { LogEntry } from "../generated/types.js";
import { nearest } from "../entries/nearest.js";
import type { Address, Bytes, Fetch, HttpRequest, HttpResponse, WasmModule } from "./platform.js";

/** Where a new JWT comes from. */
export enum REFRESH_ENDPOINT {
  /** `GET endpoint_url` with cookies: an own back end keeps the refresh token in an HTTP-only cookie. */
  cookie = 0,
  /** A function of the app, `endpoint_fn`. */
  cookie_fn = 1,
  /** The service itself; the refresh token is stored on the client. The default. */
  api = 2,
}

/** Checked when a client is made, or by `init`: INVALID_OPTIONS. Only an object's own properties count. */
export interface SentcOptions {
  /** The app's public token. The secret one is for back ends only. */
  app_token: string;
  /** The service's address: http or https, without user name, query and fragment. Default: https://api.sentc.com */
  base_url?: string | undefined;
  /** Where the wasm is, or what is in it. Default: `sentc-light.wasm` beside the script. Only the first load in a page counts. */
  wasm_path?: WasmPath | undefined;
  refresh?: RefreshOptions | undefined;
  storage?: StorageOptions | undefined;
  /** How long a request may take, with its body, in milliseconds. Default: 15000 */
  timeout_ms?: number | undefined;
  /** How often a request that may be repeated is repeated: 0 to 10. Default: 2 */
  retries?: number | undefined;
  /** Used instead of the global one. */
  fetch?: Fetch | undefined;
  /** Origins (`https://api.example.com`) besides the page's own and the API's that `user.fetch` may send the JWT to. */
  fetch_origins?: readonly string[] | undefined;
  /**
   * Every client published so far derives keys with 4 MiB of memory (Argon2id, m = 4096 KiB), so an account registered
   * with 19 MiB opens in none of them: whoever still has users of one, in a mobile app for instance, sets `legacy`.
   *
   * - `compatible`, the default: registers with 19 MiB (OWASP's floor). A login that is refused is tried once with 4 MiB;
   *   no account is changed.
   * - `migrate`: the same, and gives an old account 19 MiB under the same password once it has logged in, after which the
   *   other clients can't open it. Not for logins with multi-factor authentication.
   * - `legacy`: registers with 4 MiB and tries them first; accepts both.
   * - `strict`: 19 MiB only.
   */
  kdf?: KdfPolicy | undefined;
  /**
   * Passwords are derived in a Web Worker where there is one: its script is `sentc-light.worker.js` beside this one, or
   * where the URL says (same origin). With `#sha384-…` behind the URL, only a file with that hash is started, as a copy from a
   * `blob:` address, which the page's policy must allow; the file may be of another origin then. Default: auto
   */
  worker?: "auto" | "off" | Address | undefined;
  /**
   * Whether records in the browser's own storage are encrypted, where WebCrypto is. Default: auto. It keeps secrets from scripts
   * that read raw records, not from copies of the browser's profile: docs/storage.md.
   */
  encrypt_storage?: "auto" | "off" | undefined;
  /** Keeps several accounts of one app apart. */
  name?: string | undefined;
  /** How long logins last that do not say so themselves: see `LoginOptions`. Default: browser */
  remember?: Remember | undefined;
  /** How identifiers and passwords are normalized before use. Default: not at all, not even trimmed. */
  normalize?: NormalizeOptions | undefined;
  /** Called after each request. Receives no token, key or password. */
  log?: ((entry: LogEntry) => void) | undefined;
}

/**
 * For apps without accounts yet. Whoever registered before with an identifier or password that this changes (a capital
 * letter, a space at the end, an accent typed in two parts) can't log in any more: the service knows only the old one.
 * All clients of the app, and a back end that registers, must do the same.
 */
export interface NormalizeOptions {
  /** Without white space around; with `trim-lower-nfc` also in lower case, and in Unicode's form C. */
  identifier?: "trim" | "trim-lower-nfc" | undefined;
  /** In Unicode's form C: é is one code point, however it was typed. */
  password?: "nfc" | undefined;
}

export interface RefreshOptions {
  endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
  /** For `cookie`: http or https; relative to the page. */
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

/**
 * How long a login lasts.
 *
 * - `browser`, the default: until the log-out
 * - `tab`: until the tab is closed. A reload finds it, other tabs do not.
 * - `memory`: until the page is left. Nothing is stored.
 */
export type Remember = "browser" | "tab" | "memory";
/** @internal */
export const REMEMBER = ["browser", "tab", "memory"] as const;

/** Which parameters passwords are derived with: see the option `kdf`. */
export type KdfPolicy = "compatible" | "migrate" | "legacy" | "strict";
/** The same as `KdfPolicy`, under its earlier name. */
export type KdfProfile = KdfPolicy;
export type WasmSource = string | Address | HttpRequest | HttpResponse | Bytes | WasmModule;
export type WasmPath = WasmSource | Promise<WasmSource>;

/** The options of one init, checked. */
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
  fetch: Fetch | undefined;
  fetch_origins: readonly string[] | undefined;
  kdf: KdfPolicy | undefined;
  /** `off`, or the address of its script. Undefined: the one that belongs to the entry. */
  worker: string | undefined;
  encrypt_storage: "auto" | "off" | undefined;
  name: string | undefined;
  remember: Remember | undefined;
  normalize_identifier: NormalizeOptions["identifier"];
  normalize_password: NormalizeOptions["password"];
  log: ((entry: LogEntry) => void) | undefined;
}

/** Throws INVALID_OPTIONS, and warns of what is probably a mistake. */
export function checkOptions(given: unknown): CheckedOptions {
  const options = new Fields("", given);
  const refresh = options.within("refresh");
  const storage = options.within("storage");
  const defaults = storage.within("default_storage");
  const normalize = options.within("normalize");
  const app_token = options.typed<string>("app_token", "string") ?? "";
  const endpoint = refresh.oneOf("endpoint", [0, 1, 2]);
  const checked: CheckedOptions = {
    app_token,
    base_url: options.url("base_url", /^https?:\/\/[^?#\\\s]+$/),
    wasm_path: options.field("wasm_path") as WasmPath | undefined,
    endpoint,
    endpoint_url: refresh.url("endpoint_url", /./, globalThis.location?.href),
    endpoint_fn: refresh.typed("endpoint_fn", "function"),
    getStorage: storage.typed("getStorage", "function"),
    errCallBack: defaults.typed("errCallBack", "function"),
    timeout_ms: options.number("timeout_ms", 1, 2 ** 31 - 1),
    retries: options.number("retries", 0, 10),
    fetch: options.typed("fetch", "function"),
    fetch_origins: options.origins("fetch_origins"),
    kdf: options.oneOf("kdf", ["compatible", "migrate", "legacy", "strict"]),
    worker: workerOf(options.field("worker")),
    encrypt_storage: options.oneOf("encrypt_storage", ["auto", "off"]),
    name: options.typed("name", "string"),
    remember: options.oneOf("remember", REMEMBER),
    normalize_identifier: normalize.oneOf("identifier", ["trim", "trim-lower-nfc"]),
    normalize_password: normalize.oneOf("password", ["nfc"]),
    log: options.typed("log", "function"),
  };
  for (const fields of [options, refresh, storage, defaults, normalize]) fields.warnOfUnknown();
  if (!/^[!-~]+$/.test(app_token)) throw invalid("app_token must be the app's public token");
  if (endpoint === REFRESH_ENDPOINT.cookie && !checked.endpoint_url) throw invalid("refresh.endpoint_url must be set for the cookie strategy");
  if (endpoint === REFRESH_ENDPOINT.cookie_fn && !checked.endpoint_fn) throw invalid("refresh.endpoint_fn must be set for the cookie_fn strategy");
  return checked;
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
  /** Own properties only: what somebody put on Object.prototype is no option. */
  private readonly fields: Record<string, unknown>;
  private readonly known = new Set<string>();

  constructor(
    /** In front of a field's name. */
    private readonly path: string,
    given: unknown,
  ) {
    if (typeof given !== "object" || given === null) throw invalid(`${path.slice(0, -1) || "options"} must be an object`);
    this.fields = Object.assign(Object.create(null), given) as Record<string, unknown>;
  }

  field(name: string): unknown {
    this.known.add(name);
    return this.fields[name] ?? undefined;
  }

  within(name: string): Fields {
    return new Fields(`${this.path}${name}.`, this.field(name) ?? {});
  }

  typed<T>(name: string, type: "string" | "number" | "function"): T | undefined {
    const value = this.field(name);
    if (value !== undefined && typeof value !== type) throw this.wrong(name, `a ${type}`);
    return value as T | undefined;
  }

  number(name: string, least: number, most: number): number | undefined {
    const value = this.typed<number>(name, "number");
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
      throw this.wrong(name, `a whole number from ${least} to ${most}`);
    }
    return value;
  }

  oneOf<const T>(name: string, values: readonly T[]): T | undefined {
    const value = this.field(name) as T | undefined;
    if (value !== undefined && !values.includes(value)) throw this.wrong(name, values.map((one) => JSON.stringify(one)).join(" or "));
    return value;
  }

  url(name: string, form: RegExp, base?: string): string | undefined {
    const value = this.typed<string>(name, "string");
    if (value !== undefined) httpUrl(value, form, base, `${this.path}${name}`);
    return value;
  }

  origins(name: string): readonly string[] | undefined {
    const list = this.field(name);
    if (list === undefined) return undefined;
    if (!Array.isArray(list)) throw this.wrong(name, "a list of origins such as https://api.example.com");
    return list.map((item: unknown) => httpUrl(item, /^https?:\/\/[^/?#\\\s]+\/?$/, undefined, `what is in ${name}`).origin);
  }

  warnOfUnknown(): void {
    for (const name of Object.keys(this.fields)) {
      if (this.known.has(name)) continue;
      const meant = nearest(name, this.known);
      warnOnce(`there is no option ${this.path}${name}${meant ? `; did you mean ${this.path}${meant}?` : ""}`);
    }
  }

  private wrong(name: string, due: string): SentcError {
    return invalid(`${this.path}${name} must be ${due}`);
  }
}

function httpUrl(value: unknown, form: RegExp, base: string | undefined, name: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(value as string, base);
  } catch {
    // Told below.
  }
  if (typeof value !== "string" || !url || !form.test(value) || !/^https?:$/.test(url.protocol)) {
    throw invalid(`${name} must be an http or https address, such as https://api.example.com`);
  }
  if (url.username || url.password) throw invalid(`${name} must be without user name and password`);
  const near = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(url.hostname) || url.hostname === globalThis.location?.hostname;
  if (url.protocol === "http:" && !near) warnOnce(`${name} is not encrypted: http to ${url.hostname}`);
  return url;
}

function workerOf(given: unknown): string | undefined {
  if (given === undefined || given === "auto") return undefined;
  if (given === "off") return "off";
  if (brandOf(given) === "URL") return (given as URL).href;
  throw invalid('worker must be "auto", "off" or a URL object');
}

const warned = new Set<string>();

function warnOnce(words: string): void {
  if (warned.has(words)) return;
  warned.add(words);
  console.warn(`sentc: ${words}`);
}

function invalid(message: string): SentcError {
  return new SentcError("INVALID_OPTIONS", { message });
}
