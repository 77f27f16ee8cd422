// sessionHandler: the cookie, who may use it, and which answers end a session.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createAdmin, sessionHandler } from "../../pkg/dist/server.js";
import { app, refused, scripted, seconds } from "./kit-support.mjs";

const ORIGIN = "https://app.test";
const TOKEN = "a-refresh_token";

function set(answer = (jwt) => ({ user_id: "user", device_id: "device", jwt }), options = {}) {
  const { public_key, jwt } = app();
  const { fetch, requests } = scripted((request) => answer(jwt({ fresh: false }), request));
  const admin = createAdmin({ base_url: "http://service.test", secret_token: "s", fetch });
  const handler = sessionHandler({ admin, public_key, origin: ORIGIN, ...options });
  const call = (method, { token = jwt(), cookie, headers = {}, body } = {}) =>
    handler(new Request("http://inside/api/session", { method, body, headers: { ...(token && { authorization: `Bearer ${token}` }), ...(cookie && { cookie }), ...headers } }));
  const start = async (request = {}) => {
    const response = await call("POST", { body: JSON.stringify({ refresh_token: TOKEN }), ...request });
    assert.equal(response.status, 204, await response.clone().text());
    return response.headers.getSetCookie()[0].split(";", 1)[0];
  };
  return { call, start, jwt, requests, handler };
}

const isEnded = (response) => response.status === 401 && response.headers.get("x-sentc-session") === "ended";
async function assertKept(response, what) {
  assert.ok(![200, 204, 401, 403].includes(response.status), `${what}: ${response.status}`);
  assert.deepEqual([response.headers.get("x-sentc-session"), response.headers.getSetCookie()], [null, []], what);
  assert.equal(typeof (await response.json()).error, "string");
}

test("hand-over, refresh, log-out", async () => {
  const { call, start, requests } = set();
  const response = await call("POST", { body: JSON.stringify({ refresh_token: TOKEN }) });
  assert.equal(response.status, 204);
  assert.deepEqual(response.headers.getSetCookie(), [`__Host-sentc-session=device:${TOKEN}; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Strict`]);
  assert.deepEqual([requests[0].method, requests[0].path, JSON.parse(requests[0].body)], ["PUT", "/refresh", { refresh_token: TOKEN }]);
  const cookie = await start();
  const refreshed = await call("GET", { cookie: `other=1; ${cookie}` });
  assert.deepEqual([refreshed.status, refreshed.headers.get("content-type"), refreshed.headers.get("cache-control")], [200, "text/plain; charset=utf-8", "no-store"]);
  assert.match(await refreshed.text(), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const ended = await call("DELETE", { cookie, token: null });
  assert.deepEqual([ended.status, ended.headers.getSetCookie()], [204, ["__Host-sentc-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict"]]);
});

test("plain http: no Secure, and a name that a browser takes there", async () => {
  const { call } = set(undefined, { origin: "http://127.0.0.1:3000", cookie: { path: "/api", max_age: 60, same_site: "Lax" } });
  const response = await call("POST", { body: JSON.stringify({ refresh_token: TOKEN }) });
  assert.deepEqual(response.headers.getSetCookie(), [`sentc-session=device:${TOKEN}; Max-Age=60; Path=/api; HttpOnly; SameSite=Lax`]);
  for (const cookie of [{ name: "a b" }, { name: "a=b" }, { path: "api" }, { path: "/; Domain=test" }]) assert.throws(() => set(undefined, { cookie }), TypeError);
  assert.throws(() => set(undefined, { origin: "app.test" }));
});

test("a session ends by the service's word or a missing cookie, and by nothing else", async () => {
  for (const code of [114, 100, 32, 35]) {
    let dead = false;
    const { call, start } = set((jwt) => (dead ? refused(code, 401) : { user_id: "user", device_id: "device", jwt }));
    const cookie = await start();
    dead = true;
    const response = await call("GET", { cookie });
    assert.ok(isEnded(response), code);
    assert.match(response.headers.getSetCookie()[0], /=; Max-Age=0;/);
    assert.equal(typeof (await response.json()).error, "string");
  }
  const { call, start, jwt } = set();
  assert.ok(isEnded(await call("GET")), "no cookie");
  const cookie = await start();
  // Somebody else logged in in this browser since: this session is over, and theirs stays.
  const other = await call("GET", { cookie, token: jwt({ sub: "another-device" }) });
  assert.ok(isEnded(other));
  assert.deepEqual(other.headers.getSetCookie(), []);

  const harmless = {
    "JWT expired (30)": () => refused(30, 401), "no JWT arrived (31)": () => refused(31, 401), "wrong app token (200)": () => refused(200, 401), "may not (203)": () => refused(203),
    "a proxy's 401": () => new Response("Unauthorized", { status: 401 }), "a proxy's 403": () => new Response("<h1>Just a moment…</h1>", { status: 403 }),
    "JSON of a gateway": () => Response.json({ message: "Unauthorized" }, { status: 401 }), "no connection": () => new TypeError("fetch failed"), "busy": () => refused(114, 503),
    "cut": () => new Response('{"status":true,"result":{"jwt":"a.b'), "another device's": (jwt) => ({ user_id: "user", device_id: "other", jwt }), "nothing": () => ({}),
  };
  for (const [what, answer] of Object.entries(harmless)) {
    let broken = false;
    const { call, start } = set((jwt) => (broken ? answer(jwt) : { user_id: "user", device_id: "device", jwt }));
    const cookie = await start();
    broken = true;
    await assertKept(await call("GET", { cookie }), what);
  }
  // A proxy dropped the header: that says nothing about the session.
  await assertKept(await call("GET", { cookie, token: null }), "no Authorization");
});

test("with the wrong public key nobody is signed out: the service judges the JWT", async () => {
  const right = set();
  const cookie = await right.start();
  const wrong = set((jwt, { headers }) => (headers.Authorization === "Bearer forged" ? refused(32, 401) : { user_id: "user", device_id: "device", jwt: "a.b.c" }));
  const response = await wrong.call("GET", { cookie, token: right.jwt() });
  assert.equal(await response.text(), "a.b.c");
  const forged = `${Buffer.from("{}").toString("base64url")}.${Buffer.from('{"sub":"device"}').toString("base64url")}.AAAA`;
  const judged = set(() => refused(30, 401));
  await assertKept(await judged.call("GET", { cookie, token: forged }), "forged: refused by the service");
  assert.ok(isEnded(await set().call("GET", { cookie, token: "no.jwt.here" })), "of no device");
});

test("the tabs of a device share one refresh; nobody gets another's, or one by a forged JWT", async () => {
  const gates = [];
  let slow = false;
  const { call, start, requests, jwt } = set((next) => (slow ? new Promise((resolve) => gates.push(() => resolve({ user_id: "user", device_id: "device", jwt: next }))) : { user_id: "user", device_id: "device", jwt: next }));
  const cookie = await start();
  requests.length = 0;
  slow = true;
  const token = jwt();
  const genuine = [call("GET", { cookie, token }), call("GET", { cookie, token: jwt({ exp: seconds() - 9999 }) })];
  const forged = call("GET", { cookie, token: `${token.slice(0, -8)}AAAAAAAA` });
  while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  for (let times = 0; times < 20; times++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(requests.length, 2, "one for the two genuine ones, one that the service judges");
  for (const open of gates) open();
  const [one, two] = await Promise.all((await Promise.all(genuine)).map((response) => response.text()));
  assert.equal(one, two);
  await forged;
  slow = false;
  await call("GET", { cookie, token });
  assert.equal(requests.length, 3, "the next one is a new one");
});

test("only a working token of this very JWT gets a cookie", async () => {
  const { call, jwt, requests } = set();
  const post = (body, request = {}) => call("POST", { body, ...request });
  for (const body of ["", "{", "null", "[]", "{}", '{"refresh_token":7}', '{"refresh_token":""}', '{"refresh_token":"a b"}', '{"refresh_token":"a;Path=/"}', `{"refresh_token":"${"x".repeat(501)}"}`]) {
    assert.equal((await post(body)).status, 422, body);
  }
  assert.equal((await post("x".repeat(9000))).status, 413);
  const good = JSON.stringify({ refresh_token: TOKEN });
  for (const token of [null, app().jwt(), "a.b.c"]) assert.equal((await post(good, { token })).status, 401);
  assert.deepEqual(requests, []);
  for (const answer of [(next) => ({ user_id: "other", device_id: "device", jwt: next }), (next) => ({ user_id: "user", device_id: "other", jwt: next }), () => refused(30, 401), () => new TypeError("fetch failed")]) {
    const response = await set(answer).call("POST", { body: good });
    assert.deepEqual([response.status, response.headers.getSetCookie()], [502, []]);
  }
  const response = await set(() => refused(114, 401)).call("POST", { body: good });
  assert.deepEqual([response.status, response.headers.getSetCookie(), response.headers.get("x-sentc-session")], [401, [], null]);
  assert.equal((await post(good, { token: jwt({ exp: 1 }) })).status, 204, "an expired JWT is as good: the token counts");
});

test("other sites are kept out, without ending a session; a listed origin gets what CORS needs", async () => {
  const { call, start } = set(undefined, { origin: [ORIGIN, "https://admin.test"] });
  const cookie = await start();
  const foreign = [{ origin: "https://evil.test" }, { origin: "null" }, { origin: "https://app.test.evil" }, { origin: "http://app.test" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }];
  for (const headers of foreign) {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const response = await call(method, { cookie, headers, body: method === "POST" ? "{}" : undefined });
      assert.deepEqual([response.status, response.headers.getSetCookie(), response.headers.get("access-control-allow-origin")], [400, [], null], `${method} ${JSON.stringify(headers)}`);
      assert.match((await response.json()).message, /https:\/\/app\.test, https:\/\/admin\.test/, "the option that decides is named");
    }
  }
  for (const origin of [ORIGIN, "https://admin.test"]) {
    const response = await call("GET", { cookie, headers: { origin, "sec-fetch-site": "same-site" } });
    assert.equal(response.status, 200);
    const header = (name) => response.headers.get(name);
    assert.deepEqual([header("access-control-allow-origin"), header("access-control-allow-credentials"), header("access-control-expose-headers"), header("vary")], [origin, "true", "x-sentc-session", "Origin"]);
    const ended = await call("GET", { headers: { origin } });
    assert.equal(ended.headers.get("access-control-expose-headers"), "x-sentc-session", "the page must be able to read why");
    const preflight = await call("OPTIONS", { token: null, headers: { origin } });
    assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-headers")], [204, "authorization, content-type"]);
  }
  for (const site of ["same-origin", "none"]) assert.equal((await call("GET", { cookie, headers: { "sec-fetch-site": site } })).status, 200);
  assert.equal((await call("PUT", { cookie })).status, 405);
});

test("with a store: the cookie opens it, a copied cookie is void after log-out, and the store alone opens nothing", async () => {
  const store = new Map();
  const { call, start } = set(undefined, { store });
  const cookie = await start();
  assert.ok(!cookie.includes(TOKEN));
  const stored = JSON.stringify([...store]);
  assert.ok(!stored.includes(TOKEN) && !stored.includes(cookie.split("=")[1]) && !stored.includes("device"), stored);
  assert.equal((await call("GET", { cookie })).status, 200);
  const other = await start();
  assert.notEqual(cookie, other);
  for (const value of ["__Host-sentc-session=x", `__Host-sentc-session=${[...store.keys()][0]}`]) assert.ok(isEnded(await call("GET", { cookie: value })));
  // One session's record under another's key opens neither.
  const [[first], [, value]] = [...store];
  store.set(first, value);
  assert.ok(isEnded(await call("GET", { cookie })));
  await call("DELETE", { cookie: other });
  assert.ok(isEnded(await call("GET", { cookie: other })));
});

test("onSession comes before the cookie; when it fails, there is none, and a session stays", async () => {
  const seen = [];
  let fail = false;
  const onSession = ({ user_id, device_id, jwt }, what) => {
    seen.push([what, user_id, device_id, typeof jwt]);
    if (fail) throw new Error("the database is down");
  };
  const { call, start } = set(undefined, { onSession });
  const cookie = await start();
  await call("GET", { cookie });
  assert.deepEqual(seen, [["started", "user", "device", "string"], ["refreshed", "user", "device", "string"]]);
  fail = true;
  await assert.rejects(call("GET", { cookie }), /database/);
  await assert.rejects(call("POST", { body: JSON.stringify({ refresh_token: TOKEN }) }), /database/);
});

test("an origin that browsers send as null is refused at once: sandboxed frames of every site send it too", async () => {
  for (const origin of ["capacitor://localhost", "app://-", "file:///index.html", "data:,x", "null", "", "app.test", undefined, null, 7, [ORIGIN, "tauri://localhost"]]) {
    assert.throws(() => set(undefined, { origin }), { name: "TypeError", message: /^origin must be/ });
  }
  const { call, start } = set();
  const cookie = await start();
  assert.equal((await call("GET", { cookie, headers: { origin: "null" } })).status, 400);
});

test("a method that is the name of something else is no method", async () => {
  const { call } = set();
  for (const method of ["constructor", "toString", "__proto__", "HEAD", "PATCH"]) assert.equal((await call(method)).status, 405, method);
});

test("settings of the cookie that a browser would not take are refused at once", () => {
  for (const cookie of [{ same_site: "strict" }, { same_site: "None; Domain=test" }, { max_age: NaN }, { max_age: "3600" }, { max_age: 0 }, { max_age: 1.5 }, { name: "a b" }, { path: "x" }]) {
    assert.throws(() => set(undefined, { cookie }), { name: "TypeError", message: /^cookie\./ });
  }
});

test("a new JWT for another user of the same device is not passed on", async () => {
  let user_id = "user";
  const told = [];
  const { call, start } = set((jwt) => ({ user_id, device_id: "device", jwt }), { onSession: (session) => void told.push(session.user_id) });
  const cookie = await start();
  user_id = "eve";
  await assertKept(await call("GET", { cookie }), "another user");
  assert.deepEqual(told, ["user"]);
});
