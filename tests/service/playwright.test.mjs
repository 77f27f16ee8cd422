// A page in Chromium whose requests the service in this process answers, as docs/testing.md has it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { testService } from "../../pkg/dist/testing.js";
import { dist } from "./support.mjs";

async function routeTo(page, service) {
  await page.route(`${service.base_url}/**`, async (route) => {
    const request = route.request();
    const init = { method: request.method(), headers: request.headers(), body: request.postDataBuffer() };
    const response = await service.fetch(request.url(), init).catch(() => undefined);
    if (!response) return route.abort();
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() });
  });
}

test("a page logs in, and its network fails on command", { timeout: 60_000 }, async (t) => {
  const service = await testService();
  t.after(() => service.close());
  const { identifier, password, user_id } = await service.users.create();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.route("http://app.test/**", (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" });
    return route.fulfill({ contentType: name.endsWith(".wasm") ? "application/wasm" : "text/javascript", body: readFileSync(`${dist}/${name}`) });
  });
  await routeTo(page, service);
  await page.goto("http://app.test/");
  const logIn = () =>
    page.evaluate(
      async ({ options, identifier, password }) => {
        const { createClient } = await import("/index.js");
        const client = createClient({ ...options, retries: 0, worker: "off" });
        await client.init();
        return client.login(identifier, password, true).then((user) => user.data.user_id, (error) => error.code);
      },
      { options: { app_token: service.app_token, base_url: service.base_url }, identifier, password },
    );
  service.failNext({ path: "/done_login", network: "before" });
  assert.equal(await logIn(), "NETWORK");
  assert.equal(await logIn(), user_id);
});
