// What a page keeps after many logins, and what the collector takes of users and groups that nobody disposes.
// SENTC_TEST_CYCLES=1000 for the long run; a thousand cycles may cost 1 MB.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, withPage } from "./support.mjs";
import { newTab, watchMemory } from "./sdk-pages.mjs";

useBrowser();

const CYCLES = Number(process.env.SENTC_TEST_CYCLES ?? 60);
const LIMIT = 1 << 20;

/** Bytes in use after a collection. */
async function sizes(page, devtools) {
  for (let i = 0; i < 3; i++) {
    // One object more: when it is known to be gone, so is what went with it.
    await page.evaluate(() => {
      window.gone = false;
      window.watch ??= new FinalizationRegistry(() => (window.gone = true));
      watch.register({}, undefined);
    });
    do await devtools.send("HeapProfiler.collectGarbage");
    while (!(await page.evaluate(() => gone)));
  }
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return { heap: usedSize, wasm: await page.evaluate(() => wasmMemory.buffer.byteLength) };
}

for (const worker of ["auto", "off"]) {
  test(`${CYCLES} logins and log-outs leave nothing behind, worker: ${worker}`, { timeout: 60_000 + CYCLES * 2_000 }, () =>
    withPage(async (first) => {
      const page = await newTab(first.context(), { before: watchMemory });
      const devtools = await page.context().newCDPSession(page);
      await page.evaluate(async (worker) => {
        const { client } = await help.start({ worker });
        const { identifier, user } = await help.somebody(client);
        await user.logOut();
        window.cycles = async (count) => {
          for (let i = 0; i < count; i++) await (await client.login(identifier, help.PASSWORD, true)).logOut();
          help.events.length = 0;
        };
      }, worker);
      // Until what is made once (code, caches) is made.
      await page.evaluate(() => cycles(20));
      const before = await sizes(page, devtools);
      await page.evaluate((count) => cycles(count), CYCLES);
      const after = await sizes(page, devtools);
      const grown = { heap: after.heap - before.heap, wasm: after.wasm - before.wasm };
      console.log(`${CYCLES} cycles, worker ${worker}: JavaScript heap ${before.heap} + ${grown.heap} bytes, wasm memory ${before.wasm} + ${grown.wasm} bytes`);
      assert.equal(grown.wasm <= (CYCLES >= 1000 ? LIMIT : 0), true, "wasm memory");
      // The heap is never exactly the same: a few short runs are allowed what the long one is, in proportion and 64 KB.
      assert.ok(grown.heap <= Math.min(LIMIT, (LIMIT * CYCLES) / 1000 + (64 << 10)), "JavaScript heap");
    }),
  );
}

test("users and groups that nobody disposes are collected", { timeout: 60_000 }, () =>
  withPage(async (first) => {
    const page = await newTab(first.context());
    const devtools = await page.context().newCDPSession(page);
    await page.evaluate(async () => {
      const { client } = await help.start();
      window.client = client;
      window.collected = [];
      // Reachable, or it would be collected itself.
      window.registry = new FinalizationRegistry((name) => collected.push(name));
      const make = async () => {
        const { user } = await help.somebody(client);
        const group = await user.getGroup(await user.createGroup());
        const same = await client.getActualUser();
        registry.register(user, "user");
        registry.register(same, "the same user");
        registry.register(group, "group");
        registry.register(group.data, "group data");
      };
      await make();
    });
    const seen = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return page.evaluate(() => help.pause(20).then(() => [...collected].sort()));
    };
    let collected = [];
    // Whoever is never collected is waited for until the test's time is over.
    while (collected.length < 4) collected = await seen();
    assert.deepEqual(collected, ["group", "group data", "the same user", "user"]);
    // The session itself goes on.
    assert.equal(await page.evaluate(async () => (await client.getActualUser(true)).enabledMfa()), false);
  }),
);
