// authenticate: who sent a request, by web-standard requests and Node's, and the response for everybody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticate, createAdmin } from "../../pkg/dist/server.js";
import { app, refused, scripted, seconds } from "./kit-support.mjs";

const web = (authorization) => new Request("http://app.test/", { headers: authorization === undefined ? {} : { authorization } });
const node = (authorization) => ({ headers: authorization === undefined ? {} : { authorization } });

async function assertRefused(response, status, error, challenge) {
  assert.ok(response instanceof Response, JSON.stringify(response));
  assert.deepEqual([response.status, response.headers.get("www-authenticate"), response.headers.get("cache-control")], [status, challenge ?? null, "no-store"]);
  // Only the session endpoint says this: to the page, a refused request is not the end of a session.
  assert.equal(response.headers.get("x-sentc-session"), null);
  assert.equal((await response.json()).error, error);
}

test("a valid JWT, in either kind of request", async () => {
  const { public_key, jwt } = app();
  const exp = seconds() + 200;
  for (const request of [web, node]) {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      assert.deepEqual(await authenticate(request(`${scheme} ${jwt({ exp })}`), { public_key }), { user_id: "user", device_id: "device", fresh: true, exp });
    }
  }
});

test("none, a forged, an expired and a stale one: 401, each with its challenge", async () => {
  const { public_key, jwt } = app();
  const invalid = 'Bearer error="invalid_token"';
  for (const request of [web, node]) {
    for (const header of [undefined, "", "Bearer", "Bearer ", "Basic abc", jwt(), `Bearer ${jwt()} x`]) await assertRefused(await authenticate(request(header), { public_key }), 401, "JWT_MISSING", "Bearer");
    await assertRefused(await authenticate(request(`Bearer ${app().jwt()}`), { public_key }), 401, "JWT_FORGED", invalid);
    await assertRefused(await authenticate(request(`Bearer ${jwt({ exp: seconds() - 61 })}`), { public_key }), 401, "JWT_EXPIRED", invalid);
    await assertRefused(await authenticate(request("Bearer x.y"), { public_key }), 401, "JWT_MALFORMED", invalid);
    await assertRefused(await authenticate(request(`Bearer ${jwt({ aud: "" })}`), { public_key }), 401, "JWT_CLAIMS", invalid);
    const stale = await authenticate(request(`Bearer ${jwt({ fresh: false })}`), { public_key, fresh: true });
    await assertRefused(stale, 401, "JWT_NOT_FRESH", 'Bearer error="insufficient_user_authentication", max_age="300"');
    assert.equal((await authenticate(request(`Bearer ${jwt()}`), { public_key, fresh: true })).fresh, true);
  }
  // Node joins repeated headers with a comma, or gives a list.
  await assertRefused(await authenticate({ headers: { authorization: [`Bearer ${jwt()}`] } }, { public_key }), 401, "JWT_MISSING", "Bearer");
});

test("several keys while the app changes to another; a key that can't be used is the server's fault, not a 401", async () => {
  const [old, next, other] = [app(), app(), app()];
  const public_keys = [next.public_key, old.public_key];
  for (const { jwt } of [old, next]) assert.equal((await authenticate(web(`Bearer ${jwt()}`), { public_keys })).user_id, "user");
  await assertRefused(await authenticate(web(`Bearer ${other.jwt()}`), { public_keys }), 401, "JWT_FORGED", 'Bearer error="invalid_token"');
  // What the first key verifies and finds expired is expired.
  await assertRefused(await authenticate(web(`Bearer ${next.jwt({ exp: 1 })}`), { public_keys }), 401, "JWT_EXPIRED", 'Bearer error="invalid_token"');
  for (const public_key of [undefined, "", "no key"]) await assert.rejects(authenticate(web(`Bearer ${old.jwt()}`), { public_key }), { code: "INVALID_ARGUMENT" });
});

test("the rank in a group is asked once a minute; no access is asked every time", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { public_key, jwt } = app();
  const ranks = { ada: 1, bob: 3 };
  const { fetch, requests } = scripted(({ headers }) => {
    const { aud } = JSON.parse(Buffer.from(headers.Authorization.split(".")[1], "base64url"));
    return ranks[aud] === undefined ? refused(310) : { rank: ranks[aud] };
  });
  const admin = createAdmin({ base_url: "http://service.test", secret_token: "s", fetch });
  const ask = (aud, group = {}) => authenticate(web(`Bearer ${jwt({ aud, exp: seconds() + 10_000 })}`), { public_key, group: { id: "g-1", admin, ...group } });
  for (let times = 0; times < 3; times++) assert.equal((await ask("ada")).rank, 1);
  assert.equal(requests.length, 1);
  assert.equal((await ask("ada", { rank: 1 })).rank, 1);
  await assertRefused(await ask("bob", { rank: 2 }), 403, "NO_GROUP_ACCESS");
  assert.equal((await ask("bob")).rank, 3, "one person's rank is not another's");
  assert.equal(requests.length, 2);
  await assertRefused(await ask("eve"), 403, "NO_GROUP_ACCESS");
  ranks.eve = 4;
  assert.equal((await ask("eve")).rank, 4, "somebody who was just invited does not wait");
  assert.equal((await ask("ada", { id: "g-2" })).rank, 1);
  assert.equal(requests.length, 5, "another group is another question");
  delete ranks.ada;
  assert.equal((await ask("ada")).rank, 1);
  t.mock.timers.tick(60_000);
  await assertRefused(await ask("ada"), 403, "NO_GROUP_ACCESS");
  // What leads elsewhere is no group. A service that is down is neither in nor out.
  const before = requests.length;
  await assertRefused(await ask("ada", { id: "../user/jwt" }), 403, "NO_GROUP_ACCESS");
  assert.equal(requests.length, before);
  const down = createAdmin({ base_url: "http://service.test", secret_token: "s", fetch: scripted(() => new TypeError("fetch failed")).fetch });
  await assert.rejects(ask("ada", { admin: down }), { code: "NETWORK" });
});

test("an option of a wrong type is refused, and turns no check off", async () => {
  const { public_key, jwt } = app();
  const { fetch } = scripted(() => ({ rank: 4 }));
  const group = { id: "g-1", admin: createAdmin({ base_url: "http://service.test", secret_token: "s", fetch }) };
  const stale = web(`Bearer ${jwt({ fresh: false })}`);
  const wrong = [
    ...[1, "true", "yes", {}, null].map((fresh) => ({ public_key, fresh })),
    ...[NaN, "admin", "2", null, -1, 1.5, 5, [], {}, 2n].map((rank) => ({ public_key, group: { ...group, rank } })),
    ...[undefined, null, "g-1", 1, {}, { id: "g-1" }, { id: "g-1", admin: {} }].map((group) => ({ public_key, group })),
    undefined,
    null,
    public_key,
  ];
  for (const options of wrong) await assert.rejects(authenticate(stale, options), { name: "JwtError", code: "INVALID_ARGUMENT" });
  for (const request of [undefined, null, {}, "request", { headers: null }]) await assert.rejects(authenticate(request, { public_key }), { name: "JwtError", code: "INVALID_ARGUMENT" });
  for (const id of [undefined, null, 7, "", "a/b", "../g"]) await assertRefused(await authenticate(stale, { public_key, group: { ...group, id } }), 403, "NO_GROUP_ACCESS");
});

test("a negative rank, which the service lets administrators set, is not the creator's", async () => {
  const { public_key, jwt } = app();
  const admin = createAdmin({ base_url: "http://service.test", secret_token: "s", fetch: scripted(() => ({ rank: -1 })).fetch });
  await assert.rejects(authenticate(web(`Bearer ${jwt()}`), { public_key, group: { id: "g-1", admin, rank: 0 } }), { name: "AdminError", code: "UNEXPECTED_ANSWER" });
});
