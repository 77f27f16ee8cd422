// Ten tabs of one browser, against a server that ends the session when two refreshes overlap; and where the refresh
// token is in a browser.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { PASSWORD, freshName, newContext, passOn, useBrowser } from "./support.mjs";

const TABS = 10;
const ROUNDS = 50;
const STRATEGIES = ["api", "cookie", "cookie_fn"];
const APP_TOKEN = process.env.SENTC_TEST_PUBLIC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";

/** Runs first in every tab: a clock to move, everything that is said, and an ear on all channels. */
function prepareTab() {
  const now = Date.now;
  globalThis.clockOffset = 0;
  Date.now = () => now.call(Date) + globalThis.clockOffset;
  globalThis.said = [];
  const post = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (message) {
    globalThis.said.push({ posted: message });
    return post.call(this, message);
  };
  for (const name of ["log", "warn", "error", "info", "debug"]) {
    const original = console[name];
    console[name] = (...values) => {
      globalThis.said.push({ [name]: values.map(String) });
      original(...values);
    };
  }
}

/** Starts the SDK in a tab, as an app would. */
async function startTab({ strategy, app_token }) {
  const sentc = globalThis.Sentc.default;
  const endpoint_url = `${location.origin}/backend/refresh`;
  const endpoint_fn = async (old_jwt) => {
    const response = await fetch(endpoint_url, { headers: { Authorization: `Bearer ${old_jwt}` }, cache: "no-store" });
    if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
    return response.text();
  };
  const endpoint = { cookie: 0, cookie_fn: 1, api: 2 }[strategy];
  globalThis.options = { app_token, base_url: location.origin, name: strategy, refresh: { endpoint, endpoint_url, endpoint_fn }, log: (entry) => said.push({ log: entry }) };
  globalThis.ended = [];
  for (const name of ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable"]) {
    sentc.on(name, (payload) => {
      said.push({ [name]: { ...payload } });
      if (/signedOut|sessionExpired|storageUnavailable/.test(name)) globalThis.ended.push(name);
    });
  }
  globalThis.user = await sentc.init(globalThis.options);
  return globalThis.user !== undefined;
}

async function logIn({ identifier, password, strategy }) {
  const sentc = globalThis.Sentc.default;
  await sentc.register(identifier, password);
  globalThis.user = await sentc.login(identifier, password, true);
  const { jwt, refresh_token } = globalThis.user.data;
  if (strategy === "api") return refresh_token;
  const response = await fetch("/backend/session", { method: "POST", headers: { Authorization: `Bearer ${jwt}` }, body: JSON.stringify({ refresh_token }) });
  if (response.status !== 204) throw new Error(`POST /backend/session: ${response.status}`);
  return refresh_token;
}

useBrowser();
let server;

before(async () => {
  server = await strictServer();
});
// No test inherits what the one before asked of the server.
beforeEach(() => server.watch({ forgiving: true }));
after(() => server?.close());

for (const strategy of STRATEGIES) {
  test(`${strategy}: ten tabs make one refresh; fifty rounds sign nobody out`, { timeout: 300_000 }, async (t) => {
    const context = await newContext();
    t.after(() => context.close());
    const tabs = await openTabs(context, strategy);
    server.watch();
    let requests = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const jwts = await Promise.all(
        tabs.map((tab) =>
          tab.evaluate((hours) => {
            globalThis.clockOffset = hours * 3_600_000;
            return globalThis.user.getJwt();
          }, round),
        ),
      );
      assert.deepEqual([new Set(jwts).size, server.refreshes], [1, 1], `round ${round}`);
      requests += server.refreshes;
      server.refreshes = 0;
    }
    assert.equal(server.overlaps, 0);
    const ended = await Promise.all(tabs.map((tab) => tab.evaluate(() => globalThis.ended)));
    assert.deepEqual(ended.flat(), []);
    t.diagnostic(`${strategy}: ${ROUNDS} rounds of ${TABS} tabs: ${requests} refresh requests, ${server.overlaps} overlapped, nobody signed out`);
  });
}

test("a hundred calls in each of ten tabs make one refresh", { timeout: 180_000 }, async (t) => {
  for (const strategy of STRATEGIES) {
    const context = await newContext();
    t.after(() => context.close());
    const tabs = await openTabs(context, strategy);
    server.watch();
    await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(() => {
          globalThis.clockOffset = 3_600_000;
          return Promise.all(Array.from({ length: 100 }, () => globalThis.user.getJwt())).then(() => undefined);
        }),
      ),
    );
    assert.deepEqual([server.refreshes, server.overlaps], [1, 0], strategy);
    t.diagnostic(`${strategy}: 1000 calls in ${TABS} tabs, ${server.refreshes} refresh request`);
    await context.close();
  }
});

test("a tab that is closed in the middle of a refresh keeps nobody waiting", { timeout: 180_000 }, async (t) => {
  for (const strategy of STRATEGIES) {
    const context = await newContext();
    t.after(() => context.close());
    const [first, second] = await openTabs(context, strategy, 2);
    const held = server.holdOne();
    const expire = () => {
      globalThis.clockOffset = 3_600_000;
      globalThis.asked = globalThis.user.getJwt().catch((error) => error.code);
    };
    await first.evaluate(expire);
    await held.seen;
    await second.evaluate(expire);
    await first.close();
    await held.gone;
    // The lock goes with the tab. A lease does not: its deadline is the time-out and a second.
    const started = Date.now();
    assert.match(await second.evaluate(() => globalThis.asked), /^[\w-]+\.[\w-]+\.[\w-]+$/, strategy);
    assert.equal(server.refreshes, 2, "the one that was cut off, and the second tab's");
    t.diagnostic(`${strategy}: ${Date.now() - started} ms`);
    await context.close();
  }
});

test("the refresh token in the cookie modes: on the user that login returned, and nowhere else", { timeout: 180_000 }, async (t) => {
  for (const strategy of STRATEGIES) {
    const context = await newContext();
    t.after(() => context.close());
    const page = await openTab(context, strategy);
    const token = await page.evaluate(logIn, { identifier: freshName(), password: PASSWORD, strategy });
    await page.evaluate(async () => {
      globalThis.clockOffset = 3_600_000;
      await globalThis.user.getJwt();
    });
    const other = await openTab(context, strategy);
    const tokens = [await page.evaluate(() => user.data.refresh_token), await other.evaluate(() => user.data.refresh_token)];
    const isOn = strategy === "api" ? [token, token] : [token, ""];
    assert.deepEqual(tokens, isOn);
    for (const tab of [page, other]) {
      const seen = await tab.evaluate(everywhere);
      assert.ok(seen.includes("sentc-light") && seen.includes("/current"), "the database was read");
      assert.ok(!seen.includes(token), strategy);
    }
    // In bytes, too, it would be found.
    await page.evaluate(putBytes, token);
    assert.ok((await page.evaluate(everywhere)).includes(token), "the search looks into bytes");
    // Without encryption at rest it shows in the api mode, so the search above would find it.
    const plain = await page.evaluate(async () => {
      const found = await Sentc.default.init({ ...options, name: `${options.name}-plain`, encrypt_storage: "off" });
      return found === undefined;
    });
    assert.ok(plain);
    const plainToken = await page.evaluate(logIn, { identifier: freshName(), password: PASSWORD, strategy });
    assert.equal((await page.evaluate(everywhere)).includes(plainToken), strategy === "api", strategy);
    if (strategy !== "api") assert.ok(!(await page.evaluate(() => document.cookie)).includes("sentc"));
    const cookies = await context.cookies(`${server.url}/backend/refresh`);
    if (strategy !== "api") assert.ok(cookies.every(({ httpOnly, sameSite, path }) => httpOnly && sameSite === "Strict" && path === "/backend"));
    assert.equal(cookies.some(({ value }) => value.includes(plainToken)), strategy !== "api");
    await context.close();
  }
});

/** A record that holds a text as bytes, among others. */
async function putBytes(text) {
  const ask = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  const opening = indexedDB.open("of the test", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("bytes");
  const database = await ask(opening);
  const bytes = new Uint8Array([255, 128, ...new TextEncoder().encode(text), 200]);
  await ask(database.transaction("bytes", "readwrite").objectStore("bytes").put({ deep: [bytes] }, "key"));
  database.close();
}

/** All that scripts of this origin can read, and all that was said. */
async function everywhere() {
  const texts = [JSON.stringify(globalThis.said), JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href, JSON.stringify(history.state), document.documentElement.outerHTML];
  const ask = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  // Bytes as texts, each byte a character; so a token in the middle of others is found.
  const show = (_, value) => {
    if (value instanceof ArrayBuffer) return show(_, new Uint8Array(value));
    return ArrayBuffer.isView(value) ? new TextDecoder("windows-1252").decode(value) : value;
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      texts.push(name, JSON.stringify([await ask(all.getAllKeys()), await ask(database.transaction(store).objectStore(store).getAll())], show));
    }
    database.close();
  }
  for (const name of await caches.keys()) texts.push(name);
  return texts.join("\n");
}

async function openTab(context, strategy) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(prepareTab);
  await page.goto(`${server.url}/tab`);
  await page.evaluate(startTab, { strategy, app_token: APP_TOKEN });
  return page;
}

/** The first one logs in, the others find the stored user. */
async function openTabs(context, strategy, number = TABS) {
  // What happens while they open is not counted.
  server.watch({ forgiving: true });
  const first = await openTab(context, strategy);
  await first.evaluate(logIn, { identifier: freshName(), password: PASSWORD, strategy });
  const others = await Promise.all(Array.from({ length: number - 1 }, () => openTab(context, strategy)));
  return [first, ...others];
}

/** In front of the dev server: counts refreshes, slows them down, and ends the session when two overlap. */
async function strictServer() {
  const state = { refreshes: 0, overlaps: 0 };
  let [running, forgiving, held] = [0, true, undefined];
  const http = createServer(async (request, response) => {
    if (request.url === "/tab") {
      response.writeHead(200, { "content-type": "text/html" }).end('<!doctype html><title>tab</title><script src="/dist/sentc-light.min.js"></script>');
      return;
    }
    const isRefresh = ["/api/v1/refresh", "/backend/refresh"].includes(request.url);
    if (isRefresh) {
      state.refreshes++;
      if (running > 0) state.overlaps++;
      if (state.overlaps > 0 && !forgiving) {
        response.writeHead(401, { "content-type": "application/json" }).end('{"status":false,"err_msg":"used twice","err_code":114}');
        return;
      }
      running++;
      response.once("close", () => running--);
      if (held) {
        // Never answered: whoever asked goes.
        const { see, go } = held;
        held = undefined;
        response.once("close", go);
        see();
        return;
      }
      // A while for another one to overlap, if it wants to. Nothing is judged by how long it is.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    if (response.destroyed) return;
    passOn(request, response);
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${http.address().port}`,
    close: () => (http.close(), http.closeAllConnections()),
    /** Leaves the next refresh without an answer, overlaps are served. `seen`: it has come; `gone`: whoever asked has left. */
    holdOne: () => {
      Object.assign(state, { refreshes: 0, overlaps: 0 });
      forgiving = true;
      const hold = {};
      hold.seen = new Promise((resolve) => (hold.see = resolve));
      hold.gone = new Promise((resolve) => (hold.go = resolve));
      return (held = hold);
    },
    /** Starts counting again. `forgiving`: overlaps are counted and served. */
    watch: (options = {}) => {
      forgiving = options.forgiving ?? false;
      Object.assign(state, { refreshes: 0, overlaps: 0 });
    },
  });
}
