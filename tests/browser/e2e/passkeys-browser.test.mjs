// Passkeys and the browser: their kind in lists, the signals that the SDK sends, hints, the immediate mode, and browsers that can
// have none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_WITH_NAME } from "./authenticator.mjs";
import { aTab, add, devices, logIn, someone } from "./passkey-pages.mjs";
import { newTab } from "./sdk-pages.mjs";
import { useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

test("lists say what a passkey is, by whom it was made and what it is called", limit, async (t) => {
  const { page } = await aTab(t);
  await someone(page);
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
  assert.deepEqual(await page.evaluate(async () => [await help.code(client.loginWithPasskey()), asked.at(-1).hints]), ["fulfilled", []]);
  const refused = () => page.evaluate(() => Promise.all([help.code(user.addPasskey({ name: "a", hints: "hybrid" })), help.code(client.loginWithPasskey({ hints: ["phone"] }))]));
  assert.deepEqual(await refused(), ["INVALID_ARGUMENT", "INVALID_ARGUMENT"]);
});

test("a passkey is made even if an extension in the browser's place tells nothing useful of the authenticator", limit, async (t) => {
  for (const [what, gives] of [["throws", "() => { throw new Error('no'); }"], ["text", "() => 'no'"], ["too short", "() => new ArrayBuffer(40)"]]) {
    const { page } = await aTab(t);
    await someone(page);
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
  const { page, authenticator } = await aTab(t);
  await someone(page);
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
  assert.equal(await page.evaluate(() => help.code(user.renamePasskeys({ name: "" }))), "INVALID_ARGUMENT");
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
  const { page } = await aTab(t);
  await someone(page);
  await page.evaluate(() => user.addPasskey({ name: "ada" }));
  const signIn = () => page.evaluate(() => help.code(client.loginWithPasskey({ mediation: "immediate" })));
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
  if (real) assert.match(await signIn(), /^(fulfilled|PASSKEY_CANCELLED)$/);
});

test("whether to offer a passkey", limit, async (t) => {
  const { page } = await aTab(t);
  const first = await page.evaluate(async () => {
    const { client } = await help.start();
    const nobody = await client.passkeyOffer();
    await help.somebody(client);
    return { nobody, somebody: await client.passkeyOffer() };
  });
  assert.deepEqual(first, { nobody: false, somebody: true });
  await someone(page, { name: "another" });
  const { device_id } = await add(page);
  assert.equal(await page.evaluate(() => client.passkeyOffer()), false);
  assert.equal(await logIn(page), device_id);
  assert.equal(await page.evaluate(() => client.passkeyOffer()), false);
  // Another account in the same browser.
  assert.equal(await page.evaluate(async () => (await help.somebody(client), client.passkeyOffer())), true);
  // A browser without a platform authenticator, and an address that can have no passkeys.
  await page.evaluate(() => (PublicKeyCredential.getClientCapabilities = async () => ({ "extension:prf": true, passkeyPlatformAuthenticator: false })));
  assert.equal(await page.evaluate(() => client.passkeyOffer()), false);
});

// As in Safari 26: the promise never settles. And a browser whose method throws.
for (const [how, signal] of [
  ["never settles", "() => new Promise(() => undefined)"],
  ["throws", "() => { throw new TypeError('no') }"],
]) {
  test(`a browser whose signal ${how} keeps no call waiting`, limit, async (t) => {
    const { page, authenticator } = await aTab(t);
    await someone(page);
    await page.evaluate((signal) => {
      window.signals = 0;
      const answer = eval(signal);
      PublicKeyCredential.signalUnknownCredential = (...args) => (window.signals++, answer(...args));
    }, signal);

    // A device that is deleted.
    await add(page);
    await page.evaluate(() => user.getDevices().then(([a, b]) => user.deleteDevice(help.PASSWORD, a.device_id === user.device_id ? b.device_id : a.device_id)));
    await page.evaluate(() => help.until(() => window.signals === 1));

    // A passkey that the service does not know (any more): the authenticator has it still.
    const { code } = await page.evaluate(async () => fault(client.loginWithPasskey()));
    assert.equal(code, "PASSKEY_UNKNOWN");
    await page.evaluate(() => help.until(() => window.signals === 2));
    for (const { credentialId } of await authenticator.passkeys()) await authenticator.drop(credentialId);

    // One that can't be added.
    const failed = await page.evaluate(async () => {
      const { fetch } = window;
      window.fetch = (input, init) => (String(input.url ?? input).endsWith("/done_register_device_light") ? Promise.reject(new TypeError("cut")) : fetch(input, init));
      const failed = await fault(user.addPasskey({ name: identifier }));
      window.fetch = fetch;
      return failed;
    });
    assert.match(failed.message, /^the passkey was made, but could not be added/);
    await page.evaluate(() => help.until(() => window.signals === 3));
    for (const { credentialId } of await authenticator.passkeys()) await authenticator.drop(credentialId);

    // An account that is deleted.
    await add(page);
    await page.evaluate(() => user.deleteUser(help.PASSWORD));
    await page.evaluate(() => help.until(() => window.signals === 4));
  });
}

test("a browser that never says what it can do: whoever stops waiting does", limit, async (t) => {
  const { page } = await aTab(t);
  await someone(page);
  const code = await page.evaluate(async () => {
    PublicKeyCredential.getClientCapabilities = () => new Promise(() => undefined);
    const leaving = new AbortController();
    const login = help.code(client.loginWithPasskey(undefined, { signal: leaving.signal }));
    await help.pause(0);
    leaving.abort();
    return login;
  });
  assert.equal(code, "ABORTED");
});

test("arguments, and where there can be no passkeys", limit, async (t) => {
  const { context, page } = await aTab(t);
  await someone(page);
  const codes = await page.evaluate(async () => ({
    name: await help.code(user.addPasskey({ name: "" })),
    none: await help.code(user.addPasskey()),
    rp: await help.code(user.addPasskey({ name: "a", rp_id: "example.com" })),
    login: await help.code(client.loginWithPasskey({ rp_id: "example.com" })),
    mediation: await help.code(client.loginWithPasskey({ mediation: "silent" })),
    early: await help.code(Sentc.createClient(help.options).loginWithPasskey()),
    device: await help.code(user.passkeyPassword({ rp_id: "" })),
  }));
  assert.deepEqual(codes, { name: "INVALID_ARGUMENT", none: "INVALID_ARGUMENT", rp: "INVALID_ARGUMENT", login: "INVALID_ARGUMENT", mediation: "INVALID_ARGUMENT", early: "NOT_INITIALIZED", device: "INVALID_ARGUMENT" });

  // An IP address, and a browser without WebAuthn.
  const address = await newTab(context);
  const without = await newTab(context, { url: URL_WITH_NAME, before: () => delete window.PublicKeyCredential });
  for (const page of [address, without]) {
    await someone(page);
    assert.deepEqual(await page.evaluate(async () => [await client.passkeySupport(), (await fault(user.addPasskey({ name: "a" }))).code, await help.code(client.loginWithPasskey())]), ["no", "PASSKEY_UNSUPPORTED", "PASSKEY_UNSUPPORTED"]);
    assert.equal(await devices(page), 1);
  }
});
