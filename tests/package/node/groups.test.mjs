// Groups through the package's own classes: shared data, iterators, argument checks, and a new start of the wasm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Group, createClient } from "../../../pkg/dist/index.js";

const options = { base_url: process.env.SENTC_TEST_URL, app_token: process.env.SENTC_TEST_PUBLIC_TOKEN };
const PASSWORD = "correct horse battery staple";
let count = 0;

// Instances that were made so far trap in all their exports once this is set to their number.
let poisoned = 0;
let instances = 0;
const wrap = (real) => {
  if (!real.exports.sentccore_new) return real;
  const number = ++instances;
  const call = (run) => (...values) => {
    if (number <= poisoned) throw new WebAssembly.RuntimeError("unreachable");
    return run(...values);
  };
  return { exports: Object.fromEntries(Object.entries(real.exports).map(([name, value]) => [name, typeof value === "function" ? call(value) : value])) };
};
const { instantiate, Instance } = WebAssembly;
WebAssembly.instantiate = async (source, imports) => {
  const made = await instantiate(source, imports);
  // Node's own fetch has a wasm too: that one goes through as it is.
  return made.exports?.sentccore_new ? { module: source, instance: wrap(made) } : made;
};
WebAssembly.Instance = new Proxy(Instance, { construct: (target, values) => wrap(new target(...values)) });

/** Somebody with a client of their own, and what that client asked for. */
async function somebody(t) {
  const requests = [];
  const log = ({ method, path }) => requests.push(`${method} ${path.replace(/[0-9a-f-]{36}/g, "ID")}`);
  const client = createClient({ ...options, name: `groups-${++count}`, log });
  t.after(() => client.dispose());
  await client.init();
  const identifier = `ada-${Date.now().toString(36)}-${process.pid}-${count}`;
  await client.register(identifier, PASSWORD);
  const user = await client.login(identifier, PASSWORD, true);
  return { client, user, id: user.data.user_id, taken: async () => (await settled(), requests.splice(0)) };
}

/** Log entries are microtasks that were queued before the result: when the event loop comes round, all were told. */
const settled = () => new Promise(setImmediate);

const rejects = (promise, code, status) =>
  assert.rejects(promise, (error) => {
    assert.equal(error.code, code);
    if (status) assert.equal(JSON.parse(String(error)).status, status);
    return true;
  });

async function all(iterator) {
  const items = [];
  for await (const item of iterator) items.push(item);
  return items;
}

test("a group's data is one object, and follows", async (t) => {
  const [ada, bob] = [await somebody(t), await somebody(t)];
  const id = await ada.user.createGroup();
  const group = await ada.user.getGroup(id);
  assert.ok(group instanceof Group);
  assert.equal(JSON.stringify(Object.keys(group)), "[]");
  const { create_time, joined_time, last_check_time, ...rest } = JSON.parse(JSON.stringify(group));
  assert.deepEqual(rest, { group_id: id, from_parent: false, rank: 0, is_connected_group: false });
  assert.ok(Number(create_time) > 0 && typeof create_time === "string" && typeof joined_time === "string" && typeof last_check_time === "number");

  await group.inviteAuto(bob.id);
  const [one, two] = [await bob.user.getGroup(id), await bob.user.getGroup(id)];
  assert.equal(one.data, two.data);
  assert.equal(one.data.rank, 4);
  await group.updateRank(bob.id, 1);
  await one.groupUpdateCheck();
  assert.equal(two.data.rank, 1);
  assert.deepEqual(JSON.parse(two.prepareUpdateRank(ada.id, 3)), { changed_user_id: ada.id, new_rank: 3 });
  await two.updateRank(bob.id, 3);
  assert.equal(one.data.rank, 3);
  assert.throws(() => one.prepareUpdateRank(bob.id, 2), { code: "NO_PERMISSION", status: "client_201" });
  assert.equal(ada.user.prepareGroupCreate(), "{}");
  const { kickUser } = group;
  await kickUser(bob.id);
  await rejects(one.getMember(), "NO_GROUP_ACCESS", "server_310");
  await rejects(bob.user.getGroup(id), "NO_GROUP_ACCESS", "server_310");
});

test("requests are few", async (t) => {
  const ada = await somebody(t);
  const id = await ada.user.createGroup();
  await ada.taken();
  const groups = await Promise.all(Array.from({ length: 20 }, () => ada.user.getGroup(id)));
  assert.deepEqual(await ada.taken(), ["GET /group/ID/light"]);
  const [group] = groups;
  assert.ok(groups.every((other) => other.data === group.data));
  await rejects(group.invite("somebody", 5), "RANK_OUT_OF_RANGE", "client_200");
  await rejects(group.invite("somebody", 1.5), "RANK_OUT_OF_RANGE", "client_200");
  await rejects(group.invite("somebody", NaN), "RANK_OUT_OF_RANGE", "client_200");
  await rejects(group.invite("somebody", "2"), "INVALID_ARGUMENT");
  await rejects(group.updateRank("somebody"), "INVALID_ARGUMENT");
  for (const bad of [undefined, null, 7, "", {}, "\ud800"]) {
    await rejects(ada.user.getGroup(bad), "INVALID_ARGUMENT");
    await rejects(group.kickUser(bad), "INVALID_ARGUMENT");
    await rejects(group.getChildGroup(bad), "INVALID_ARGUMENT");
  }
  await rejects(ada.user.getGroup(id, 7), "INVALID_ARGUMENT");
  await rejects(group.getMember({ joined_time: "1", user_id: "u" }), "INVALID_ARGUMENT");
  assert.deepEqual(await ada.taken(), []);
});

test("lists: one request for fifty items", async (t) => {
  const ada = await somebody(t);
  const group = await ada.user.getGroup(await ada.user.createGroup());
  const made = [];
  for (let i = 0; i < 55; i++) made.push(await group.createChildGroup());
  await ada.taken();
  const children = await all(group.children());
  assert.deepEqual(children.map((child) => child.group_id).sort(), made.sort());
  assert.equal((await ada.taken()).length, 2);
  assert.deepEqual((await all(ada.user.groups())).map((g) => g.group_id), [group.data.group_id]);
  for (const empty of [ada.user.groupInvites(), ada.user.sentJoinRequests(), group.members(), group.joinRequests(), group.groups(), group.groupInvites(), group.sentJoinRequests()]) {
    assert.deepEqual(await all(empty), []);
  }
  assert.equal((await ada.taken()).length, 8);
  await rejects(all(group.children({ signal: AbortSignal.abort() })), "ABORTED");
});

test("a group as a member of another", async (t) => {
  const [ada, bob] = [await somebody(t), await somebody(t)];
  const base = await ada.user.getGroup(await ada.user.createGroup());
  const connected = await base.getConnectedGroup(await base.createConnectedGroup());
  const child_id = await connected.createChildGroup();
  const guests = await bob.user.getGroup(await bob.user.createGroup());
  const guests_id = guests.data.group_id;
  await connected.inviteGroup(guests_id, 2);
  const [invite] = await guests.getGroupInvites();
  await guests.acceptGroupInvite(invite.group_id);
  await bob.taken();
  const child = await bob.user.getGroup(child_id, guests_id);
  assert.deepEqual(await bob.taken(), ["GET /group/ID/light"]);
  assert.equal(child.data.access_by_group_as_member, guests_id);
  assert.equal(child.data.access_by_parent_group, connected.data.group_id);
  assert.ok(child.data.from_parent && child.data.is_connected_group);
  assert.equal(child.data.rank, 2);
  await child.getMember();
  const again = await (await guests.getConnectedGroup(connected.data.group_id)).getChildGroup(child_id);
  assert.equal(again.data, child.data);
  await (await guests.getConnectedGroup(connected.data.group_id)).leave();
  await rejects(child.getMember(), "NO_GROUP_ACCESS");
});

test("signed out, a group can't be used", async (t) => {
  const ada = await somebody(t);
  const group = await ada.user.getGroup(await ada.user.createGroup());
  await ada.user.logOut();
  await rejects(group.getMember(), "SIGNED_OUT");
  await rejects(group.groupUpdateCheck(), "SIGNED_OUT");
  await rejects(group.getChildGroup("x"), "SIGNED_OUT");
});

test("a group outlives the instance of the wasm", async (t) => {
  const ada = await somebody(t);
  const group = await ada.user.getGroup(await ada.user.createGroup());
  const { data } = group;
  await ada.taken();
  poisoned = instances;
  await rejects(group.getMember(), "INTERNAL");
  assert.deepEqual(await group.getMember(), []);
  await group.stopInvites();
  assert.equal((await ada.user.getGroup(data.group_id)).data, data);
  await group.groupUpdateCheck();
  assert.ok(instances > 1);
  // The rank was known from the storage.
  assert.deepEqual(await ada.taken(), ["GET /group/ID/member/0/none", "PATCH /group/ID/change_invite", "GET /group/ID/update_check_light"]);
});
