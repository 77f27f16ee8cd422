// sentc-light-wasm/testing/playwright without Playwright's own test runner: tests/package/bundlers/consumers/playwright is with it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { addAuthenticator, routeTo, sentcFixtures, signIn } from "../../pkg/dist/testing-playwright.js";
import { testService } from "../../pkg/dist/testing.js";
import { dist } from "./support.mjs";

const APP = "https://app.test";

async function opened(t, options) {
  const service = await testService(options);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  t.after(() => browser.close().then(() => service.close()));
  const context = await browser.newContext();
  await context.route(`${APP}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" });
    return route.fulfill({ contentType: name.endsWith(".wasm") ? "application/wasm" : "text/javascript", body: readFileSync(`${dist}/${name}`) });
  });
  await routeTo(context, service);
  const page = await context.newPage();
  await page.goto(APP);
  /** Runs in the page, with a client that has started. */
  const inApp = (work, given, more = {}) =>
    page.evaluate(
      async ([options, work, given]) => {
        const { createClient } = await import("/index.js");
        const client = createClient(options);
        const user = await client.init();
        return new Function("client", "user", "given", `return (${work})(client, user, given)`)(client, user, given);
      },
      [{ app_token: service.app_token, base_url: service.base_url, retries: 0, worker: "off", ...more }, String(work), given],
    );
  return { service, context, page, inApp };
}

test("a page logs in, and its network fails when it is asked to", { timeout: 60_000 }, async (t) => {
  const { service, inApp } = await opened(t);
  const { identifier, password, user_id } = await service.users.create();
  const logIn = () => inApp((client, _, [identifier, password]) => client.login(identifier, password, true).then((user) => user.data.user_id, (error) => error.code), [identifier, password]);
  service.failNext({ path: "/done_login", network: "before" });
  assert.equal(await logIn(), "NETWORK");
  assert.equal(await logIn(), user_id);
});

test("a context is signed in without the app, with a code too, and stays apart from others", { timeout: 60_000 }, async (t) => {
  const { service, context, page, inApp } = await opened(t);
  const [plain, guarded] = [await service.users.create(), await service.users.create({ mfa: true })];
  const who = (name) => inApp((_, user) => user?.identifier, undefined, name && { name });
  assert.equal(await who(), undefined);
  await signIn(context, service, plain, { url: APP });
  await signIn(context, service, guarded, { url: `${APP}/deep/page?query`, client: { name: "second" } });
  assert.deepEqual([await who(), await who("second")], [plain.identifier, guarded.identifier]);
  assert.equal(context.pages().length, 1);
  await assert.rejects(signIn(context, service, { ...plain, password: "another" }, { url: APP }), /WRONG_PASSWORD|INCORRECT|password/i);
  await assert.rejects(signIn(context, service, plain, {}), /baseURL/);
  assert.equal(context.pages().length, 1, "the page is closed also when it fails");
  await page.close();
});

test("an authenticator that makes passkeys, one that refuses, none", { timeout: 60_000 }, async (t) => {
  const { service, context, page, inApp } = await opened(t);
  const user = await service.users.create();
  await signIn(context, service, user, { url: APP });
  const authenticator = await addAuthenticator(page);
  const add = () => inApp((_, user) => user.addPasskey({ name: "ada" }).then(() => "added", (error) => error.code), undefined);
  assert.equal(await add(), "added");
  assert.equal((await authenticator.passkeys()).length, 1);
  await authenticator.verifies(false);
  assert.equal(await add(), "PASSKEY_CANCELLED");
  assert.equal((await authenticator.passkeys()).length, 1);
  await authenticator.remove();
  await assert.rejects(addAuthenticator({ context: () => ({ newCDPSession: async () => Promise.reject(new Error("no CDP")) }) }), /needs Chromium/);
});

test("what Playwright reads of a fixture: its first argument names what it needs", () => {
  const { service, ...others } = sentcFixtures();
  assert.deepEqual(service[1], { auto: true });
  for (const fixture of [service[0], ...Object.values(others)]) assert.match(String(fixture), /^async\s*\(\s*\{/);
});
