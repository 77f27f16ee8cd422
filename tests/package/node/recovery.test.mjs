// Recovery kits, the replacement of a lost device, the confirmation of a person, and the short text of a device, with the service.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, test } from "node:test";
import { SentcError, createClient } from "../../../pkg/dist/index.js";

const base_url = process.env.SENTC_TEST_URL;
const app_token = process.env.SENTC_TEST_PUBLIC_TOKEN;
const PASSWORD = "correct horse battery staple";
const limit = { timeout: 60_000 };

const clients = [];
after(() => Promise.all(clients.map((client) => client.dispose())));

async function client(options = {}) {
  const made = createClient({ app_token, base_url, ...options });
  clients.push(made);
  await made.init();
  return made;
}

let count = 0;
const fresh = (name) => `${name}-${Date.now().toString(36)}-${process.pid}-${++count}`;

async function somebody(options) {
  const own = await client(options);
  const identifier = fresh("ada");
  await own.register(identifier, PASSWORD);
  return { own, identifier, user: await own.login(identifier, PASSWORD, true) };
}

const storedIn = (records) => async () => ({
  init: async () => ({ status: true }),
  getItem: async (key) => records.get(key),
  set: async (key, value) => void records.set(key, value),
  delete: async (key) => void records.delete(key),
  cleanStorage: async () => records.clear(),
});

const refused = (promise, code, message = /./) => assert.rejects(promise, (error) => error instanceof SentcError && error.code === code && message.test(error.message));
const hashOf = (identifier) => createHash("sha256").update(identifier).digest("base64");
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));

/** RFC 6238 with SHA-256. */
function totp(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha256", Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** What docs/recovery.md says of a code, computed without the SDK. */
function opened(code) {
  const letters = code.replaceAll("-", "");
  const values = [...letters].map((letter) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(letter));
  const bits = values.filter((_, at) => at % 5 < 4).map((value) => value.toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const prk = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const derived = (what, bytes) => createHmac("sha256", prk).update(`sentc-light/recovery-kit/v1/${what}\x01`).digest().subarray(0, bytes).toString("base64url");
  return { identifier: derived("identifier", 16), password: derived("password", 32) };
}

test("a kit is a device that anybody can compute from its code, and the code is in no record", limit, async () => {
  const records = new Map();
  const getStorage = storedIn(records);
  const logged = [];
  const { user, identifier } = await somebody({ storage: { getStorage }, log: (entry) => logged.push(entry) });
  await refused(user.createRecoveryKit({ password: "wrong" }), "WRONG_PASSWORD");
  assert.equal((await user.getDevices()).length, 1);
  const kit = await user.createRecoveryKit({ password: PASSWORD, name: "desk & <drawer>", app: "My app", mfa_recovery_keys: ["KEY<1>"] });
  assert.match(kit.code, /^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);

  const { identifier: kitIdentifier, password } = opened(kit.code);
  const devices = await user.getDevices();
  assert.deepEqual(devices.map(({ device_identifier }) => device_identifier), [hashOf(identifier), hashOf(kitIdentifier)]);
  assert.equal(kit.device_id, devices[1].device_id);
  const other = await client();
  assert.equal((await other.login(kitIdentifier, password, true)).device_id, kit.device_id);

  assert.deepEqual(await user.recoveryKits(), [{ device_id: kit.device_id, time: devices[1].time, name: "desk & <drawer>" }]);
  const kept = JSON.stringify([[...records], logged, user, await user.recoveryKits()]);
  for (const secret of [kit.code, kit.code.replaceAll("-", ""), kitIdentifier, password]) assert.ok(!kept.includes(secret), "the code or what it stands for is kept");

  // One page, with all of it, and nothing in it that can run.
  for (const part of ["<title>Recovery kit for My app</title>", "desk &#38; &#60;drawer&#62;", "KEY&#60;1&#62;", identifier, '<svg width="180"', ...kit.code.split("-")]) assert.ok(kit.sheet_html.includes(part), part);
  assert.doesNotMatch(kit.sheet_html, /<script|<style|style=|onload|<drawer/);
  assert.match(kit.qr_svg, /^<svg /);

  await user.revokeRecoveryKit(kit.device_id, { password: PASSWORD });
  assert.deepEqual(await user.recoveryKits(), []);
  await assert.rejects(other.loginWithRecoveryKit(kit.code), (error) => error.code === "USER_NOT_FOUND" && error.user_message === other.messages.RECOVERY_KIT_UNKNOWN);
});

test("a mistyped code is named before anything is sent", limit, async () => {
  const sent = [];
  const own = await client({ fetch: (...request) => (sent.push(request), fetch(...request)) });
  const code = "BPPD9-RME7S-XH0X3-Y4JFB-HK985-TH7NN-GS2DE-GFGNQ";
  for (const [typed, group] of [
    [code.replace("XH0X3", "XHOX4"), 3],
    [code.replace("PPD9", "PDP9"), 1],
    [code.replace("RME7S-XH0X3", "XH0X3-RME7S"), 2],
    [code.slice(0, -1), 8],
    [code.replace("GS2DE", "GSU2E"), 7],
    ["hello", 1],
  ]) {
    await assert.rejects(own.loginWithRecoveryKit(typed), (error) => {
      assert.deepEqual([error.code, error.message, error.user_message], ["RECOVERY_CODE", `group ${group} of 8 of the recovery code is mistyped`, `Please check group ${group} of the recovery code.`]);
      return true;
    });
  }
  for (const bad of ["", 7, undefined]) await refused(own.loginWithRecoveryKit(bad), "INVALID_ARGUMENT");
  assert.equal(sent.length, 0);
  // Whole, as people type it: nobody has this one.
  await refused(own.loginWithRecoveryKit(code.toLowerCase().replaceAll("-", " ").replace("0", "o")), "USER_NOT_FOUND");
});

test("a forgotten password is mended by the kit, with a second factor too", limit, async () => {
  for (const mfa of [false, true]) {
    const { user, identifier } = await somebody();
    const { code } = await user.createRecoveryKit({ password: PASSWORD });
    const secret = mfa ? (await user.registerRawOtp(PASSWORD)).secret : undefined;

    const other = await client();
    const login = await other.loginWithRecoveryKit(code);
    assert.equal(login.kind, mfa ? "mfa" : "user");
    const kit = mfa ? await other.mfaLogin(totp(secret), login.u) : login.u;
    assert.deepEqual((await kit.recoveryKits()).map(({ device_id }) => device_id), [kit.device_id]);
    await refused(kit.updateUser("another"), "INVALID_ARGUMENT", /recovery kit/);
    await refused(kit.changePassword(PASSWORD, "another"), "INVALID_ARGUMENT", /recovery kit/);
    await refused(kit.replaceDevice(kit.device_id, identifier, "new"), "INVALID_ARGUMENT");
    if (mfa) await refused(kit.replaceDevice(user.device_id, identifier, "new"), "MFA_REQUIRED");

    const next = await kit.replaceDevice(user.device_id, identifier, "a better password", mfa ? totp(secret) : undefined);
    assert.deepEqual([next.identifier, next.id], [identifier, user.id]);
    assert.deepEqual((await next.getDevices()).map(({ device_id }) => device_id).sort(), [next.device_id, kit.device_id].sort());
    assert.match(next.data.refresh_token, /./);
    await refused(other.login(identifier, PASSWORD), "WRONG_PASSWORD");
    assert.equal((await other.login(identifier, "a better password")).kind, mfa ? "mfa" : "user");
    assert.equal((await (await client()).loginWithRecoveryKit(code)).kind, mfa ? "mfa" : "user", "the kit stays good");
  }
});

test("the client follows the new device, and the kit can log out", limit, async () => {
  const { user, identifier } = await somebody();
  const { code } = await user.createRecoveryKit({ password: PASSWORD });
  const other = await client({ storage: { getStorage: storedIn(new Map()) } });
  const { u: kit } = await other.loginWithRecoveryKit(code);
  assert.equal(other.getSnapshot().user?.device_id, kit.device_id);
  const next = await kit.replaceDevice(user.device_id, identifier, "a better password");
  assert.deepEqual([other.getSnapshot().user?.device_id, other.getSnapshot().identifier], [next.device_id, identifier]);
  await kit.logOut();
  assert.deepEqual([other.getSnapshot().status, other.getSnapshot().user?.device_id], ["signedIn", next.device_id]);
  assert.equal((await other.getActualUser()).device_id, next.device_id);
});

test("a confirmation gives a fresh JWT and leaves the session alone", limit, async () => {
  const { user } = await somebody();
  const { jwt, refresh_token } = user.data;
  assert.ok(user.freshFor() > 200 && user.freshFor() <= 300, String(user.freshFor()));
  const confirmed = await user.confirm({ password: PASSWORD });
  assert.deepEqual([claimsOf(confirmed).fresh, claimsOf(confirmed).aud, claimsOf(confirmed).sub], [true, user.id, user.device_id]);
  assert.notEqual(confirmed, jwt);
  assert.deepEqual([user.data.jwt, user.data.refresh_token], [jwt, refresh_token]);
  await assert.rejects(user.confirm({ password: "wrong" }), (error) => error.code === "WRONG_PASSWORD" && error.user_message === "Wrong password.");
  await refused(user.confirm(), "INVALID_ARGUMENT");
  await refused(user.confirm({}), "INVALID_ARGUMENT");
  await refused(user.confirmWithPasskey(), "PASSKEY_UNSUPPORTED");

  const { secret, recover } = await user.registerRawOtp(PASSWORD);
  await refused(user.confirm({ password: PASSWORD }), "MFA_REQUIRED");
  await refused(user.confirm({ password: PASSWORD, mfa_token: "000000" }), "WRONG_TOTP");
  assert.ok(claimsOf(await user.confirm({ password: PASSWORD, mfa_token: totp(secret) })).fresh);
  assert.ok(claimsOf(await user.confirm({ password: PASSWORD, mfa_token: recover[0], mfa_recovery: true })).fresh);
  await user.logOut();
  assert.equal(user.freshFor(), 0);
  await refused(user.confirm({ password: PASSWORD, mfa_token: totp(secret) }), "SIGNED_OUT");
});

test("the short text of a device does what the long one does, in a code of 45 modules", limit, async () => {
  const { user } = await somebody();
  const other = await client();
  const name = fresh("ada's phone");
  const output = await other.registerDeviceStart(name, "another password");
  const { text, svg } = other.deviceQr(output);
  assert.ok(text.length < 122, `${text.length} characters`);
  assert.ok(Number(/viewBox="0 0 (\d+)/.exec(svg)[1]) <= 45 + 8, svg.slice(0, 90));
  assert.deepEqual(other.parseDeviceOutput(text), other.parseDeviceOutput(output));
  assert.deepEqual(other.deviceQr(text), { text, svg });
  for (const bad of [text.slice(0, -1), text.slice(1), text.replace("%27", "%26"), "not that"]) {
    await assert.rejects(async () => other.deviceQr(bad), (error) => error.code === "INVALID_ARGUMENT" && error.user_message === other.messages.DEVICE_TEXT);
  }
  await user.registerDevice(text);
  assert.equal((await other.login(name, "another password", true)).id, user.id);
});
