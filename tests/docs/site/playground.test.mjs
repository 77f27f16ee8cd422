// The guide's blocks run in its pages, in Chromium, from static files. After scripts/docs.sh.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { blocksOf, pages, root } from "../blocks.mjs";

const SITE = join(root, "target/docs/site");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json" };
const limit = { timeout: 240_000, skip: existsSync(join(root, "pkg/dist/testing.js")) ? false : "the service was not built" };
/** Pages with blocks that run. */
const withBlocks = pages().filter((page) => page.startsWith("docs/") && blocksOf(page).some(({ how }) => how === "page"));

useBrowser();
/** What was asked for, since `requests.length = 0`. */
const requests = [];
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  requests.push(pathname);
  const file = join(SITE, pathname);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
});
let origin;
before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => (server.closeAllConnections(), server.close()));

async function ended(block) {
  await block.and(block.page().locator('[data-state="ended"], [data-state="failed"]')).waitFor();
  return { state: await block.getAttribute("data-state"), output: await block.locator(".play-out").allInnerTexts() };
}

test("nothing is loaded before somebody runs a block; what was edited runs; nothing stays", limit, () =>
  withPage(async (page) => {
    await page.goto(`${origin}/quick-start.html`);
    const block = page.locator(".play").first();
    await block.getByRole("button", { name: "Edit" }).click();
    assert.deepEqual(requests.filter((path) => path.startsWith("/play/")), []);
    const code = block.getByLabel("Code");
    assert.match(await code.inputValue(), /^import Sentc from "sentc-light-wasm";/);
    await code.fill(`${await code.inputValue()}\nconsole.log("edited", { two: 1 + 1 });`);
    const run = block.getByRole("button", { name: "Run in this tab" });
    await run.click();
    const { state, output } = await ended(block);
    assert.equal(state, "ended", output);
    assert.match(output[0], /please log in[\s\S]*POST \/api\/v1\/register_light → 200[\s\S]*signed in as [0-9a-f-]{36}\s+edited \{\s*"two": 2/);
    assert.ok(requests.includes("/play/testing-wasm.js"));

    await code.fill('await SentcOfSetUp.init(setUpOptions);\nawait SentcOfSetUp.login("nobody", "password");');
    await run.click();
    await block.and(page.locator('[data-state="failed"]')).waitFor();
    assert.match(await block.locator(".play-out").innerText(), /USER_NOT_FOUND|WRONG_LOGIN|[A-Z_]{6,}: /);
    await block.getByRole("button", { name: "Undo changes" }).click();
    assert.equal(await block.locator("textarea").count(), 0);
    assert.deepEqual(await page.evaluate(async () => [(await indexedDB.databases()).length, Object.keys(localStorage).filter((key) => /sentc/i.test(key))]), [0, []]);
  }),
);

for (const name of withBlocks) {
  const path = name.replace(/^docs\//, "").replace(/\.md$/, ".html");
  test(`${path}: every block runs`, limit, () =>
    withPage(async (page) => {
      await page.goto(`${origin}/${path}`);
      const blocks = page.locator(".play");
      assert.equal(await blocks.count(), blocksOf(name).filter(({ how }) => how === "page").length);
      for (const block of await blocks.all()) {
        await block.getByRole("button", { name: "Run in this tab" }).click();
        const { state, output } = await ended(block);
        assert.equal(state, "ended", `${await block.locator("pre").first().innerText()}\n${output}`);
      }
    }),
  );
}
