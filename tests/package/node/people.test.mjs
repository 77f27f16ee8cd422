// Several people in one browser: who is signed in, switching, and a log-out of all. Tabs are made of a storage that they share.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/dist/index.js";
import { APP_TOKEN, BASE, HOUR, PASSWORD, SharedStorage, clock, freshName, newAccount, settled } from "./support.mjs";

// The SDK asks for it: it makes this process a page.
before(() => (globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" })));
after(() => delete globalThis.document);

let accounts;
const people = () => (accounts ??= Promise.all([newAccount(), newAccount()]));

async function open(t, shared, prepare = () => undefined) {
  const client = createClient({ app_token: APP_TOKEN, base_url: BASE, storage: shared.options, worker: "off" });
  const events = [];
  for (const name of ["signedIn", "signedOut"]) client.on(name, (payload) => events.push({ name, ...payload }));
  t.after(() => client.dispose());
  // The channel between tabs alone keeps no process of Node alive.
  const alive = setInterval(() => undefined, 1000);
  t.after(() => clearInterval(alive));
  prepare(client);
  return { client, events, found: await client.init() };
}

const next = (client, name) => new Promise((resolve) => client.on(name, resolve));

test("everybody is listed, the last login first, in the next page too", async (t) => {
  const [ada, bob] = await people();
  const shared = new SharedStorage();
  const { client } = await open(t, shared);
  assert.deepEqual(await client.storedUsers(), []);
  const start = Date.now();
  const first = await client.login(ada, PASSWORD, true);
  clock.jump(1000);
  t.after(() => clock.reset());
  const second = await client.login(bob, PASSWORD, true);
  const users = await client.storedUsers();
  assert.deepEqual(users.map(({ identifier, user_id }) => [identifier, user_id]), [[bob, second.id], [ada, first.id]]);
  assert.ok(users.every(({ signed_in_at }) => signed_in_at >= start && signed_in_at <= Date.now()));
  // A new JWT is no login.
  clock.jump(600_000);
  await first.getJwt();
  clock.reset();
  assert.deepEqual(await client.storedUsers(), users);
  assert.deepEqual(await (await open(t, shared)).client.storedUsers(), users);
  await first.logOut();
  assert.deepEqual((await client.storedUsers()).map(({ identifier }) => identifier), [bob]);
});

test("a switch is seen by the client, the other tab and the next page, and comes back", async (t) => {
  const [ada, bob] = await people();
  const shared = new SharedStorage();
  const { client, events } = await open(t, shared);
  await client.login(ada, PASSWORD, true);
  await client.login(bob, PASSWORD, true);
  const other = await open(t, shared);
  assert.equal(other.found.identifier, bob);
  // Known there already: no login that is new.
  await other.client.getUser(ada);
  events.length = 0;
  for (const identifier of [ada, bob, ada]) {
    const heard = next(other.client, "signedIn");
    const user = await client.switchTo(identifier);
    assert.deepEqual([user.identifier, client.getSnapshot().identifier], [identifier, identifier]);
    assert.equal((await heard).remote, true);
    assert.equal(other.client.getSnapshot().identifier, identifier);
    assert.equal((await open(t, shared)).found.identifier, identifier);
  }
  await settled();
  assert.deepEqual(events.map(({ name, remote }) => [name, remote]), Array(3).fill(["signedIn", false]));
  await assert.rejects(client.switchTo("somebody else"), { code: "NO_USER" });
  assert.equal(client.getSnapshot().identifier, ada);
});

test("what a script of the origin forges makes no event", async (t) => {
  const [ada] = await people();
  const shared = new SharedStorage();
  const { client, events } = await open(t, shared);
  await client.login(ada, PASSWORD, true);
  await settled();
  events.length = 0;
  const [prefix] = [...shared.records.keys()][0].split("/");
  const channel = new BroadcastChannel(`sentc-light/${prefix}`);
  t.after(() => channel.close());
  const other = await open(t, shared);
  const heard = new Promise((resolve) => (channel.onmessage = resolve));
  channel.postMessage('{"type":"switched"}');
  // Another message, so that the forged one is through.
  await other.client.switchTo(ada);
  await heard;
  await settled();
  assert.deepEqual(events, []);
});

test("a log-out of all leaves nothing of anybody, and the other tab signs out too", async (t) => {
  const [ada, bob] = await people();
  const shared = new SharedStorage();
  const { client, events } = await open(t, shared);
  for (const identifier of [ada, bob]) {
    const user = await client.login(identifier, PASSWORD, true);
    await user.getGroup(await user.createGroup());
  }
  const other = await open(t, shared);
  // A record that nobody can read goes too.
  const key = [...shared.records.keys()].find((key) => key.endsWith(`/user/${ada}`));
  shared.records.set(key, "damaged");
  const heard = next(other.client, "signedOut");
  await client.logOutAll();
  assert.equal((await heard).reason, "log_out");
  await settled();
  assert.deepEqual([client.status, other.client.status, await client.storedUsers()], ["signedOut", "signedOut", []]);
  assert.equal(events.filter(({ name }) => name === "signedOut").length, 2);
  assert.deepEqual([...shared.records.keys()].map((key) => key.replace(/^\w+\//, "")), ["kdf"]);
  await client.logOutAll();
});

test("one that can't be removed is no reason to keep the others, and rejects", async (t) => {
  const [ada, bob] = await people();
  const shared = new SharedStorage();
  const broken = { ...shared, options: { getStorage: async () => ({ ...(await shared.options.getStorage()), delete: (key) => fault(key), set: (key, value) => (value === "null" ? fault(key) : void shared.records.set(key, value)) }) } };
  let failing = false;
  const fault = (key) => {
    if (failing && key.endsWith(`/user/${ada}`)) throw new Error("no");
    shared.records.delete(key);
  };
  const { client } = await open(t, broken);
  await client.login(ada, PASSWORD, true);
  await client.login(bob, PASSWORD, true);
  failing = true;
  await assert.rejects(client.logOutAll(), { code: "STORAGE" });
  assert.equal(client.status, "signedOut");
  assert.deepEqual([...shared.records.keys()].filter((key) => key.includes("/user/")).length, 1);
  failing = false;
  await client.logOutAll();
  assert.deepEqual([...shared.records.keys()].filter((key) => !key.endsWith("/kdf")), []);
});

test("endAfter: the next page finds nobody, with real records", async (t) => {
  const [ada] = await people();
  const shared = new SharedStorage();
  const limit = (client) => client.endAfter({ idle_ms: HOUR });
  const { client } = await open(t, shared, limit);
  await client.login(ada, PASSWORD, true);
  await settled();
  await client.dispose();
  assert.equal((await open(t, shared, limit)).found?.identifier, ada);
  clock.jump(2 * HOUR);
  t.after(() => clock.reset());
  const late = await open(t, shared, limit);
  await settled();
  assert.deepEqual([late.found, late.events.map(({ name, reason }) => [name, reason])], [undefined, [["signedOut", "idle"]]]);
  assert.deepEqual([...shared.records.keys()].map((key) => key.replace(/^\w+\//, "")).sort(), ["active", "kdf"]);
});

/** A storage that waits before it answers a read. */
class Waiting extends SharedStorage {
  beforeReading = undefined;
  options = {
    getStorage: async () => ({
      ...(await new SharedStorage().options.getStorage()),
      getItem: async (key) => {
        const found = this.records.get(key);
        await this.beforeReading?.(key);
        return found;
      },
      set: async (key, value) => void this.records.set(key, value),
      delete: async (key) => void this.records.delete(key),
    }),
  };
}

const currentIn = ({ records }) => [...records].find(([key]) => key.endsWith("/current"))?.[1];

// Each reads who is the current user, waits, and writes by what it has read. The switch comes at any of the reads.
for (const [what, run] of [
  ["log-out", (user) => user.logOut()],
  ["rename", (user) => user.updateUser(freshName())],
]) {
  test(`a switch during the ${what} of the user before is not undone by it`, async (t) => {
    const ada = await newAccount();
    for (let at = 0, reads = Infinity; at < reads; at++) {
      const bob = await newAccount();
      const shared = new Waiting();
      const { client } = await open(t, shared);
      await client.login(ada, PASSWORD, true);
      const user = await client.login(bob, PASSWORD, true);
      assert.equal(currentIn(shared), JSON.stringify(bob));
      let switched;
      reads = 0;
      shared.beforeReading = async () => {
        if (reads++ !== at) return;
        switched = client.switchTo(ada);
        for (let turns = 0; turns < 20; turns++) await settled();
      };
      await run(user);
      shared.beforeReading = undefined;
      if (at >= reads) break;
      const where = `at read ${at} of ${reads}`;
      assert.equal((await switched).identifier, ada, where);
      assert.equal(currentIn(shared), JSON.stringify(ada), where);
      assert.equal((await open(t, shared)).found?.identifier, ada, where);
      await client.dispose();
    }
  });
}
