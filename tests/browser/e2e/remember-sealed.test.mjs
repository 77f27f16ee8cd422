// `remember: "tab"` in Chromium, as apps have it by default: the records in sessionStorage are sealed, and the key is not beside them.
// Who finds which session is in tests/package/node/remember.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newTab } from "./sdk-pages.mjs";
import { newContext, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

/** In the page: somebody signs in for the tab alone. */
const signIn = (page) =>
  page.evaluate(async () => {
    const { client } = await help.start();
    const identifier = help.freshName();
    await client.register(identifier, help.PASSWORD);
    const user = await client.login(identifier, help.PASSWORD, true, { remember: "tab" });
    await user.getGroup(await user.createGroup());
    return { identifier, data: JSON.parse(JSON.stringify({ ...user.data, device: { ...user.data.device } })) };
  });
const stored = (page) => page.evaluate(() => Object.entries({ ...sessionStorage }));
const found = (page) => page.evaluate(async () => (await help.start()).found?.identifier);

test("no secret and no key is in sessionStorage, and the records open in their tab alone", limit, async (t) => {
  const context = await newContext();
  t.after(() => context.close());
  const page = await newTab(context);
  const { identifier, data } = await signIn(page);
  const entries = await stored(page);
  const places = entries.map(([key]) => key.replace(/^sentc-light\/[0-9a-f]{16}\//, ""));
  for (const place of ["current", `device/${data.device_id}`, `groups/${data.device_id}`, `user/${identifier}`]) assert.ok(places.includes(place), place);

  const secrets = [data.jwt, data.refresh_token, data.device.private_key, data.device.sign_key, data.user_id];
  for (const [key, text] of entries) {
    const [plain, iv, sealed, ...more] = JSON.parse(text);
    // The initial vector and the ciphertext with its tag: nothing else.
    assert.deepEqual([plain, Buffer.from(iv, "base64").length, more], [null, 12, []], key);
    const bytes = Buffer.from(sealed, "base64");
    assert.ok(bytes.length > 16, key);
    for (const secret of secrets) for (const part of [text, bytes.toString("latin1")]) assert.ok(secret.length > 8 && !part.includes(secret), key);
  }
  assert.equal(new Set(entries.map(([, text]) => JSON.parse(text)[1])).size, entries.length, "an initial vector is used once");

  // The key stays in IndexedDB, where scripts can use it and not read it. No record of the session is beside it.
  const key = await page.evaluate(async () => {
    const key = await help.record("sealing-key");
    return { extractable: key.extractable, exported: await crypto.subtle.exportKey("raw", key).then(() => "exported", (error) => error.name) };
  });
  assert.deepEqual(key, { extractable: false, exported: "InvalidAccessError" });
  assert.deepEqual((await page.evaluate(() => help.places())).filter((place) => /^(user|device|groups|current)/.test(place)), []);

  await page.reload();
  await page.waitForFunction(() => window.Sentc !== undefined);
  assert.equal(await found(page), identifier);
  assert.equal(await found(await newTab(context)), undefined, "another tab");
});

test("a record in another one's place, and one whose key is gone, open for nobody", limit, async (t) => {
  const context = await newContext();
  t.after(() => context.close());
  const page = await newTab(context);
  const { identifier } = await signIn(page);
  const before = await stored(page);
  const again = async (change) => {
    await page.evaluate(([entries]) => (sessionStorage.clear(), entries.forEach(([key, text]) => sessionStorage.setItem(key, text))), [before]);
    await change();
    await page.reload();
    await page.waitForFunction(() => window.Sentc !== undefined);
    return found(page);
  };
  assert.equal(await again(() => undefined), identifier);
  const swapped = () =>
    page.evaluate(() => {
      const [user, device] = ["/user/", "/device/"].map((part) => Object.keys(sessionStorage).find((key) => key.includes(part)));
      sessionStorage.setItem(user, sessionStorage.getItem(device));
    });
  assert.equal(await again(swapped), undefined);
  assert.equal(await again(() => page.evaluate(() => help.store((store) => store.delete("sealing-key")))), undefined);
  assert.equal((await stored(page)).some(([key]) => key.endsWith("/current")), false, "a record that opens never again is removed when it is read");
});
