// What the service and the SDK refuse has the same code through both front doors: the table is also read by
// tests/rust/scenarios/refusals.rs, natively and in a browser. What the wire does is in faults.test.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { REFRESH_ENDPOINT, createClient } from "../../../pkg/dist/index.js";
import { APP_TOKEN, BASE, HOUR, PASSWORD, SECRET_TOKEN, clientOf, clock, errorOf, freshName, newAccount, totp } from "./support.mjs";

after(() => clock.reset());
const EXPECTED = JSON.parse(readFileSync(new URL("../../refusals.json", import.meta.url), "utf8"));

test("refusals have the same codes as in Rust", { timeout: 120_000 }, async (t) => {
  const seen = {};
  const saw = async (what, promise) => {
    assert.ok(!(what in seen), `${what} twice`);
    seen[what] = (await errorOf(promise)).code;
  };
  await options(saw);
  await accounts(t, saw);
  await codesAndDevices(t, saw);
  await groups(t, saw);
  assert.deepEqual(seen, EXPECTED);
});

/** A client of its own, with somebody signed in. */
async function somebody(t) {
  const { client } = await started(t);
  const identifier = await newAccount();
  return { client, identifier, user: await client.login(identifier, PASSWORD, true) };
}

async function started(t, options) {
  const made = clientOf(t, "api", options);
  await made.client.init();
  return made;
}

async function options(saw) {
  const made = (what, given) => saw(what, (async () => createClient({ app_token: APP_TOKEN, base_url: BASE, ...given }))());
  await made("options: an address that is none", { base_url: "sentc" });
  await made("options: no app token", { app_token: "" });
  await made("options: too many retries", { retries: 11 });
  await made("options: no time to answer", { timeout_ms: 0 });
  await made("options: a cookie endpoint without an address", { refresh: { endpoint: REFRESH_ENDPOINT.cookie, endpoint_url: "" } });
}

async function accounts(t, saw) {
  const { client: unknown } = await started(t, { app_token: "bm9ib2R5" });
  await saw("an app token that nobody knows", unknown.checkUserIdentifierAvailable("ada"));
  const { client: restricted } = await started(t, { app_token: process.env.SENTC_TEST_PUBLIC_TOKEN2 });
  await saw("an app token that may not register", restricted.register(freshName(), PASSWORD));
  await saw("nobody is signed in", restricted.getActualUser());

  const { client, identifier, user } = await somebody(t);
  await saw("an identifier that is taken", client.register(identifier, PASSWORD));
  await saw("an identifier of a mebibyte", client.checkUserIdentifierAvailable("x".repeat(1 << 20)));
  await saw("an empty password", client.register(freshName(), ""));
  await saw("a user whom nobody knows", client.login(freshName(), PASSWORD));
  await saw("a wrong password", client.login(identifier, "wrong"));
  await saw("a wrong password for an action", user.changePassword("wrong", "new"));
  await saw("a refresh token that is none", client.refreshJwt(user.data.jwt, "none"));

  const { client: elsewhere } = await started(t);
  const ended = await elsewhere.login(identifier, PASSWORD, true);
  const body = JSON.stringify({ user_identifier: identifier });
  const answer = await fetch(`${BASE}/api/v1/user/forced/sessions`, { method: "DELETE", body, headers: { "x-sentc-app-token": SECRET_TOKEN, "Content-Type": "application/json" } });
  assert.equal(answer.status, 200);
  clock.jump(HOUR);
  await saw("a session that the service has ended", ended.getJwt());
  clock.reset();
  assert.equal((await errorOf(ended.getJwt())).code, "SIGNED_OUT");
  await user.logOut();
  await saw("a call after log-out", user.getDevices());
}

async function codesAndDevices(t, saw) {
  const { client, identifier, user } = await somebody(t);
  await saw("a device's text that is none", user.registerDevice("{"));
  await saw("the last device deleted", user.deleteDevice(PASSWORD, user.data.device_id));
  await saw("a device that is not there", user.deleteDevice(PASSWORD, "none"));
  await saw("an id that is a path", user.deleteDevice(PASSWORD, ".."));
  await saw("an authenticator's address that is none", (async () => client.checkOtp("https://example.org", "123456"))());

  const { secret, recover } = await user.registerRawOtp(PASSWORD);
  await saw("no code where one is needed", user.changePassword(PASSWORD, "new"));
  const { u } = await client.login(identifier, PASSWORD);
  await saw("a waiting login that is broken", client.mfaLogin(totp(secret), { ...u, mfa_master_key: "AAAA" }));
  await saw("a wrong code", client.mfaLogin(String((Number(totp(secret)) + 500_000) % 1_000_000).padStart(6, "0"), u));
  await client.mfaRecoveryLogin(recover[0], u);
  await saw("a recovery key that was used", client.mfaRecoveryLogin(recover[0], u));
}

async function groups(t, saw) {
  const [{ user: owner }, { user: admin }, { user: member }] = [await somebody(t), await somebody(t), await somebody(t)];
  const id = ({ data }) => data.user_id;
  const group = await owner.getGroup(await owner.createGroup());
  const { group_id } = group.data;
  await saw("a group's id that is none", owner.getGroup("none"));
  await saw("a group of others", member.getGroup(group_id));
  await saw("an invite that is not there", member.acceptGroupInvite(group_id));
  await saw("a join request that is not there", group.acceptJoinRequest(id(member)));
  await saw("the only administrator leaves", group.leave());
  await saw("somebody else kicked", group.kickUser(id(member)));
  await saw("a group invited to one that is not connected", group.inviteGroup(group_id));
  const connected = await group.getConnectedGroup(await group.createConnectedGroup());
  await saw("a connected group of a connected group", connected.createConnectedGroup());

  await group.invite(id(member));
  await saw("invited twice", group.invite(id(member)));
  await member.acceptGroupInvite(group_id);
  await group.inviteAuto(id(admin), 1);
  const ofMember = await member.getGroup(group_id);
  await saw("a rank too low", ofMember.kickUser(id(admin)));
  await saw("a rank that is none", group.updateRank(id(member), 5));
  await saw("the creator's rank", group.updateRank(id(owner), 2));
  await group.updateRank(id(member), 2);
  await ofMember.groupUpdateCheck();
  await saw("a rank above one's own", ofMember.invite(id(owner), 1));
  await saw("the creator kicked", ofMember.kickUser(id(owner)));
  await saw("somebody higher kicked", ofMember.kickUser(id(admin)));
  await group.stopInvites();
  await saw("invites that are stopped", group.inviteAuto("somebody"));
}
