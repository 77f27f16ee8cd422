// Sessions against races, faults and liars, in real tabs: what each of them must not end, revive or get. The rules are
// tested one by one in src/client; here, that browsers keep them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { armTrap, newTab } from "./sdk-pages.mjs";
import { useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };
const inTabs = (work) => () => withPage((page) => work((options) => newTab(page.context(), options)));

/** Runs first in a tab: a clock to move. */
const withClock = () => {
  const now = Date.now;
  window.ahead = 0;
  Date.now = () => now.call(Date) + window.ahead;
};
const hourLater = () => void (window.ahead = 3_600_000);

/** Holds the first request to a path that comes from now on. */
async function hold(page, path) {
  let seen;
  const held = new Promise((resolve) => (seen = resolve));
  await page.route(`**/api/v1${path}`, (route) => seen(route), { times: 1 });
  return { held };
}

const refusal = { contentType: "application/json", status: 400, body: JSON.stringify({ status: false, err_msg: "refused", err_code: 114 }) };

/** A client of this page with the stored user, as `client` and `user`. */
const join = async (options = {}) => {
  const { client, found } = await help.start(options);
  Object.assign(window, { client, user: found });
};

/** Somebody signs in here. */
const signIn = async (options) => {
  const { client } = await help.start(options);
  Object.assign(window, { client }, await help.somebody(client));
  return identifier;
};

/** What is left of somebody, in this tab and for whoever comes next. */
const leftOf = async (identifier) => {
  const next = await help.start({});
  const stored = (await help.places()).filter((place) => /^(user|device|current|groups|lease)/.test(place));
  return [await client.getUser(identifier), await help.code(client.getActualUser()), next.found === undefined, await next.client.getUser(identifier), stored];
};
const NOTHING = [false, "NO_USER", true, false, []];

for (const path of ["/refresh", "/init"]) {
  test(`a refusal that arrives after a new login of the device is not about that one: ${path}`, limit, inTabs(async (tab) => {
    const [one, two] = [await tab({ before: withClock }), await tab({ before: withClock })];
    // Held requests wait until they are released.
    const identifier = await one.evaluate(signIn, { timeout_ms: 600_000 });
    await Promise.all([one, two].map((page) => page.evaluate(hourLater)));
    const { held } = await hold(one, path);
    await one.evaluate((path) => {
      window.asked = path === "/init" ? help.start({ timeout_ms: 600_000 }).then(({ client, found }) => (Object.assign(window, { client, user: found }), found.getJwt())) : user.getJwt();
      window.asked = window.asked.then((jwt) => jwt, (error) => error.code);
    }, path);
    const route = await held;
    const jwt = await two.evaluate(async (identifier) => {
      window.client = (await help.start({ timeout_ms: 10_000 }).catch(() => undefined))?.client;
      window.user = await client.login(identifier, help.PASSWORD, true);
      return user.data.jwt;
    }, identifier);
    await route.fulfill(refusal);
    assert.equal(await one.evaluate(() => asked), jwt, "the new login is taken over");
    for (const page of [one, two]) {
      assert.deepEqual(await page.evaluate(async () => [await user.getJwt(), help.heard("signedOut").length, help.heard("sessionExpired").length]), [jwt, 0, 0]);
    }
    assert.deepEqual(await one.evaluate(async (identifier) => (await help.places()).filter((place) => /^(user|current)/.test(place)).map((place) => place.replace(identifier, "ADA")), identifier), ["current", "user/ADA"]);
  }));
}

for (const channel of ["with", "without"]) {
  test(`a log-out while another tab's refresh is finishing leaves nothing, ${channel} BroadcastChannel`, limit, inTabs(async (tab) => {
    const before = channel === "with" ? withClock : `(${withClock})(); delete globalThis.BroadcastChannel;`;
    const [one, two] = [await tab({ before }), await tab({ before })];
    const identifier = await one.evaluate(signIn);
    // The log-out waits for the refresh, for longer than this test takes.
    await two.evaluate(join, { timeout_ms: 600_000 });
    await one.evaluate(hourLater);
    const { held } = await hold(one, "/refresh");
    await one.evaluate(() => void (window.asked = help.code(user.getJwt())));
    const route = await held;
    // The service has answered; the answer is on its way when the other tab begins to log out, and comes while that waits.
    const answer = await route.fetch();
    await two.evaluate(() => void (window.out = help.code(user.logOut())));
    if (channel === "with") await one.evaluate(() => help.until(async () => (await help.code(user.getDevices())) === "SIGNED_OUT"));
    // The records are still there, and nobody is found by them.
    const still = await two.evaluate(async (identifier) => [await client.getUser(identifier), await help.code(client.getActualUser()), (await help.places()).includes(`user/${identifier}`)], identifier);
    assert.deepEqual(still, [false, "NO_USER", true]);
    await route.fulfill({ response: answer });
    assert.equal(await two.evaluate(() => out), "fulfilled");
    const code = await one.evaluate(() => asked);
    // Nobody tells this tab then: it finds out when it looks at the storage, at the next refresh.
    if (channel === "without") assert.equal(await one.evaluate(() => ((ahead = 7_200_000), help.code(user.getJwt()))), "SIGNED_OUT");
    else assert.equal(code, "SIGNED_OUT");
    for (const page of [one, two]) assert.deepEqual(await page.evaluate(leftOf, identifier), NOTHING);
    if (channel === "with") assert.deepEqual(await one.evaluate(() => help.heard("signedOut").map(([, , { remote, reason }]) => [remote, reason])), [[true, "log_out"]]);
  }));
}

for (const channel of ["with", "without"]) {
  test(`a newer login of the device in another tab is taken over, ${channel} BroadcastChannel, and nothing that is only said`, limit, inTabs(async (tab) => {
    const before = channel === "with" ? withClock : `(${withClock})(); delete globalThis.BroadcastChannel;`;
    const [one, two] = [await tab({ before }), await tab({ before })];
    const identifier = await one.evaluate(signIn);
    const old = await one.evaluate(() => user.data);
    if (channel === "with") {
      // Another script of the origin announces a change. Messages of one tab are heard in their order.
      await two.evaluate(({ name, user_id, device_id }) => {
        const forged = new BroadcastChannel(name);
        for (const type of ["signed_in", "renamed"]) {
          for (const device of [device_id, "another"]) forged.postMessage(JSON.stringify({ type, user_id, device_id: device, identifier: "mallory", jwt: "x" }));
        }
      }, { ...old, name: await one.evaluate(async () => `sentc-light/${(await help.keys()).find((key) => key.endsWith("/current")).split("/")[0]}`) });
      assert.deepEqual(await one.evaluate(async () => [user.data, (await client.getActualUser(false, true))[1]]), [old, identifier]);
    }
    const newer = await two.evaluate(async (identifier) => (await (await help.start()).client.login(identifier, help.PASSWORD, true)).data, identifier);
    assert.notEqual(newer.refresh_token, old.refresh_token);
    if (channel === "with") await one.evaluate((jwt) => help.until(() => user.data.jwt === jwt), newer.jwt);
    // Nobody tells this tab then: it finds out when it looks at the storage, at the next refresh.
    else await one.evaluate(() => ((ahead = 7_200_000), user.getJwt()));
    assert.equal(await one.evaluate(() => user.data.refresh_token), newer.refresh_token);
    // What was only said comes before it on the channel, and made no event: the login here, and the newer one.
    if (channel === "with") assert.deepEqual(await one.evaluate(() => help.heard("signedIn").map(([, , { user_id, remote }]) => [user_id, remote])), [[old.user_id, false], [old.user_id, true]]);
    assert.equal(await one.evaluate(() => help.heard("signedOut").length), 0);
    await one.evaluate(() => user.logOut());
    assert.deepEqual(await one.evaluate(leftOf, identifier), NOTHING);
  }));
}

test("a log-out heard from another tab stands, also where this one keeps its records in memory", limit, inTabs(async (tab) => {
  const [one, two] = [await tab({ before: withClock }), await tab()];
  const identifier = await two.evaluate(signIn);
  await one.evaluate(join);
  // From here on nothing more can be stored here: what the refresh brings is in memory.
  await one.evaluate(async () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    window.ahead = 3_600_000;
    const before = user.data.jwt;
    if ((await user.getJwt()) === before) throw new Error("not refreshed");
    await help.until(() => help.heard("storageUnavailable").length === 1);
  });
  await two.evaluate(() => user.logOut());
  await one.evaluate(() => help.until(() => help.heard("signedOut").length === 1));
  // The same client, with the same memory.
  assert.deepEqual(await one.evaluate(async (identifier) => [await client.init(), await client.getUser(identifier), await help.code(client.getActualUser()), await help.code(user.getJwt())].map((value) => value ?? "nobody"), identifier), ["nobody", false, "NO_USER", "SIGNED_OUT"]);
  assert.deepEqual(await one.evaluate(leftOf, identifier), NOTHING);
}));

test("a trap while a Web Lock is held: it is released at once, and the next tab refreshes", limit, inTabs(async (tab) => {
  // The time-out is longer than the test: nothing here may wait for it.
  const options = { timeout_ms: 600_000 };
  const [one, two] = [await tab({ before: `(${withClock})(); (${armTrap})();` }), await tab({ before: withClock })];
  await one.evaluate(async (options) => {
    const { client } = await help.start(options);
    Object.assign(window, { client }, await help.somebody(client));
  }, options);
  await two.evaluate(async (options) => {
    window.user = (await help.start(options)).found;
  }, options);
  for (const page of [one, two]) await page.evaluate(hourLater);
  const { held } = await hold(one, "/refresh");
  await one.evaluate(() => void (window.asked = help.code(user.getJwt())));
  await held;
  const locks = () => one.evaluate(async () => (await navigator.locks.query()).held.filter(({ name }) => name.startsWith("sentc-light")).length);
  assert.equal(await locks(), 1);
  await two.evaluate(() => void (window.asked = user.getJwt().then((jwt) => jwt.split(".").length, (error) => error.code)));
  const trapped = await one.evaluate(async () => {
    window.trapNext = true;
    return [await help.code(client.register("somebody", "password")), trapNext, await asked];
  });
  assert.deepEqual(trapped, ["INTERNAL", false, "INTERNAL"]);
  assert.equal(await two.evaluate(() => asked), 3, "the next one refreshes");
  assert.equal(await locks(), 0);
  assert.equal(await one.evaluate(() => user.getJwt().then((jwt) => jwt.split(".").length)), 3, "the session goes on in a new instance");
}));

test("a record that WebCrypto can't open for a moment is kept; one that fails its authentication is not", limit, inTabs(async (tab) => {
  const page = await tab({
    before: () => {
      const { decrypt } = SubtleCrypto.prototype;
      SubtleCrypto.prototype.decrypt = function (...args) {
        return window.faulty ? Promise.reject(new DOMException("", "OperationError")) : decrypt.apply(this, args);
      };
    },
  });
  const identifier = await page.evaluate(signIn);
  const seen = await page.evaluate(async (identifier) => {
    const before = await help.places();
    window.faulty = true;
    const next = await help.code(help.start({}));
    const kept = (await help.places()).join() === before.join();
    window.faulty = false;
    const found = (await help.start({})).found?.data.user_id === user.data.user_id;
    const [key] = (await help.keys()).filter((key) => key.endsWith(`/user/${identifier}`));
    const { iv, sealed } = await help.record(key);
    sealed[0] ^= 1;
    await help.store((store) => store.put({ iv, sealed }, key));
    const damaged = (await help.start({})).found === undefined;
    await help.until(() => help.heard("signedOut").length === 1);
    return { next, kept, found, damaged, reason: help.heard("signedOut")[0][2].reason, left: (await help.keys()).includes(key) };
  }, identifier);
  assert.deepEqual(seen, { next: "STORAGE", kept: true, found: true, damaged: true, reason: "storage_lost", left: false });
}));
