// Names of devices, and what a list says of each. Passkeys are in tests/browser/e2e/passkeys-browser.test.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { authenticatorName } from "../../../pkg/dist/authenticators.js";
import { createClient } from "../../../pkg/dist/index.js";
import { APP_TOKEN, BASE, PASSWORD, SharedStorage, freshName, newAccount } from "./support.mjs";

// The SDK asks for it: it makes this process a page.
before(() => (globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" })));
after(() => delete globalThis.document);

async function open(t, shared, remember) {
  const client = createClient({ app_token: APP_TOKEN, base_url: BASE, storage: shared.options, worker: "off", remember });
  t.after(() => client.dispose());
  return { client, found: await client.init() };
}

/** What a list says: without times and ids. */
const said = (devices) => devices.map(({ kind, current, name }) => [kind, current, name]);
const namesIn = (shared) => [...shared.records].filter(([key]) => key.endsWith("/names")).map(([, text]) => JSON.parse(text));

test("a list says which device is this one, which is a kit, and what the person calls them", async (t) => {
  const identifier = await newAccount();
  const shared = new SharedStorage();
  const { client } = await open(t, shared);
  const user = await client.login(identifier, PASSWORD, true);
  const [first] = await user.getDevices();
  assert.deepEqual([said([first]), typeof first.time, "name" in first, "aaguid" in first], [[["device", true, undefined]], "number", false, false]);

  const kit = await user.createRecoveryKit({ password: PASSWORD, name: "desk" });
  await user.nameDevice(user.device_id, "Ada's laptop");
  assert.deepEqual(said(await user.getDevices()), [["device", true, "Ada's laptop"], ["recovery_kit", false, "desk"]]);
  await user.nameDevice(kit.device_id, "safe");
  const listed = [];
  for await (const device of user.devices()) listed.push(device);
  assert.deepEqual(said(listed), [["device", true, "Ada's laptop"], ["recovery_kit", false, "safe"]]);
  assert.deepEqual((await user.recoveryKits()).map(({ name }) => name), ["safe"]);

  // The next page, after a log-out too.
  await user.logOut();
  const next = await open(t, shared);
  const again = await next.client.login(identifier, PASSWORD, true);
  assert.deepEqual(said(await again.getDevices()), [["device", true, "Ada's laptop"], ["recovery_kit", false, "safe"]]);

  await again.nameDevice(kit.device_id, "");
  assert.deepEqual(said(await again.getDevices()).at(-1), ["recovery_kit", false, "desk"], "the name that it was made with");
  await again.nameDevice(kit.device_id, "safe");
  await again.revokeRecoveryKit(kit.device_id, { password: PASSWORD });
  assert.deepEqual(namesIn(shared), [[{ user_id: again.id, device_id: again.device_id, name: "Ada's laptop" }]], "a deleted device leaves no name");
});

test("devices that are named at the same time keep their names", async (t) => {
  const identifier = await newAccount();
  const shared = new SharedStorage();
  const { client } = await open(t, shared);
  const user = await client.login(identifier, PASSWORD, true);
  const names = Array.from({ length: 6 }, (_, at) => `name ${at}`);
  await Promise.all(names.map((name, at) => user.nameDevice(`device-${at}`, name)));
  assert.deepEqual(namesIn(shared)[0].map(({ name }) => name).sort(), names);
});

for (const remember of ["tab", "memory"]) {
  test(`remember ${remember}: a name leaves nothing in the browser, and a name there is not shown`, async (t) => {
    const identifier = await newAccount();
    const shared = new SharedStorage();
    const { client } = await open(t, shared, remember);
    const user = await client.login(identifier, PASSWORD, true);
    await user.nameDevice(user.device_id, "of this visit");
    assert.deepEqual(said(await user.getDevices()), [["device", true, "of this visit"]]);
    assert.deepEqual(namesIn(shared), []);
  });
}

test("what is damaged is no name, and what is no text is refused", async (t) => {
  const identifier = await newAccount();
  const shared = new SharedStorage();
  const { client } = await open(t, shared);
  const user = await client.login(identifier, PASSWORD, true);
  await user.nameDevice(user.device_id, "laptop");
  const key = [...shared.records.keys()].find((key) => key.endsWith("/names"));
  for (const damaged of ["{", "7", "[null]", JSON.stringify([{ user_id: user.id, device_id: user.device_id, name: 7 }])]) {
    shared.records.set(key, damaged);
    assert.deepEqual(said(await user.getDevices()), [["device", true, undefined]], damaged);
  }
  await user.nameDevice(user.device_id, "mended");
  assert.deepEqual(said(await user.getDevices()), [["device", true, "mended"]]);
  for (const given of [["", "name"], [7, "name"], [user.device_id, 7], [user.device_id]]) await assert.rejects(user.nameDevice(...given), { code: "INVALID_ARGUMENT" });
  await user.logOut();
  await assert.rejects(user.nameDevice("device", "name"), { code: "SIGNED_OUT" });
});

test("deleting the account forgets all its names, and nobody else's", async (t) => {
  const [ada, bob] = [await newAccount(), freshName()];
  const shared = new SharedStorage();
  const { client } = await open(t, shared);
  await client.register(bob, PASSWORD);
  const other = await client.login(bob, PASSWORD, true);
  await other.nameDevice(other.device_id, "Bob's");
  const user = await client.login(ada, PASSWORD, true);
  await user.nameDevice(user.device_id, "Ada's");
  await user.deleteUser(PASSWORD);
  assert.deepEqual(namesIn(shared)[0].map(({ name }) => name), ["Bob's"]);
});

test("authenticators by their AAGUIDs", () => {
  assert.equal(authenticatorName("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4"), "Google Password Manager");
  assert.equal(authenticatorName("FBFC3007-154E-4ECC-8C0B-6E020557D7BD"), "Apple Passwords");
  for (const other of ["00000000-0000-0000-0000-000000000000", "", "constructor", "__proto__", undefined]) assert.equal(authenticatorName(other), undefined);
  // Each is an AAGUID, stands once, and is loaded only by those who import it.
  const source = readFileSync(new URL("../../../pkg/src/passkeys/authenticators.ts", import.meta.url), "utf8");
  const rows = [...source.matchAll(/^ {2}"(.*)": "(.*)",$/gm)];
  assert.ok(rows.length >= 25);
  for (const [, aaguid, name] of rows) assert.match(`${aaguid} ${name}`, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} \S.{2,30}$/);
  assert.equal(new Set(rows.map(([, aaguid]) => aaguid)).size, rows.length);
  assert.doesNotMatch(readFileSync(new URL("../../../pkg/dist/sdk.js", import.meta.url), "utf8"), /Google Password Manager/);
});
