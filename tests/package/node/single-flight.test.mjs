// One refresh for all callers of a tab and all tabs of a browser, through the package as it is published. What happens in
// which order is proven in tests/rust/flows.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { HOUR, STRATEGIES, SharedStorage, Wire, askBackend, clientOf, clock, errorOf, installLocks, settled, signedIn, sleep } from "./support.mjs";

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

  test(`${strategy}: ten tabs make one refresh, and sign nobody out`, limit, async (t) => {
    t.after(installLocks());
    const { tabs, wire } = await openTabs(t, strategy, 10);
    const server = endsOverlaps(wire);
    for (let round = 1; round <= 5; round++) {
      clock.jump(HOUR);
      wire.requests.length = 0;
      const jwts = new Set(await Promise.all(tabs.map(({ user }) => user.getJwt())));
      assert.deepEqual([jwts.size, wire.refreshes.length], [1, 1], `round ${round}`);
    }
    assert.equal(server.overlaps, 0);
    await settled();
    assert.ok(tabs.every(({ events }) => events.every(({ name }) => name === "refreshed")));
    t.diagnostic(`${strategy}: 5 rounds of 10 tabs, 1 refresh each, ${server.overlaps} overlapped`);
  });
}

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
  // Every init refreshed or not; now all have the same JWT, or one that will expire too.
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
    // A while for another one to overlap, if it wants to. Nothing is judged by how long it is.
    return sleep(10).then(next).finally(() => running--);
  };
  return server;
}
