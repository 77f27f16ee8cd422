// Passkeys and the browser: their kind in lists, the signals that the SDK sends, hints, and the immediate mode.

import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_WITH_NAME, addAuthenticator } from "./authenticator.mjs";
import { newTab } from "./sdk-pages.mjs";
import { newContext, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

/** Runs in every tab ahead of all else: what the page asks the browser for, and what it tells it. */
function listenIn() {
  window.asked = [];
  window.told = [];
  for (const kind of ["create", "get"]) {
    const original = navigator.credentials[kind];
    navigator.credentials[kind] = async function (options) {
      window.asked.push({ kind, mediation: options.mediation, uiMode: options.uiMode, hints: options.publicKey.hints });
      return window.answers?.(kind) ?? original.call(navigator.credentials, options);
    };
  }
  for (const name of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
    const original = PublicKeyCredential[name];
    // As in Safari 26: the browser does it, and never says so.
    PublicKeyCredential[name] = function (about) {
      window.told.push({ method: name, ...about });
      return original.call(PublicKeyCredential, about).then(() => new Promise(() => undefined));
    };
  }
}

/** A tab with an authenticator, and somebody who is signed in, as `client`, `user` and `identifier`. */
async function someone(t) {
  const context = await newContext();
  t.after(() => context.close());
  const page = await newTab(context, { url: URL_WITH_NAME, before: listenIn });
  const authenticator = await addAuthenticator(page);
  await page.evaluate(async () => {
    const { client } = await help.start();
    Object.assign(window, { client }, await help.somebody(client));
    window.code = (promise) => promise.then(() => "fine", (error) => error.code);
  });
  return { page, authenticator };
}

test("lists say what a passkey is, by whom it was made and what it is called", limit, async (t) => {
  const { page } = await someone(t);
  const { device_id } = await page.evaluate(() => user.addPasskey({ name: identifier, hints: ["client-device", "hybrid"] }));
  assert.deepEqual(await page.evaluate(() => asked.map(({ hints }) => hints)), [["client-device", "hybrid"]]);
  const list = () => page.evaluate(async () => (await user.getDevices()).map(({ device_id, kind, current, name, aaguid }) => ({ device_id, kind, current, name, aaguid })));
  // Chromium's virtual authenticator says that it is this one.
  const aaguid = "01020304-0506-0708-0102-030405060708";
  const [own, passkey] = await list();
  assert.deepEqual([own.kind, own.current], ["device", true]);
  assert.deepEqual(passkey, { device_id, kind: "passkey", current: false, name: undefined, aaguid });
  await page.evaluate((device_id) => user.nameDevice(device_id, "my phone"), device_id);
  assert.deepEqual((await list())[1], { device_id, kind: "passkey", current: false, name: "my phone", aaguid });
  // A login by the passkey keeps what was known of it.
  await page.evaluate(async () => {
    await user.logOut();
    window.user = (await client.loginWithPasskey({ hints: ["security-key"] })).u;
  });
  assert.deepEqual(await page.evaluate(() => asked.at(-1).hints), ["security-key"]);
  assert.deepEqual((await list())[1], { device_id, kind: "passkey", current: true, name: "my phone", aaguid });
  assert.deepEqual(await page.evaluate(() => window.code(user.addPasskey({ name: "ada", hints: ["phone"] }))), "INVALID_ARGUMENT");
});

test("a passkey is made even if an extension in the browser's place tells nothing useful of the authenticator", limit, async (t) => {
  for (const [what, gives] of [["throws", "() => { throw new Error('no'); }"], ["text", "() => 'no'"], ["too short", "() => new ArrayBuffer(40)"]]) {
    const { page } = await someone(t);
    const [kind, aaguid] = await page.evaluate(async (gives) => {
      AuthenticatorAttestationResponse.prototype.getAuthenticatorData = new Function(`return (${gives})()`);
      const { device_id } = await user.addPasskey({ name: identifier });
      const made = (await user.getDevices()).find((device) => device.device_id === device_id);
      return [made.kind, made.aaguid];
    }, gives);
    assert.deepEqual([kind, aaguid], ["passkey", undefined], what);
  }
});

test("signals: the accepted passkey and the account's new name reach the browser, and nobody waits for it", limit, async (t) => {
  const { page, authenticator } = await someone(t);
  const { credential_id } = await page.evaluate(() => user.addPasskey({ name: "ada" }));
  assert.deepEqual(await page.evaluate(() => told), []);
  await page.evaluate(async () => {
    await user.logOut();
    window.user = (await client.loginWithPasskey()).u;
  });
  const handle = await page.evaluate(() => user.identifier);
  assert.deepEqual(await page.evaluate(() => told.splice(0)), [{ method: "signalAllAcceptedCredentials", rpId: "localhost", userId: handle, allAcceptedCredentialIds: [credential_id] }]);
  assert.equal((await authenticator.passkeys()).length, 1, "it is still there");

  assert.equal(await page.evaluate(() => user.renamePasskeys({ name: "grace", display_name: "Grace H." })), 1);
  assert.deepEqual(await page.evaluate(() => told.splice(0).map(({ method, userId }) => [method, userId])), [["signalCurrentUserDetails", handle]]);
  let passkey;
  while (passkey?.userName !== "grace") [passkey] = await authenticator.passkeys();
  assert.equal(passkey.userDisplayName, "Grace H.");
  assert.equal(await page.evaluate(() => window.code(user.renamePasskeys({ name: "" }))), "INVALID_ARGUMENT");
  // Browsers without the methods, and methods that throw.
  for (const method of [undefined, "throws"]) {
    const renamed = await page.evaluate(async (method) => {
      for (const name of ["signalAllAcceptedCredentials", "signalCurrentUserDetails"]) PublicKeyCredential[name] = method && (() => { throw new TypeError("no"); });
      const renamed = await user.renamePasskeys({ name: "ada" });
      await user.logOut();
      window.user = (await client.loginWithPasskey()).u;
      return renamed;
    }, method);
    assert.equal(renamed, method ? 1 : 0);
  }
});

test("immediate: asked for where the browser has it, refused by code where it has not", limit, async (t) => {
  const { page } = await someone(t);
  await page.evaluate(() => user.addPasskey({ name: "ada" }));
  const signIn = () => page.evaluate(() => window.code(client.loginWithPasskey({ mediation: "immediate" })));
  await page.evaluate(() => asked.splice(0));
  const real = await page.evaluate(async () => (await PublicKeyCredential.getClientCapabilities()).immediateGet);
  for (const [has, expected] of [[true, "PASSKEY_CANCELLED"], [false, "PASSKEY_UNSUPPORTED"], [undefined, "PASSKEY_UNSUPPORTED"]]) {
    await page.evaluate((has) => {
      PublicKeyCredential.getClientCapabilities = async () => ({ "extension:prf": true, passkeyPlatformAuthenticator: true, immediateGet: has });
      // As a browser answers at once where there is no passkey.
      window.answers = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
    }, has);
    assert.equal(await signIn(), expected);
  }
  assert.deepEqual(await page.evaluate(() => asked.splice(0).map(({ mediation, uiMode }) => [mediation, uiMode])), [[undefined, "immediate"]], "asked once, where there is the mode");
  await page.evaluate(() => delete window.answers);
  // The browser's own answer: it takes the option, and its dialog is shown to nobody here.
  if (real) await page.evaluate(() => (PublicKeyCredential.getClientCapabilities = async () => ({ "extension:prf": true, immediateGet: true })));
  if (real) assert.match(await signIn(), /^(fine|PASSKEY_CANCELLED)$/);
});
