// After a log-out, and after a login that failed, no secret is in the linear memory of the wasm: neither the page's nor the
// worker's. In Node the same is tried by tests/package/node/memory-scan.test.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { apiOf, scan, watchedOptions } from "../../package/node/memory-scenario.mjs";
import { needlesOf, watchLinearMemory } from "./linear-memory.mjs";
import { APP_TOKEN, newTab } from "./sdk-pages.mjs";
import { URL_OF_DEMO, freshName, totp, useBrowser, withPage } from "./support.mjs";

useBrowser();

for (const withWorker of [true, false]) {
  test(`no secret stays in the memory of the wasm: ${withWorker ? "page and worker" : "page alone"}`, { timeout: 180_000 }, () =>
    withPage(async (first) => {
      const page = await newTab(first.context(), { before: watchLinearMemory, argument: false });
      const script = await readFile(new URL("../../../pkg/dist/sentc-light.worker.js", import.meta.url), "utf8");
      // At every call to JavaScript: a derivation makes few.
      const body = `(${watchLinearMemory})(true);memoryWatch.start();\n${script}`;
      await page.route("**/watched.worker.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
      await page.evaluate(
        async ([text, withWorker]) => {
          const worker = withWorker ? new URL("/watched.worker.js", location.href) : "off";
          window.client = (await help.start({ ...new Function(`return (${text})()`)(), worker })).client;
        },
        [String(watchedOptions), withWorker],
      );
      const finds = (place) => async (needles) => (await place())?.evaluate((needles) => memoryWatch.find(needles), needles) ?? {};
      const memory = { page: finds(() => page), ...(withWorker && { worker: finds(() => page.workers()[0]) }) };
      const run = (work, argument) => page.evaluate(work, argument);
      const derived = await scan({ run, memory, post: apiOf(URL_OF_DEMO, APP_TOKEN), totp, identifier: freshName() });
      if (!withWorker) return;
      const seen = await page.workers()[0].evaluate((needles) => memoryWatch.stop(needles), needlesOf(derived));
      assert.deepEqual(seen.sort(), ["auth, raw", "password", "wrapping, raw"], "what the worker did");
    }),
  );
}
