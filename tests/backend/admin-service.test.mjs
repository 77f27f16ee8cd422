// createAdmin against the development server: each call does there what its comment says.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { createClient } from "../../pkg/dist/index.js";
import { authenticate, createAdmin } from "../../pkg/dist/server.js";
import { PASSWORD, SECRET_TOKEN, freshEmail } from "./support.mjs";

const base_url = process.env.SENTC_TEST_URL;
const limit = { timeout: 120_000 };
const OTHER = "a rather different password";
const rethrow = (error) => {
  throw error;
};
const admin = createAdmin({ base_url, secret_token: SECRET_TOKEN });

async function page(t) {
  const client = createClient({ app_token: process.env.SENTC_TEST_PUBLIC_TOKEN2, base_url });
  await client.init();
  t.after(() => client.dispose());
  return client;
}

async function person(t) {
  const [client, identifier] = [await page(t), freshEmail()];
  const { user_id, device_id, answer } = await admin.register(client.prepareRegister(identifier, PASSWORD), rethrow);
  assert.equal(client.doneRegister(answer.text), user_id);
  return { client, identifier, user_id, device_id, user: await client.login(identifier, PASSWORD, true) };
}

test("users: registered, known, refreshed, reset, ended, deleted", limit, async (t) => {
  const { client, identifier, user_id, device_id, user } = await person(t);
  const { jwt, refresh_token } = user.data;
  assert.deepEqual(await admin.ownerOf(jwt), { user_id, device_id });
  const refreshed = await admin.refresh(jwt, refresh_token);
  assert.deepEqual([refreshed.user_id, refreshed.device_id], [user_id, device_id]);
  assert.deepEqual((await admin.devices(jwt)).map((device) => device.device_id), [device_id]);
  await assert.rejects(admin.register(client.prepareRegister(identifier, PASSWORD), rethrow), { code: "IDENTIFIER_TAKEN" });

  await admin.resetPassword(identifier, client.prepareRegister(identifier, OTHER), rethrow);
  await admin.endSessions(identifier, rethrow);
  await assert.rejects(admin.refresh(jwt, refresh_token), { code: "REFRESH_TOKEN" });
  await assert.rejects(client.login(identifier, PASSWORD), { code: "WRONG_PASSWORD" });
  await client.login(identifier, OTHER, true);

  await admin.deleteUserById(user_id, rethrow);
  await assert.rejects(admin.deleteUserById(user_id, rethrow), { code: "USER_NOT_FOUND" });
  await assert.rejects(admin.endSessions(identifier, rethrow), { code: "USER_NOT_FOUND" });
  await assert.rejects(admin.ownerOf(jwt), { code: "USER_NOT_FOUND" });
  const second = await person(t);
  await admin.deleteUser(second.identifier, rethrow);
  assert.ok(await client.checkUserIdentifierAvailable(second.identifier));
});

test("the second factor, a proven password, and a device in other hands", limit, async (t) => {
  const { client, identifier, device_id, user } = await person(t);
  const { recover } = await user.registerRawOtp(PASSWORD);
  const { u } = await client.login(identifier, PASSWORD);
  assert.deepEqual(await admin.checkPassword(identifier, u.mfa_auth_key), { mfa: true });
  for (const wrong of [Buffer.alloc(32).toString("base64"), "", "no base64"]) assert.equal(await admin.checkPassword(identifier, wrong), false);
  const forced = await admin.login(identifier, rethrow);
  assert.equal(forced.device_id, device_id);
  assert.deepEqual((await admin.recoveryKeys(forced.jwt)).sort(), recover.sort());

  const thief = await page(t);
  const start = await thief.registerDeviceStart(freshEmail("thief"), OTHER);
  await user.registerDevice(start);
  assert.equal((await admin.devices(forced.jwt)).length, 2);
  await admin.shutOutDevices(identifier, { keep_mfa: true }, rethrow);
  assert.equal((await client.login(identifier, PASSWORD)).kind, "mfa");
  await assert.rejects(admin.refresh(forced.jwt, forced.refresh_token), { code: "REFRESH_TOKEN" });
  await admin.shutOutDevices(identifier, { keep_mfa: false }, rethrow);
  const { u: own } = await client.login(identifier, PASSWORD);
  assert.deepEqual((await admin.devices(own.data.jwt)).map((device) => device.device_id), [device_id]);
  await admin.disableOtp(identifier, rethrow);
});

test("groups in somebody's name", limit, async (t) => {
  const [ada, bob, eve] = [await person(t), await person(t), await person(t)];
  const groups = admin.groups;
  const group = await groups.create(ada.user_id, rethrow);
  assert.deepEqual(await groups.access(ada.user.data.jwt, group), { group_id: group, rank: 0 });
  assert.equal(await groups.access(bob.user.data.jwt, group), undefined);
  await groups.add(ada.user_id, group, bob.user_id, 3, rethrow);
  const { rank, user_type } = await groups.member(group, bob.user_id);
  assert.deepEqual([rank, user_type], [3, 0]);
  assert.equal(await groups.member(group, eve.user_id), undefined);
  for (const id of [randomUUID(), "x", ".."]) assert.deepEqual([await groups.access(ada.user.data.jwt, id), await groups.member(group, id)], [undefined, undefined], id);

  // Rank 3 may not add anybody; a member is not added twice.
  await assert.rejects(groups.add(bob.user_id, group, eve.user_id, undefined, rethrow), { code: "RANK_TOO_LOW" });
  await assert.rejects(groups.add(ada.user_id, group, bob.user_id, undefined, rethrow), { code: "ALREADY_MEMBER" });
  const request = new Request("http://app.test/", { headers: { authorization: `Bearer ${bob.user.data.jwt}` } });
  const [, app] = await (await fetch(`${base_url}/dev/apps`)).json();
  const ask = (rank) => authenticate(request, { public_key: app.jwt_public_key, group: { id: group, admin, rank } });
  assert.equal((await ask(3)).rank, 3);
  assert.equal((await ask(2)).status, 403);

  const child = await groups.createChild(ada.user_id, group, rethrow);
  assert.equal((await groups.access(bob.user.data.jwt, child)).rank, 3, "by the parent");
  assert.equal(await groups.member(child, bob.user_id), undefined, "not a direct member");
  const connected = await groups.createConnected(ada.user_id, group, rethrow);
  assert.equal(await groups.access(ada.user.data.jwt, connected), undefined);
  assert.equal((await groups.access(ada.user.data.jwt, connected, { as_group: group })).rank, 0);
  const guests = await groups.create(eve.user_id, rethrow);
  await groups.addGroup(ada.user_id, group, guests, 4, rethrow);
  assert.equal((await groups.access(eve.user.data.jwt, group, { as_group: guests })).rank, 4);

  await groups.kick(ada.user_id, group, bob.user_id, rethrow);
  assert.equal(await groups.access(bob.user.data.jwt, group), undefined);
  await groups.delete(group, rethrow);
  await assert.rejects(groups.delete(group, rethrow), { code: "NO_GROUP_ACCESS" });
  assert.equal(await groups.access(ada.user.data.jwt, group), undefined);
});

test("with the public token, or another app's, nothing of this is possible", limit, async (t) => {
  const { identifier, user_id } = await person(t);
  const [public_one, other] = [process.env.SENTC_TEST_PUBLIC_TOKEN2, process.env.SENTC_TEST_SECRET_TOKEN].map((secret_token) => createAdmin({ base_url, secret_token }));
  for (const call of [(a) => a.endSessions(identifier, rethrow), (a) => a.disableOtp(identifier, rethrow), (a) => a.groups.create(user_id, rethrow)]) {
    await assert.rejects(call(public_one), { code: "TOKEN_NOT_ALLOWED" });
    await assert.rejects(call(other), { code: "USER_NOT_FOUND" });
  }
});
