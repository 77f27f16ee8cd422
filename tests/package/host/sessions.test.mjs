// A client over instances of the wasm that come and go. What the wasm does is said by each test; what is tested is the
// façade's part: sessions that outlive an instance, locks that don't, the app's endpoint_fn.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { MODULE, bundled } from "./support.mjs";

const SOURCES = `
  export { ClientCore } from "./core/client-core.ts";
  export { appStorage } from "./host/app-storage.ts";
  export { indexedDb } from "./host/indexed-db.ts";
  export { Events } from "./core/events.ts";
  export { load } from "./boundary/runtime.ts";
  export { errorRows } from "./generated/errors.ts";
  export { qrSvg, wasm } from "sentc-light-wasm-glue";
`;
const folder = await mkdtemp(join(tmpdir(), "sentc-light-host-"));
const script = pathToFileURL(join(folder, "sdk.mjs")).href;
await writeFile(new URL(script), await bundled(SOURCES, "esm"));
after(() => rm(folder, { recursive: true }));
let copies = 0;

/** A client, and the wasm behind it. Each test has a copy of the SDK, since an instance is shared by all clients. */
async function start(options = {}, { memory = new Map() } = {}) {
  const sdk = await import(`${script}?${copies++}`);
  await sdk.load(new Uint8Array(MODULE));
  const storage = { getItem: async (key) => memory.get(key), set: async (key, value) => memory.set(key, value), delete: async (key) => memory.delete(key) };
  const getStorage = async () => storage;
  const client = new sdk.ClientCore({ app_token: "token", getStorage, ...options }, new sdk.Events(), sdk.appStorage(storage), { failed: new Map(), unsaved: new Map() });
  return { client, wasm: sdk.wasm, sdk };
}

const trap = () => {
  throw new WebAssembly.RuntimeError("unreachable");
};
const view = (fields = {}) => ({ identifier: "ada", user_id: "u", device_id: "d", jwt: "jwt", refresh_token: "", mfa: false, device: { private_key: "k" }, ...fields });
const bytes = (text) => new TextEncoder().encode(text);
const logIn = (client) => client.call(0, (core) => core.login("ada", bytes("password")));
const code = (promise) => promise.then(() => "fulfilled", (error) => error.code);

/** Somebody signs in, and the instance traps. Then `stored` is what the next one finds, under number 5. */
async function afterTrap(stored) {
  const { client, wasm } = await start();
  const asked = [];
  wasm.core = {
    login: (_, { host }) => (host.session(1, JSON.stringify(view())), { kind: "user", u: { session: 1, refresh_token: "" } }),
    storedUser: async ({ identifier }, { host }) => {
      asked.push(identifier);
      await undefined;
      if (!stored) return null;
      host.session(5, JSON.stringify(stored));
      return 5;
    },
    jwt: (_, { session }) => `jwt of ${session}`,
    KickUser: trap,
  };
  const session = client.session((await logIn(client)).u.session);
  assert.equal(await session.jwt(), "jwt of 1");
  assert.equal(await code(session.row("KickUser", { group: "g", user: "u" })), "INTERNAL");
  return { client, wasm, session, asked };
}

test("after a trap a session is asked for again, once for all calls, and its data stays the same object", async () => {
  const { session, asked, client } = await afterTrap(view({ jwt: "newer", mfa: true }));
  const { data } = session;
  assert.deepEqual(await Promise.all([session.jwt(), session.jwt(), session.jwt()]), Array(3).fill("jwt of 5"));
  assert.deepEqual([asked, session.data === data, data.jwt, data.mfa, client.session(5) === session], [["ada"], true, "newer", true, true]);
});

test("after a trap a session whose record is gone, or another account's by now, is signed out", async () => {
  for (const stored of [undefined, view({ device_id: "other" }), view({ user_id: "other" })]) {
    const { session } = await afterTrap(stored);
    let changes = 0;
    session.onChange = () => changes++;
    const codes = await Promise.all([code(session.jwt()), code(session.jwt())]);
    assert.deepEqual([codes, session.ended, changes, session.data.jwt, session.data.device_id], [["SIGNED_OUT", "SIGNED_OUT"], true, 1, "jwt", "d"]);
    assert.equal(await code(session.jwt()), "SIGNED_OUT");
  }
});

test("a session is found again by whatever call tells of it first, and what the dead instance says is not heard", async () => {
  const { client, wasm, session, asked } = await afterTrap(view());
  wasm.core.init = (_, { host }) => (host.session(7, JSON.stringify(view({ jwt: "by init" }))), { session: 7, invites: [], offline: false });
  const dead = wasm.host;
  assert.equal((await client.start()).session, 7);
  dead.session(7, undefined);
  dead.session(7, JSON.stringify(view({ jwt: "from the dead" })));
  assert.deepEqual([client.session(7) === session, session.data.jwt, await session.jwt(), asked], [true, "by init", "jwt of 7", []]);
  wasm.host.session(7, undefined);
  assert.deepEqual([session.ended, await code(session.jwt())], [true, "SIGNED_OUT"]);
});

test("a storage that fails while a session is looked for does not end it", async () => {
  const { session, wasm } = await afterTrap(view());
  const { storedUser } = wasm.core;
  wasm.core.storedUser = () => Promise.reject(JSON.stringify({ code: 0, message: "not now" }));
  await assert.rejects(session.jwt(), { message: "not now" });
  wasm.core.storedUser = storedUser;
  assert.equal(await session.jwt(), "jwt of 5");
});

test("a trap rejects what runs, and releases the locks that were held", async () => {
  const { client, wasm, sdk } = await start();
  wasm.core = {
    Exists: async (_, { host }) => {
      await host.lock("a");
      return new Promise(() => undefined);
    },
    register: trap,
  };
  const hanging = code(client.row(0, "Exists", { user_identifier: "ada" }));
  // Once the lock is held.
  const { host } = wasm;
  await host.lock("b");
  assert.equal(await code(client.call(0, (core) => core.register("ada", bytes("password")))), "INTERNAL");
  assert.equal(await hanging, "INTERNAL");
  // At once: another client gets them, though this one makes no call any more.
  const other = new sdk.ClientCore({ app_token: "other" }, new sdk.Events(), sdk.indexedDb(true), { failed: new Map(), unsaved: new Map() });
  wasm.core.Exists = async (_, { host }) => ((await host.lock("a"))(), (await host.lock("b"))(), { available: true });
  assert.deepEqual(await other.row(0, "Exists", { user_identifier: "ada" }), { available: true });
  assert.equal(wasm.instances, 1);
  // An error of the wasm is none.
  wasm.compute = () => {
    throw JSON.stringify({ code: 0, status: "server_777", message: "words", http_status: 400 });
  };
  assert.throws(() => client.compute(() => sdk.qrSvg("")), ({ code, status, message, http_status }) => [code, status, message, http_status].join() === "ID_FORMAT,server_777,words,400");
  assert.equal(wasm.instances, 1);
});

test("endpoint_fn: asking is true in its synchronous part and for its session only; of a rejection the status goes on, and it is the cause", async () => {
  const seen = [];
  let sessions = [];
  const look = () => seen.push(sessions.map(({ asking }) => asking).join());
  const reason = Object.assign(new Error("with secrets"), { status: 401, secret: 1 });
  const { client, wasm, sdk } = await start({
    endpoint_fn: async () => {
      look();
      await undefined;
      look();
      throw reason;
    },
  });
  wasm.core = {
    init: (_, { host }) => {
      host.session(1, JSON.stringify(view()));
      host.session(2, JSON.stringify(view({ identifier: "bob", jwt: "other" })));
    },
    jwt: async (_, { host }) => {
      await assert.rejects(host.ask("jwt"), (told) => JSON.stringify(told) === '{"status":401}');
      look();
      throw JSON.stringify({ code: sdk.errorRows().findIndex(({ name }) => name === "REFRESH_REFUSED") });
    },
  };
  await client.start();
  sessions = [client.session(1), client.session(2)];
  await assert.rejects(sessions[0].jwt(), { code: "REFRESH_REFUSED", cause: reason });
  assert.deepEqual(seen, ["true,false", "false,false", "false,false"]);
});

test("outside browsers, without a storage of the app's own, nobody is the current user", async () => {
  const { sdk, wasm } = await start();
  const client = new sdk.ClientCore({ app_token: "token" }, new sdk.Events(), sdk.indexedDb(true), { failed: new Map(), unsaved: new Map() });
  wasm.core = {
    login: (_, { host }) => (host.session(1, JSON.stringify(view())), { kind: "user", u: { session: 1, refresh_token: "" } }),
    storedUser: (_, { host }) => (host.session(2, JSON.stringify(view())), 2),
    jwt: (_, { session }) => `jwt of ${session}`,
  };
  const { session: number } = (await logIn(client)).u;
  assert.deepEqual([await client.start(), await client.storedUser("ada"), await code(client.currentUser())], [undefined, undefined, "NO_USER"]);
  // Who logged in goes on working, over a trap as well.
  const session = client.session(number);
  wasm.core.Devices = trap;
  assert.equal(await code(session.row("Devices", {})), "INTERNAL");
  assert.equal(await session.jwt(), "jwt of 2");
});
