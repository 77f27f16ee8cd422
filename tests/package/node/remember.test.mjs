// Staying signed in, or not: tabs of one browser, made of a storage that they share and one that each has for itself.
// Chromium's are in tests/browser/e2e/remember.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/dist/index.js";
import { APP_TOKEN, BASE, PASSWORD, SharedStorage, clock, freshName, newAccount, settled } from "./support.mjs";

// The SDK asks for both: they make this process a page.
before(() => (globalThis.document = new EventTarget()));
after(() => (delete globalThis.document, delete globalThis.sessionStorage));

/** `sessionStorage`. */
class TabStorage {
  texts = new Map();
  full = false;
  get length() {
    return this.texts.size;
  }
  key = (at) => [...this.texts.keys()][at] ?? null;
  getItem = (key) => this.texts.get(key) ?? null;
  setItem = (key, text) => {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.texts.set(key, text);
  };
  removeItem = (key) => void this.texts.delete(key);
}

class Browser {
  shared = new SharedStorage();

  /** A page in a tab: a new one, or the next one in the same tab. */
  async open(t, tab = new TabStorage(), options = {}) {
    Object.defineProperty(globalThis, "sessionStorage", { value: tab, configurable: true, writable: true });
    const client = createClient({ app_token: APP_TOKEN, base_url: BASE, storage: this.shared.options, encrypt_storage: "off", worker: "off", ...options });
    const events = [];
    for (const name of ["signedIn", "signedOut", "storageUnavailable"]) client.on(name, (payload) => events.push([name, payload]));
    t.after(() => client.dispose());
    return { client, events, tab, found: await client.init() };
  }

  /** The keys in the shared storage, without the prefix, and without the list of sessions. */
  places() {
    return [...this.shared.records.keys()].map((key) => key.replace(/^\w+\//, "")).filter((key) => key !== "users").sort();
  }
}

const placesIn = (tab) => [...tab.texts.keys()].map((key) => key.replace(/^sentc-light\/\w+\//, "")).sort();

let account;
const somebody = () => (account ??= newAccount());

test("tab: the next page in the tab finds it, another tab does not, and the browser has nothing of it", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  const user = await client.login(identifier, PASSWORD, true, { remember: "tab" });
  await user.getGroup(await user.createGroup());
  await settled();
  const { device_id } = user.data;
  assert.deepEqual(browser.places(), []);
  assert.deepEqual(placesIn(tab), ["current", `device/${device_id}`, `groups/${device_id}`, `user/${identifier}`]);

  const other = await browser.open(t);
  assert.deepEqual([other.found, other.events, await other.client.getUser(identifier)], [undefined, [], false]);
  const next = await browser.open(t, tab);
  assert.equal(next.found?.identifier, identifier);
  // What is refreshed stays where it is.
  clock.jump(600_000);
  t.after(() => clock.reset());
  const before = next.found.data.jwt;
  assert.notEqual(await next.found.getJwt(), before);
  clock.reset();
  assert.deepEqual(browser.places(), []);
  await next.found.logOut();
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
  assert.equal((await browser.open(t, tab)).found, undefined);
});

test("memory: nothing is left anywhere, but another init of the page finds it", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  const user = await client.login(identifier, PASSWORD, true, { remember: "memory" });
  await user.getGroup(await user.createGroup());
  await settled();
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
  assert.equal((await client.getActualUser()).identifier, identifier);
  const again = { app_token: APP_TOKEN, base_url: BASE, storage: browser.shared.options, encrypt_storage: "off", worker: "off", timeout_ms: 9000 };
  assert.equal((await client.init(again))?.identifier, identifier);
  assert.equal((await browser.open(t, tab)).found, undefined);
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
});

test("the option of the client is the default, and a call says otherwise", async (t) => {
  const identifier = freshName();
  const browser = new Browser();
  const { client, tab } = await browser.open(t, undefined, { remember: "memory" });
  // A registration leaves nothing either.
  await client.register(identifier, PASSWORD);
  await client.login(identifier, PASSWORD, true);
  await settled();
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
  const user = await client.login(identifier, PASSWORD, true, { remember: "browser" });
  await settled();
  assert.deepEqual(browser.places(), ["current", `device/${user.data.device_id}`, "kdf", `user/${identifier}`]);
  assert.equal((await browser.open(t)).found?.identifier, identifier);
  for (const remember of ["forever", 1, {}]) {
    await assert.rejects(client.login(identifier, PASSWORD, true, { remember }), { code: "INVALID_ARGUMENT" });
    await assert.rejects(createClient({ app_token: APP_TOKEN }).init({ app_token: APP_TOKEN, remember }), { code: "INVALID_OPTIONS" });
  }
});

test("a login with a code keeps what was said first", async (t) => {
  const identifier = await newAccount();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  const user = await client.login(identifier, PASSWORD, true, { remember: "memory" });
  const { recover } = await user.registerRawOtp(PASSWORD);
  await user.logOut();
  const { u: waiting } = await client.login(identifier, PASSWORD, false, { remember: "tab" });
  await client.mfaRecoveryLogin(recover[0], waiting);
  await settled();
  assert.deepEqual([browser.places(), placesIn(tab).includes(`user/${identifier}`)], [[], true]);
});

test("a new login of the same device says where it is from then on, and other tabs go by it", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  await client.login(identifier, PASSWORD, true);
  await settled();
  assert.ok(browser.places().includes(`user/${identifier}`) && browser.places().includes("kdf"));
  const other = await browser.open(t);
  assert.equal(other.found?.identifier, identifier);
  // A channel alone keeps no process of Node alive.
  const alive = setInterval(() => undefined, 1000);
  t.after(() => clearInterval(alive));
  const out = new Promise((resolve) => other.client.on("signedOut", resolve));
  await client.login(identifier, PASSWORD, true, { remember: "tab" });
  assert.deepEqual(browser.places().filter((place) => place !== "kdf"), [], "the browser's is gone");
  assert.equal((await out).remote, true);
  await client.login(identifier, PASSWORD, true, { remember: "browser" });
  assert.deepEqual([placesIn(tab), browser.places().includes(`user/${identifier}`)], [[], true]);
});

test("a login that fails changes nothing of the session that is there", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  const user = await client.login(identifier, PASSWORD, true);
  await assert.rejects(client.login(identifier, "wrong", true, { remember: "memory" }), { code: "WRONG_PASSWORD" });
  clock.jump(600_000);
  t.after(() => clock.reset());
  await user.getJwt();
  clock.reset();
  await settled();
  assert.ok(browser.places().includes(`user/${identifier}`));
  assert.equal((await browser.open(t, tab)).found?.identifier, identifier);
});

test("a renamed session stays where it is", async (t) => {
  const identifier = await newAccount();
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  const user = await client.login(identifier, PASSWORD, true, { remember: "tab" });
  const name = freshName();
  await user.updateUser(name);
  await settled();
  assert.deepEqual(placesIn(tab).filter((place) => place.startsWith("user/")), [`user/${name}`]);
  assert.deepEqual(browser.places(), []);
  assert.equal((await browser.open(t, tab)).found?.identifier, name);
});

test("somebody in the tab beside somebody in the browser", async (t) => {
  const [inBrowser, inTab] = [await somebody(), await newAccount()];
  const browser = new Browser();
  const { client, tab } = await browser.open(t);
  await client.login(inBrowser, PASSWORD, true);
  const user = await client.login(inTab, PASSWORD, true, { remember: "tab" });
  assert.equal((await browser.open(t, tab)).found?.identifier, inTab);
  const other = await browser.open(t);
  assert.equal(other.found?.identifier, inBrowser);
  await user.logOut();
  assert.deepEqual([placesIn(tab), other.client.status], [[], "signedIn"]);
  assert.equal((await browser.open(t, tab)).found?.identifier, inBrowser);
});

test("a tab's storage that is full: the session is in memory, and the app gets an event", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  const { client, tab, events } = await browser.open(t);
  tab.full = true;
  await client.login(identifier, PASSWORD, true, { remember: "tab" });
  await settled();
  assert.ok(events.some(([name, { reason }]) => name === "storageUnavailable" && /QuotaExceededError/.test(reason)));
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
  assert.equal((await client.getActualUser()).identifier, identifier);
});

test("a damaged record in the tab is nobody, and goes", async (t) => {
  const identifier = await somebody();
  for (const damaged of ["", "{", "7", "null", "[]", '[null,"?","?"]']) {
    const browser = new Browser();
    const { client, tab } = await browser.open(t);
    await client.login(identifier, PASSWORD, true, { remember: "tab" });
    const key = [...tab.texts.keys()].find((key) => key.includes("/user/"));
    tab.texts.set(key, damaged);
    const next = await browser.open(t, tab);
    assert.deepEqual([next.found, tab.texts.has(key)], [undefined, false], damaged);
  }
});

test("without tabs (a worker, Node) tab is memory", async (t) => {
  const identifier = await somebody();
  const browser = new Browser();
  delete globalThis.document;
  t.after(() => (globalThis.document = new EventTarget()));
  const { client, tab } = await browser.open(t);
  await client.login(identifier, PASSWORD, true, { remember: "tab" });
  await settled();
  assert.deepEqual([browser.places(), placesIn(tab)], [[], []]);
});
