// One refresh for all callers of a tab and all tabs of a browser, and what happens where that can't be.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { HOUR, STRATEGIES, SharedStorage, Wire, askBackend, at, clientOf, clock, errorOf, installLocks, setNavigator, settled, signedIn, sleep } from "./support.mjs";

afterEach(() => clock.reset());
const limit = { timeout: 30_000 };

for (const strategy of STRATEGIES) {
  test(`${strategy}: a hundred calls with an expired JWT make one refresh`, limit, async (t) => {
    const { user, wire, events } = await signedIn(t, strategy);
    const before = user.data.jwt;
    clock.jump(HOUR);
    const jwts = Array.from({ length: 50 }, () => user.getJwt());
    const lists = Array.from({ length: 50 }, () => user.getDevices());
    const all = new Set(await Promise.all(jwts));
    await Promise.all(lists);
    await settled();
    t.diagnostic(`${strategy}: 100 calls, ${wire.refreshes.length} refresh request`);
    assert.equal(wire.refreshes.length, 1);
    assert.deepEqual([...all], [user.data.jwt]);
    assert.notEqual(user.data.jwt, before);
    assert.deepEqual(events.map(({ name }) => name), ["refreshed"]);
    // The expired one went nowhere but to the refresh.
    assert.ok(wire.requests.every(({ path, headers }) => /refresh$/.test(path) || headers.Authorization !== `Bearer ${before}`));
  });

  test(`${strategy}: ten tabs make one refresh; fifty rounds sign nobody out`, { timeout: 60_000 }, async (t) => {
    t.after(installLocks());
    const { tabs, wire } = await openTabs(t, strategy, 10);
    const server = endsOverlaps(wire);
    for (let round = 1; round <= 50; round++) {
      clock.jump(HOUR);
      wire.requests.length = 0;
      const jwts = new Set(await Promise.all(tabs.map(({ user }) => user.getJwt())));
      assert.deepEqual([jwts.size, wire.refreshes.length], [1, 1], `round ${round}`);
    }
    assert.equal(server.overlaps, 0);
    await settled();
    assert.ok(tabs.every(({ events }) => events.every(({ name }) => name === "refreshed")));
    t.diagnostic(`${strategy}: 50 rounds of 10 tabs, 1 refresh each, ${server.overlaps} overlapped`);
  });
}

test("without locks every tab still gets its JWT", limit, async (t) => {
  t.after(setNavigator({}));
  for (const strategy of STRATEGIES) {
    const { tabs, wire } = await openTabs(t, strategy, 5);
    clock.jump(HOUR);
    await Promise.all(tabs.map(({ user }) => user.getJwt()));
    assert.ok(wire.refreshes.length >= 1 && wire.refreshes.length <= 5);
  }
});

test("a lock that is never given: refreshed without it, in time", limit, async (t) => {
  t.after(setNavigator({ locks: { request: () => new Promise(() => undefined) } }));
  for (const strategy of STRATEGIES) {
    const { user, wire } = await signedIn(t, strategy, { timeout_ms: 400 });
    const started = clock.real();
    clock.jump(HOUR);
    await user.getJwt();
    assert.ok(clock.real() - started < 3_000, strategy);
    assert.equal(wire.refreshes.length, 1);
  }
});

test("a storage that tabs don't share: one refresh per tab", limit, async (t) => {
  t.after(installLocks());
  for (const strategy of STRATEGIES) {
    const wire = new Wire();
    const tabs = [await signedIn(t, strategy, { wire }), await signedIn(t, strategy, { wire })];
    clock.jump(HOUR);
    // Logging in twice leaves the cookie of the second one, which fits the same device.
    await Promise.all(tabs.map(({ user }) => user.getJwt()));
    assert.equal(wire.refreshes.length, 2, strategy);
  }
});

test("cookie_fn: getJwt within endpoint_fn gives the old JWT, and calls wait for the new one", limit, async (t) => {
  const wire = new Wire();
  let user;
  const seen = [];
  const endpoint_fn = async (old_jwt) => {
    seen.push(old_jwt, await user.getJwt());
    return askBackend(wire, old_jwt);
  };
  const made = await signedIn(t, "cookie_fn", { wire, refresh: { endpoint: 1, endpoint_fn } });
  user = made.user;
  const old = user.data.jwt;
  clock.jump(HOUR);
  const [jwt] = await Promise.all([user.getJwt(), user.getDevices()]);
  assert.deepEqual(seen, [old, old]);
  assert.notEqual(jwt, old);
  assert.equal(wire.refreshes.length, 1);
});

test("neither endpoint_fn nor log nor an event runs under the lock", limit, async (t) => {
  t.after(installLocks());
  const held = [];
  const note = (what) => held.push([what, [...navigator.locks.held].filter((name) => name.includes("/refresh/")).length]);
  for (const strategy of STRATEGIES) {
    const wire = new Wire();
    let under = 0;
    wire.fault = (_, next) => ((under = Math.max(under, navigator.locks.held.size)), next());
    // The lock is let go before the call, and is free a moment later.
    const endpoint_fn = async (old_jwt) => (await sleep(5), note("endpoint_fn"), askBackend(wire, old_jwt));
    const options = { wire, storage: new SharedStorage().options, log: () => note("log") };
    if (strategy === "cookie_fn") options.refresh = { endpoint: 1, endpoint_fn };
    const { user, client } = await signedIn(t, strategy, options);
    client.on("refreshed", () => note("refreshed"));
    clock.jump(HOUR);
    await user.getJwt();
    await settled();
    assert.ok(under > 0, "there are locks");
  }
  assert.ok(["endpoint_fn", "log", "refreshed"].every((what) => held.some(([name]) => name === what)));
  assert.deepEqual(held.filter(([, locks]) => locks > 0), []);
});

test("cookie_fn: a tab that hangs is relieved at its deadline", limit, async (t) => {
  t.after(installLocks());
  const storage = new SharedStorage();
  const timeout_ms = 800;
  const hung = new Wire();
  const first = await signedIn(t, "cookie_fn", { wire: hung, storage: storage.options, timeout_ms, refresh: { endpoint: 1, endpoint_fn: () => new Promise(() => undefined) } });
  const second = clientOf(t, "cookie_fn", { storage: storage.options, timeout_ms });
  second.wire.cookies = hung.cookies;
  await second.client.init();
  const user = await second.client.getActualUser();
  clock.jump(HOUR);
  const stuck = errorOf(first.user.getJwt());
  await sleep(50);
  const started = clock.real();
  const jwt = await user.getJwt();
  const waited = clock.real() - started;
  assert.ok(waited > 300 && waited < 4_000, `${waited} ms`);
  assert.equal((await stuck).code, "TIMEOUT");
  // The tab that hung has not lost its session, and takes over what the other one got.
  assert.equal(await first.user.getJwt(), jwt);
});

test("a caller that gives up leaves the refresh to the others", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    const { user, wire } = await signedIn(t, strategy);
    clock.jump(HOUR);
    const controller = new AbortController();
    const given = errorOf(user.getJwt({ signal: controller.signal }));
    const others = [user.getJwt(), user.getDevices()];
    controller.abort();
    assert.equal((await given).code, "ABORTED");
    await Promise.all(others);
    assert.equal(wire.refreshes.length, 1, strategy);
  }
});

test("log-out during a refresh stays a log-out", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    const { user, wire, events, client } = await signedIn(t, strategy, { storage: new SharedStorage().options });
    clock.jump(HOUR);
    wire.fault = at(strategy === "api" ? "/refresh" : "/backend/refresh", async (_, next) => (await sleep(100), next()));
    const waiting = errorOf(user.getJwt());
    await sleep(30);
    await user.logOut();
    assert.equal((await waiting).code, "SIGNED_OUT");
    await sleep(150);
    assert.deepEqual(events.map(({ name }) => name), ["signedOut"], strategy);
    assert.equal((await errorOf(client.getActualUser())).code, "NO_USER");
  }
});

/** Clients that share a storage, a way to the servers and somebody's session. */
async function openTabs(t, strategy, number) {
  const [wire, storage] = [new Wire(), new SharedStorage()];
  const first = await signedIn(t, strategy, { wire, storage: storage.options });
  const tabs = [first];
  while (tabs.length < number) {
    const tab = clientOf(t, strategy, { wire, storage: storage.options });
    await tab.client.init();
    tabs.push({ ...tab, user: await tab.client.getActualUser() });
  }
  // Every init refreshed or not; now all have the same JWT, or will expire all the same.
  wire.clear();
  return { tabs, wire };
}

/** The server ends the session when two refreshes overlap, as one that rotates tokens does. */
function endsOverlaps(wire) {
  const server = { overlaps: 0 };
  let running = 0;
  wire.fault = ({ path }, next) => {
    if (!/refresh$/.test(path)) return undefined;
    if (running > 0) server.overlaps++;
    if (server.overlaps > 0) return Promise.resolve(new Response('{"status":false,"err_msg":"reused","err_code":114}', { status: 400 }));
    running++;
    return sleep(10).then(next).finally(() => running--);
  };
  return server;
}
