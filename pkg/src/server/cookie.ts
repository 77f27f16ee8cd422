import { fromBase64url, toBase64url } from "./base64url.js";

/** The cookie of {@link sessionHandler}. It is always `HttpOnly`, and `Secure` if all origins are https. */
export interface SessionCookie {
  /** Default: `__Host-sentc-session`; over plain http or with a `path`, `sentc-session`. */
  name?: string;
  /** Default: `/`. */
  path?: string;
  /** Default: `Strict`. `None` is for pages of another site; many browsers block such cookies. */
  same_site?: "Strict" | "Lax" | "None";
  /** Seconds until the browser deletes the cookie. Default: 2592000 (30 days) */
  max_age?: number;
}

/** Stores refresh tokens. In tests you can pass a `Map`. Keys are hashes; values are encrypted with a key from the cookie. */
export interface SessionStore {
  get(key: string): string | undefined | null | Promise<string | undefined | null>;
  /** `expires`: Unix milliseconds. After this time, delete the entry. */
  set(key: string, value: string, expires: number): unknown;
  delete(key: string): unknown;
}

export interface Kept {
  device_id: string;
  token: string;
}

export interface CookieJar {
  /** A `Set-Cookie` header for a new session. */
  keep(device_id: string, token: string): Promise<string>;
  read(request: Request): Promise<Kept | undefined>;
  /** A `Set-Cookie` header that deletes the cookie; the store forgets the session. */
  end(request: Request): Promise<string>;
}

export function cookieJar({ path = "/", same_site = "Strict", max_age = 30 * 24 * 3600, name }: SessionCookie, secure: boolean, store?: SessionStore): CookieJar {
  // Browsers take a __Host- cookie from this very host only, over https and for all paths.
  const cookie = name ?? (secure && path === "/" ? "__Host-sentc-session" : "sentc-session");
  if (!/^[\w-]+$/.test(cookie) || !/^\/[^;,\s]*$/.test(path)) throw new TypeError("cookie.name or cookie.path can't be used");
  if (!["Strict", "Lax", "None"].includes(same_site) || !Number.isSafeInteger(max_age) || max_age < 1) throw new TypeError("cookie.same_site or cookie.max_age can't be used");
  const header = (value: string, age: number) => `${cookie}=${value}; Max-Age=${age}; Path=${path}; HttpOnly${secure ? "; Secure" : ""}; SameSite=${same_site}`;
  const valueIn = (request: Request) => {
    for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
      const at = pair.indexOf("=");
      if (at > 0 && pair.slice(0, at).trim() === cookie) return pair.slice(at + 1).trim();
    }
    return undefined;
  };
  return {
    async keep(device_id, token) {
      if (!store) return header(`${device_id}:${token}`, max_age);
      const id = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
      const { key, seal } = await keysOf(id);
      await store.set(key, await sealed(seal, `${device_id}:${token}`), Date.now() + max_age * 1000);
      return header(id, max_age);
    },
    async read(request) {
      const value = valueIn(request);
      if (!value || !store) return split(value);
      const { key, seal } = await keysOf(value);
      const text = await store.get(key);
      return split(typeof text === "string" ? await opened(seal, text) : undefined);
    },
    async end(request) {
      const value = valueIn(request);
      if (value && store) await store.delete((await keysOf(value)).key);
      return header("", 0);
    },
  };
}

function split(value: string | undefined): Kept | undefined {
  const [, device_id, token] = /^([\w-]+):([\w-]+)$/.exec(value ?? "") ?? [];
  return device_id && token ? { device_id, token } : undefined;
}

/** Derives a session's key in the store and its encryption key from the 32 random bytes in the cookie. The store alone can't decrypt it. */
async function keysOf(id: string): Promise<{ key: string; seal: CryptoKey }> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(id)));
  const seal = await crypto.subtle.importKey("raw", hash.slice(32), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key: toBase64url(hash.slice(0, 32)), seal };
}

/** Each key seals one value, once: the nonce can be fixed. */
const AES = { name: "AES-GCM", iv: new Uint8Array(12) };

async function sealed(key: CryptoKey, text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.encrypt(AES, key, new TextEncoder().encode(text))));
}

async function opened(key: CryptoKey, text: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(AES, key, fromBase64url(text)));
  } catch {
    return undefined;
  }
}
