// The demo on the guide's site: static files, and its service in a service worker of the browser. After scripts/docs.sh.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freshName, register, turnOnMfa, useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { root } from "../blocks.mjs";
import { SITE, useSite } from "./support.mjs";

useBrowser();
const site = useSite();
const limit = { timeout: 240_000, skip: existsSync(join(root, "pkg/dist/testing.js")) ? false : "the service was not built" };

/** As the browser does when a service worker has had nothing to do for a while. */
async function stopServiceWorkers(page) {
  const session = await page.context().newCDPSession(page);
  const stopped = new Promise((resolve) => {
    session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      if (versions.some(({ runningStatus }) => runningStatus === "stopped")) resolve();
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await stopped;
  await session.detach();
}

test("the demo runs in the tab, and its accounts outlive its service worker", limit, () =>
  withPage(async (page) => {
    const sent = [];
    // What the service worker answers is no request of the browser.
    page.context().on("request", (request) => request.serviceWorker() && sent.push(new URL(request.url()).pathname));
    await page.goto(`${site.origin}/play/demo/index.html`);
    await register(page, freshName("tab"));
    await turnOnMfa(page);
    await stopServiceWorkers(page);
    await page.reload();
    await page.locator("sentc-user-button").getByRole("button").first().waitFor();
    assert.equal(await page.evaluate(async () => (await (await Sentc.default.getActualUser()).getDevices()).length), 1);
    const pages = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts();
    assert.ok(pages.length > 3);
    for (const hidden of ["Back end", "Mailbox"]) assert.ok(!pages.includes(hidden), hidden);
    assert.deepEqual(sent.filter((path) => path.startsWith("/api/")), []);
  }),
);
