import { brandOf } from "../boundary/brand.js";
import { SentcError } from "./error.js";
import type { LogEntry } from "../generated/types.js";
import { KDF_POLICIES } from "../generated/constants.js";
import { nearest } from "./nearest.js";
import type { Address, Bytes, Fetch, HttpRequest, HttpResponse, WasmModule } from "./platform.js";

/** How the client gets a new JWT. */
export enum REFRESH_ENDPOINT {
  /** Sends `GET endpoint_url` with cookies. Your back end keeps the refresh token in an HTTP-only cookie. */
  cookie = 0,
  /** Calls your function `endpoint_fn`. */
  cookie_fn = 1,
  /** Asks the service. The client stores the refresh token. The default. */
  api = 2,
}

/**
 * The options of a client. `createClient` and `init` check them: INVALID_OPTIONS. Only the object's own properties count, not
 * inherited ones.
 */
export interface SentcOptions {
  /** The app's public token. Never put the secret token into a client: it is for back ends only. */
  app_token: string;
  /** The URL of the service: http or https, without credentials, query and fragment. Default: https://api.sentc.com */
  base_url?: string | undefined;
  /** The wasm: its address or its content. Default: `sentc-light.wasm` next to the script. A page loads it once; later values are ignored. */
  wasm_path?: WasmPath | undefined;
  refresh?: RefreshOptions | undefined;
  storage?: StorageOptions | undefined;
  /** Milliseconds until a request fails with TIMEOUT, including the time to read the body. Default: 15000 */
  timeout_ms?: number | undefined;
  /** How often the client retries a request that is safe to repeat: 0 to 10. Default: 2 */
  retries?: number | undefined;
  /** Called instead of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Origins to which `user.fetch` may send the JWT (`https://api.example.com`), in addition to the page's origin and the service's. */
  fetch_origins?: readonly string[] | undefined;
  /**
   * How much memory the key derivation (Argon2id) uses. The other sentc clients published so far use 4 MiB (m = 4096 KiB), and
   * cannot log in to an account that was registered with 19 MiB. Set `legacy` if your users still have such a client, for example
   * a mobile app.
   *
   * - `compatible` (default): registers with 19 MiB, OWASP's minimum. If a login is refused, the client tries once more with
   *   4 MiB. Changes no account.
   * - `migrate`: like `compatible`, but after a login with 4 MiB the client changes the account to 19 MiB, with the same password.
   *   The other clients cannot open it any more. Does not change accounts with multi-factor authentication.
   * - `legacy`: registers with 4 MiB. A login tries 4 MiB first, then 19 MiB.
   * - `strict`: uses 19 MiB only.
   */
  kdf?: KdfPolicy | undefined;
  /**
   * Where the client derives keys from passwords. `auto` (default): in a Web Worker if the platform has them, with the script
   * `sentc-light.worker.js` next to this one. `off`: in the calling thread. A URL: in a Web Worker with this script, of the same
   * origin. If the URL ends with `#sha384-…`, the client checks the file against that hash and starts a copy from a `blob:` URL,
   * which the page's Content Security Policy must allow. Such a file may have another origin.
   */
  worker?: "auto" | "off" | Address | undefined;
  /**
   * `auto` (default): the client encrypts its records in the browser's storage if WebCrypto is available. `off`: it does not. The
   * encryption protects secrets from scripts that read raw records, but not from copies of the browser's profile: docs/storage.md.
   */
  encrypt_storage?: "auto" | "off" | undefined;
  /** Separates the stored sessions of several clients of one app: clients with different names do not share them. */
  name?: string | undefined;
  /** How long a login lasts if its own options (`LoginOptions`) do not say. Default: browser */
  remember?: Remember | undefined;
  /** How the client normalizes identifiers and passwords before use. Default: it uses them unchanged, and does not trim them. */
  normalize?: NormalizeOptions | undefined;
  /** Called after each request. Receives no token, key or password. */
  log?: ((entry: LogEntry) => void) | undefined;
}

/**
 * How to normalize identifiers and passwords. Set this only in apps that have no accounts yet. The service has the form that a
 * user registered with: if this changes it (a capital letter, a space at the end, an accent as two code points), the user can't
 * log in any more. All clients of the app, and a back end that registers users, must normalize in the same way.
 */
export interface NormalizeOptions {
  /** `trim`: removes white space at both ends. `trim-lower-nfc`: also converts to lower case and to Unicode's form C. */
  identifier?: "trim" | "trim-lower-nfc" | undefined;
  /** `nfc`: converts to Unicode's form C, in which é is one code point, whatever the keyboard sends. */
  password?: "nfc" | undefined;
}

export interface RefreshOptions {
  endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
  /** For `cookie`: an http or https URL. It may be relative to the page. */
  endpoint_url?: string | undefined;
  /** For `cookie_fn`: resolves to a new JWT. If it rejects with an error whose `status` is 401 or 403, the session ends. */
  endpoint_fn?: ((old_jwt: string) => Promise<string>) | undefined;
}

export interface StorageOptions {
  /** Resolves to your own storage. The SDK does not encrypt the records that it puts there. */
  getStorage?: (() => Promise<StorageInterface>) | undefined;
  /** For the SDK's own storage: `errCallBack` is called when the SDK can't store or read sessions. */
  default_storage?: { errCallBack: (message: { err?: string; warn?: string }) => void } | undefined;
}

/** A storage that an app provides. The SDK ignores further members. */
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
 * - `browser` (default): until the user signs out
 * - `tab`: until the tab is closed. It survives a reload; other tabs do not have it.
 * - `memory`: until the page is left. The SDK stores nothing.
 */
export type Remember = "browser" | "tab" | "memory";
/** @internal */
export const REMEMBER = ["browser", "tab", "memory"] as const;

/** Which parameters the key derivation uses: see the option `kdf`. */
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

/** Checks options: throws INVALID_OPTIONS, and logs a warning for probable mistakes. */
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
    kdf: options.oneOf<KdfPolicy>("kdf", KDF_POLICIES),
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
 * Compares data by value and functions by identity. Ignores `wasm_path`: the wasm is loaded once for all clients, and a
 * `fetch(…)` there is another promise on every call.
 */
export function sameOptions(a: CheckedOptions, b: CheckedOptions): boolean {
  const names = Object.keys(a) as (keyof CheckedOptions)[];
  const value = (options: CheckedOptions, name: keyof CheckedOptions) => (name === "fetch_origins" ? options[name]?.join() : options[name]);
  return names.every((name) => name === "wasm_path" || Object.is(value(a, name), value(b, name)));
}

/** An object whose fields are of unknown types. Null counts as missing. */
class Fields {
  /** Own properties only, so that additions to Object.prototype do not count as options. */
  private readonly fields: Record<string, unknown>;
  private readonly known = new Set<string>();

  constructor(
    /** In front of a field's name. */
    private readonly path: string,
    given: unknown,
  ) {
    if (typeof given !== "object" || given === null) throw invalid(`${path.slice(0, -1) || "options"} must be an object`);
    try {
      this.fields = Object.assign(Object.create(null), given) as Record<string, unknown>;
    } catch (cause) {
      throw new SentcError("INVALID_OPTIONS", { message: `${path.slice(0, -1) || "options"} can't be read`, cause });
    }
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
    // Reported below.
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
