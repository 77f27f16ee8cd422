// Locks, the page's policy and the worker, as the wasm's host has them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MODULE, inTabs, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 60_000 };

/** Runs in a page: a host with nothing behind it. */
const openHost = () => {
  window.opened = () => sdk.openHost({ records: { close() {} }, kdf: undefined, fetch: undefined, fetched: () => undefined, ask: async () => "", hear: () => undefined, log: undefined, tellSession: () => undefined });
  window.host = opened();
};

test("a lock is held by one tab, and released at once when its host closes", limit, inTabs(async (tab) => {
  const [one, two] = [await tab(), await tab()];
  for (const page of [one, two]) await page.evaluate(openHost);
  await one.evaluate(async () => void (await host.lock("a")));
  await two.evaluate(() => {
    window.granted = [];
    host.lock("a").then((release) => granted.push(release));
    return host.lock("b").then((release) => release());
  });
  const held = () => two.evaluate(async () => (await navigator.locks.query()).held.map(({ name, clientId }) => [name, clientId]));
  const [[name, holder], ...rest] = await held();
  assert.deepEqual([name, rest, await two.evaluate(() => granted.length)], ["a", [], 0]);
  await one.evaluate(() => host.close());
  await two.waitForFunction(() => granted.length === 1);
  assert.notEqual((await held())[0][1], holder);
  // Twice does no harm.
  await two.evaluate(async () => {
    granted[0]();
    granted[0]();
    await navigator.locks.request("a", () => undefined);
  });
}));

test("a tab that holds a lock for long makes one warning", limit, inTabs(async (tab) => {
  const [one, two] = [await tab(), await tab()];
  for (const page of [one, two]) await page.evaluate(openHost);
  await one.evaluate(async () => void (await host.lock("a")));
  const warned = await two.evaluate(async () => {
    const told = [];
    console.warn = (words) => told.push(words);
    const later = performance.now() + 5_000;
    const briefly = host.lock("a");
    briefly.cancel();
    const [first, second] = [host.lock("a"), host.lock("a")];
    performance.now = () => later;
    first.cancel();
    second.cancel();
    (await host.lock("free"))();
    return told;
  });
  assert.equal(warned.length, 1);
  assert.match(warned[0], /another tab of this origin holds a lock/);
}));

test("nobody is left holding a lock that is not wanted any more", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(openHost);
  const pending = await page.evaluate(async () => {
    // Before it can be granted, while it is being granted, after it was granted, and while it waits.
    host.lock("a").cancel();
    const second = host.lock("a");
    await Promise.resolve();
    second.cancel();
    const third = host.lock("a");
    await third;
    const waiting = host.lock("a");
    await new Promise((resolve) => setTimeout(resolve));
    waiting.cancel();
    third.cancel();
    const other = opened();
    (await other.lock("a"))();
    other.lock("a");
    other.close();
    await navigator.locks.request("a", () => undefined);
    const { held, pending } = await navigator.locks.query();
    return [held.length, pending.length];
  });
  assert.deepEqual(pending, [0, 0]);
}));

test("without Web Locks, or where they are refused, locks within the page", limit, inTabs(async (tab) => {
  for (const before of [
    () => Object.defineProperty(navigator, "locks", { value: undefined }),
    () => (LockManager.prototype.request = () => Promise.reject(new DOMException("", "SecurityError"))),
  ]) {
    const page = await tab({ before });
    await page.evaluate(openHost);
    const order = await page.evaluate(async () => {
      const [order, other] = [[], opened()];
      const first = await host.lock("a");
      const cancelled = host.lock("a");
      const second = other.lock("a").then((release) => (order.push("second"), release));
      const third = host.lock("a").then((release) => (order.push("third"), release));
      cancelled.cancel();
      (await host.lock("b"))();
      order.push("first");
      first();
      await second;
      other.close();
      (await third)();
      (await host.lock("a"))();
      return order;
    });
    assert.deepEqual(order, ["first", "second", "third"]);
    await page.close();
  }
}));

test("sleeping ends, and timers end with the host", limit, inTabs(async (tab) => {
  const page = await tab({
    before: () => {
      window.timers = new Set();
      const { setTimeout, clearTimeout } = window;
      window.setTimeout = (run, ms) => {
        const timer = setTimeout(() => (timers.delete(timer), run()), ms);
        timers.add(timer);
        return timer;
      };
      window.clearTimeout = (timer) => (timers.delete(timer), clearTimeout(timer));
    },
  });
  await page.evaluate(openHost);
  const left = await page.evaluate(async () => {
    await host.sleep(1);
    host.sleep(2 ** 40);
    const cancelled = host.sleep(100_000);
    cancelled.cancel();
    await cancelled;
    const before = timers.size;
    host.close();
    return [before, timers.size];
  });
  assert.deepEqual(left, [1, 0]);
}));

test("a request that the page's policy blocks says so, others do not", limit, inTabs(async (tab) => {
  const fetched = (page, url) =>
    page.evaluate(async (url) => {
      try {
        return (await sdk.fetchUnderPolicy(undefined, url)).status;
      } catch ({ code, message, hint, retryable }) {
        return { code, message, hint, retryable };
      }
    }, url);
  const strict = await tab({ headers: { "Content-Security-Policy": "connect-src 'self'" } });
  assert.deepEqual(await fetched(strict, "http://api.test:1/secret?token"), {
    code: "NETWORK", message: "the page's Content-Security-Policy (connect-src) blocks http://api.test:1", hint: "Add http://api.test:1 to connect-src.", retryable: false,
  });
  assert.equal(await fetched(strict, "/"), 200);
  const reporting = await tab({ headers: { "Content-Security-Policy-Report-Only": "connect-src 'none'" } });
  assert.equal((await fetched(reporting, "http://localhost:1/")).code, undefined);
  assert.equal(await fetched(reporting, "/"), 200);
}));

const WORKER = `onmessage = ({ data }) => postMessage("module" in data ? { kind: "ready" } : { kind: "keys", id: data.id, keys: data.password });`;

test("the worker: the password is moved, and a policy that refuses it leaves the derivation to the page", limit, inTabs(async (tab) => {
  const policies = [
    ["require-trusted-types-for 'script'; trusted-types sentc-light", ["password"]],
    ["require-trusted-types-for 'script'; trusted-types 'none'", [undefined]],
    ["worker-src 'none'", [undefined, "sentc-light: worker-src blocks the worker from http://localhost; keys are derived on the page's own thread"]],
  ];
  for (const [policy, expected] of policies) {
    const page = await tab({ files: { "/worker.js": WORKER }, headers: { "Content-Security-Policy": policy } });
    const warnings = [];
    page.on("console", (message) => message.type() === "warning" && message.text().startsWith("sentc-light") && warnings.push(message.text()));
    const warned = expected.length > 1 && page.waitForEvent("console", (message) => message.type() === "warning");
    const seen = await page.evaluate(async (module) => {
      await sdk.load(new Uint8Array(module));
      const password = new TextEncoder().encode("password");
      const kdf = sdk.kdfWorker(new URL("/worker.js", location.href).href);
      const keys = await Promise.resolve(kdf.derive(password, new Uint8Array(32), "standard")).catch(() => undefined);
      const answer = keys && new TextDecoder().decode(keys);
      await new Promise((resolve) => setTimeout(resolve));
      // Now that it has failed, nobody tries again at once.
      const again = answer ? undefined : kdf.derive(new TextEncoder().encode("password"), new Uint8Array(32), "standard");
      return { answer, left: [...(password.byteLength > 0 ? password : []), ...(keys ?? [])].filter((byte) => byte !== 0), again: typeof again };
    }, MODULE);
    await warned;
    assert.deepEqual(seen, { answer: expected[0], left: [], again: "undefined" }, policy);
    assert.deepEqual(warnings, expected.slice(1));
    await page.close();
  }
}));
