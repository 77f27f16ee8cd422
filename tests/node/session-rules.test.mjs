// What ends a session and what doesn't, how a client starts with a stored user, and clocks that are wrong.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { createClient } from "../../pkg/dist/index.js";
import { FAULTS, HOUR, PASSWORD, STRATEGIES, SharedStorage, Wire, at, clientOf, clock, errorOf, settled, sharedAccount, signedIn } from "./support.mjs";

afterEach(() => clock.reset());
const limit = { timeout: 60_000 };
const DAY = 24 * HOUR;
const refused = (code, status = 400) => new Response(JSON.stringify({ status: false, err_msg: "no", err_code: code }), { status });
const refreshPath = (strategy) => (strategy === "api" ? "/refresh" : "/backend/refresh");
const names = (events) => events.map(({ name }) => name);

/** Answers of the refresh, and whether they end the session. */
const ENDS = [114, 100, 31, 32, 35];
const STAYS = [30, 200, 201, 203];

for (const strategy of ["api", "cookie"]) {
  test(`${strategy}: which answers end the session`, limit, async (t) => {
    for (const code of [...ENDS, ...STAYS]) {
      const { user, wire, events, client } = await signedIn(t, strategy);
      clock.jump(HOUR);
      wire.fault = at(refreshPath(strategy), () => refused(code, code === 35 ? 200 : 400));
      const error = await errorOf(user.getJwt());
      await settled();
      assert.deepEqual([error.status, error.retryable], [`server_${code}`, false]);
      if (ENDS.includes(code)) {
        assert.deepEqual(names(events), ["sessionExpired", "signedOut"], `${code}`);
        assert.deepEqual([events[0].error.status, events[1].reason], [`server_${code}`, "session_expired"]);
        assert.equal((await errorOf(user.getJwt())).code, "SIGNED_OUT");
        assert.equal((await errorOf(client.getActualUser())).code, "NO_USER");
      } else {
        assert.deepEqual(names(events), [], `${code}`);
        wire.fault = undefined;
        await user.getJwt();
      }
    }
  });
}

test("cookie: HTTP 401 and 403 end the session, other statuses don't", limit, async (t) => {
  for (const status of [401, 403, 400, 404, 429, 500, 503]) {
    const { user, wire, events } = await signedIn(t, "cookie");
    clock.jump(HOUR);
    wire.fault = at("/backend/refresh", () => new Response("<h1>no</h1>", { status }));
    const error = await errorOf(user.getJwt());
    await settled();
    const ends = status === 401 || status === 403;
    assert.deepEqual([error.code, error.http_status], [ends ? "REFRESH_REFUSED" : "REFRESH_ENDPOINT", status]);
    assert.equal(error.retryable, status === 429 || status >= 500);
    assert.deepEqual(names(events), ends ? ["sessionExpired", "signedOut"] : []);
    wire.fault = undefined;
    if (!ends) await user.getJwt();
  }
});

test("cookie_fn: only the status of a rejection counts", limit, async (t) => {
  const ends = [401, 403, "server_114", "server_100", 31, 32, "35"];
  const stays = [30, "server_200", 201, 203, 500, undefined, "client_1000", 0];
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
    assert.equal(error.retryable, error.code === "REFRESH_ENDPOINT");
    fails = false;
    if (stays.includes(status)) await user.getJwt();
  }
});

test("an answer that is no new JWT of this user counts for nothing", limit, async (t) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  for (const strategy of ["cookie", "cookie_fn"]) {
    const { user, wire, events } = await signedIn(t, strategy);
    clock.jump(HOUR);
    const old = user.data.jwt;
    const iat = Math.floor(clock.real() / 1000);
    const made = (claims) => `${part({ alg: "ES384", kid: "k" })}.${part({ aud: user.data.user_id, sub: user.data.device_id, iat, exp: iat + 300, fresh: false, ...claims })}.c2ln`;
    const bad = {
      "another user": made({ aud: "somebody" }),
      "another device": made({ sub: "other" }),
      "no claims": `${part({})}.${part({})}.c2ln`,
      "out of a cache": made({ iat: iat - 600 }),
      "the old one": old,
      words: "please log in",
      nothing: "",
      JSON: '{"token":"x"}',
    };
    for (const [what, text] of Object.entries(bad)) {
      wire.fault = at("/backend/refresh", () => new Response(text));
      const error = await errorOf(user.getJwt());
      assert.match(error.code, /^(REFRESH_ANSWER|JWT_CLAIMS|JWT_MALFORMED)$/, what);
      assert.equal(error.retryable, false, what);
      assert.equal(user.data.jwt, old);
    }
    await settled();
    assert.deepEqual(events, []);
    for (const wrap of [(jwt) => jwt, (jwt) => `${jwt}\n`, (jwt) => JSON.stringify({ status: true, result: jwt }), (jwt) => JSON.stringify({ status: true, result: { jwt } })]) {
      if (strategy === "cookie_fn" && wrap("x").startsWith("{")) continue;
      wire.fault = at("/backend/refresh", async (_, next) => new Response(wrap(await (await next()).text())));
      clock.jump(HOUR);
      assert.notEqual(await user.getJwt(), old);
    }
  }
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

test("a call answered 30 or 35 is repeated once, after one refresh", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    for (const [code, times] of [[30, 1], [35, 1], [30, 9], [31, 1], [114, 1]]) {
      const { user, wire, events } = await signedIn(t, strategy);
      let left = times;
      wire.fault = at("/user/device/0/none", () => (left-- > 0 ? refused(code, 401) : undefined));
      const call = user.getDevices();
      const repeats = code === 30 || code === 35;
      if (repeats && times === 1) assert.equal((await call).length, 1);
      else assert.equal((await errorOf(call)).status, `server_${code}`);
      assert.equal(wire.refreshes.length, repeats ? 1 : 0, `${strategy} ${code}`);
      assert.equal(wire.requests.filter(({ path }) => path === "/user/device/0/none").length, repeats ? 2 : 1);
      // Said to a call that is neither refresh nor init, it ends nothing.
      await settled();
      assert.deepEqual(names(events), repeats ? ["refreshed"] : []);
      wire.fault = undefined;
      await user.getDevices();
    }
  }
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

    // With the same options: the same promise, without a request. With others: anew.
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
    assert.equal((await errorOf(client.init())).retryable, true);
    // The client is usable, and so is the session, as soon as the network is back.
    const user = await client.getActualUser();
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

test("an app that changes its strategy keeps no refresh token, and no session without one", limit, async (t) => {
  const storage = new SharedStorage();
  const { wire, user } = await signedIn(t, "api", { storage: storage.options });
  const token = user.data.refresh_token;
  assert.ok([...storage.records.values()].join().includes(token));
  const cookie = clientOf(t, "cookie", { wire, storage: storage.options });
  assert.equal((await cookie.client.init()).data.refresh_token, "");
  assert.ok(![...storage.records.values()].join().includes(token));
  // Back again: good until the JWT expires, and then over.
  const api = clientOf(t, "api", { wire, storage: storage.options });
  await (await api.client.init()).getDevices();
  clock.jump(HOUR);
  assert.equal((await errorOf((await api.client.getActualUser()).getJwt())).status, "server_114");
  await settled();
  assert.deepEqual(names(api.events), ["sessionExpired", "signedOut"]);
});

test("clocks that are wrong, jump, or slept", limit, async (t) => {
  for (const strategy of STRATEGIES) {
    for (const wrong of [-DAY, DAY]) {
      clock.reset();
      clock.jump(wrong);
      const { user, wire } = await signedIn(t, strategy);
      // Wrong from the start, and so known by the JWT's iat: nothing to refresh, for as long as it lasts.
      await user.getDevices();
      clock.jump(4 * 60_000);
      await user.getDevices();
      assert.equal(wire.refreshes.length, 0, `${strategy} ${wrong}`);
      clock.jump(60_000);
      await user.getDevices();
      assert.equal(wire.refreshes.length, 1);

      // Put right while the session lives, in one step or another: one refresh each, and no call is refused.
      for (const step of [-wrong, wrong, -3 * HOUR, 8 * HOUR]) {
        const before = wire.refreshes.length;
        clock.jump(step);
        await user.getDevices();
        await user.getDevices();
        assert.equal(wire.refreshes.length, before + 1, `${strategy} ${wrong} ${step}`);
      }
      assert.ok(wire.requests.every(({ status }) => status === 200));
    }
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
