// A device in other hands. Its JWT is enough to add a device and to replace the TOTP secret, so the owner is mailed, and can undo all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, assertRefused, endOf, freshEmail, startBackEnd } from "./support.mjs";

const limit = { timeout: 120_000 };
const NEW_DEVICE = "A device was added to your account";
const NEW_SECRET = "A new second factor was set up for your account";

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  on("a new device and a new TOTP secret are mailed to the owner, each once", async (back_end) => {
    const person = await back_end.person();
    const { user, browser } = await back_end.signIn(person);
    // Devices that were there are not new, at any login.
    await back_end.signIn(person);
    assert.deepEqual(await back_end.mails(person.email), []);

    await addDevice(back_end, user);
    const refreshed = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
    assert.equal(refreshed.status, 200);
    await back_end.mail(person.email, NEW_DEVICE);

    const { recover } = await user.registerRawOtp(PASSWORD);
    const signInWithMfa = async () => {
      const { u } = await person.client.login(person.email, PASSWORD);
      const signedIn = await person.client.mfaRecoveryLogin(recover.pop(), u);
      assert.equal((await back_end.post("/session", { refresh_token: signedIn.data.refresh_token }, { jwt: signedIn.data.jwt })).status, 204);
    };
    await signInWithMfa();
    await back_end.mail(person.email, NEW_SECRET);
    await signInWithMfa();
    // With a JWT alone, as a thief does it. The owner's recovery keys still work.
    assert.equal((await wire(back_end, user, "PATCH", "/user/register_otp")).status, true);
    await signInWithMfa();
    await back_end.mail(person.email, NEW_SECRET, { number: 2 });
    assert.equal((await back_end.mails(person.email)).length, 3);
  });

  on("somebody had the device: their sessions, devices and TOTP secret go; the owner's password stays", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { user, browser } = await back_end.signIn(person);
    const thief = await addDevice(back_end, user);
    await wire(back_end, user, "PATCH", "/user/register_otp");
    const { u } = await client.login(email, PASSWORD);

    const lockOut = (code, auth_key) => back_end.post("/recovery/stolen_device", { email, code, auth_key });
    const code = await back_end.code(email, "stolen_device");
    assertRefused(await lockOut(code, Buffer.alloc(32).toString("base64")), 403, "password");
    assert.equal((await wire(back_end, thief, "GET", "/user/device/0/none")).result.length, 2, "nothing was touched");
    // In every step it may fail, and be repeated.
    for (const path of ["/user/forced/sessions", "/user/forced/login_light", "/user/device/", "/user/forced/disable_otp"]) {
      back_end.wire.fault = (noted) => (noted.path.startsWith(path) && noted.method !== "GET" ? "lose answer" : undefined);
      assertRefused(await lockOut(code, u.mfa_auth_key), 502, "service", path);
    }
    back_end.wire.fault = undefined;
    // Five tries to a code.
    const second = await back_end.code(email, "stolen_device", 2);
    const answer = await lockOut(second, u.mfa_auth_key);
    // MFA was turned off by the try before, whose answer was lost.
    assert.deepEqual([answer.status, answer.json], [200, { mfa: "none" }], answer.text);
    await back_end.mail(email, "Your other devices were removed");

    assert.equal((await wire(back_end, thief, "GET", "/user/device/0/none")).err_code, 100, "the thief's device is gone");
    await assert.rejects(client.login(thief.identifier, PASSWORD), { code: "USER_NOT_FOUND" });
    const refreshed = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
    assert.deepEqual([refreshed.status, endOf(refreshed)], [401, 114], refreshed.text);
    assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
    const login = await client.login(email, PASSWORD);
    assert.equal(login.kind, "user", "the thief's secret is void");
    assert.equal((await wire(back_end, login.u, "GET", "/user/device/0/none")).result.length, 1);
    assertRefused(await lockOut(second, u.mfa_auth_key), 403, "code");
  });

  // A page knows `auth_key` only where the login asks for a second factor, so those without one have no proof to send.
  on("without the password's proof the thief's devices go, and a second factor stays", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { user, browser } = await back_end.signIn(person);
    const thief = await addDevice(back_end, user);
    const lockOut = async (number) => back_end.post("/recovery/stolen_device", { email, code: await back_end.code(email, "stolen_device", number) });
    const answer = await lockOut(1);
    assert.deepEqual([answer.status, answer.json], [200, { mfa: "kept" }], answer.text);
    assert.equal((await wire(back_end, thief, "GET", "/user/device/0/none")).err_code, 100, "the thief's device is gone");
    assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
    const { user: again } = await back_end.signIn(person);
    await again.registerRawOtp(PASSWORD);
    assert.deepEqual((await lockOut(2)).json, { mfa: "kept" });
    assert.equal((await client.login(email, PASSWORD)).kind, "mfa");
  });
}

/** A device of the thief's own, with a password of their own, confirmed by a JWT that needs not be fresh. */
async function addDevice(back_end, user) {
  const [client, identifier] = [await back_end.client(), freshEmail("thief")];
  const start = await client.registerDeviceStart(identifier, PASSWORD);
  await user.registerDevice(start);
  const added = await client.login(identifier, PASSWORD, true);
  return { data: added.data, identifier };
}

/** A call that the SDK would ask the password for, and the service does not. */
async function wire(back_end, user, method, path) {
  const headers = { "x-sentc-app-token": process.env.SENTC_TEST_PUBLIC_TOKEN2, authorization: `Bearer ${user.data.jwt}` };
  return (await fetch(`${back_end.service}/api/v1${path}`, { method, headers })).json();
}
