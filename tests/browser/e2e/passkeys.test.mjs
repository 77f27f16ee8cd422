// Passkeys as an app's code sees them, with Chromium's virtual authenticator.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addAuthenticator } from "./authenticator.mjs";
import { aTab, add, devices, known, logIn, someone } from "./passkey-pages.mjs";
import { totp, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

/** When the browser has dropped the passkeys that it was told of: nobody waits for that. */
async function forgotten(authenticator, left = 0) {
  while ((await authenticator.passkeys()).length > left) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("what is asked for, and what comes of it: a device whose password anybody can compute from the PRF", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  assert.equal(await page.evaluate(() => client.passkeySupport()), "yes");
  const passkey = await page.evaluate(() => user.addPasskey({ name: "ada", display_name: "Ada L.", rp_name: "An app" }));
  assert.equal(await devices(page), 2);

  const [credential, ...others] = await authenticator.passkeys();
  assert.deepEqual(others, []);
  assert.equal(base64url(credential.credentialId), passkey.credential_id);
  assert.deepEqual([credential.rpId, credential.userName, credential.userDisplayName, credential.isResidentCredential], ["localhost", "ada", "Ada L.", true]);
  const handle = Buffer.from(credential.userHandle, "base64");
  assert.equal(handle.length, 16);

  const options = await page.evaluate(() => {
    const text = (bytes) => new TextDecoder().decode(bytes);
    const [{ kind, rp, user, challenge, pubKeyCredParams, authenticatorSelection, excludeCredentials, extensions }] = asked;
    return { kind, rp: rp.name, handle: user.id.length, challenge: challenge.length, algorithms: pubKeyCredParams.map(({ alg }) => alg), authenticatorSelection, excludeCredentials, first: text(extensions.prf.eval.first), times: asked.length };
  });
  assert.deepEqual(options, {
    kind: "create",
    rp: "An app",
    handle: 16,
    challenge: 32,
    algorithms: [-7, -8, -257],
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    excludeCredentials: [],
    first: "sentc-light/passkey/v1",
    times: 1,
  });

  // docs/passkeys.md, without any of the SDK's code.
  const password = await page.evaluate(async () => {
    const text = new TextEncoder();
    const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const outputs = [];
    for (let times = 0; times < 2; times++) {
      const publicKey = { challenge: new Uint8Array(32), userVerification: "required", extensions: { prf: { eval: { first: text.encode("sentc-light/passkey/v1") } } } };
      outputs.push((await navigator.credentials.get({ publicKey })).getClientExtensionResults().prf.results.first);
    }
    const [prf, again] = outputs.map(base64url);
    if (prf !== again || outputs[0].byteLength !== 32) throw new Error("the PRF gives other bytes the second time");
    const key = await crypto.subtle.importKey("raw", outputs[0], "HKDF", false, ["deriveBits"]);
    return base64url(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode("sentc-light/passkey/password/v1") }, key, 256));
  });
  const byPassword = await page.evaluate(async ([identifier, password]) => (await client.login(identifier, password, true)).device_id, [base64url(handle), password]);
  assert.equal(byPassword, passkey.device_id);

  await page.evaluate(() => client.getActualUser().then((user) => user.logOut()));
  assert.equal(await logIn(page), passkey.device_id);
  assert.deepEqual(
    await page.evaluate(() => {
      const { allowCredentials, userVerification, rpId } = asked.at(-1);
      return { allowCredentials, userVerification, rpId, identifier: user.identifier };
    }),
    { allowCredentials: [], userVerification: "required", rpId: undefined, identifier: base64url(handle) },
  );
  // What asks for the password of this device.
  assert.equal(await page.evaluate(() => user.passkeyPassword()), password);
});

for (const [strategy, endpoint] of [["api", 2], ["cookie", 0]]) {
  test(`${strategy} strategy: a login like any other, stored, and identifiers are not normalized`, limit, async (t) => {
    const { page } = await aTab(t);
    const options = { name: strategy, refresh: { endpoint, endpoint_url: "/backend/refresh" }, normalize: { identifier: "trim-lower-nfc", password: "nfc" } };
    await someone(page, options);
    const { device_id } = await add(page);
    await page.evaluate(() => user.logOut());
    assert.equal(await logIn(page), device_id);
    const tokens = await page.evaluate(async () => [user.data.refresh_token.length > 0, (await client.getActualUser()).data.refresh_token.length > 0]);
    assert.deepEqual(tokens, [true, strategy === "api"]);
    assert.equal(await page.evaluate(async (options) => (await help.start(options)).found.device_id, options), device_id, "found again by a new start");
  });
}

test("an authenticator that says only that it has a PRF is asked once more", limit, async (t) => {
  const { page } = await aTab(t);
  await someone(page);
  await page.evaluate(() => {
    window.disguise = (kind, credential) => {
      const results = credential.getClientExtensionResults();
      if (kind === "create") credential.getClientExtensionResults = () => ({ ...results, prf: { enabled: true } });
    };
  });
  const { device_id, credential_id } = await add(page);
  assert.deepEqual(await page.evaluate(() => asked.map(({ kind, allowCredentials }) => [kind, allowCredentials?.length])), [["create", undefined], ["get", 1]]);
  assert.equal(typeof credential_id, "string");
  await page.evaluate(() => user.logOut());
  assert.equal(await logIn(page), device_id);
});

test("without a PRF nothing is kept", limit, async (t) => {
  const { page, authenticator } = await aTab(t, { hasPrf: false });
  await someone(page);
  const { code, message } = await add(page);
  assert.equal(code, "PASSKEY_UNSUPPORTED");
  assert.match(message, /^the passkey was made, but could not be added to the account: /);
  await forgotten(authenticator);
  assert.deepEqual([await devices(page), await known(page)], [1, 0]);

  // A passkey of the same domain that is none of ours, and has no PRF.
  await page.evaluate(() =>
    navigator.credentials.create({ publicKey: { rp: { name: "x" }, user: { id: new Uint8Array(3), name: "x", displayName: "x" }, challenge: new Uint8Array(32), pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" } } }),
  );
  assert.equal(await logIn(page), "PASSKEY_UNSUPPORTED");
  await authenticator.remove();

  const other = await addAuthenticator(page);
  assert.equal((await add(page)).code, undefined);
  assert.equal((await other.passkeys()).length, 1);
});

test("a passkey that something else made at the domain is refused, and left alone", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  await page.evaluate(() =>
    navigator.credentials.create({ publicKey: { rp: { name: "x" }, user: { id: new Uint8Array(3), name: "x", displayName: "x" }, challenge: new Uint8Array(32), pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" }, extensions: { prf: {} } } }),
  );
  assert.equal(await logIn(page), "PASSKEY_UNKNOWN");
  assert.equal((await authenticator.passkeys()).length, 1);
});

test("somebody else's finger, and then the right one", limit, async (t) => {
  const { page, authenticator } = await aTab(t, { isUserVerified: false });
  await someone(page);
  assert.equal((await add(page)).code, "PASSKEY_CANCELLED");
  assert.deepEqual([await devices(page), await authenticator.passkeys()], [1, []]);
  // That one is locked now.
  await authenticator.remove();
  const another = await addAuthenticator(page);
  const { device_id } = await add(page);
  assert.equal(await logIn(page), device_id);
  await another.verifies(false);
  assert.equal(await logIn(page), "PASSKEY_CANCELLED");
  assert.equal((await another.passkeys()).length, 1);
});

test("two passkeys of one account; one of them is deleted", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  const first = await add(page);
  assert.equal((await add(page)).code, "PASSKEY_EXISTS");
  assert.equal(await devices(page), 2);
  const key = await addAuthenticator(page, { transport: "usb" });
  await authenticator.answers(false);
  const second = await page.evaluate(() => user.addPasskey({ name: identifier }));
  assert.equal(await devices(page), 3);
  await authenticator.answers(true);

  const kept = await page.evaluate(async (device_id) => {
    await user.deleteDevice(help.PASSWORD, device_id);
    return (await user.getDevices()).map((device) => device.device_id);
  }, first.device_id);
  assert.ok(kept.includes(second.device_id) && !kept.includes(first.device_id));
  // The browser was told of the one.
  await forgotten(authenticator);
  assert.equal((await key.passkeys()).length, 1);
  assert.equal(await logIn(page), second.device_id);

  const password = await page.evaluate(() => user.passkeyPassword());
  await page.evaluate((password) => user.deleteUser(password), password);
  await forgotten(key);
  assert.equal(await known(page), 0);
});

test("a passkey whose device was deleted elsewhere: told, withdrawn, and another one can be made", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  const { device_id } = await add(page);
  const elsewhere = await aTab(t, false);
  const deleteThere = (device_id, name) =>
    elsewhere.page.evaluate(async ([device_id, name]) => {
      const { client } = await help.start();
      await (await client.login(name, help.PASSWORD, true)).deleteDevice(help.PASSWORD, device_id);
    }, [device_id, name]);
  const name = await page.evaluate(() => identifier);
  await deleteThere(device_id, name);

  const told = await page.evaluate(() => fault(client.loginWithPasskey()));
  assert.deepEqual([told.code, told.cause], ["PASSKEY_UNKNOWN", "SentcError"]);
  await forgotten(authenticator);
  assert.equal(await known(page), 0);

  // The same before anybody has tried to log in with it: it does not stand in the way of a new one.
  await deleteThere((await add(page)).device_id, name);
  const again = await add(page);
  await forgotten(authenticator, 1);
  assert.equal(await logIn(page), again.device_id);
});

test("multi-factor authentication: a code is asked for", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  const { device_id } = await add(page);
  const secret = await page.evaluate(async () => {
    const { secret } = await user.registerRawOtp(help.PASSWORD);
    await user.logOut();
    // As a browser that never saw this passkey.
    await help.store((store) => store.clear());
    window.client = (await help.start({ name: "another" })).client;
    return secret;
  });
  await page.evaluate(async () => {
    window.waiting = await client.loginWithPasskey();
  });
  assert.equal(await page.evaluate(() => waiting.kind), "mfa");
  const code = totp(secret);
  assert.equal(await page.evaluate(async (code) => (window.user = await client.mfaLogin(code, waiting.u)).device_id, code), device_id);
  // Signed in by it, this browser knows whose it is.
  await page.evaluate(async (code) => {
    await help.until(async () => (await help.keys()).some((key) => key.endsWith("/passkeys")));
    await user.deleteDevice(await user.passkeyPassword(), user.device_id, code);
  }, code);
  await forgotten(authenticator);
});

test("nothing half-made: refused, cut off, answered in vain, and given up", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  const once = async (path, handler) => {
    await page.route(path, handler, { times: 1 });
    const result = await add(page);
    await page.unroute(path);
    return result;
  };
  const none = async (result, code) => {
    assert.equal(result.code, code);
    assert.match(result.message, /^the passkey was made, but could not be added to the account: /);
    await forgotten(authenticator);
    assert.deepEqual([await devices(page), await known(page)], [1, 0]);
  };
  const refusal = { status: 400, contentType: "application/json", body: JSON.stringify({ status: false, err_code: 101, err_msg: "no" }) };
  await none(await once("**/user/prepare_register_device", (route) => route.fulfill(refusal)), "IDENTIFIER_TAKEN");
  await none(await once("**/user/done_register_device_light", (route) => route.fulfill({ ...refusal, body: JSON.stringify({ status: false, err_code: 100, err_msg: "no" }) })), "USER_NOT_FOUND");
  await none(await once("**/user/prepare_register_device", (route) => route.abort()), "NETWORK");

  // Whoever is offline is not asked at all.
  await page.evaluate(() => (window.asked = []));
  await page.route("**/user/device/**", (route) => route.abort());
  assert.equal((await add(page)).code, "NETWORK");
  assert.deepEqual(await page.evaluate(() => asked), []);
  await page.unroute("**/user/device/**");

  // Done, and the answer lost on the way.
  const added = await once("**/user/done_register_device_light", async (route) => {
    await route.fetch();
    await route.abort();
  });
  assert.equal(added.code, undefined);
  assert.deepEqual([(await authenticator.passkeys()).length, await devices(page)], [1, 2]);
  assert.equal(await logIn(page), added.device_id);
});

test("a signal ends the wait, and a new question takes the place of one that waits", limit, async (t) => {
  const { page, authenticator } = await aTab(t);
  await someone(page);
  const { device_id } = await add(page);
  await page.evaluate(() => {
    window.nextQuestion = () => new Promise((asked) => watchers.push(asked));
  });
  const codes = await page.evaluate(async () => {
    const codes = {};
    const early = AbortSignal.abort("no");
    const controller = new AbortController();
    const [before, questions] = [asked.length, []];
    const waits = (call) => {
      questions.push(nextQuestion());
      return fault(call);
    };
    codes.early = [(await fault(client.loginWithPasskey({}, { signal: early }))).code, asked.length - before];
    // Nobody answers these; `disguise` holds back what Chromium's authenticator answers by itself.
    window.disguise = (kind, credential) => new Promise(() => undefined);
    const one = waits(client.loginWithPasskey({ mediation: "conditional" }, { signal: controller.signal }));
    await questions.at(-1);
    controller.abort(new DOMException("left", "AbortError"));
    codes.signal = [(await one).code, (await one).cause];
    const two = waits(client.loginWithPasskey({ mediation: "conditional" }));
    await questions.at(-1);
    codes.mediation = asked.at(-1).mediation;
    const three = waits(client.loginWithPasskey());
    codes.replaced = (await two).code;
    await questions.at(-1);
    window.disguise = undefined;
    const four = await client.loginWithPasskey();
    codes.last = [(await three).code, four.u.device_id];
    return codes;
  });
  assert.deepEqual(codes, { early: ["ABORTED", 0], signal: ["ABORTED", "AbortError"], mediation: "conditional", replaced: "ABORTED", last: ["ABORTED", device_id] });

  // By the suggestions of a field.
  assert.equal(await page.evaluate(async () => (await client.loginWithPasskey({ mediation: "conditional" })).u.device_id), device_id);
  assert.equal((await authenticator.passkeys()).length, 1);
});

test("no secret in errors, events, logs and records; and a passkey's device keeps its identifier and password", limit, async (t) => {
  const { page } = await aTab(t);
  const said = await page.evaluate(async () => {
    const said = [];
    const { client } = await help.start({ encrypt_storage: "off", log: (entry) => said.push(entry) });
    const { identifier, user } = await help.somebody(client);
    await user.addPasskey({ name: identifier });
    await user.addPasskey({ name: identifier }).catch((error) => said.push(error, { ...error }, String(error)));
    await user.logOut();
    const { u } = await client.loginWithPasskey();
    const password = await u.passkeyPassword();
    for (const refused of [u.updateUser("another"), u.changePassword(password, "another")]) {
      const error = await refused.catch((error) => error);
      if (error.code !== "INVALID_ARGUMENT") throw new Error(`expected a refusal, got ${error}`);
      said.push(error);
    }
    const records = await help.store((store) => store.getAll());
    const raw = asked.at(-1).extensions && (await navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), userVerification: "required", extensions: { prf: { eval: { first: new TextEncoder().encode("sentc-light/passkey/v1") } } } } }));
    const prf = btoa(String.fromCharCode(...new Uint8Array(raw.getClientExtensionResults().prf.results.first))).slice(0, -1);
    return { text: JSON.stringify([said, help.events, records]), password, prf };
  });
  assert.ok(said.text.includes("PASSKEY_EXISTS") && said.text.includes("credential_id"), "something was said and stored");
  assert.ok(!said.text.includes(said.password), "the password");
  assert.ok(!said.text.includes(said.prf) && !said.text.includes(base64url(said.prf)), "the PRF's output");
});

test("a damaged record of the passkeys that were used here is mended with the next one", limit, async (t) => {
  const { page } = await aTab(t);
  await someone(page, { encrypt_storage: "off" });
  const seen = await page.evaluate(async () => {
    await user.addPasskey({ name: identifier });
    const [place] = (await help.keys()).filter((key) => key.endsWith("/passkeys"));
    // A login does not say which authenticator it is.
    const good = JSON.parse(await help.record(place)).map(({ aaguid, ...rest }) => rest);
    const put = (text) => help.store((store) => store.put(text, place));
    const results = [];
    for (const damaged of ["[{", "{}", "[null, 7, {\"credential_id\": \"*\"}]"]) {
      await put(damaged);
      await user.logOut();
      // Remembers it again.
      window.user = (await client.loginWithPasskey()).u;
      await help.until(async () => (await help.record(place)) !== damaged);
      results.push(JSON.stringify(JSON.parse(await help.record(place))) === JSON.stringify(good));
    }
    return results;
  });
  assert.deepEqual(seen, [true, true, true]);
});

function base64url(text) {
  return Buffer.from(text, typeof text === "string" ? "base64" : undefined).toString("base64url");
}
