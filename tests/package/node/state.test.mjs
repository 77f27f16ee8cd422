// The state of a client, for views to follow: over a scripted seam (seam.mjs).

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { inspect } from "node:util";
import { WASM, memoryStorage, refusal, sdk, seam, turns, view } from "./seam.mjs";

const { createClient } = sdk;

/** What the wasm has: `stored`, the current user, whom `Init` finds; `asked`, every call. */
let stored, offline, asked, answer;
beforeEach(() => {
  [stored, offline, asked] = [undefined, false, []];
  seam.call = answer = async ({ core, session, name, secrets }) => {
    asked.push({ session, name, secrets });
    switch (name) {
      case "init":
        if (!stored) return null;
        core.host.session(7, JSON.stringify(stored));
        return { session: 7, invites: offline ? [] : [{ group_id: "g", time: 1 }], offline };
      case "currentUser":
        if (!stored) throw refusal("NO_USER");
        core.host.session(7, JSON.stringify(stored));
        return 7;
      case "login":
        stored = view();
        core.host.session(7, JSON.stringify(stored));
        return { kind: "user", u: { session: 7, refresh_token: stored.refresh_token || "SECRET-of-login" } };
      case "logOut":
        stored = undefined;
        core.host.session(session, undefined);
        return null;
      case "Devices":
        return [];
      default:
        throw refusal("NO_SUCH_ROUTE");
    }
  };
});

function client(t, options = {}) {
  const storage = memoryStorage();
  const made = createClient({ app_token: "token", wasm_path: WASM, storage: { getStorage: async () => storage }, ...options });
  t.after(() => made.dispose());
  const seen = [];
  made.subscribe(() => seen.push(made.getSnapshot()));
  return { client: made, seen, host: () => seam.cores.at(-1).host };
}

const times = (name) => asked.filter((call) => call.name === name).length;

test("loading, signed out, signed in, signed out: each a snapshot of its own, and the same until then", async (t) => {
  const { client: sentc, seen } = client(t);
  assert.deepEqual(sentc.getSnapshot(), { status: "loading" });
  assert.equal(await sentc.init(), undefined);
  assert.deepEqual([sentc.status, sentc.getSnapshot()], ["signedOut", { status: "signedOut" }]);
  assert.equal(sentc.getSnapshot(), sentc.getSnapshot());

  const login = await sentc.login("ada", "password", true);
  const snapshot = sentc.getSnapshot();
  assert.deepEqual([snapshot.status, snapshot.user.data, snapshot.identifier], ["signedIn", login.data, "ada"]);
  await login.getDevices();
  assert.equal(sentc.getSnapshot(), snapshot);
  await login.logOut();
  assert.deepEqual(sentc.getSnapshot(), { status: "signedOut" });
  await turns();
  assert.deepEqual(seen.map(({ status }) => status).slice(-1), ["signedOut"]);
  assert.equal(seen.length, 3);
});

test("MFA, the identifier and an end in another tab make another snapshot, a new JWT does not", async (t) => {
  stored = view();
  const { client: sentc, seen, host } = client(t);
  const user = await sentc.init();
  await turns();
  seen.length = 0;
  const first = sentc.getSnapshot();
  const now = (changes) => host().session(7, JSON.stringify((stored = { ...stored, ...changes })));

  now({ jwt: "SECRET-new" });
  assert.equal(sentc.getSnapshot(), first);
  now({ mfa: true });
  const second = sentc.getSnapshot();
  assert.notEqual(second, first);
  assert.equal(second.user, first.user);
  assert.equal(second.user, user);
  now({ identifier: "ada.l" });
  assert.deepEqual([sentc.getSnapshot().identifier, user.identifier], ["ada.l", "ada.l"]);
  host().session(7, undefined);
  assert.deepEqual(sentc.getSnapshot(), { status: "signedOut" });
  await turns();
  assert.equal(seen.length, 3);
});

test("another tab signs somebody in", async (t) => {
  const { client: sentc, host } = client(t);
  await sentc.init();
  stored = view({ identifier: "bob" });
  const changed = new Promise((resolve) => sentc.subscribe(resolve));
  // The wasm tells of the session before it tells the event.
  host().session(7, JSON.stringify(stored));
  host().event(JSON.stringify({ name: "signedIn", payload: { user_id: stored.user_id, remote: true } }));
  await changed;
  assert.deepEqual([sentc.getSnapshot().status, sentc.getSnapshot().identifier], ["signedIn", "bob"]);
});

test("offline at the start: the stored user, and what is missing once something was answered", async (t) => {
  [stored, offline] = [view(), true];
  const { client: sentc, host } = client(t);
  const user = await sentc.init();
  assert.deepEqual([sentc.status, sentc.getSnapshot().user, user.group_invites], ["offline", user, []]);

  const told = (entry) => host().log(JSON.stringify({ path: "/user/device", ...entry }));
  told({});
  told({ http_status: 503 });
  await turns();
  assert.equal(times("init"), 1, "nothing is asked where nothing answers");
  for (let answered = 0; answered < 3; answered++) told({ http_status: 200 });
  await turns();
  assert.deepEqual([times("init"), sentc.status], [2, "offline"], "once at a time");
  offline = false;
  const changed = new Promise((resolve) => sentc.subscribe(resolve));
  told({ http_status: 200 });
  await changed;
  assert.deepEqual([sentc.status, sentc.getSnapshot().user, user.group_invites.length], ["signedIn", user, 1]);
  told({ http_status: 200 });
  await turns();
  assert.equal(times("init"), 3, "and no more afterwards");
});

test("offline at the start: the browser says that it is online; init called again tries too", async (t) => {
  const online = new EventTarget();
  globalThis.addEventListener = online.addEventListener.bind(online);
  globalThis.removeEventListener = online.removeEventListener.bind(online);
  t.after(() => (delete globalThis.addEventListener, delete globalThis.removeEventListener));
  [stored, offline] = [view(), true];
  const { client: sentc } = client(t);
  const user = await sentc.init();
  assert.equal(await sentc.init(), user);
  assert.deepEqual([times("init"), sentc.status], [2, "offline"]);
  offline = false;
  const changed = new Promise((resolve) => sentc.subscribe(resolve));
  online.dispatchEvent(new Event("online"));
  await changed;
  assert.equal(sentc.status, "signedIn");
  assert.equal(await sentc.init(), user);
  await sentc.dispose();
  const before = asked.length;
  online.dispatchEvent(new Event("online"));
  await turns();
  assert.equal(asked.length, before);
});

/** Timers that the test fires, in place of those of the machine; and a page with a visibility. */
function page(t) {
  const events = new EventTarget();
  const timers = [];
  const real = { setTimeout, clearTimeout };
  Object.assign(globalThis, {
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    setTimeout: (run, pause) => (timers.push({ run, pause }), timers.at(-1)),
    clearTimeout: (timer) => timers.includes(timer) && timers.splice(timers.indexOf(timer), 1),
  });
  t.after(() => {
    for (const name of ["addEventListener", "removeEventListener", "document"]) delete globalThis[name];
    Object.assign(globalThis, real);
  });
  return {
    timers,
    fire: async () => (timers.shift().run(), await turns()),
    online: async () => (events.dispatchEvent(new Event("online")), await turns()),
    visible: async (visibilityState) => {
      globalThis.document.visibilityState = visibilityState;
      globalThis.document.dispatchEvent(new Event("visibilitychange"));
      await turns();
    },
  };
}

/** Somebody is signed in and every call fails from now on, until `back`. */
async function cutOff(t, code = "NETWORK") {
  seam.call = answer;
  const made = client(t);
  stored = view();
  const user = await made.client.init();
  let isCut = true;
  seam.call = async (call) => {
    if (!isCut) return answer(call);
    asked.push({ name: call.name });
    if (call.name === "init") return { session: 7, invites: [], offline: true };
    throw refusal(code, code === "NETWORK" ? { retryable: true } : {});
  };
  await assert.rejects(user.getDevices(), { code });
  return { ...made, user, back: () => (isCut = false) };
}

test("offline as soon as a call fails by the network, and back once the service answers: tried with growing pauses", async (t) => {
  const { timers, fire } = page(t);
  const { client: sentc, user, back } = await cutOff(t);
  assert.deepEqual([sentc.status, sentc.getSnapshot().user], ["offline", user]);
  await assert.rejects(user.getDevices(), { code: "NETWORK" });
  const pauses = [];
  for (let tries = 0; tries < 9; tries++) {
    assert.equal(timers.length, 1, "one timer, however many calls fail");
    pauses.push(timers[0].pause);
    await fire();
    assert.deepEqual([sentc.status, times("init")], ["offline", tries + 2]);
  }
  pauses.forEach((pause, tries) => {
    const middle = Math.min(1000 * 2 ** tries, 60_000);
    assert.ok(pause >= middle / 2 && pause < middle * 1.5, `${tries}: ${pause}`);
  });
  back();
  await fire();
  assert.deepEqual([sentc.status, sentc.getSnapshot().user, user.group_invites.length, timers.length], ["signedIn", user, 1, 0]);
});

test("offline: a hidden page asks nothing until it is seen; a browser that is online again asks at once", async (t) => {
  const { timers, fire, visible, online } = page(t);
  const { client: sentc, back } = await cutOff(t);
  await visible("hidden");
  for (const timer of [...timers]) timer.run();
  await turns();
  assert.deepEqual([times("init"), timers.length], [1, 0]);
  await visible("visible");
  assert.deepEqual([times("init"), timers.length], [2, 1]);
  await fire();
  await online();
  assert.deepEqual([times("init"), timers.length, timers[0].pause < 1500], [4, 1, true], "and the pauses start again");
  back();
  await online();
  assert.deepEqual([sentc.status, timers.length], ["signedIn", 0]);
  await online();
  assert.equal(times("init"), 5, "not asked where all is well");
});

test("offline: nothing is asked after a log-out or dispose", async (t) => {
  const { timers, online } = page(t);
  const { client: sentc, host } = await cutOff(t);
  host().session(7, undefined);
  assert.deepEqual([sentc.status, timers.length], ["signedOut", 0]);
  const second = await cutOff(t);
  assert.equal(timers.length, 1);
  await second.client.dispose();
  const before = asked.length;
  await online();
  assert.deepEqual([timers.length, asked.length], [0, before]);
});

test("not offline: other errors, a policy that blocks, and where nobody is signed in", async (t) => {
  page(t);
  for (const code of ["TIMEOUT", "ABORTED", "UNEXPECTED_ANSWER", "STORAGE"]) assert.equal((await cutOff(t, code)).client.status, "signedIn", code);
  seam.call = answer;
  const { client: sentc } = client(t);
  stored = view();
  const user = await sentc.init();
  seam.call = async () => Promise.reject(refusal("NETWORK", { retryable: false }));
  await assert.rejects(user.getDevices(), { code: "NETWORK" });
  assert.equal(sentc.status, "signedIn");
  const { client: other } = client(t, { name: "other" });
  seam.call = async () => null;
  await other.init();
  seam.call = async () => Promise.reject(refusal("NETWORK", { retryable: true }));
  await assert.rejects(other.login("ada", "password"), { code: "NETWORK" });
  assert.equal(other.status, "signedOut");
});

test("a refusal at the start of what was offline ends the session", async (t) => {
  [stored, offline] = [view(), true];
  const { client: sentc, host } = client(t);
  await sentc.init();
  const answer = seam.call;
  seam.call = async (call) => {
    if (call.name !== "init") return answer(call);
    host().session(7, undefined);
    throw refusal("REFRESH_TOKEN");
  };
  host().log(JSON.stringify({ http_status: 400 }));
  await turns();
  assert.deepEqual(sentc.getSnapshot(), { status: "signedOut" });
});

test("a login while init is under way stands", async (t) => {
  const { client: sentc } = client(t);
  await sentc.init();
  const answer = seam.call;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  seam.call = async (call) => (call.name === "init" ? held : answer(call));
  const again = sentc.init({ app_token: "token", wasm_path: WASM, name: "other", storage: { getStorage: async () => memoryStorage() } });
  assert.equal(sentc.status, "loading");
  while (seam.cores.at(-1).options.name !== "other") await turns(1);
  await turns();
  await sentc.login("ada", "password");
  release(null);
  assert.equal(await again, undefined);
  assert.equal(sentc.status, "signedIn");
});

test("init: one promise, unless it failed or somebody else is signed in by now", async (t) => {
  const { client: sentc } = client(t);
  const first = sentc.init();
  assert.equal(sentc.init(), first);
  await first;
  assert.equal(sentc.init(), first);
  const user = await sentc.login("ada", "password", true);
  const second = sentc.init();
  assert.notEqual(second, first);
  assert.equal((await second).data, user.data);
  assert.equal(sentc.init(), second);

  const { client: other } = client(t, { name: "other" });
  seam.call = async () => Promise.reject(refusal("STORAGE"));
  await assert.rejects(other.init(), { code: "STORAGE" });
  assert.equal(other.status, "signedOut", "no view waits for ever");
  seam.call = async () => null;
  assert.equal(await other.init(), undefined);
});

test("on a server nobody is the current user: one request never gets another's", async (t) => {
  const { client: sentc } = client(t, { storage: undefined });
  assert.equal(await sentc.init(), undefined);
  const ada = await sentc.login("ada", "password", true);
  assert.deepEqual(sentc.getSnapshot(), { status: "signedOut" });
  await assert.rejects(sentc.getActualUser(), { code: "NO_USER" });
  assert.equal(await sentc.getUser("ada"), false);
  assert.equal(await sentc.init(), undefined);
  assert.deepEqual(await ada.getDevices(), []);
});

test("the refresh token of a cookie mode is on the user that login returned, and nowhere else", async (t) => {
  const { client: sentc } = client(t);
  await sentc.init();
  const answer = seam.call;
  seam.call = async (call) => {
    if (call.name !== "login") return answer(call);
    stored = view({ refresh_token: "" });
    call.core.host.session(7, JSON.stringify(stored));
    return { kind: "user", u: { session: 7, refresh_token: "SECRET-of-login" } };
  };
  const user = await sentc.login("ada", "password", true);
  assert.equal(user.data.refresh_token, "SECRET-of-login");
  assert.equal(sentc.getSnapshot().user.data.refresh_token, "");
  assert.equal((await sentc.getActualUser()).data.refresh_token, "");
});

test("what a console, JSON and a spread show of a user: whose object it is, and no secret", async (t) => {
  stored = view();
  const { client: sentc } = client(t);
  const user = await sentc.init();
  const shown = [inspect(user, { depth: 9, showHidden: true }), inspect({ user }), JSON.stringify(user), JSON.stringify({ ...user }), inspect(sentc, { depth: 4 })];
  for (const text of shown) assert.ok(!text.includes("SECRET"), text);
  assert.match(shown[0], new RegExp(`^User .*${user.id}`));
  assert.deepEqual([user.id, user.device_id, user.identifier], [stored.user_id, stored.device_id, "ada"]);
});
