// What a page's thread compiles at its first registration: less, after its worker has prepared one of nobody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newTab } from "./sdk-pages.mjs";
import { newContext, useBrowser } from "./support.mjs";

useBrowser();

/** In the page: notes when a worker of the SDK is ready. */
function watchWorkers() {
  const ready = Promise.withResolvers();
  globalThis.workerReady = ready.promise;
  globalThis.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => data.kind === "ready" && ready.resolve());
    }
  };
}

test("functions that a registration calls are compiled by the worker while nobody waits for it", async () => {
  const compiled = [];
  for (const rests of [false, true]) {
    const context = await newContext();
    const page = await newTab(context, { before: watchWorkers });
    await page.evaluate(async () => void (globalThis.client = (await help.start()).client));
    if (rests) {
      const worker = page.workers()[0] ?? (await page.waitForEvent("worker"));
      await page.evaluate(() => workerReady);
      // Timers of one length end in their order: this one behind the worker's own.
      await worker.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    }
    const browser = context.browser();
    await browser.startTracing(page, { categories: ["blink.user_timing", "v8.wasm", "disabled-by-default-v8.wasm.detailed"] });
    await page.evaluate(async () => {
      performance.mark("prepares");
      JSON.parse(await client.prepareRegisterAsync("ada", help.PASSWORD));
    });
    const { traceEvents } = JSON.parse(await browser.stopTracing());
    const { pid, tid } = traceEvents.find(({ name }) => name === "prepares");
    compiled.push(traceEvents.filter((event) => event.name === "wasm.CompileLazy" && event.ph === "X" && event.pid === pid && event.tid === tid).length);
    await context.close();
  }
  const [atOnce, later] = compiled;
  assert.ok(atOnce > 100, `at once: ${atOnce}`);
  assert.ok(later < atOnce / 2, `at once: ${atOnce}, later: ${later}`);
});
