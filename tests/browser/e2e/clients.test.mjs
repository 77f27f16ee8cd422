// Several clients on a page, several objects of one user, the end of a client, and the worker that derives keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, withPage } from "./support.mjs";
import { OTHER_APP_TOKEN, newTab, watchMemory } from "./sdk-pages.mjs";

useBrowser();
const limit = { timeout: 120_000 };
const inTabs = (work) => () => withPage((page) => work((options) => newTab(page.context(), options)));

test("several apps, and several accounts of one app, share nothing", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async (other) => {
    const starts = [{}, { name: "work" }, { name: "home" }, ...(other ? [{ app_token: other }] : [])];
    const clients = [];
    for (const options of starts) clients.push((await help.start(options)).client);
    const people = await Promise.all(clients.map(help.somebody));
    const current = await Promise.all(clients.map(async (client, at) => (await client.getActualUser()).data.user_id === people[at].user.data.user_id));
    const strangers = await Promise.all(clients.map((client, at) => client.getUser(people[(at + 1) % people.length].identifier)));
    await people[0].user.logOut();
    await clients[1].dispose();
    const left = await Promise.all(clients.slice(2).map(async (client) => (await client.getActualUser(true)).enabledMfa()));
    const again = await help.start({ name: "work" });
    return { current, strangers, left, nobody: await help.code(clients[0].getActualUser()), disposed: await help.code(clients[1].getActualUser()), kept: again.found.data.user_id === people[1].user.data.user_id, count: clients.length };
  }, OTHER_APP_TOKEN);
  const each = (value, count = seen.count) => Array.from({ length: count }, () => value);
  assert.deepEqual(seen, { current: each(true), strangers: each(false), left: each(false, seen.count - 2), nobody: "NO_USER", disposed: "DISPOSED", kept: true, count: seen.count });
}));

test("several objects of one user see each other's changes, and end together", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const { client } = await help.start();
    const { identifier, user } = await help.somebody(client);
    const [second, third] = [await client.getActualUser(), await client.getUser(identifier)];
    const { secret } = await second.registerRawOtp(help.PASSWORD);
    const mfa = [user, second, third].map((one) => one.enabledMfa());
    await third.logOut();
    const codes = await Promise.all([user, second, third].flatMap((one) => [one.getJwt(), one.getDevices(), one.logOut(), one.updateUser("x"), one.createGroup()].map(help.code)));
    return { apart: user !== second && second !== third, shared: user.data.jwt === second.data.jwt, secret: typeof secret, mfa, codes: [...new Set(codes)] };
  });
  assert.deepEqual(seen, { apart: true, shared: true, secret: "string", mfa: [true, true, true], codes: ["SIGNED_OUT"] });
}));

test("dispose waits for the calls that run, and signs nobody out", limit, inTabs(async (tab) => {
  const page = await tab();
  // Answered once the calls that come too late have been refused.
  let answer;
  const wanted = new Promise((resolve) => (answer = resolve));
  await page.exposeFunction("answer", answer);
  await page.route("**/api/v1/user/device/**", async (route) => {
    await wanted;
    await route.continue();
  });
  const seen = await page.evaluate(async () => {
    const { client } = await help.start();
    const { user } = await help.somebody(client);
    const order = [];
    const running = user.getDevices().then((devices) => order.push(`devices ${devices.length}`));
    const ended = client.dispose().then(() => order.push("disposed"));
    const late = await help.code(user.getDevices());
    answer();
    await Promise.all([running, ended]);
    const byName = await help.start();
    const same = byName.found.data.user_id === user.data.user_id;
    // What `using` calls.
    const symbols = [Symbol.dispose, Symbol.asyncDispose].map((symbol) => symbol && typeof byName.client[symbol]);
    if (Symbol.asyncDispose) await byName.client[Symbol.asyncDispose]();
    else await byName.client.dispose();
    return { order, late, same, again: await help.code(byName.client.init()), symbols: symbols.every((type) => type === undefined || type === "function"), twice: await help.code(client.dispose()) };
  });
  assert.deepEqual(seen, { order: ["devices 1", "disposed"], late: "DISPOSED", same: true, again: "DISPOSED", symbols: true, twice: "fulfilled" });
}));

const ARGON2_BYTES = 19 << 20;

for (const module of [false, true]) {
  test(`keys are derived in a worker, which ends when idle (${module ? "ES module" : "script tag"})`, limit, inTabs(async (tab) => {
    const page = await tab({ before: watchMemory, csp: `default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src ${module ? "'self'" : "blob:"}; img-src data:`, module });
    const started = [];
    page.on("worker", (worker) => started.push(worker.url()));
    const bytes = await page.evaluate(async () => {
      const { client } = await help.start();
      const [one, two] = await Promise.all([help.somebody(client), help.somebody(client)]);
      const body = JSON.parse(await client.prepareRegisterAsync(help.freshName(), help.PASSWORD));
      await one.user.changePassword(help.PASSWORD, "another one");
      await two.user.deleteUser(help.PASSWORD);
      return [typeof body, wasmMemory.buffer.byteLength];
    });
    assert.equal(bytes[0], "object");
    assert.ok(bytes[1] < ARGON2_BYTES, `${bytes[1]} bytes of wasm memory in the page`);
    // The script tag's has a hash, and is started as the bytes that had it.
    assert.deepEqual(started.map((url) => (module ? new URL(url).pathname : new URL(url).protocol)), [module ? "/dist/sentc-light.worker.js" : "blob:"]);
    if (module) return;
    const [worker] = page.workers();
    await worker.waitForEvent("close", { timeout: 60_000 });
    assert.equal(page.workers().length, 0);
    // The next one is started when it is needed.
    await page.evaluate(async () => void (await help.somebody((await help.start({ name: "later" })).client)));
    assert.equal(page.workers().length, 1);
  }));
}

const WITHOUT_WORKER = {
  "option off": { options: { worker: "off" } },
  "a policy against workers": { csp: "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'none'; img-src data:" },
  "a script that isn't there": { options: { worker: "/nowhere/sentc-light.worker.js" } },
  "a script of another origin": { options: { worker: "http://127.0.0.1:9/sentc-light.worker.js" } },
  "a script that is something else": { options: { worker: "/js/jwt.js" } },
  "an environment without workers": { before: () => delete globalThis.Worker },
};

for (const [what, { options, ...tabOptions }] of Object.entries(WITHOUT_WORKER)) {
  test(`without a worker, on the spot: ${what}`, limit, inTabs(async (tab) => {
    const page = await tab(tabOptions);
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    const type = await page.evaluate(async ({ worker } = {}) => {
      const given = worker?.startsWith("/") || worker?.startsWith("http") ? new URL(worker, location.href) : worker;
      const { client } = await help.start({ worker: given });
      await help.somebody(client);
      return typeof (await client.prepareRegisterAsync(help.freshName(), help.PASSWORD));
    }, options);
    assert.equal(type, "string");
    assert.deepEqual(faults, []);
  }));
}

test("an aborted login leaves the worker usable", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    let deriving = () => undefined;
    const { client } = await help.start({ log: ({ path }) => path === "/prepare_login" && deriving() });
    const { identifier } = await help.somebody(client);
    const controller = new AbortController();
    // Keys are derived between these two requests.
    deriving = () => controller.abort();
    const aborted = help.code(client.login(identifier, help.PASSWORD, true, { signal: controller.signal }));
    return [await aborted, (await client.login(identifier, help.PASSWORD, true)).enabledMfa()];
  });
  assert.deepEqual(seen, ["ABORTED", false]);
}));
