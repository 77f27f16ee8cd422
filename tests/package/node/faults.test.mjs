// Every step on the way to a session, every fault on the wire: which error comes, and that everything works afterwards.
// Prints the whole table.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { BASE, FAULTS, HOUR, PASSWORD, SharedStorage, Wire, at, clientOf, clock, errorOf, freshName, newAccount, sharedAccount, settled, signedIn, totp } from "./support.mjs";

after(() => clock.reset());

/** Longer than any answer takes, on a busy machine too. Nobody waits for it: where a request hangs, time passes. */
const TIMEOUT_MS = 77_777;
const limits = new Map();
const { setTimeout, clearTimeout } = globalThis;
globalThis.setTimeout = (run, milliseconds, ...values) => {
  const timer = setTimeout(run, milliseconds, ...values);
  if (milliseconds === TIMEOUT_MS) limits.set(timer, run);
  return timer;
};
globalThis.clearTimeout = (timer) => (limits.delete(timer), clearTimeout(timer));

/** All that waits has waited long enough. */
function timePasses() {
  for (const [timer, run] of [...limits]) {
    globalThis.clearTimeout(timer);
    run();
  }
}

const hangs = (request) => (setImmediate(timePasses), FAULTS["time-out"](request));

// A step: `path` is the request that breaks. `prepare(t)` gives `{ wire, run(options), check() }`; `run` fails under the
// fault, works without it, and `check` shows that the session is in use. A start that passes by itself does not fail: then
// `status()` says that it is offline.

async function initStep(t, identifier, strategy) {
  const storage = new SharedStorage();
  const { wire } = await signedIn(t, strategy, { identifier, storage: storage.options });
  const { client } = clientOf(t, strategy, { wire, storage: storage.options, timeout_ms: TIMEOUT_MS });
  const run = async (options) => {
    clock.jump(HOUR);
    return client.init(undefined, options);
  };
  return { wire, run, status: () => client.getSnapshot().status, check: async () => (await client.getActualUser()).getDevices() };
}

async function refreshStep(t, identifier, strategy) {
  const { wire, user } = await signedIn(t, strategy, { identifier, timeout_ms: TIMEOUT_MS });
  clock.jump(HOUR);
  return { wire, run: (options) => user.getJwt(options), check: () => user.getDevices() };
}

/** A login while somebody is signed in already: a failed one leaves that session. */
async function loginStep(t, identifier) {
  const { wire, client, user } = await signedIn(t, "api", { identifier, timeout_ms: TIMEOUT_MS });
  return { wire, run: (options) => client.login(identifier, PASSWORD, true, options), check: () => user.getDevices() };
}

const withMfa = new Map();

async function mfaStep(t, identifier, run) {
  if (!withMfa.has(identifier)) {
    const { user } = await signedIn(t, "api", { identifier });
    const { secret, recover } = await user.registerRawOtp(PASSWORD);
    withMfa.set(identifier, { secret, keys: recover });
  }
  const account = withMfa.get(identifier);
  const { wire, client } = clientOf(t, "api", { timeout_ms: TIMEOUT_MS });
  await client.init();
  const { kind, u } = await client.login(identifier, PASSWORD);
  assert.equal(kind, "mfa");
  let user;
  return { wire, run: async (options) => (user = await run(client, u, account, options)), check: () => user.getDevices() };
}

/** An account that turns MFA on, which needs a login and changes something at the service. */
async function registerOtpStep(t) {
  const identifier = freshName();
  const { wire, client } = clientOf(t, "api", { timeout_ms: TIMEOUT_MS });
  await client.init();
  await client.register(identifier, PASSWORD);
  const user = await client.login(identifier, PASSWORD, true);
  const run = async (options) => {
    // After a lost answer MFA may be on at the service: the client finds out, and needs a code that nobody has.
    const error = await user.registerRawOtp(PASSWORD, undefined, undefined, options).catch((error) => error);
    if (error instanceof Error && !(error.code === "MFA_REQUIRED" && user.enabledMfa())) throw error;
  };
  return { wire, run, check: () => user.getDevices() };
}

const byCode = (client, u, { secret }, options) => client.mfaLogin(totp(secret), u, options);
// A new key each time; six there are, so where answers are lost after the key was used, more are asked for.
const byKey = async (client, u, account, options) => {
  if (account.keys.length < 2) {
    const other = await client.mfaLogin(totp(account.secret), u);
    const raw = await other.resetRawOtp(PASSWORD, totp(account.secret));
    Object.assign(account, { secret: raw.secret, keys: raw.recover });
  }
  return client.mfaRecoveryLogin(account.keys.pop(), u, options);
};

const STEPS = [
  ["init, api", "/init", (t, id) => initStep(t, id, "api")],
  ["init, cookie: refresh", "/backend/refresh", (t, id) => initStep(t, id, "cookie")],
  ["init, cookie: invites", "/group/invite/0/none", (t, id) => initStep(t, id, "cookie")],
  ["init, cookie_fn: refresh", "/backend/refresh", (t, id) => initStep(t, id, "cookie_fn")],
  ["login: prepare_login", "/prepare_login", loginStep],
  ["login: done_login", "/done_login", loginStep],
  ["login: verify_login_light", "/verify_login_light", loginStep],
  ["refresh, api", "/refresh", (t, id) => refreshStep(t, id, "api")],
  ["refresh, cookie", "/backend/refresh", (t, id) => refreshStep(t, id, "cookie")],
  ["refresh, cookie_fn", "/backend/refresh", (t, id) => refreshStep(t, id, "cookie_fn")],
  ["MFA: validate_mfa", "/validate_mfa", (t, id) => mfaStep(t, id, byCode)],
  ["MFA: validate_recovery_otp", "/validate_recovery_otp", (t, id) => mfaStep(t, id, byKey)],
  ["MFA: verify_login_light", "/verify_login_light", (t, id) => mfaStep(t, id, byCode)],
  ["MFA: register_otp", "/user/register_otp", registerOtpStep],
];

/** What has to come of a fault, here and in Rust (tests/rust/native/faults.rs). An own callback's failure is its own, whatever it was. */
const EXPECTED = JSON.parse(readFileSync(new URL("../../faults.json", import.meta.url), "utf8"));
const EXPECTED_OF_ENDPOINT = {
  "HTTP 503": { code: "REFRESH_ENDPOINT", retryable: true, http_status: 503 },
  HTML: { code: "REFRESH_ANSWER", retryable: false, http_status: 200 },
  "cut JSON": { code: "REFRESH_ANSWER", retryable: false, http_status: 200 },
};
const EXPECTED_OF_CALLBACK = {
  offline: { code: "REFRESH_ENDPOINT", retryable: true },
  "HTTP 503": { code: "REFRESH_ENDPOINT", retryable: true },
  HTML: { code: "REFRESH_ANSWER", retryable: false },
  "cut JSON": { code: "REFRESH_ANSWER", retryable: false },
  "cut body": { code: "REFRESH_ENDPOINT", retryable: true },
};

test("step × fault × outcome", { timeout: 110_000 }, async (t) => {
  const faults = Object.keys(EXPECTED);
  const rows = new Map(STEPS.map(([name]) => [name, []]));
  // One after the other: where time passes, it passes for everybody.
  for (const [name, path, prepare] of STEPS) {
    const identifier = await newAccount();
    for (const fault of faults) rows.get(name).push(await cell(t, { name, path, fault, prepare: () => prepare(t, identifier) }));
  }
  const lines = [["step", ...faults], faults.concat("").map(() => "---"), ...STEPS.map(([name]) => [name, ...rows.get(name)])];
  console.log(lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
  console.log('"*": retryable. In every cell the error is typed, the same call works afterwards, and the session is in use.');
});

async function cell(t, { name, path, prepare, fault }) {
  const where = `${name}, ${fault}`;
  const { wire, run, check, status } = await prepare();
  const controller = new AbortController();
  const abort = (request) => (setImmediate(() => controller.abort()), FAULTS["time-out"](request));
  const broken = { ...FAULTS, abort, "time-out": hangs }[fault];
  wire.fault = at(path, broken);
  const endpoint = path === "/backend/refresh" ? (name.includes("cookie_fn") ? EXPECTED_OF_CALLBACK : EXPECTED_OF_ENDPOINT) : {};
  const { code, retryable, http_status } = { ...EXPECTED, ...endpoint }[fault];
  if (status && retryable) {
    await run();
    assert.equal(status(), "offline", where);
    wire.fault = undefined;
    await run();
    await check();
    assert.equal(status(), "signedIn", where);
    return "offline";
  }
  const error = await errorOf(run({ signal: controller.signal }));
  assert.deepEqual([error.code, error.retryable, error.http_status], [code, retryable, http_status], where);
  if (http_status === 503 || fault === "HTML") assert.match(error.message, /503 Service|Welcome|!doctype/, where);
  wire.fault = undefined;
  // Only the caller has given up: a refresh goes on for the others, to its own end.
  if (fault === "abort") timePasses();
  await settled();
  await run().catch((error) => assert.fail(`${where}: afterwards ${error}`));
  await check().catch((error) => assert.fail(`${where}: the session afterwards ${error}`));
  return `${error.code}${error.retryable ? "*" : ""}${http_status ? ` ${http_status}` : ""}`;
}

test("retries: which requests, how often, and never after a definite answer", { timeout: 60_000 }, async (t) => {
  const { client, user, wire, identifier } = await signedIn(t, "api", { retries: 2 });
  const counted = async (path, fault, run) => {
    wire.clear();
    wire.fault = at(path, fault);
    await errorOf(run());
    wire.fault = undefined;
    return wire.requests.filter((request) => request.path === path).length;
  };
  const busy = FAULTS["HTTP 503"];
  const runs = {
    "/exists": [() => client.checkUserIdentifierAvailable(identifier), 3],
    "/prepare_login": [() => client.login(identifier, PASSWORD), 3],
    "/done_login": [() => client.login(identifier, PASSWORD), 1],
    "/verify_login_light": [() => client.login(identifier, PASSWORD), 1],
    "/register_light": [() => client.register(freshName(), PASSWORD), 1],
    "/user/prepare_register_device": [() => client.registerDeviceStart(freshName(), PASSWORD), 1],
    "/user/device/0/none": [() => user.getDevices(), 3],
    "/user/update_pw": [() => user.changePassword(PASSWORD, PASSWORD), 1],
    "/user": [() => user.updateUser(freshName()), 1],
    "/group/light": [() => user.createGroup(), 1],
    "/refresh": [() => (clock.jump(HOUR), user.getJwt()), 3],
  };
  for (const [path, [run, times]] of Object.entries(runs)) assert.equal(await counted(path, busy, run), times, path);
  const devices = () => user.getDevices();
  for (const [fault, times] of [["offline", 3], ["cut body", 3], ["HTML", 1], ["cut JSON", 1]]) assert.equal(await counted("/user/device/0/none", FAULTS[fault], devices), times, fault);
  assert.equal(await counted("/user/device/0/none", () => new Response('{"status":false,"err_msg":"no","err_code":310}', { status: 400 }), devices), 1);

  // One that works at the second try is no failure; and cookie requests are not repeated after a time-out.
  let failures = 1;
  wire.fault = (request) => (failures-- > 0 ? FAULTS.offline(request) : undefined);
  assert.equal((await user.getDevices()).length, 1);
  const cookie = await signedIn(t, "cookie", { retries: 2, timeout_ms: TIMEOUT_MS });
  for (const [fault, times] of [[hangs, 1], [FAULTS.offline, 3], [FAULTS["HTTP 503"], 3]]) {
    clock.jump(HOUR);
    cookie.wire.clear();
    cookie.wire.fault = at("/backend/refresh", fault);
    await errorOf(cookie.user.getJwt());
    assert.equal(cookie.wire.refreshes.length, times);
  }
});

test("answers that no sentc API gives", { timeout: 60_000 }, async (t) => {
  const { user, wire } = await signedIn(t, "api", { timeout_ms: TIMEOUT_MS });
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)) });
  const trickle = new ReadableStream({
    pull: async (controller) => {
      await settled();
      controller.enqueue(new Uint8Array([32]));
      if (trickled++ === 10) timePasses();
    },
  });
  let trickled = 0;
  const json = (value, status = 200) => new Response(JSON.stringify(value), { status });
  const cases = {
    "an endless body": [() => new Response(endless), "UNREADABLE_BODY", 200],
    "a body that trickles": [() => new Response(trickle), "TIMEOUT", undefined],
    "no body": [() => new Response(null, { status: 200 }), "UNEXPECTED_ANSWER", 200],
    "no UTF-8": [() => new Response(new Uint8Array([0xff, 0xfe])), "UNREADABLE_BODY", 200],
    "a redirect": [() => new Response(null, { status: 302, headers: { location: "https://other.example/" } }), "UNEXPECTED_ANSWER", 302],
    "no envelope": [() => json({ jwt: "x" }), "UNEXPECTED_ANSWER", 200],
    "no result": [() => json({ status: true }), "UNEXPECTED_ANSWER", 200],
    "another shape": [() => json({ status: true, result: { a: 1 } }), "UNEXPECTED_ANSWER", 200],
    "a field missing": [() => json({ status: true, result: [{ device_id: "a" }] }), "UNEXPECTED_ANSWER", 200],
    "a refusal without a code": [() => json({ status: false, err_msg: "no" }, 400), "UNEXPECTED_ANSWER", 400],
    "an unknown refusal": [() => json({ status: false, err_msg: "new", err_code: 4711 }, 400), "SERVER_ERROR", 400],
    "a page of 404": [() => new Response("<h1>nginx 404</h1>", { status: 404 }), "UNEXPECTED_ANSWER", 404],
    "something else than a response": [() => ({}), "NETWORK", undefined],
    "a fetch that throws": [
      () => {
        throw "just a text";
      },
      "NETWORK",
      undefined,
    ],
  };
  for (const [what, [answer, code, http_status]] of Object.entries(cases)) {
    wire.fault = at("/user/device/0/none", async () => answer());
    const error = await errorOf(user.getDevices());
    assert.deepEqual([error.code, error.http_status], [code, http_status], `${what}: ${error}`);
    if (http_status === 404) assert.match(error.message, /nginx 404/);
    wire.fault = undefined;
    assert.equal((await user.getDevices()).length, 1, what);
  }
});

test("redirects of the service are not followed", { timeout: 20_000 }, async (t) => {
  const { createServer } = await import("node:http");
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    response.writeHead(307, { location: `${BASE}${request.url}` }).end();
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { client } = clientOf(t, "api", { base_url: `http://127.0.0.1:${server.address().port}`, fetch: undefined });
  await client.init();
  const error = await errorOf(client.checkUserIdentifierAvailable(await sharedAccount()));
  assert.deepEqual([error.code, error.retryable, seen.length], ["UNEXPECTED_ANSWER", false, 1]);
});

test("{ signal } is taken in its fixed position, and an aborted one stops before anything is sent", { timeout: 30_000 }, async (t) => {
  const { client, user, wire, identifier } = await signedIn(t, "api");
  const options = { signal: AbortSignal.abort("enough") };
  const u = { deviceIdentifier: identifier, mfa_master_key: Buffer.alloc(32).toString("base64"), mfa_auth_key: Buffer.alloc(32).toString("base64") };
  const calls = {
    checkUserIdentifierAvailable: client.checkUserIdentifierAvailable(identifier, options),
    register: client.register(identifier, PASSWORD, options),
    registerDeviceStart: client.registerDeviceStart(identifier, PASSWORD, options),
    login: client.login(identifier, PASSWORD, false, options),
    mfaLogin: client.mfaLogin("123456", u, options),
    mfaRecoveryLogin: client.mfaRecoveryLogin("KEY", u, options),
    refreshJwt: client.refreshJwt(user.data.jwt, user.data.refresh_token, options),
    getActualUser: client.getActualUser(true, false, options),
    getUser: client.getUser(identifier, options),
    init: client.init(undefined, options),
    getJwt: user.getJwt(options),
    updateUser: user.updateUser("other", options),
    changePassword: user.changePassword(PASSWORD, "other", undefined, undefined, options),
    deleteUser: user.deleteUser(PASSWORD, undefined, undefined, options),
    deleteDevice: user.deleteDevice(PASSWORD, user.data.device_id, undefined, undefined, options),
    getDevices: user.getDevices(undefined, options),
    registerRawOtp: user.registerRawOtp(PASSWORD, undefined, undefined, options),
    resetRawOtp: user.resetRawOtp(PASSWORD, undefined, undefined, options),
    registerOtp: user.registerOtp("i", "a", PASSWORD, undefined, undefined, options),
    disableOtp: user.disableOtp(PASSWORD, undefined, undefined, options),
    getOtpRecoverKeys: user.getOtpRecoverKeys(PASSWORD, undefined, undefined, options),
    createGroup: user.createGroup(options),
    getGroups: user.getGroups(undefined, options),
    getGroupInvites: user.getGroupInvites(undefined, options),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = await errorOf(call);
    assert.deepEqual([error.code, error.cause], ["ABORTED", "enough"], name);
  }
  assert.deepEqual(wire.requests, []);
  await user.getDevices();
});
