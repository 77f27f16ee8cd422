// A start where nobody is signed in: the wasm is loaded and not entered. In Chromium, over the real IndexedDB and channel;
// the other side of the boundary is scripted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MODULE, bundled, inTabs, useBrowser } from "./support.mjs";

useBrowser();

const SOURCES = `
  export { ClientCore } from "./core/client-core.ts";
  export { recordsPrefix } from "./core/ahead.ts";
  export { indexedDb } from "./host/indexed-db.ts";
  export { appStorage } from "./host/app-storage.ts";
  export { Events } from "./core/events.ts";
  export { load } from "./boundary/runtime.ts";
  export { SentcCore, wasm } from "sentc-light-wasm-glue";
`;
const files = { "/core.js": await bundled(SOURCES, "iife") };
/** The prefix of the records of `{ app_token: "token" }`: as in src/client/records.rs, computed with Python's hashlib. */
const PREFIX = "074b4441f192a78f";

/** A tab with the client's parts; `entries` counts how often the wasm was entered to make a client. */
async function open(newTab) {
  const page = await newTab({ files });
  await page.addScriptTag({ url: "/core.js" });
  await page.evaluate((MODULE) => {
    Object.assign(globalThis, {
      entries: 0,
      heard: [],
      reads: [],
      client: (options = {}) => new sdk.ClientCore({ app_token: "token", worker: "off", ...options }, new sdk.Events(), sdk.indexedDb(true), { failed: new Map(), unsaved: new Map() }),
      loaded: () => sdk.load(new Uint8Array(MODULE)),
    });
    let host;
    Object.defineProperty(sdk.wasm, "host", { get: () => host, set: (made) => ((host = made), entries++) });
    sdk.SentcCore.prototype.hear = (message) => heard.push(message);
    sdk.wasm.core = {
      init: async (_, { host }) => {
        for (const key of ["current", "user/ada"]) reads.push(await host.read(`074b4441f192a78f/${key}`));
        return undefined;
      },
      Exists: () => ({ available: true }),
    };
  }, MODULE);
  return page;
}

test("nobody is stored: init is done without entering the wasm, and the first call enters it", inTabs(async (newTab) => {
  const page = await open(newTab);
  const seen = await page.evaluate(async () => {
    const core = client();
    await loaded();
    await core.enter();
    const found = await core.start();
    const before = entries;
    const answer = await core.row(0, "Exists", { user_identifier: "ada" });
    // A second start asks the wasm.
    await core.start();
    return { found: found === undefined, before, answer, after: entries, reads };
  });
  assert.deepEqual(seen, { found: true, before: 0, answer: { available: true }, after: 1, reads: [undefined, undefined] });
}));

test("nobody is stored: once the page is idle the wasm is entered, for the first call; not if the client is closed by then", inTabs(async (newTab) => {
  const page = await open(newTab);
  const seen = await page.evaluate(async () => {
    const idle = () => new Promise((done) => requestIdleCallback(done));
    const started = async () => {
      const core = client();
      await loaded();
      await core.enter();
      await core.start();
      return core;
    };
    const core = await started();
    await idle();
    const counts = [entries];
    await core.row(0, "Exists", { user_identifier: "ada" });
    counts.push(entries);
    await (await started()).close(new Error("closed"));
    await idle();
    return [...counts, entries];
  });
  assert.deepEqual(seen, [1, 1, 1]);
}));

test("somebody is stored: what was read while the wasm loaded is what the wasm gets, once", inTabs(async (newTab) => {
  const page = await open(newTab);
  const seen = await page.evaluate(async (PREFIX) => {
    const store = sdk.indexedDb(true);
    await store.write([`${PREFIX}/current`, `${PREFIX}/user/ada`], ['"ada"', '{"record":1}']);
    const core = client();
    await loaded();
    await core.enter();
    await core.start();
    await store.write([`${PREFIX}/current`], ['"bob"']);
    await core.start();
    return { entries, reads };
  }, PREFIX);
  assert.deepEqual(seen, { entries: 1, reads: ['"ada"', '{"record":1}', '"bob"', '{"record":1}'] });
}));

test("what another tab says before the wasm is there is not lost", inTabs(async (newTab) => {
  const page = await open(newTab);
  const other = await open(newTab);
  const seen = await page.evaluate(async () => {
    const core = client();
    globalThis.core = core;
    await core.ahead.channel;
    await core.ahead.nobody;
    return entries;
  });
  await other.evaluate((PREFIX) => new BroadcastChannel(`sentc-light/${PREFIX}`).postMessage("a message"), PREFIX);
  await page.waitForFunction(() => core.heard.length === 1);
  const after = await page.evaluate(async () => {
    await loaded();
    await core.enter();
    return { entries, heard };
  });
  assert.deepEqual([seen, after], [0, { entries: 1, heard: ["a message"] }]);
}));

test("options that only Rust judges, and a storage of the app's own, go through the wasm", inTabs(async (newTab) => {
  const page = await open(newTab);
  const seen = await page.evaluate(async () => {
    await loaded();
    const counts = [];
    const storage = { getItem: async () => undefined, set: async () => undefined, delete: async () => undefined };
    for (const options of [{ base_url: "https:///x" }, { base_url: "https://ä.example" }, { getStorage: async () => storage }]) {
      const before = entries;
      await client(options).enter();
      counts.push(entries - before);
    }
    return counts;
  });
  assert.deepEqual(seen, [1, 1, 1]);
}));

test("the records' prefix is the one of Rust", inTabs(async (newTab) => {
  const page = await open(newTab);
  const prefixes = await page.evaluate(() => Promise.all([sdk.recordsPrefix({ app_token: "token" }), sdk.recordsPrefix({ app_token: "token", base_url: "https://api.sentc.com//" }), sdk.recordsPrefix({ app_token: "token", name: "work" })]));
  assert.deepEqual(prefixes, [PREFIX, PREFIX, "10257afcb0b58c36"]);
}));
