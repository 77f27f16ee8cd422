// `Sentc.endAfter`: over a scripted seam (seam.mjs) and a clock that the tests move.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { WASM, memoryStorage, sdk, seam, turns, view } from "./seam.mjs";

const { createClient } = sdk;
const LIMIT = 60_000;

/** The session that is stored; `ended`: the reasons of the sign-outs that the clients told. */
let stored, ended, document;
beforeEach((t) => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000_000_000 });
  document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  globalThis.document = document;
  [stored, ended] = [undefined, []];
  seam.call = async ({ core, name }) => {
    switch (name) {
      case "init":
        if (!stored) return null;
        core.host.session(7, JSON.stringify(stored));
        return { session: 7, invites: [], offline: false };
      case "login":
        stored = view();
        core.host.session(7, JSON.stringify(stored));
        await core.host.write(["seam/user/ada"], ["{}"], undefined);
        core.host.event(JSON.stringify({ name: "signedIn", payload: { user_id: stored.user_id, remote: false } }));
        return { kind: "user", u: { session: 7, refresh_token: "" } };
      case "storedUser":
        if (!stored) return undefined;
        core.host.session(7, JSON.stringify(stored));
        return 7;
      case "logOut": {
        const { user_id } = stored;
        stored = undefined;
        await core.host.write(["seam/user/ada"], [undefined], undefined);
        core.host.event(JSON.stringify({ name: "signedOut", payload: { user_id, remote: false, reason: "log_out" } }));
        core.host.session(7, undefined);
        return null;
      }
      default:
        throw new Error(name);
    }
  };
});

test.afterEach(() => {
  mock.timers.reset();
  delete globalThis.document;
});

/** Until what was begun is through: nothing here waits for anything outside. */
const through = () => turns(400);
const pass = async (ms) => (mock.timers.tick(ms), through());
const act = async (name = "pointerdown") => (document.dispatchEvent(new Event(name)), through());

function tab(t, storage = memoryStorage()) {
  const client = createClient({ app_token: "token", wasm_path: WASM, worker: "off", storage: { getStorage: async () => storage } });
  client.on("signedOut", ({ reason }) => ended.push(reason));
  t.after(() => client.dispose());
  return { client, storage };
}

test("nobody used the app: the sessions end, and the client says so", async (t) => {
  const { client } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await pass(10 * LIMIT);
  assert.deepEqual(ended, [], "nobody is signed in");
  await client.login("ada", "password", true);
  await pass(LIMIT - 1);
  assert.deepEqual([ended.length, client.status], [0, "signedIn"]);
  await pass(1);
  assert.deepEqual([ended, client.status], [["idle"], "signedOut"]);
  await pass(10 * LIMIT);
  assert.equal(ended.length, 1);
});

for (const use of ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart", "visibilitychange"]) {
  test(`${use} is use`, async (t) => {
    const { client } = tab(t);
    client.endAfter({ idle_ms: LIMIT });
    await client.init();
    await client.login("ada", "password", true);
    for (let minute = 0; minute < 5; minute++) {
      await pass(LIMIT - 1000);
      await act(use);
    }
    assert.equal(ended.length, 0);
    await pass(LIMIT);
    assert.equal(ended.length, 1);
  });
}

test("a tab that goes to the background is not used by that", async (t) => {
  const { client } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  await pass(LIMIT - 1000);
  document.visibilityState = "hidden";
  await act("visibilitychange");
  await pass(1000);
  assert.equal(ended.length, 1);
});

test("what was done in another tab counts", async (t) => {
  const { client, storage } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  const key = "seam/active";
  await pass(LIMIT - 5000);
  await storage.set(key, JSON.stringify([Date.now()]));
  await pass(LIMIT - 5000);
  assert.equal(ended.length, 0);
  await pass(5000);
  assert.equal(ended.length, 1);
});

test("the next start finds nobody when it was too long ago, and somebody when not", async (t) => {
  const { client, storage } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  await client.dispose();

  await pass(LIMIT - 1000);
  const soon = tab(t, storage).client;
  soon.endAfter({ idle_ms: LIMIT });
  assert.equal((await soon.init())?.identifier, "ada");
  await pass(500);
  assert.equal(ended.length, 0);
  await soon.dispose();

  await pass(LIMIT);
  const late = tab(t, storage).client;
  late.endAfter({ idle_ms: LIMIT });
  assert.equal(await late.init(), undefined);
  assert.deepEqual([ended, late.status], [["idle"], "signedOut"]);
});

test("called after init it looks at once", async (t) => {
  const { client, storage } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  await client.dispose();
  await pass(2 * LIMIT);
  const late = tab(t, storage).client;
  assert.ok(await late.init());
  late.endAfter({ idle_ms: LIMIT });
  await through();
  assert.deepEqual([ended.length, late.status], [1, "signedOut"]);
});

test("a machine that slept: whoever wakes it up finds nobody signed in", async (t) => {
  const { client } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  // The clock goes on while the timers stand still.
  mock.timers.setTime(Date.now() + 2 * LIMIT);
  await act("keydown");
  assert.equal(ended.length, 1);
});

test("a clock that was set back does not keep anybody for longer than the limit", async (t) => {
  const { client, storage } = tab(t);
  client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  await storage.set("seam/active", JSON.stringify([Date.now() + 1000 * LIMIT]));
  await pass(LIMIT);
  await pass(LIMIT);
  assert.equal(ended.length, 1);
});

test("the returned function stops it, another limit takes its place, and wrong ones are refused", async (t) => {
  const { client } = tab(t);
  const stop = client.endAfter({ idle_ms: LIMIT });
  await client.init();
  await client.login("ada", "password", true);
  stop();
  await pass(10 * LIMIT);
  assert.equal(ended.length, 0);
  // The record says that this was too long ago.
  client.endAfter({ idle_ms: 2 * LIMIT });
  await through();
  assert.equal(ended.length, 1);
  for (const limit of [undefined, {}, { idle_ms: "60000" }, { idle_ms: 999 }, { idle_ms: NaN }]) {
    assert.throws(() => client.endAfter(limit), { code: "INVALID_ARGUMENT" });
  }
});
