// No secret stays in the linear memory of the wasm. In a page and its worker: tests/browser/e2e/memory-scan.test.mjs.

import { test } from "node:test";
import { watchLinearMemory } from "../../browser/e2e/linear-memory.mjs";
import { apiOf, scan, watchedOptions } from "./memory-scenario.mjs";
import { APP_TOKEN, BASE, freshName, totp } from "./support.mjs";

test("no secret stays in the memory of the wasm", { timeout: 110_000 }, async (t) => {
  watchLinearMemory(false);
  const { createClient } = await import("../../../pkg/dist/index.js");
  const records = new Map();
  const getStorage = async () => ({
    init: async () => ({ status: true }),
    getItem: async (key) => records.get(key),
    set: async (key, value) => void records.set(key, value),
    delete: async (key) => void records.delete(key),
    cleanStorage: async () => records.clear(),
  });
  globalThis.client = createClient({ base_url: BASE, app_token: APP_TOKEN, storage: { getStorage }, ...watchedOptions() });
  t.after(() => globalThis.client.dispose());
  await globalThis.client.init();
  const memory = { "this process": (needles) => globalThis.memoryWatch.find(needles) };
  await scan({ run: async (work, argument) => work(argument), memory, post: apiOf(BASE, APP_TOKEN), totp, identifier: freshName() });
});
