// What the tests of sessions and faults share: a clock to move, a wire to cut, browsers with tabs, cookies and locks.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { REFRESH_ENDPOINT, SentcError, createClient } from "../../../pkg/dist/index.js";

export const BASE = process.env.SENTC_TEST_URL ?? "http://127.0.0.1:3002";
export const APP_TOKEN = process.env.SENTC_TEST_PUBLIC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
export const SECRET_TOKEN = process.env.SENTC_TEST_SECRET_TOKEN;
export const PASSWORD = "correct horse battery staple";
export const STRATEGIES = ["api", "cookie", "cookie_fn"];
export const HOUR = 3_600_000;

const realNow = Date.now;
let offset = 0;
Date.now = () => realNow.call(Date) + offset;

/** This machine's clock, as the SDK sees it. */
export const clock = {
  jump: (milliseconds) => void (offset += milliseconds),
  reset: () => void (offset = 0),
  real: () => realNow.call(Date),
};

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Events and log entries are microtasks that were queued before the result: when the event loop comes round, all were told. */
export const settled = () => new Promise(setImmediate);

let count = 0;
export const freshName = () => `ada-${clock.real().toString(36)}-${process.pid}-${++count}`;

/** One browser's way to the servers: counts requests, keeps cookies, and breaks where a test wants it to. */
export class Wire {
  requests = [];
  cookies = new Map();
  /** `(request, next) => Response`, or undefined where nothing is wrong. */
  fault = undefined;

  fetch = async (input, init = {}) => {
    const { pathname } = new URL(input);
    const request = { method: init.method ?? "GET", path: pathname.replace("/api/v1", ""), headers: { ...init.headers }, body: init.body, init, url: String(input) };
    this.requests.push(request);
    const response = await (this.fault?.(request, () => this.send(input, init)) ?? this.send(input, init));
    request.status = response.status;
    return response;
  };

  async send(input, init) {
    const headers = { ...init.headers };
    const cookies = init.credentials === "include" && [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies) headers.cookie = cookies;
    const response = await fetch(input, { ...init, headers });
    for (const cookie of init.credentials === "include" ? response.headers.getSetCookie() : []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /** The requests for a new JWT. */
  get refreshes() {
    return this.requests.filter(({ path }) => path === "/refresh" || path === "/backend/refresh");
  }

  clear() {
    this.requests = [];
    this.fault = undefined;
  }
}

/** Breaks the requests to one path. */
export const at = (path, fault) => (request, next) => (request.path === path ? fault(request, next) : undefined);

/** What can go wrong on the way. */
export const FAULTS = {
  offline: () => Promise.reject(new TypeError("fetch failed")),
  "HTTP 503": () => new Response("<html><title>503 Service Unavailable</title>", { status: 503 }),
  "time-out": ({ init }) => new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal.reason))),
  HTML: () => new Response("<!doctype html><title>Welcome to the hotel's network</title>", { headers: { "content-type": "text/html" } }),
  "cut JSON": async (_, next) => {
    const response = await next();
    const text = await response.text();
    return new Response(text.slice(0, text.length / 2), { status: response.status });
  },
  "cut body": async (_, next) => {
    const response = await next();
    const bytes = new Uint8Array(await response.arrayBuffer());
    return new Response(streamOf([bytes.slice(0, bytes.length / 2)], new TypeError("terminated")), { status: response.status });
  },
};

export function streamOf(chunks, error) {
  return new ReadableStream({
    pull(controller) {
      if (chunks.length > 0) controller.enqueue(chunks.shift());
      else if (error) controller.error(error);
      else controller.close();
    },
  });
}

/** A storage that several clients share, as tabs of a browser do. */
export class SharedStorage {
  records = new Map();
  options = {
    getStorage: async () => ({
      init: async () => ({ status: true }),
      getItem: async (key) => this.records.get(key),
      set: async (key, value) => void this.records.set(key, value),
      delete: async (key) => void this.records.delete(key),
      cleanStorage: async () => this.records.clear(),
    }),
  };
}

/** Web Locks within this process, as far as the SDK uses them; Node 20 has none. */
export function installLocks() {
  const [tails, held] = [new Map(), new Set()];
  const request = (name, { signal }, callback) => {
    const before = tails.get(name) ?? Promise.resolve();
    const aborted = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
    aborted.catch(() => undefined);
    const result = Promise.race([before, aborted]).then(() => {
      held.add(name);
      return Promise.resolve(callback({ name })).finally(() => held.delete(name));
    });
    const done = result.then(() => undefined, () => undefined);
    tails.set(name, Promise.all([before, done]));
    return result;
  };
  return setNavigator({ locks: { request, held } });
}

/** Gives a function that undoes it. */
export function setNavigator(value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  return () => (before ? Object.defineProperty(globalThis, "navigator", before) : delete globalThis.navigator);
}

/** The options for a strategy, with the dev server's back end behind the two with cookies. */
export function refreshOptions(strategy, wire) {
  const endpoint = REFRESH_ENDPOINT[strategy];
  if (strategy === "cookie") return { endpoint, endpoint_url: `${BASE}/backend/refresh` };
  return strategy === "cookie_fn" ? { endpoint, endpoint_fn: (old_jwt) => askBackend(wire, old_jwt) } : { endpoint };
}

/** What an app's own `endpoint_fn` looks like. */
export async function askBackend(wire, old_jwt) {
  const response = await wire.fetch(`${BASE}/backend/refresh`, { headers: { Authorization: `Bearer ${old_jwt}` }, credentials: "include" });
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
  return response.text();
}

/** What an app does after a login: its back end keeps the refresh token in a cookie. */
export async function keepInCookie(wire, user) {
  const { jwt, refresh_token } = user.data;
  const body = JSON.stringify({ refresh_token });
  const response = await wire.send(`${BASE}/backend/session`, { method: "POST", body, headers: { Authorization: `Bearer ${jwt}` }, credentials: "include" });
  assert.equal(response.status, 204, await response.text());
}

export async function newAccount() {
  const client = createClient({ app_token: APP_TOKEN, base_url: BASE });
  await client.init();
  const identifier = freshName();
  await client.register(identifier, PASSWORD);
  await client.dispose();
  return identifier;
}

let shared;

/** One for a whole test file: registering derives keys, which takes time. */
export const sharedAccount = () => (shared ??= newAccount());

/** A client with its wire, events and log. `options` go to the client. */
export function clientOf(t, strategy, { wire = new Wire(), ...options } = {}) {
  const [events, log] = [[], []];
  const all = { app_token: APP_TOKEN, base_url: BASE, retries: 0, fetch: wire.fetch, refresh: refreshOptions(strategy, wire), log: (entry) => log.push(entry), ...options };
  const client = createClient(all);
  for (const name of ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable"]) {
    client.on(name, (payload) => events.push({ name, ...payload }));
  }
  t.after(() => client.dispose());
  return { client, wire, events, log, options: all };
}

/** Somebody signed in by a strategy. */
export async function signedIn(t, strategy, options = {}) {
  const { identifier = await sharedAccount(), ...rest } = options;
  const made = clientOf(t, strategy, rest);
  await made.client.init();
  const user = await made.client.login(identifier, PASSWORD, true);
  if (strategy !== "api") await keepInCookie(made.wire, user);
  await settled();
  made.events.length = made.log.length = 0;
  made.wire.clear();
  return { ...made, user, identifier };
}

/** The error of a promise that has to fail with a SentcError. */
export async function errorOf(promise) {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
  assert.ok(error instanceof SentcError, `${error?.stack}`);
  assert.equal(JSON.parse(error.toString()).status, error.status);
  assert.ok(error.hint.length > 0);
  return error;
}

/** RFC 6238 with SHA-256, six digits, thirty seconds. */
export function totp(secret) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(clock.real() / 30_000)));
  let bits = "";
  for (const letter of secret.replace(/=+$/, "")) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const mac = createHmac("sha256", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
