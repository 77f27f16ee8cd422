// Whatever plain JavaScript passes, and whatever a service lists: an answer or a SentcError, and an end. Over a scripted seam (seam.mjs).

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { WASM, memoryStorage, sdk, seam, view } from "./seam.mjs";

const { SentcError, createClient } = sdk;

let asked;
let answers;
beforeEach(() => {
  asked = [];
  answers = { init: null };
  seam.call = async ({ core, name, args }) => {
    if (name === "login") {
      core.host.session(1, JSON.stringify(view({ identifier: args.identifier })));
      return { kind: "user", u: { session: 1, refresh_token: "SECRET-token" } };
    }
    asked.push(name);
    const answer = answers[name];
    return typeof answer === "function" ? answer(args) : (answer ?? null);
  };
  seam.compute = (name) => name;
});

async function ready(t, options = {}) {
  const client = createClient({ app_token: "token", wasm_path: WASM, storage: { getStorage: async () => memoryStorage() }, ...options });
  t.after(() => client.dispose());
  await client.init();
  return client;
}

/** What plain JavaScript can pass where something else is due. */
function oddities() {
  const fail = () => {
    throw new Error("the app's getter");
  };
  const revocable = Proxy.revocable({}, {});
  revocable.revoke();
  const strings = { empty: "", space: " ", "half a surrogate pair": "a\ud800", long: "x".repeat(100_000) };
  const values = { undefined: undefined, null: null, NaN: NaN, "-1": -1, "2**53": 2 ** 53, 7: 7, true: true, "10n": 10n, symbol: Symbol("s"), function: () => 1 };
  const objects = { list: ["a"], "empty object": {}, "without a prototype": Object.create(null), "an invalid date": new Date(NaN), "a circle": Object.assign([], { 0: values }) };
  const hostile = {
    "a getter that throws": new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail }),
    "a revoked proxy": revocable.proxy,
  };
  return Object.entries({ ...strings, ...values, ...objects, ...hostile });
}

/** Private in TypeScript. */
const PRIVATE = ["call", "compute", "passedOn", "identifier", "credentials", "membership", "row", "take"];
/** They end what the others need. */
const LAST = ["dispose", "logOut", "logOutAll", "deleteUser"];

test("whatever is passed, every method answers or fails with a SentcError: no other error, nothing without an end", { timeout: 60_000 }, async (t) => {
  const client = await ready(t, { fetch: async () => new Response("") });
  const user = await client.login("ada", "password", true);
  answers = new Proxy(answers, { get: (known, name) => known[name] ?? (() => ({ group_id: "g", rank: 1, available: true, secret: "S", recover: ["r"], keys: ["r"], session: 1, refresh_token: "", jwt: "" })) });
  for (const list of ["Devices", "GroupsOfUser", "GroupsOfGroup", "InvitesOfUser", "InvitesOfGroup", "JoinRequestsOfUser", "JoinRequestsOfGroup", "Children", "Members", "JoinRequests"]) answers[list] = [];
  const group = await user.getGroup("g");
  const faults = [];
  let calls = 0;
  const given = (count) => Array.from({ length: count }, () => "valid");
  for (const [owner, target] of Object.entries({ client, user, group })) {
    const names = Object.getOwnPropertyNames(target).filter((name) => typeof target[name] === "function" && !PRIVATE.includes(name) && !LAST.includes(name));
    assert.ok(names.length > 25, `${owner}: ${names}`);
    for (const name of names) {
      for (const [what, value] of oddities()) {
        for (let place = 0; place < 5; place++) {
          const args = [...given(Math.max(target[name].length, place)).slice(0, place), value, ...given(Math.max(target[name].length - place - 1, 0))];
          calls++;
          try {
            const result = target[name](...args);
            const iterator = typeof result?.next === "function" && typeof result[Symbol.asyncIterator] === "function";
            await (iterator ? result.next() : result);
          } catch (error) {
            if (!(error instanceof SentcError) || error.code === "INTERNAL") faults.push(`${owner}.${name}, argument ${place + 1}, ${what}: ${error?.stack?.split("\n").slice(0, 2)}`);
          }
        }
      }
    }
  }
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok(calls > 5000, `${calls}`);
});

test("fields of a wrong type are found before anything is sent, also those within options", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  asked.length = 0;
  for (const mfa_recovery_keys of [5, {}, null, "abc", [1], ["k", null], [""]]) await assert.rejects(user.createRecoveryKit({ password: "p", mfa_recovery_keys }), { code: "INVALID_ARGUMENT" });
  for (const name of [null, 5, "", {}]) await assert.rejects(user.createRecoveryKit({ password: "p", name }), { code: "INVALID_ARGUMENT" });
  for (const url of [undefined, null, 5, {}, Symbol("x"), "", "http://"]) await assert.rejects(user.fetch(url), { code: "INVALID_ARGUMENT" });
  for (const options of oddities().map(([, value]) => value).filter((value) => value !== undefined)) assert.throws(() => createClient(options), { code: "INVALID_OPTIONS" });
  assert.deepEqual(asked, []);
});

test("a sentence that is no text is refused, and one that an app wrote past that is not shown", async (t) => {
  const client = await ready(t);
  const before = { ...client.messages };
  t.after(() => Object.assign(client.messages, before));
  for (const words of [undefined, null, 5, "words", { WRONG_PASSWORD: 5 }, { WRONG_PASSWORD: null }, { NETWORK: "fine", OTHER: {} }]) assert.throws(() => (client.messages = words), { code: "INVALID_ARGUMENT" });
  assert.deepEqual(client.messages, before);
  client.messages.WRONG_PASSWORD = 5;
  assert.equal(new SentcError("WRONG_PASSWORD").user_message, before.OTHER);
});

test("a page that comes again ends a list with an error: a service that lies must not keep an app busy for ever", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  const page = (from) => Array.from({ length: 50 }, (_, number) => ({ device_id: `d-${from + number}`, group_id: `g-${from + number}`, time: from + number, device_identifier: "x" }));
  const all = async (list) => {
    const items = [];
    for await (const item of list) items.push(item);
    return items.length;
  };
  for (const [name, list] of [["Devices", () => user.devices()], ["GroupsOfUser", () => user.groups()], ["InvitesOfUser", () => user.groupInvites()], ["Devices", () => user.recoveryKits()]]) {
    const walk = () => {
      const started = list();
      return Symbol.asyncIterator in started ? all(started) : started;
    };
    for (const pages of [[page(0)], [page(0), page(50)]]) {
      let count = 0;
      answers[name] = () => pages[count++ % pages.length];
      await assert.rejects(walk(), { name: "SentcError", code: "UNEXPECTED_ANSWER" }, name);
      assert.ok(count <= 2 * pages.length + 1, `${count}`);
    }
  }
  let count = 0;
  answers.GroupsOfUser = () => [page(0), page(50), page(100).slice(0, 10)][count++];
  assert.equal(await all(user.groups()), 110);
});

test("getStore: a value that JSON has not, or that can't be read, is the caller's mistake and not the storage's", async (t) => {
  const store = await (await ready(t)).getStore();
  const circle = {};
  circle.circle = circle;
  const unreadable = { toJSON: () => assert.fail("the app's toJSON") };
  for (const value of [undefined, () => 1, Symbol("s"), 10n, [10n], circle, unreadable]) await assert.rejects(store.set("key", value), { name: "SentcError", code: "INVALID_ARGUMENT" });
  assert.equal(await store.getItem("key"), undefined);
  for (const key of [undefined, null, 5, {}, Symbol("s")]) await assert.rejects(store.getItem(key), { name: "SentcError", code: "INVALID_ARGUMENT" });
});
