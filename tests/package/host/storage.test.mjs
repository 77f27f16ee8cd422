// Records in IndexedDB, and memory over it: conditional writes, faults of the database and of WebCrypto, the sealing key.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inTabs, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 60_000 };

for (const seals of [true, false]) {
  test(`a guarded write changes nothing when another tab was faster (${seals ? "sealed" : "plain"})`, limit, inTabs(async (tab) => {
    const [one, two] = [await tab(), await tab()];
    for (const page of [one, two]) await page.evaluate((seals) => (window.records = help.open({ seals })), seals);
    const read = (page, key) => page.evaluate((key) => records.read(key), key);
    const write = (page, ...args) => page.evaluate((args) => records.write(...args.map((arg) => (Array.isArray(arg) ? arg.map((value) => value ?? undefined) : arg))), args);
    // An empty store is a state as well.
    assert.deepEqual([await read(one, "a"), await read(two, "a")], [undefined, undefined]);
    assert.equal(await write(one, ["a", "b"], ["1", "1"], "a"), true);
    assert.equal(await write(two, ["a", "b"], ["2", "2"], "a"), false);
    assert.deepEqual([await read(two, "a"), await read(two, "b")], ["1", "1"]);
    // Having read it, the other one is up to date.
    assert.equal(await write(two, ["b", "a"], ["2", null], "a"), true);
    assert.equal(await write(one, ["a"], ["3"], "a"), false);
    assert.deepEqual([await read(one, "a"), await read(one, "b")], [undefined, "2"]);
    // What was written here last counts as read. The same text written again is another record, where it is sealed.
    assert.equal(await write(one, ["a"], ["4"]), true);
    assert.equal(await write(one, ["a"], ["5"], "a"), true);
    assert.deepEqual(await one.evaluate(() => help.told), []);
  }));
}

test("of several records all are written or none", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const records = help.open();
    await records.write(["a", "b"], ["1", "1"]);
    const before = [await help.raw("a"), await help.raw("b")].map(({ iv }) => String(iv));
    const { put } = IDBObjectStore.prototype;
    // The second one fails at the very end, as on a full disk.
    IDBObjectStore.prototype.put = function (value, key) {
      const request = put.call(this, value, key);
      if (key === "b") request.onsuccess = () => this.transaction.abort();
      return request;
    };
    const written = await records.write(["a", "b"], ["2", "2"]);
    IDBObjectStore.prototype.put = put;
    const after = [await help.raw("a"), await help.raw("b")].map(({ iv }) => String(iv));
    return { written, untouched: before.join() === after.join(), read: [await records.read("a"), await records.read("b")], shared: records.shared() };
  });
  assert.deepEqual(seen, { written: true, untouched: true, read: ["2", "2"], shared: false });
}));

test("what can't be stored is kept in memory, told once, and stored when it can be again", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const memory = new Map();
    const records = help.open({ memory });
    await records.write(["a", "gone"], ["1", "1"]);
    const mend = help.breaks(IDBObjectStore.prototype, "put", () => new DOMException("full", "QuotaExceededError"));
    // The deletion beside it is still done.
    await records.write(["a", "gone"], ["2", undefined]);
    await records.write(["b"], ["2"]);
    // It outlives what was opened over it.
    const next = help.open({ memory });
    const kept = [await records.read("a"), await next.read("a"), await next.read("b"), await next.read("gone"), await help.raw("gone")];
    mend();
    await records.write(["a", "b"], ["3", "3"]);
    return { kept, left: memory.size, stored: [await help.open().read("a"), await help.open().read("b")], told: help.told, shared: records.shared() };
  });
  assert.deepEqual(seen, { kept: ["2", "2", "2", undefined, undefined], left: 0, stored: ["3", "3"], told: ["IndexedDB: QuotaExceededError: full"], shared: false });
}));

test("a deletion that fails leaves what reads as nothing, and is made good", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const records = help.open();
    await records.write(["a", "b"], ["1", "1"]);
    const mend = help.breaks(IDBObjectStore.prototype, "delete");
    await records.write(["a", "b"], [undefined, "2"]);
    const meanwhile = [await help.raw("a"), await records.read("a"), await help.open().read("a"), await records.read("b")];
    mend();
    await records.read("b");
    return { meanwhile, after: (await help.keys()).sort(), told: help.told, shared: records.shared() };
  });
  assert.deepEqual(seen, { meanwhile: ["null", undefined, undefined, "2"], after: ["b", "sealing-key"], told: [], shared: true });
}));

test("the next load clears away what reads as nothing, and nothing that was written since", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(async () => {
    await help.store((store) => store.put("null", "a"));
    const records = help.open();
    if ((await records.read("a")) !== undefined) throw new Error("it was read");
    await help.until(async () => (await help.keys()).length === 0);
    await help.store((store) => store.put("null", "a"));
    // At once: the clearing away comes before, or finds another record.
    const [nothing] = await Promise.all([records.read("a"), records.write(["a"], ["2"])]);
    if (nothing !== undefined && nothing !== "2") throw new Error(nothing);
    await records.write(["b"], ["1"]);
    if ((await help.open().read("a")) !== "2") throw new Error("it was cleared away");
  });
}));

test("a deletion that fails in every way makes an event, and nothing is found", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const memory = new Map();
    const records = help.open({ memory });
    await records.write(["a", "b"], ["1", "1"]);
    const mends = ["put", "delete"].map((method) => help.breaks(IDBObjectStore.prototype, method));
    const error = await help.error(records.write(["a"], [undefined]));
    const again = await help.error(records.write(["a"], [undefined]));
    const meanwhile = [await records.read("a"), await help.open({ memory }).read("a"), await help.kind("a")];
    for (const mend of mends) mend();
    const next = help.open({ memory });
    await next.read("b");
    const after = (await help.keys()).sort();
    // A record that takes the place of one that is to be deleted stays.
    await Promise.all([records.write(["a"], ["2"]), records.read("b"), records.read("b")]);
    await records.read("b");
    return { errors: [error, again], meanwhile, after, written: await help.open().read("a"), shared: records.shared() };
  });
  assert.deepEqual(seen.errors, ["Error: IndexedDB: UnknownError: no", "Error: IndexedDB: UnknownError: no"]);
  assert.deepEqual({ ...seen, errors: undefined }, { errors: undefined, meanwhile: [undefined, undefined, "sealed"], after: ["b", "sealing-key"], written: "2", shared: false });
}));

test("without access to the database, everything is in memory", limit, inTabs(async (tab) => {
  for (const before of [
    () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
    () => Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } }),
    () => (IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); }),
  ]) {
    const page = await tab({ before });
    const seen = await page.evaluate(async () => {
      const records = help.open();
      const nothing = await records.read("a");
      await records.write(["a", "b"], ["1", "1"], "a");
      const deleted = await help.error(records.write(["b"], [undefined]));
      return { nothing, deleted, a: await records.read("a"), b: await records.read("b"), told: help.told.length, shared: records.shared() };
    });
    assert.deepEqual(seen, { nothing: undefined, deleted: "fulfilled", a: "1", b: undefined, told: 1, shared: false });
    await page.close();
  }
}));

test("a plain record is read, and sealed then", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(async () => {
    await help.open({ seals: false }).write(["a"], ["plain"]);
    if ((await help.raw("a")) !== "plain") throw new Error("it is sealed already");
    const records = help.open();
    if ((await records.read("a")) !== "plain") throw new Error("it was not read");
    await help.until(async () => (await help.kind("a")) === "sealed");
    // That it was sealed is no change for whoever read it.
    if (!(await records.write(["a"], ["2"], "a"))) throw new Error("it counts as another one");
    if ((await help.open({ seals: false }).read("a")) !== "2") throw new Error("it is not what was written");
  });
}));

test("the sealing key lost: an event says that the record is lost, and it is gone", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    await help.open().write(["a"], ["1"]);
    await help.store((store) => store.delete("sealing-key"));
    const records = help.open();
    const lost = [await records.read("a"), await records.read("a"), await help.raw("a")];
    await records.write(["a"], ["2"]);
    return [...lost, await help.open().read("a")];
  });
  assert.deepEqual(seen, [null, undefined, undefined, "2"]);
}));

test("a record in another one's place does not open; one of another tab's new key does", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const records = help.open();
    await records.write(["a", "b"], ["1", "2"]);
    const b = await help.raw("b");
    await help.store((store) => store.put(b, "a"));
    const moved = [await records.read("a"), await help.raw("a"), await records.read("b")];
    await help.store((store) => store.clear());
    await help.open().write(["a"], ["3"]);
    return [...moved, await records.read("a")];
  });
  assert.deepEqual(seen, [null, undefined, "2", "3"]);
}));

test("a passing fault of WebCrypto costs no record", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const operation = () => new DOMException("", "OperationError");
    const records = help.open();
    await records.write(["a"], ["1"]);
    const before = String((await help.raw("a")).iv);
    const results = [];
    for (const method of ["decrypt", "encrypt"]) {
      const mends = method === "decrypt" ? [help.breaks(SubtleCrypto.prototype, "decrypt", operation)] : [];
      // The record itself is fine: only the try with the probe may say otherwise.
      if (method === "encrypt") {
        const { decrypt } = SubtleCrypto.prototype;
        mends.push(help.breaks(SubtleCrypto.prototype, "encrypt", operation), () => (SubtleCrypto.prototype.decrypt = decrypt));
        SubtleCrypto.prototype.decrypt = async () => Promise.reject(operation());
      }
      results.push(await help.error(records.read("a")));
      for (const mend of mends) mend();
    }
    // Over before the probe: once is not enough to judge.
    const { decrypt } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.decrypt = function () {
      SubtleCrypto.prototype.decrypt = decrypt;
      return Promise.reject(operation());
    };
    return { results, once: await records.read("a"), same: String((await help.raw("a")).iv) === before, told: help.told };
  });
  assert.deepEqual(seen, { results: ["Error: IndexedDB: OperationError: ", "Error: IndexedDB: OperationError: "], once: "1", same: true, told: [] });
}));

test("closing lets go of the database, and what comes after opens it again", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const records = help.open();
    await records.write(["a"], ["1"]);
    const writing = records.write(["a"], ["2"]);
    records.close();
    const written = await writing;
    records.close();
    const events = [];
    // Whoever still has it open would be asked to give way first.
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("sentc-light");
      Object.assign(request, { onblocked: () => events.push("blocked"), onsuccess: resolve, onerror: reject });
    });
    return [written, ...events, await records.read("a"), await records.write(["a"], ["3"]), await records.read("a")];
  });
  assert.deepEqual(seen, [true, undefined, true, "3"]);
}));

test("another tab may delete the database at any time", limit, inTabs(async (tab) => {
  const [one, two] = [await tab(), await tab()];
  await one.evaluate(async () => void (await (window.records = help.open()).write(["a"], ["1"])));
  await two.evaluate(() => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase("sentc-light"), { onsuccess: resolve, onerror: reject })));
  assert.deepEqual(await one.evaluate(async () => [await records.read("a"), await records.write(["a"], ["2"]), await records.read("a"), help.told]), [undefined, true, "2", []]);
}));
