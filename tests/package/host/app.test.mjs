// The app's own storage under the SDK's records, and `getStore`, the SDK's storage under the app's records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inTabs, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 60_000 };

/** Runs in a page: a storage as apps have one. What is in `refuses` fails. */
function appStorage() {
  const kept = new Map();
  const refuses = new Set();
  const calls = [];
  const run = (name, key, work) => {
    calls.push(`${name} ${key}`);
    if (refuses.has(name)) throw Object.assign(new Error("a secret"), { name: "QuotaError" });
    return work();
  };
  return {
    kept, refuses, calls,
    init: async () => ({ status: true }),
    // As methods of an object, and one that gives no promise.
    getItem(key) {
      return run("getItem", key, () => this.kept.get(key));
    },
    async set(key, value) {
      run("set", key, () => this.kept.set(key, value));
    },
    async delete(key) {
      run("delete", key, () => this.kept.delete(key));
    },
    cleanStorage: async () => kept.clear(),
  };
}

const withApp = (page, work) => page.evaluate(`(async () => { const app = (${appStorage})(); return (${work})(app); })()`);

test("the app's own storage gets plain texts; deleting puts what reads as nothing first", limit, inTabs(async (tab) => {
  const seen = await withApp(await tab(), async (app) => {
    const records = help.open({ app });
    await records.write(["a", "b"], ["1", "2"]);
    const texts = [...app.kept];
    app.calls.length = 0;
    await records.write(["a"], [undefined]);
    app.kept.set("c", { not: "ours" });
    return { texts, calls: app.calls, read: [await records.read("a"), await records.read("b"), await records.read("c")], left: [...app.kept.keys()], databases: (await indexedDB.databases()).length };
  });
  assert.deepEqual(seen, { texts: [["a", "1"], ["b", "2"]], calls: ["set a", "delete a", "getItem a", "getItem b", "getItem c"], read: [undefined, "2", undefined], left: ["b", "c"], databases: 0 });
}));

test("what the app's own storage refuses is kept in memory; its words are not repeated", limit, inTabs(async (tab) => {
  const seen = await withApp(await tab(), async (app) => {
    const records = help.open({ app });
    await records.write(["a"], ["1"]);
    app.refuses.add("set");
    await records.write(["a", "b"], ["2", "2"]);
    const kept = [await records.read("a"), await records.read("b"), app.kept.get("a")];
    // It deletes, though it sets nothing.
    await records.write(["a"], [undefined]);
    const deleted = [await records.read("a"), app.kept.has("a")];
    app.refuses.delete("set");
    await records.write(["a"], ["3"]);
    // It sets, though it deletes nothing.
    app.refuses.add("delete");
    await records.write(["a"], [undefined]);
    const hidden = [await records.read("a"), app.kept.get("a")];
    app.refuses.add("set");
    await records.write(["b"], ["4"]);
    app.kept.set("d", "old");
    const error = await help.error(records.write(["d"], [undefined]));
    const marked = await records.read("d");
    app.refuses.clear();
    await records.read("e");
    app.refuses.add("getItem");
    return { kept, deleted, hidden, error, marked, left: app.kept.has("d"), told: help.told, read: await help.error(records.read("f")) };
  });
  assert.deepEqual(seen, {
    kept: ["2", "2", "1"], deleted: [undefined, false], hidden: [undefined, "null"],
    error: "Error: the app's storage failed in delete: QuotaError", marked: undefined, left: false,
    told: ["the app's storage failed in set: QuotaError"], read: "Error: the app's storage failed in getItem: QuotaError",
  });
}));

test("guarded writes in the app's own storage", limit, inTabs(async (tab) => {
  const seen = await withApp(await tab(), async (app) => {
    const [one, two] = [help.open({ app }), help.open({ app })];
    const results = [await one.read("a"), await two.read("a"), await one.write(["a"], ["1"], "a"), await two.write(["a", "b"], ["2", "2"], "a")];
    return [...results, await two.read("a"), await two.read("b"), await two.write(["a"], ["3"], "a")];
  });
  assert.deepEqual(seen, [undefined, undefined, true, false, "1", undefined, true]);
}));

/** Runs in a page: what `Sentc.getStore` gives. */
const openStores = () => {
  window.records = help.open();
  window.store = sdk.appRecords(records, "prefix", () => undefined);
  window.other = sdk.appRecords(records, "other", () => undefined);
};

test("getStore: anything that JSON can hold, in a namespace of its own, sealed", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(openStores);
  const seen = await page.evaluate(async () => {
    const values = [null, false, 0, "", "text", [1, { a: null }], { deep: { list: ["ä", "\u{1f600}"] } }];
    await records.write(["prefix/current", "prefix/user/ada", "prefix/app"], ["1", "2", undefined]);
    for (const [at, value] of values.entries()) await store.set(`key ${at}`, value);
    await other.set("key 0", "other");
    const read = await Promise.all(values.map((_, at) => store.getItem(`key ${at}`)));
    const outside = await Promise.all(["current", "../current", "prefix/current", "user/ada"].map((key) => store.getItem(key)));
    for (const key of ["current", "../current", "prefix/user/ada", "never"]) await store.delete(key);
    const kinds = new Set(await Promise.all((await help.keys()).filter((key) => key !== "sealing-key").map(help.kind)));
    await store.delete("key 1");
    const deleted = await store.getItem("key 1");
    await store.cleanStorage();
    await store.cleanStorage();
    return {
      init: await store.init(), same: JSON.stringify(read) === JSON.stringify(values), outside, kinds: [...kinds], deleted,
      cleaned: await Promise.all(values.map((_, at) => store.getItem(`key ${at}`))), ours: [await records.read("prefix/current"), await records.read("prefix/user/ada")],
      other: await other.getItem("key 0"), left: (await help.keys()).sort(),
    };
  });
  assert.deepEqual(seen, {
    init: { status: true }, same: true, outside: Array(4).fill(undefined), kinds: ["sealed"], deleted: undefined, cleaned: Array(7).fill(undefined), ours: ["1", "2"],
    other: "other", left: ["other/app", "other/app/key 0", "prefix/app", "prefix/current", "prefix/user/ada", "sealing-key"],
  });
}));

test("getStore: what several tabs write at once is all there, and all cleaned", limit, inTabs(async (tab) => {
  const tabs = await Promise.all([tab(), tab(), tab()]);
  for (const page of tabs) await page.evaluate(openStores);
  await Promise.all(tabs.map((page, at) => page.evaluate((at) => Promise.all(Array.from({ length: 8 }, (_, number) => store.set(`${at} ${number}`, number))), at)));
  assert.equal((await tabs[0].evaluate(() => help.keys())).filter((key) => key.startsWith("prefix/app/")).length, 24);
  await tabs[1].evaluate(() => store.cleanStorage());
  assert.deepEqual((await tabs[0].evaluate(() => help.keys())).filter((key) => key.startsWith("prefix/app/")), []);
}));

test("getStore: what is damaged counts as empty, and is mended by the next write", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(openStores);
  const seen = await page.evaluate(async () => {
    const seen = [];
    await records.write(["prefix/user/ada"], ["theirs"]);
    for (const damaged of ["[", "{}", "7", "null", '[1, null, "a", "prefix/user/ada"]']) {
      await store.set("a", 1);
      await records.write(["prefix/app", "prefix/app/b"], [damaged, damaged]);
      const read = [await store.getItem("a"), typeof (await store.getItem("b"))];
      await store.set("b", 2);
      await store.set("a", 2);
      seen.push([...read, await store.getItem("a"), await store.getItem("b"), JSON.parse(await records.read("prefix/app")).sort()]);
      await store.cleanStorage();
      // A damaged list leads to nobody else's records.
      seen.at(-1).push(await store.getItem("a"), await store.getItem("b"), await records.read("prefix/user/ada"));
    }
    return seen;
  });
  const mended = [2, 2, ["prefix/app/a", "prefix/app/b"], null, null, "theirs"];
  assert.deepEqual(JSON.parse(JSON.stringify(seen)), [...Array(4).fill([1, "undefined", ...mended]), [1, "number", ...mended]]);
}));

test("getStore: a storage that reads differently each time is given up, and the page goes on meanwhile", limit, inTabs(async (tab) => {
  const seen = await withApp(await tab(), async (app) => {
    let count = 0;
    app.getItem = (key) => (key.endsWith("/app") ? JSON.stringify([`key ${++count}`]) : undefined);
    const store = sdk.appRecords(help.open({ app }), "prefix", () => undefined);
    let turns = 0;
    const timer = setInterval(() => turns++);
    const error = await store.set("a", 1).then(() => "fulfilled", ({ code }) => code);
    clearInterval(timer);
    return { error, bounded: count < 200, went_on: turns > 0 };
  });
  assert.deepEqual(seen, { error: "STORAGE", bounded: true, went_on: true });
}));

test("getStore: failures are SentcErrors", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(openStores);
  const codes = await page.evaluate(async () => {
    const code = (promise) => promise.then(() => "fulfilled", ({ code }) => code);
    const circle = {};
    circle.circle = circle;
    const bad = [store.set("a", undefined), store.set("a", () => 1), store.set(1, 1), store.set("", 1), store.getItem(), store.delete(null)];
    const results = await Promise.all(bad.map(code));
    await store.set("a", 1);
    const mend = help.breaks(IDBObjectStore.prototype, "get");
    results.push(await code(store.getItem("a")));
    mend();
    return results;
  });
  assert.deepEqual(codes, [...Array(6).fill("INVALID_ARGUMENT"), "STORAGE"]);
}));
