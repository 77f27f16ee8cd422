// The public classes as an app in Node uses them: arguments, errors, one session with many objects, init again, traps.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

const base_url = process.env.SENTC_TEST_URL;
const app_token = process.env.SENTC_TEST_PUBLIC_TOKEN;
const PASSWORD = "correct horse";

let instance; // the raw wasm instance, wrapped so that it can be made to trap
let hold; // requests wait for this
const held = []; // those that did, each until it has failed or its answer was read
let Sentc, SentcError, createClient, REFRESH_ENDPOINT, totp;
let identifier, user;

// In Node a client has a current user only where the app keeps records.
const memory = () => {
  const records = new Map();
  const storage = {
    init: async () => ({ status: true }),
    getItem: async (key) => records.get(key),
    set: async (key, value) => void records.set(key, value),
    delete: async (key) => void records.delete(key),
    cleanStorage: async () => records.clear(),
  };
  return { records, storage: { getStorage: async () => storage } };
};

const options = { storage: memory().storage, app_token, base_url, fetch: (...request) => (hold ? fetchLater(request) : fetch(...request)) };

async function fetchLater(request) {
  let over;
  held.push(new Promise((resolve) => (over = resolve)));
  await hold;
  try {
    const { status, body } = await fetch(...request);
    return new Response(body.pipeThrough(new TransformStream({ flush: over })), { status });
  } catch (error) {
    over();
    throw error;
  }
}

before(async () => {
  makeTrappable();
  ({ default: Sentc, SentcError, createClient, REFRESH_ENDPOINT } = await import("../../../pkg/dist/index.js"));
  ({ totp } = await import("./support.mjs"));
});

/** Every instance from now on traps in all its exports once `poison` is set. */
function makeTrappable() {
  const wrap = (real) => {
    if (!real.exports.sentccore_new) return real;
    const fake = { poison: false, exports: {} };
    for (const [name, value] of Object.entries(real.exports)) {
      fake.exports[name] = typeof value !== "function" ? value : (...values) => {
        if (fake.poison) throw new WebAssembly.RuntimeError("unreachable");
        return value(...values);
      };
    }
    return (instance = fake);
  };
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    const made = await instantiate(source, imports);
    // Node's own fetch has a wasm too: that one goes through as it is.
    return made.exports?.sentccore_new ? { module: source, instance: wrap(made) } : made;
  };
  WebAssembly.Instance = new Proxy(Instance, { construct: (target, values) => wrap(new target(...values)) });
}

async function rejects(promise, code) {
  const error = await promise.then(() => assert.fail(`no rejection with ${code}`), (error) => error);
  assert.ok(error instanceof SentcError && error instanceof Error, String(error));
  assert.equal(error.code, code, error.stack);
  return error;
}

test("before init, and with a wasm that is none", async () => {
  await rejects(Sentc.login("a", "b"), "NOT_INITIALIZED");
  assert.throws(() => Sentc.generateRegisterData(), (error) => error.code === "NOT_INITIALIZED");
  await rejects(Sentc.init(), "INVALID_OPTIONS");
  await rejects(Sentc.init({ app_token: 5 }), "INVALID_OPTIONS");
  await rejects(Sentc.init({ app_token, wasm_path: `${base_url}/nowhere.wasm` }), "WASM_NOT_FOUND");
  const page = new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
  assert.match((await rejects(Sentc.init({ app_token, wasm_path: page }), "WASM_NOT_FOUND")).message, /HTML/);
  await rejects(Sentc.init({ app_token, wasm_path: Uint8Array.of(0, 0x61, 0x73, 0x6d, 9, 9) }), "WASM_INVALID");
});

test("init: one promise for the same options", async () => {
  const first = Sentc.init(options);
  assert.equal(Sentc.init({ ...options }), first);
  assert.equal(await first, undefined);
});

test("errors are Errors that older apps can parse", async () => {
  [identifier] = Sentc.generateRegisterData();
  await Sentc.register(identifier, PASSWORD);
  const taken = await rejects(Sentc.register(identifier, PASSWORD), "IDENTIFIER_TAKEN");
  assert.equal(JSON.parse(taken).status, "server_101");
  assert.equal(JSON.parse(String(taken)).error_message, taken.message);
  assert.equal(taken.http_status, 400);
  const wrong = await rejects(Sentc.login(identifier, "wrong"), "WRONG_PASSWORD");
  assert.deepEqual([wrong.status, wrong.retryable, wrong.toJSON().code], ["server_112", false, "WRONG_PASSWORD"]);
});

test("arguments are checked, and never shown", async () => {
  const bad = [[5, "x"], ["", "x"], ["x", ""], ["\ud800", "x"], ["x", "canary\udc00"], ["x"], [null, undefined], [{}, []]];
  for (const values of bad) {
    const error = await rejects(Sentc.login(...values), "INVALID_ARGUMENT");
    assert.ok(!error.message.includes("canary"));
    assert.throws(() => Sentc.prepareRegister(...values), (error) => error.code === "INVALID_ARGUMENT");
  }
});

test("one session, many objects", async () => {
  const { login } = Sentc; // methods are bound
  const result = await login(identifier, PASSWORD);
  assert.equal(result.kind, "user");
  user = await login(identifier, PASSWORD, true);
  assert.equal(user.data, result.u.data);
  assert.deepEqual(JSON.parse(JSON.stringify(user)), { user_id: user.data.user_id, device_id: user.data.device_id, mfa: false });
  const [actual, name] = await Sentc.getActualUser(false, true);
  assert.deepEqual([actual.data, name], [user.data, identifier]);
  assert.equal((await Sentc.getUser(identifier)).data, user.data);
  assert.equal(await Sentc.getUser("nobody"), false);
  const devices = [];
  for await (const device of user.devices()) devices.push(device);
  assert.equal(devices.length, 1);
  assert.deepEqual(await user.getDevices(devices[0]), []);
  assert.equal((await Sentc.init(options)).data, user.data);
});

test("bad input is INVALID_ARGUMENT or what an answer of nobody's is: never INTERNAL, and no HTTP status that never was", async () => {
  const whole = await Sentc.registerDeviceStart(`${identifier}-2`, PASSWORD);
  for (const text of ["garbage", "", " ", "{}", "[]", "null", whole.slice(0, -9), whole.slice(9), `${whole}${whole}`, "<html>", '{"status":true,"result":{"token":"t"}}']) {
    for (const call of [() => Sentc.parseDeviceOutput(text), () => user.registerDevice(text)]) {
      const error = await rejects((async () => call())(), "INVALID_ARGUMENT");
      assert.match(error.message, text === "" ? /must not be empty|copy all of it/ : /copy all of it/);
      if (text !== "") assert.match(error.user_message, /Please copy all of it\.$/);
    }
    for (const call of [Sentc.doneRegister, Sentc.doneRegisterDeviceStart, Sentc.doneCheckUserIdentifierAvailable]) {
      if (text.startsWith('{"status":true')) continue;
      const error = await rejects((async () => call(text))(), "UNEXPECTED_ANSWER");
      assert.ok(!/HTTP/.test(error.message) && error.http_status === undefined, error.message);
    }
  }
  assert.match(Sentc.parseDeviceOutput(` ${whole}\n`).code, /^[0-9A-Z]{6}$/);

  const odd = [undefined, null, 5, NaN, 10n, "", "garbage", "\0", [], {}, () => 0, Symbol("odd"), new Date(), /x/, Object.create(null)];
  const calls = (value) => [
    () => Sentc.qrSvg(value), () => Sentc.otpQrSvg(value), () => Sentc.checkOtp(value, "123456"), () => Sentc.checkOtp("otpauth://totp/a?secret=A", value), () => Sentc.otpProblem(value, value),
    () => Sentc.mfaLogin(value, value), () => Sentc.mfaLogin("123456", { deviceIdentifier: "a", mfa_master_key: value, mfa_auth_key: value }), () => Sentc.getUser(value), () => Sentc.refreshJwt(value, value),
    () => user.getDevices(value ?? 1), () => user.deleteDevice(PASSWORD, value), () => user.getGroup(value), () => user.setUpOtp(value), () => user.fetch(value), () => user.getDevices(undefined, value ?? 1),
  ];
  for (const value of odd) {
    for (const call of calls(value)) {
      const error = await (async () => call())().then(() => undefined, (error) => error);
      if (error === undefined) continue;
      assert.ok(error instanceof SentcError, `${call}: ${String(error)}`);
      assert.ok(error.code !== "INTERNAL" && !/HTTP 0/.test(error.message), `${call}: ${error.code} ${error.message}`);
    }
  }
});

test("a signal in its fixed position", async () => {
  assert.equal((await rejects(user.getDevices(undefined, { signal: AbortSignal.abort("why") }), "ABORTED")).cause, "why");
  const controller = new AbortController();
  const pending = user.getDevices(undefined, { signal: controller.signal });
  controller.abort("later");
  assert.equal((await rejects(pending, "ABORTED")).cause, "later");
});

test("MFA: the code as text or number, the recovery key, and what is known of it", async () => {
  const [url, keys] = await user.registerOtp("Iss uer", "a@b", PASSWORD);
  assert.match(url, /^otpauth:\/\/totp\/Iss%20uer:a%40b\?secret=[A-Z2-7]{52}&issuer=Iss%20uer&algorithm=SHA256&digits=6&period=30$/);
  assert.ok(user.enabledMfa() && /^<svg [^>]*role="img" aria-label="QR code">/.test(Sentc.otpQrSvg(url)));
  await rejects(user.changePassword(PASSWORD, "new"), "MFA_REQUIRED");
  assert.equal((await rejects(Sentc.login(identifier, PASSWORD, true), "MFA_REQUIRED")).status, "client_10000");
  const login = await Sentc.login(identifier, PASSWORD);
  assert.equal(login.kind, "mfa");
  const kept = JSON.parse(JSON.stringify(login.u)); // an app may keep it while the person looks for the phone
  await rejects(Sentc.mfaLogin("abcdef", kept), "WRONG_TOTP");
  await rejects(Sentc.mfaLogin(1e9, kept), "INVALID_ARGUMENT");
  await rejects(Sentc.mfaLogin("123456", { ...kept, mfa_auth_key: "AAAA" }), "INVALID_ARGUMENT");
  const code = Number(totp(new URL(url).searchParams.get("secret"))); // a number has lost its zeros in front: it is padded
  assert.ok(Sentc.checkOtp(url, String(code).padStart(6, "0")));
  assert.equal((await Sentc.mfaLogin(code, kept)).data, user.data);
  await Sentc.mfaRecoveryLogin(keys[0], kept);
  await user.disableOtp(PASSWORD, keys[1], true);
  assert.equal(user.enabledMfa(), false);
});

test("a trap rejects the pending calls and costs no session", async () => {
  const first = instance;
  const pending = [user.getDevices(), Sentc.login(identifier, PASSWORD)];
  instance.poison = true;
  for (const call of pending) assert.equal((await rejects(call, "INTERNAL")).retryable, true);
  assert.equal((await user.getDevices()).length, 1);
  assert.notEqual(instance, first);

  instance.poison = true; // in a synchronous call
  assert.throws(() => Sentc.generateRegisterData(), (error) => error.code === "INTERNAL");
  assert.equal(Sentc.generateRegisterData().length, 2);
  assert.equal(await user.getJwt(), user.data.jwt);

  let release; // while requests are under way: their answers reach closures of a dead instance
  hold = new Promise((resolve) => (release = resolve));
  const waiting = [user.getDevices(), user.getDevices()].map((call) => rejects(call, "INTERNAL"));
  while (held.length < 2) await new Promise(setImmediate);
  instance.poison = true;
  assert.throws(() => Sentc.generateRegisterData());
  assert.equal(Sentc.generateRegisterData().length, 2);
  hold = undefined;
  release();
  await Promise.all(waiting);
  await Promise.all(held);
  await new Promise(setImmediate); // what follows from an answer that was read is microtasks
  assert.equal((await user.getDevices()).length, 1);
});

test("log-out ends every object", async () => {
  const same = await Sentc.getActualUser();
  await user.logOut();
  for (const object of [user, same]) await rejects(object.getJwt(), "SIGNED_OUT");
  await rejects(Sentc.getActualUser(), "NO_USER");
  assert.equal(await Sentc.init(options), undefined);
});

test("an app's own storage, and a network that is down", async () => {
  const { records, storage } = memory();
  const own = { app_token, base_url, storage };
  const first = createClient(own);
  await first.init();
  const { data } = await first.login(identifier, PASSWORD, true);
  const later = await createClient(own).init();
  assert.equal(later.data.user_id, data.user_id);

  const offline = createClient({ ...own, retries: 0, fetch: async () => Promise.reject(new TypeError("down")) });
  assert.equal((await offline.init()).data.user_id, data.user_id);
  assert.equal(offline.getSnapshot().status, "offline");
  assert.equal((await rejects((await offline.getActualUser()).getDevices(), "NETWORK")).retryable, true);

  const broken = createClient({ ...own, storage: { getStorage: async () => ({}) } });
  await rejects(broken.init(), "INVALID_OPTIONS");
  await later.deleteUser(PASSWORD);
  assert.deepEqual([...records.keys()].filter((key) => !key.endsWith("/kdf")), []);
});

test("dispose waits, and signs nobody out", async () => {
  const client = createClient({ app_token, base_url });
  await client.init();
  const [name] = client.generateRegisterData();
  const running = client.register(name, PASSWORD);
  await client.dispose();
  assert.equal(typeof (await running), "string");
  await rejects(client.login(name, PASSWORD), "DISPOSED");
});

after(() => Sentc.dispose());
