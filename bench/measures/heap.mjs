// What a page keeps of many logins: the linear memory of the wasm and the heap of JavaScript, after a collection. With the
// worker keys are derived there, and its memory goes when it ends; without it all is in the page.

import { heapInUse, kilobytes, objectsInUse } from "../heap.mjs";
import { table } from "../table.mjs";
import { logInAnew, tabsOf } from "../tabs.mjs";

export const title = "Memory after many logins, KB after a collection";

/** Logins until what is made once (code, caches) is made. */
const WARM_UP = 20;
const [FEW, MANY] = [100, 1_000];
/** Logins in one call of the driver's. */
const AT_A_TIME = 100;
const KINDS = { heap: "JavaScript heap", objects: "of it scripts' objects", wasm: "linear memory" };

export function measure({ pages, log }) {
  return pages(async (given) => {
    const rows = [];
    for (const worker of ["auto", "off"]) {
      const { context, open } = await tabsOf(given, keepMemory);
      // The cheaper derivation: nothing of a derivation stays, whatever it cost.
      const page = await open({ worker, kdf: "legacy" });
      const devtools = await context.newCDPSession(page);
      const identifier = await logInAnew(page);
      const after = {};
      let done = 1;
      for (const count of [WARM_UP, FEW, MANY]) {
        for (; done < count; done += Math.min(AT_A_TIME, count - done)) {
          await page.evaluate(logIn, { identifier, times: Math.min(AT_A_TIME, count - done) });
        }
        after[count] = { heap: await heapInUse(devtools), objects: await objectsInUse(devtools), wasm: await page.evaluate(() => wasmMemory.buffer.byteLength) };
      }
      const growth = (kind) => Math.round((after[MANY][kind] - after[FEW][kind]) / (MANY - FEW));
      rows.push({ worker, after, growth: Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, growth(kind)])) });
      await context.close();
    }
    log(`\n${given.version}`);
    const counts = [WARM_UP, FEW, MANY];
    log(
      table(
        ["", ...counts.map((count) => `${count} logins`), `bytes a login, ${FEW} to ${MANY}`],
        rows.flatMap(({ worker, after, growth }) =>
          Object.entries(KINDS).map(([kind, words]) => [`worker ${worker}, ${words}`, ...counts.map((count) => kilobytes(after[count][kind])), String(growth[kind])]),
        ),
      ),
    );
    return { engine: given.version, unit: "bytes", rows, charts: [] };
  });
}

/** Runs in the tab, before the client. */
function keepMemory() {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const result = await instantiate(...given);
    globalThis.wasmMemory = (result.instance ?? result).exports.memory;
    return result;
  };
}

/** In the tab. Each login takes the place of the one before, as when somebody comes back. */
async function logIn({ identifier, times }) {
  for (let login = 0; login < times; login++) tab.user = await tab.client.login(identifier, tab.password, true);
}
