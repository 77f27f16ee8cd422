// createAdmin: what it asks the service, and what it makes of every kind of answer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AdminError, createAdmin, identifierIn } from "../../pkg/dist/server.js";
import { app, prepared, refused, scripted } from "./kit-support.mjs";

const SECRET = "c2VjcmV0";
const JWT = "aaa.bbb.ccc";
const rethrow = (error) => {
  throw error;
};

function admin(answer, options = {}) {
  const { fetch, requests } = scripted(answer);
  return { admin: createAdmin({ base_url: "http://service.test/", secret_token: SECRET, fetch, ...options }), requests };
}

/** Each call that changes something: how it is called, what it asks, what it resolves to. */
const user = { user_id: "u", device_id: "d", device_identifier: "ada@example.org" };
const DEEDS = {
  register: [(a, unknown) => a.register(prepared(), unknown), "POST /register_light", user],
  resetPassword: [(a, unknown) => a.resetPassword("ada@example.org", prepared(), unknown), "PUT /user/reset_pw_light", "Success"],
  disableOtp: [(a, unknown) => a.disableOtp("ada", unknown), "PUT /user/forced/disable_otp", "Success", { user_identifier: "ada" }],
  endSessions: [(a, unknown) => a.endSessions("ada", unknown), "DELETE /user/forced/sessions", "Success", { user_identifier: "ada" }],
  deleteUser: [(a, unknown) => a.deleteUser("ada", unknown), "PUT /user/forced/delete", "Success", { user_identifier: "ada" }],
  deleteUserById: [(a, unknown) => a.deleteUserById("u-1", unknown), "DELETE /user/forced/delete/u-1", "Success"],
  login: [(a, unknown) => a.login("ada", unknown), "POST /user/forced/login_light", { device_keys: user, verify: { jwt: JWT, refresh_token: "r" } }, { user_identifier: "ada" }],
  deleteDevice: [(a, unknown) => a.deleteDevice(JWT, "d-2", unknown), "DELETE /user/device/d-2", "Success"],
  create: [(a, unknown) => a.groups.create("u", unknown), "POST /group/forced/u/light", { group_id: "g" }],
  createChild: [(a, unknown) => a.groups.createChild("u", "g", unknown), "POST /group/forced/u/g/child/light", { group_id: "h" }],
  createConnected: [(a, unknown) => a.groups.createConnected("u", "g", unknown), "POST /group/forced/u/g/connected/light", { group_id: "h" }],
  delete: [(a, unknown) => a.groups.delete("g", unknown), "DELETE /group/forced/g", "Success"],
  add: [(a, unknown) => a.groups.add("u", "g", "v", 3, unknown), "POST /group/forced/u/g/invite_auto/v/light", "Success", { rank: 3 }],
  addGroup: [(a, unknown) => a.groups.addGroup("u", "g", "h", undefined, unknown), "POST /group/forced/u/g/invite_auto/h/group_light", "Success", { rank: null }],
  kick: [(a, unknown) => a.groups.kick("u", "g", "v", unknown), "DELETE /group/forced/u/g/kick/v", "Success"],
};

for (const [name, [call, line, result, body]] of Object.entries(DEEDS)) {
  test(`${name}: done, refused, or unknown, and the three are told apart`, async () => {
    const done = admin(() => result);
    const value = await call(done.admin, rethrow);
    const [{ method, path, headers, init, body: sent }] = done.requests;
    assert.equal(`${method} ${path}`, line);
    assert.equal(headers["x-sentc-app-token"], SECRET);
    assert.equal(init.redirect, "manual", "a redirect would carry the secret token elsewhere");
    if (body) assert.deepEqual(JSON.parse(sent), body);
    if (typeof result === "object" && result.group_id) assert.equal(value, result.group_id);

    await assert.rejects(call(admin(() => refused(203)).admin, () => assert.fail("nothing is unknown")), (error) => {
      assert.deepEqual([error.code, error.status, error.retryable, error.answer.http_status], ["TOKEN_NOT_ALLOWED", "server_203", false, 400]);
      return true;
    });

    const page = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const answers = {
      "no connection": () => new TypeError("fetch failed"),
      "a page of a proxy": page,
      "a page with status 200": () => new Response("<html>"),
      "an envelope with status 500": () => refused(203, 500),
      "a redirect": () => new Response('{"status":true,"result":"Success"}', { status: 302, headers: { location: "http://evil.test/" } }),
      "cut JSON": () => new Response('{"status":true,"resu'),
      "no answer in time": () => Object.assign(new Error("late"), { name: "TimeoutError" }),
    };
    for (const [what, answer] of Object.entries(answers)) {
      const { admin: client, requests } = admin(answer);
      const seen = [];
      assert.equal(await call(client, (error) => (seen.push(error), "handled")), "handled", what);
      assert.deepEqual([seen.length, seen[0].code, requests.length], [1, "MAY_HAVE_HAPPENED", 1], `${what}: told once, and not repeated`);
      await assert.rejects(call(admin(answer).admin, rethrow), { code: "MAY_HAVE_HAPPENED", retryable: false }, what);
      // From JavaScript nobody checks the type: it is an error too.
      await assert.rejects(call(admin(answer).admin), { code: "MAY_HAVE_HAPPENED" }, what);
    }
  });
}

test("a change whose answer lacks what it should hold was made", async () => {
  for (const call of [DEEDS.register[0], DEEDS.login[0], DEEDS.create[0]]) await assert.rejects(call(admin(() => ({})).admin, rethrow), { code: "MAY_HAVE_HAPPENED" });
});

test("questions that change nothing are NETWORK, TIMEOUT or UNEXPECTED_ANSWER instead", async () => {
  const calls = [(a) => a.ownerOf(JWT), (a) => a.refresh(JWT, "r"), (a) => a.checkPassword("ada", "key"), (a) => a.devices(JWT), (a) => a.groups.member("g", "u"), (a) => a.groups.access(JWT, "g")];
  for (const call of calls) {
    await assert.rejects(call(admin(() => new TypeError("fetch failed")).admin), { code: "NETWORK", retryable: true });
    await assert.rejects(call(admin(() => Object.assign(new Error(), { name: "TimeoutError" })).admin), { code: "TIMEOUT", retryable: true });
    await assert.rejects(call(admin(() => new Response("<html>")).admin), { code: "UNEXPECTED_ANSWER" });
  }
  const { admin: client } = admin(({ path }) => (path === "/user/jwt" ? { id: "u", device_id: "d" } : { user_id: "u", device_id: "d", jwt: JWT }));
  assert.deepEqual(await client.ownerOf(JWT), { user_id: "u", device_id: "d" });
  assert.deepEqual(await client.refresh(JWT, "r"), { user_id: "u", device_id: "d", jwt: JWT });
});

test("register gives the whole answer for the page, and a refusal has it too", async () => {
  const done = await admin(() => user).admin.register(prepared(), rethrow);
  assert.deepEqual(done, { ...user, answer: { http_status: 200, text: JSON.stringify({ status: true, result: user }) } });
  await assert.rejects(admin(() => refused(101)).admin.register(prepared(), rethrow), (error) => {
    assert.deepEqual([error.code, JSON.parse(error.answer.text).err_code], ["IDENTIFIER_TAKEN", 101]);
    assert.ok(!JSON.stringify(error).includes("answer"), "a logged error does not hold the answer");
    return true;
  });
});

test("a new password only for the identifier it is for: nothing else reaches the service", async () => {
  const { admin: client, requests } = admin(() => "Success");
  for (const text of [prepared("eve@example.org"), "{}", "no JSON", "[]", JSON.stringify({ device_identifier: ["ada"] }), undefined, 7]) {
    await assert.rejects(client.resetPassword("ada@example.org", text, rethrow), { code: "INVALID_ARGUMENT" }, String(text));
  }
  for (const identifier of [undefined, "", 7]) await assert.rejects(client.resetPassword(identifier, prepared(identifier), rethrow), { code: "INVALID_ARGUMENT" });
  assert.deepEqual(requests, []);
  assert.equal(identifierIn(prepared("ada")), "ada");
});

test("ids can't lead to another endpoint, and JWTs not to another header", async () => {
  const { admin: client, requests } = admin(() => "Success");
  for (const id of ["..", ".", "a/b", "a?b", "a%2Fb", "", "a b", "é", undefined, 7, "x".repeat(101)]) {
    await assert.rejects(client.deleteUserById(id, rethrow), { code: "ID_FORMAT", status: "server_1" });
    await assert.rejects(client.groups.delete(id, rethrow), { code: "ID_FORMAT" });
    await assert.rejects(client.groups.kick("u", "g", id, rethrow), { code: "ID_FORMAT" });
    assert.equal(await client.groups.access(JWT, id), undefined);
    assert.equal(await client.groups.member("g", id), undefined);
  }
  for (const jwt of ["a\r\nx: y", "", "a.b", "Bearer a.b.c", undefined, " a.b.c"]) await assert.rejects(client.groups.access(jwt ?? null, "g"), { code: "JWT_UNDECODABLE" });
  assert.deepEqual(requests, []);
});

test("who is in a group: a rank, nobody, or an error, and never one for another", async () => {
  assert.deepEqual(await admin(() => ({ group_id: "g", rank: 2, access_by: "User" })).admin.groups.access(JWT, "g", { as_group: "h" }), { group_id: "g", rank: 2 });
  const member = { user_id: "u", rank: 4, joined_time: 7, user_type: 0 };
  assert.deepEqual(await admin(() => member).admin.groups.member("g", "u"), member);
  for (const code of [310, 1]) assert.equal(await admin(() => refused(code)).admin.groups.access(JWT, "g"), undefined);
  for (const code of [300, 1]) assert.equal(await admin(() => refused(code)).admin.groups.member("g", "u"), undefined);
  for (const code of [30, 100, 200, 203]) {
    await assert.rejects(admin(() => refused(code)).admin.groups.access(JWT, "g"), AdminError);
    await assert.rejects(admin(() => refused(code)).admin.groups.member("g", "u"), AdminError);
  }
  for (const rank of [undefined, null, "0", 1.5]) await assert.rejects(admin(() => ({ rank })).admin.groups.access(JWT, "g"), { code: "UNEXPECTED_ANSWER" });
});

test("a password is right, wrong, or not known", async () => {
  for (const [result, mfa] of [["Otp", true], [{ Direct: {} }, false]]) assert.deepEqual(await admin(() => result).admin.checkPassword("ada", "key"), { mfa });
  for (const code of [112, 111]) assert.equal(await admin(() => refused(code, 401)).admin.checkPassword("ada", "key"), false);
  await assert.rejects(admin(() => refused(100, 401)).admin.checkPassword("ada", "key"), { code: "USER_NOT_FOUND" });
});

test("all devices, over several pages", async () => {
  const device = (number) => ({ device_id: `d-${number}`, time: number, device_identifier: "x" });
  const pages = { "/user/device/0/none": Array.from({ length: 50 }, (_, number) => device(number)), "/user/device/49/d-49": [device(50)] };
  const { admin: client, requests } = admin(({ path }) => pages[path]);
  assert.equal((await client.devices(JWT)).length, 51);
  assert.equal(requests.length, 2);
});

test("a stolen device: sessions, all other devices, MFA, and the session that it took; half-way is unknown", async () => {
  const answers = { "/user/forced/login_light": { device_keys: user, verify: { jwt: JWT, refresh_token: "r" } }, "/user/device/0/none": ["d", "x", "y"].map((device_id) => ({ device_id, time: 1, device_identifier: "" })) };
  const steps = ["DELETE /user/forced/sessions", "POST /user/forced/login_light", "GET /user/device/0/none", "DELETE /user/device/x", "DELETE /user/device/y", "PUT /user/forced/disable_otp", "DELETE /user/forced/sessions"];
  const lines = (requests) => requests.map(({ method, path }) => `${method} ${path}`);
  const whole = admin(({ path }) => answers[path] ?? "Success");
  await whole.admin.shutOutDevices("ada", { keep_mfa: false }, rethrow);
  assert.deepEqual(lines(whole.requests), steps);
  const kept = admin(({ path }) => answers[path] ?? "Success");
  await kept.admin.shutOutDevices("ada", { keep_mfa: true }, rethrow);
  assert.deepEqual(lines(kept.requests), steps.filter((line) => !line.includes("otp")));
  for (const [step, line] of steps.entries()) {
    for (const fault of [() => refused(100), () => new TypeError("fetch failed")]) {
      let asked = 0;
      const broken = admin(({ path }) => (asked++ === step ? fault() : (answers[path] ?? "Success")));
      const is_refused = step === 0 && fault() instanceof Response;
      await assert.rejects(broken.admin.shutOutDevices("ada", { keep_mfa: false }, rethrow), { code: is_refused ? "USER_NOT_FOUND" : "MAY_HAVE_HAPPENED" }, line);
      assert.equal(broken.requests.length, step + 1, line);
    }
  }
});

test("unusable options are refused at once; the secret is in no error", async () => {
  for (const options of [{ secret_token: "" }, { secret_token: undefined }, { secret_token: "a\nb" }, { base_url: "service.test" }, { base_url: "https://user:pw@service.test" }, { base_url: "https://service.test?x" }, { base_url: "https://" }, { base_url: new URL("https://service.test") }, { timeout_ms: 0 }, { timeout_ms: NaN }, { timeout_ms: Infinity }, { timeout_ms: 2 ** 31 }, { timeout_ms: 1.5 }, { timeout_ms: "15000" }, { fetch: 1 }]) {
    assert.throws(() => createAdmin({ secret_token: SECRET, ...options }), { code: "INVALID_ARGUMENT" });
  }
  for (const options of [undefined, null]) assert.throws(() => createAdmin(options), { code: "INVALID_ARGUMENT" });
  for (const answer of [() => refused(200, 401), () => new TypeError("fetch failed")]) {
    await assert.rejects(admin(answer).admin.endSessions("ada", rethrow), (error) => {
      assert.ok(![error.stack, JSON.stringify(error), String(error)].join().includes(SECRET));
      return true;
    });
  }
});

test("the codes have the names of the SDK's table", () => {
  const generated = readFileSync(new URL("../../pkg/src/generated/errors.ts", import.meta.url), "utf8");
  const own = readFileSync(new URL("../../pkg/src/server/admin-error.ts", import.meta.url), "utf8");
  const names = Object.fromEntries([...own.matchAll(/^ {2}(\d+): "(\w+)",$/gm)].map(([, number, name]) => [number, name]));
  const rows = [...generated.matchAll(/^\["(\w+)", "server_(\d+)"/gm)];
  assert.ok(rows.length > 30, "the generated table is read");
  assert.ok(Object.keys(names).length > 20, "the kit's own are read");
  const table = Object.fromEntries(rows.map(([, name, number]) => [number, name]));
  assert.deepEqual(names, Object.fromEntries(Object.keys(names).map((number) => [number, table[number]])));
});

test("a list that is none is not an empty one: a thief's device would stay, and nobody would know", async () => {
  const wrong = ["Success", null, {}, [null], [7], [{ time: 1, device_identifier: "x" }], [{ device_id: "d", time: "1", device_identifier: "x" }], [{ device_id: "../x", time: 1, device_identifier: "x" }]];
  for (const result of wrong) await assert.rejects(admin(() => result).admin.devices(JWT), { code: "UNEXPECTED_ANSWER" }, JSON.stringify(result));
  for (const result of ["Success", null, {}, { keys: "abc" }, { keys: [1] }, { keys: null }]) await assert.rejects(admin(() => result).admin.recoveryKeys(JWT), { code: "UNEXPECTED_ANSWER" }, JSON.stringify(result));
  for (const result of ["Success", null, {}, [], { Direct: null }, true]) await assert.rejects(admin(() => result).admin.checkPassword("ada", "key"), { code: "UNEXPECTED_ANSWER" }, JSON.stringify(result));
  const login = { device_keys: user, verify: { jwt: JWT, refresh_token: "r" } };
  await assert.rejects(admin(({ path }) => (path.endsWith("login_light") ? login : "Success")).admin.shutOutDevices("ada", { keep_mfa: false }, rethrow), { code: "MAY_HAVE_HAPPENED" });
});

test("a page that comes again ends the list with an error, and does not go on for ever", async () => {
  const page = Array.from({ length: 50 }, (_, number) => ({ device_id: `d-${number}`, time: number, device_identifier: "x" }));
  const { admin: client, requests } = admin(() => page);
  await assert.rejects(client.devices(JWT), { code: "UNEXPECTED_ANSWER" });
  assert.equal(requests.length, 2);
});

test("a refusal whose words are no text is the refusal", async () => {
  const answer = (text) => admin(() => new Response(text, { status: 400 })).admin.endSessions("ada", rethrow);
  await assert.rejects(answer('{"status":false,"err_code":100,"err_msg":{"toString":1,"valueOf":1}}'), { code: "USER_NOT_FOUND" });
  for (const code of ["1e400", "1.5", '"100"', "null", "[100]"]) await assert.rejects(answer(`{"status":false,"err_code":${code},"err_msg":"no"}`), { code: "MAY_HAVE_HAPPENED" });
});

test("keep_mfa must be said: anything else would turn the second factor off, or leave it", async () => {
  for (const options of [undefined, null, {}, { keep_mfa: "false" }, { keep_mfa: 0 }]) {
    const { admin: client, requests } = admin(() => "Success");
    await assert.rejects(client.shutOutDevices("ada", options, rethrow), { code: "INVALID_ARGUMENT" });
    assert.equal(requests.length, 0);
  }
});

test("an answer about somebody else is an error: a proxy can mix up answers", async () => {
  const own = app().jwt();
  for (const [id, device_id] of [["eve", "device"], ["user", "another"]]) {
    await assert.rejects(admin(() => ({ id, device_id })).admin.ownerOf(own), { code: "UNEXPECTED_ANSWER" });
    await assert.rejects(admin(() => ({ user_id: id, device_id, jwt: own })).admin.refresh(own, "r"), { code: "UNEXPECTED_ANSWER" });
  }
  assert.equal((await admin(() => ({ id: "user", device_id: "device" })).admin.ownerOf(own)).user_id, "user");
  assert.equal((await admin(() => ({ user_id: "user", device_id: "device", jwt: own })).admin.refresh(own, "r")).jwt, own);
  await assert.rejects(admin(() => ({ group_id: "h", rank: 0 })).admin.groups.access(own, "g"), { code: "UNEXPECTED_ANSWER" });
  assert.deepEqual(await admin(() => ({ group_id: "g", rank: 0 })).admin.groups.access(own, "g"), { group_id: "g", rank: 0 });
});
