// What ends a session and what doesn't, and how a client starts with a stored user, through the package as it is
// published. The rules themselves, in any order, are proven in tests/rust/flows.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "../../../pkg/dist/index.js";
import { FAULTS, HOUR, PASSWORD, STRATEGIES, SharedStorage, Wire, at, clientOf, clock, errorOf, freshName, settled, sharedAccount, signedIn } from "./support.mjs";

afterEach(() => clock.reset());
const limit = { timeout: 60_000 };
const refused = (code, status = 400) => new Response(JSON.stringify({ status: false, err_msg: "no", err_code: code }), { status });
const names = (events) => events.map(({ name }) => name);

test("cookie_fn: only the status of a rejection counts", limit, async (t) => {
  const ends = [401, 403, "server_114", "server_100", 32, "35"];
  const stays = [30, 31, "server_200", 201, 203, 500, undefined, "client_1000", 0];
  for (const status of [...ends, ...stays]) {
    let fails = true;
    const wire = new Wire();
    const endpoint_fn = async (old_jwt) => {
      if (fails) throw Object.assign(new Error("the app's words"), { status });
      const response = await wire.fetch(`${process.env.SENTC_TEST_URL}/backend/refresh`, { headers: { Authorization: `Bearer ${old_jwt}` }, credentials: "include" });
      return response.text();
    };
    const { user, events } = await signedIn(t, "cookie_fn", { wire, refresh: { endpoint: 1, endpoint_fn } });
    clock.jump(HOUR);
    const error = await errorOf(user.getJwt());
    await settled();
    assert.deepEqual(names(events), ends.includes(status) ? ["sessionExpired", "signedOut"] : [], `${status}: ${error}`);
    if (error.code === "REFRESH_ENDPOINT" || error.code === "REFRESH_REFUSED") assert.equal(error.cause.message, "the app's words");
    // Without a JWT at the service, something on the way dropped the header.
    assert.equal(error.retryable, error.code === "REFRESH_ENDPOINT" || status === 31);
    fails = false;
    if (stays.includes(status)) await user.getJwt();
  }
});

test("the answer of a cookie endpoint: a JWT as text, or in the service's envelope", limit, async (t) => {
  const { user, wire } = await signedIn(t, "cookie");
  for (const wrap of [(jwt) => jwt, (jwt) => `${jwt}\n`, (jwt) => JSON.stringify({ status: true, result: jwt }), (jwt) => JSON.stringify({ status: true, result: { jwt } })]) {
    const old = user.data.jwt;
    wire.fault = at("/backend/refresh", async (_, next) => new Response(wrap(await (await next()).text())));
    clock.jump(HOUR);
    assert.notEqual(await user.getJwt(), old);
  }
  wire.fault = at("/backend/refresh", () => new Response("please log in"));
  clock.jump(HOUR);
  assert.equal((await errorOf(user.getJwt())).code, "REFRESH_ANSWER");
});

test("two people of one client: each call's error has its own cause", limit, async (t) => {
  const gates = new Map();
  const endpoint_fn = (old_jwt) => new Promise((_, reject) => gates.set(old_jwt, reject));
  const { client, user } = await signedIn(t, "cookie_fn", { refresh: { endpoint: 1, endpoint_fn } });
  const identifier = freshName();
  await client.register(identifier, PASSWORD);
  const other = await client.login(identifier, PASSWORD, true);
  clock.jump(HOUR);
  const errors = [user, other].map((who) => errorOf(who.getJwt()));
  while (gates.size < 2) await settled();
  for (const who of [other, user]) gates.get(who.data.jwt)(Object.assign(new Error(who.data.user_id), { status: 500 }));
  assert.deepEqual((await Promise.all(errors)).map(({ cause }) => cause.message), [user.data.user_id, other.data.user_id]);
});

test("cookie: a gateway's answer ends nothing, the back end's own does", limit, async (t) => {
  const page = "<!doctype html><title>Just a moment…</title>";
  const answers = [
    [page, {}, false],
    ['{"message":"Unauthorized"}', {}, false],
    [page, { "x-sentc-session": "ended" }, true],
    ['{"error":"signed_out"}', {}, true],
    ["", {}, true],
  ];
  for (const [body, headers, ends] of answers) {
    const { user, wire, events } = await signedIn(t, "cookie");
    wire.fault = at("/backend/refresh", () => new Response(body, { status: 401, headers }));
    clock.jump(HOUR);
    const { code, retryable } = await errorOf(user.getJwt());
    await settled();
    assert.deepEqual([code, retryable], ends ? ["REFRESH_REFUSED", false] : ["REFRESH_ENDPOINT", true], body);
    assert.deepEqual(names(events), ends ? ["sessionExpired", "signedOut"] : []);
  }
});

test("a session that no user object has any more is let go of", limit, async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const { client } = await signedIn(t, "api");
  // In a function of its own: nothing here keeps the user.
  const login = async () => {
    const user = await client.login(await sharedAccount(), PASSWORD, true);
    await user.getDevices();
    return [new WeakRef(user.data), user.data.user_id];
  };
  const [left] = await login();
  for (let turns = 0; left.deref() && turns < 200; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  assert.equal(left.deref(), undefined);
  // Whoever logs in again has a session as before.
  const user = await client.login(await sharedAccount(), PASSWORD, true);
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await user.getDevices()).length, 1);
  await user.logOut();
});

test("cookie: the request carries the old JWT, uses no cache and follows no redirect", limit, async (t) => {
  const { user, wire, log } = await signedIn(t, "cookie");
  const old = user.data.jwt;
  clock.jump(HOUR);
  await user.getJwt();
  await settled();
  const [{ method, headers, init }] = wire.refreshes;
  assert.deepEqual([method, headers.Authorization, init.credentials, init.cache, init.redirect], ["GET", `Bearer ${old}`, "include", "no-store", "error"]);
  assert.equal(headers["x-sentc-app-token"], undefined);
  assert.match(log[0].path, /\/backend\/refresh$/);
});

test("init with a stored user", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    const storage = new SharedStorage();
    const { user, wire } = await signedIn(t, strategy, { storage: storage.options });
    const again = clientOf(t, strategy, { wire, storage: storage.options });
    const found = await again.client.init();
    assert.equal(found.data.user_id, user.data.user_id);
    assert.deepEqual(found.group_invites, []);
    const paths = () => wire.requests.splice(0).map(({ method, path }) => `${method} ${path}`);
    const invites = "GET /group/invite/0/none";
    assert.deepEqual(paths(), strategy === "api" ? ["POST /init"] : [invites]);

    // With the same options: the same promise, without a request. With others: another one.
    const client = createClient();
    t.after(() => client.dispose());
    const first = client.init(again.options);
    assert.equal(client.init({ ...again.options }), first);
    await first;
    paths();
    assert.equal(await client.init({ ...again.options }), await first);
    assert.deepEqual(paths(), []);
    const other = await client.init({ ...again.options, timeout_ms: 9_000 });
    assert.notEqual(other, await first);
    assert.equal((await errorOf((await first).getJwt())).code, "SIGNED_OUT");
    await other.getJwt();
    paths();

    clock.jump(HOUR);
    const late = clientOf(t, strategy, { wire, storage: storage.options });
    await late.client.init();
    assert.deepEqual(paths(), strategy === "api" ? ["POST /init"] : ["GET /backend/refresh", invites]);
  }
});

test("init after a failure, and when the session is over", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    const storage = new SharedStorage();
    const { wire } = await signedIn(t, strategy, { storage: storage.options });
    clock.jump(HOUR);
    const { client, events } = clientOf(t, strategy, { wire, storage: storage.options });
    wire.fault = FAULTS.offline;
    // Without the network there is the stored user, usable as soon as it is back.
    const user = await client.init();
    assert.equal(client.getSnapshot().status, "offline");
    assert.equal((await errorOf(user.getDevices())).retryable, true);
    wire.fault = undefined;
    assert.equal((await user.getDevices()).length, 1);
    assert.equal((await client.init()).data.user_id, user.data.user_id);

    const path = strategy === "api" ? "/init" : "/backend/refresh";
    const dead = clientOf(t, strategy, { wire, storage: storage.options });
    clock.jump(HOUR);
    wire.fault = at(path, () => (strategy === "api" ? refused(114) : new Response("", { status: 401 })));
    assert.equal(await dead.client.init(), undefined, strategy);
    await settled();
    assert.deepEqual(names(dead.events), ["sessionExpired", "signedOut"]);
    assert.ok(events.every(({ name }) => name === "refreshed"));
    assert.ok([...storage.records.keys()].every((key) => /\/kdf$/.test(key)), [...storage.records.keys()].join(" "));
  }
});

test("refreshJwt, for apps that keep the refresh token themselves", limit, async (t) => {
  const { client, user } = await signedIn(t, "cookie");
  const { jwt, refresh_token } = user.data;
  assert.match(await client.refreshJwt(jwt, refresh_token), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal((await errorOf(client.refreshJwt(jwt, "unknown"))).status, "server_114");
  assert.equal((await errorOf(client.refreshJwt("x", refresh_token))).code, "JWT_MALFORMED");
  // Said to the app, which knows what it asked for: the session goes on.
  await user.getDevices();
  await errorOf(client.login(await sharedAccount(), `${PASSWORD}!`));
  await user.getDevices();
});
