// sentc-light-wasm/server/sql: accounts, session tokens, what was seen of an account, and recovery. In SQLite; the codes are in
// codes.test.mjs, and both examples' suite has recovery over HTTP.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { test } from "node:test";
import { AdminError, CodeError, codes, createAdmin } from "../../pkg/dist/server.js";
import { RecoveryError, TABLES, recovery, sqlStores, watch } from "../../pkg/dist/server-sql.js";

const Database = createRequire(new URL("../../examples/backend-node/package.json", import.meta.url))("better-sqlite3");
const ADA = "ada@example.org";

/** `db`: to look at what is kept. */
function set(options) {
  const db = new Database(":memory:");
  db.exec(TABLES);
  db.exec(TABLES); // each start runs it
  const query = (sql, values) => {
    const statement = db.prepare(sql);
    return statement.reader ? statement.all(...values) : (statement.run(...values), []);
  };
  return { db, ...sqlStores(query, options) };
}

const answer = { http_status: 200, text: "{}" };
const made = (user_id) => ({ register: async () => ({ user_id, device_id: `${user_id}-device`, answer }) });
const refused = (number) => ({ register: () => Promise.reject(Object.assign(new AdminError("IDENTIFIER_TAKEN", "taken", { number, answer: { http_status: 400, text: "no" } }))) });
const silent = { register: async (_, unknown) => unknown(new AdminError("MAY_HAVE_HAPPENED", "no answer")) };
const devices = (...identifiers) => ({ devices: async () => identifiers.map((identifier) => ({ device_identifier: createHash("sha256").update(identifier).digest("base64") })) });

test("a registration: made, taken, refused, and of an admin client itself", async () => {
  const { accounts } = set();
  assert.deepEqual(await accounts.register(made("u1"), ADA, "text", "Ada"), { state: "registered", user_id: "u1", device_id: "u1-device", answer });
  const { created, ...row } = await accounts.byIdentifier(ADA);
  assert.deepEqual(row, { identifier: ADA, user_id: "u1", data: "Ada", password_reset: null });
  assert.ok(Math.abs(Date.now() - created) < 60_000);
  assert.equal((await accounts.byUser("u1")).identifier, ADA);
  assert.deepEqual(await accounts.register({ register: () => assert.fail("the service is not asked") }, ADA, "text", "Eve"), { state: "taken" });
  assert.deepEqual(await accounts.register(refused(101), "bob@example.org", "text", "Bob"), { state: "refused", answer: { http_status: 400, text: "no" } });
  assert.equal(await accounts.byIdentifier("bob@example.org"), undefined, "nothing of it stays");
  const result = { user_id: "u3", device_id: "d3", device_identifier: "eve@example.org" };
  const admin = createAdmin({ secret_token: "token", fetch: async () => Response.json({ status: true, result }) });
  assert.equal((await accounts.register(admin, "eve@example.org", JSON.stringify({ device_identifier: "eve@example.org" }), "Eve")).user_id, "u3");
});

test("an error before the request was sent: thrown, and nothing of the registration stays", async () => {
  const { accounts } = set();
  await assert.rejects(accounts.register({ register: () => Promise.reject(new AdminError("INVALID_ARGUMENT", "no")) }, ADA, "text", "Ada"), { code: "INVALID_ARGUMENT" });
  assert.equal(await accounts.byIdentifier(ADA), undefined);
});

test("a lost answer: the row stays, a refused second try takes nothing away, and only the owner's login completes it", async () => {
  const { accounts } = set();
  assert.deepEqual(await accounts.register(silent, ADA, "text", "Ada"), { state: "unknown" });
  assert.equal((await accounts.register(refused(101), ADA, "text", "Eve")).state, "refused");
  assert.equal((await accounts.byIdentifier(ADA)).user_id, null);
  await accounts.complete(devices("eve@example.org"), "jwt", "eve");
  assert.equal(await accounts.byUser("eve"), undefined);
  await accounts.complete(devices("phone", ADA), "jwt", "u1");
  assert.deepEqual([(await accounts.byUser("u1")).data, (await accounts.register(silent, ADA, "text", "Eve")).state], ["Ada", "taken"]);
  await accounts.complete({ devices: () => assert.fail("nothing to complete: nobody is asked") }, "jwt", "u1");
});

test("a double click: one is made and one refused, in either order", async () => {
  for (const order of [["made", "refused"], ["refused", "made"]]) {
    const { accounts } = set();
    const ends = {};
    const held = (how) => ({ register: () => new Promise((resolve, reject) => (ends[how] = () => (how === "made" ? made("u1") : refused(101)).register().then(resolve, reject))) });
    const works = { made: accounts.register(held("made"), ADA, "text", "Ada"), refused: accounts.register(held("refused"), ADA, "text", "Ada") };
    while (!ends.made || !ends.refused) await new Promise(setImmediate);
    for (const how of order) {
      ends[how]();
      await works[how];
    }
    assert.equal((await accounts.byIdentifier(ADA))?.user_id, "u1", order.join());
  }
});

test("a reset by mail is known for a week, and an account is deleted only with its user", async (t) => {
  const { accounts } = set();
  await accounts.register(made("u1"), ADA, "text", "Ada");
  assert.equal(await accounts.resetLately(ADA), false);
  await accounts.passwordReset(ADA);
  assert.equal(await accounts.resetLately(ADA), true);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 7 * 24 * 3_600_000 });
  assert.equal(await accounts.resetLately(ADA), false);
  await accounts.delete(ADA, "u2");
  assert.ok(await accounts.byIdentifier(ADA));
  await accounts.delete(ADA, "u1");
  assert.equal(await accounts.byIdentifier(ADA), undefined);
  assert.equal(await accounts.resetLately(ADA), true, "of an account that is not there");
});

test("with the row of a user go their codes, tokens and what was seen; another's stay", async () => {
  const { db, accounts, codes: store, seen, tokens } = set();
  await accounts.register(made("u1"), ADA, "text", "Ada");
  await store.add({ id: "1", address: ADA, purpose: "reset_password", hash: "h", sent: 5 }, 0, 5);
  const { token } = await tokens.make("u1");
  await seen.remember("u1", ["phone"]);
  await accounts.delete(ADA, "u2");
  assert.ok(await store.attempt(ADA, "reset_password", 0, 5), "not this user's row");
  await accounts.delete(ADA, "u1");
  await accounts.register(made("u2"), ADA, "text", "Eve");
  assert.deepEqual([await store.attempt(ADA, "reset_password", 0, 5), await tokens.userOf(token)], [undefined, undefined]);
  assert.deepEqual(db.prepare("SELECT * FROM sentc_seen").all(), []);
});

test("tokens: random, kept as hashes, for a time, and ended one by one or all at once", async (t) => {
  const { db, tokens } = set({ token_ms: 1000 });
  const [one, two, other] = [await tokens.make("u1"), await tokens.make("u1"), await tokens.make("u2")];
  assert.match(one.token, /^[\w-]{43}$/);
  assert.notEqual(one.token, two.token);
  assert.ok(!JSON.stringify(db.prepare("SELECT * FROM sentc_tokens").all()).includes(one.token));
  assert.deepEqual([await tokens.userOf(one.token), await tokens.userOf(other.token), await tokens.userOf("x")], ["u1", "u2", undefined]);
  await tokens.end(one.token);
  assert.deepEqual([await tokens.userOf(one.token), await tokens.userOf(two.token)], [undefined, "u1"]);
  await tokens.endAll("u1");
  assert.deepEqual([await tokens.userOf(two.token), await tokens.userOf(other.token)], [undefined, "u2"]);
  t.mock.timers.enable({ apis: ["Date"], now: other.expires });
  assert.equal(await tokens.userOf(other.token), undefined);
});

test("what is new in an account: after the first look, until it is remembered, and kept as hashes", async () => {
  const { db, seen } = set();
  assert.deepEqual(await seen.news("u1", ["phone", "laptop"]), [], "older than the back end");
  assert.deepEqual(await seen.news("u1", ["phone", "tablet"]), ["tablet"]);
  assert.deepEqual(await seen.news("u1", ["tablet"]), ["tablet"], "the mail was not sent");
  await seen.remember("u1", ["tablet", "tablet"]);
  assert.deepEqual(await seen.news("u1", ["phone", "tablet"]), []);
  assert.deepEqual(await seen.news("u2", ["phone"]), [], "of another user");
  assert.ok(!JSON.stringify(db.prepare("SELECT * FROM sentc_seen").all()).includes("phone"));
  await seen.forget("u1");
  assert.deepEqual(await seen.news("u1", ["phone"]), []);
});

/** Ada has an account; `asked` is what the service was asked to do, `code` mails one. */
async function recovering({ mfa = true, password = "right", refuse } = {}) {
  const { db, ...stores } = set();
  await stores.accounts.register(made("u1"), ADA, "text", "Ada");
  const [asked, mails] = [[], []];
  const deed = (what) => async (whom) => {
    if (refuse === what) throw new AdminError("USER_NOT_FOUND", "gone", { number: 100, answer });
    asked.push([what, whom]);
  };
  const admin = {
    ...Object.fromEntries(["resetPassword", "disableOtp", "endSessions", "deleteUserById"].map((what) => [what, deed(what)])),
    shutOutDevices: async (whom, { keep_mfa }) => void asked.push(["shutOutDevices", whom, keep_mfa]),
    checkPassword: async (_, auth_key) => auth_key === password && { mfa },
  };
  const mailed = codes({ store: stores.codes, known: () => true, mail: (mail) => void mails.push(mail) });
  const drained = () => new Promise((resolve) => mailed.later(resolve));
  const code = async (purpose) => (mailed.send(ADA, purpose), await drained(), mails.at(-1).code);
  return { ...stores, asked, mails, code, drained, recover: recovery({ admin, mailed, stores }) };
}

test("a new password ends all sessions, is noted before, and then the mailbox turns no second factor off", async () => {
  const { accounts, asked, code, mails, drained, recover, tokens } = await recovering();
  const { token } = await tokens.make("u1");
  await assert.rejects(recover.resetPassword(ADA, "00000-00000", "text"), (error) => error instanceof CodeError);
  const right = await code("reset_password");
  await recover.resetPassword(ADA, right, "text");
  assert.deepEqual(asked, [["resetPassword", ADA], ["endSessions", ADA]]);
  assert.deepEqual([await accounts.resetLately(ADA), await tokens.userOf(token)], [true, undefined]);
  await assert.rejects(recover.disableMfa(ADA, await code("disable_mfa"), "right"), (error) => error instanceof RecoveryError && error.code === "RESET_LATELY");
  assert.equal(await recover.shutOutDevices(ADA, await code("stolen_device"), "right"), "kept");
  assert.deepEqual(asked.slice(2), [["shutOutDevices", ADA, true]]);
  await drained();
  assert.deepEqual(mails.filter(({ kind }) => kind !== "code").map(({ kind, purpose }) => `${kind} ${purpose}`), ["done reset_password", "done stolen_device"]);
});

test("a reset that the service refuses leaves the code usable, and no notice", async () => {
  const { accounts, code, mails, drained, recover } = await recovering({ refuse: "resetPassword" });
  const right = await code("reset_password");
  for (let tries = 0; tries < 2; tries++) await assert.rejects(recover.resetPassword(ADA, right, "text"), { code: "USER_NOT_FOUND" });
  await drained();
  assert.deepEqual([mails.length, await accounts.resetLately(ADA)], [1, true]);
});

test("a reset for an identifier that the service does not know, or that has no account here, leaves no notice", async () => {
  const { accounts, asked, code, mails, drained, recover } = await recovering({ refuse: "endSessions" });
  await assert.rejects(recover.resetPassword(ADA, await code("reset_password"), "text"), { code: "USER_NOT_FOUND" });
  const [disable, reset] = [await code("disable_mfa"), await code("reset_password")];
  await accounts.delete(ADA, "u1");
  await accounts.register(silent, ADA, "text", "Ada");
  const unfinished = await code("stolen_device");
  asked.length = 0;
  await assert.rejects(recover.disableMfa(ADA, disable, "right"), { code: "WRONG_CODE" });
  await assert.rejects(recover.resetPassword(ADA, reset, "text"), { code: "WRONG_CODE" });
  for (let tries = 0; tries < 5; tries++) await assert.rejects(recover.shutOutDevices(ADA, unfinished, "wrong"), { code: "WRONG_CODE" });
  await accounts.complete(devices(ADA), "jwt", "u1");
  await assert.rejects(recover.shutOutDevices(ADA, unfinished), { code: "WRONG_CODE" }, "those were five tries");
  await drained();
  assert.deepEqual([asked, mails.filter(({ kind }) => kind !== "code")], [[], []]);
});

test("the second factor goes with mailbox and password, and wrong passwords use the code up", async () => {
  const { asked, code, recover } = await recovering();
  const right = await code("disable_mfa");
  for (let tries = 0; tries < 4; tries++) await assert.rejects(recover.disableMfa(ADA, right, "wrong"), { name: "RecoveryError", code: "WRONG_PASSWORD" });
  await recover.disableMfa(ADA, right, "right");
  assert.deepEqual(asked, [["disableOtp", ADA]]);
  const guessed = await code("disable_mfa");
  for (let tries = 0; tries < 5; tries++) await assert.rejects(recover.disableMfa(ADA, guessed, "wrong"), { code: "WRONG_PASSWORD" });
  await assert.rejects(recover.disableMfa(ADA, guessed, "right"), { code: "WRONG_CODE" });
});

test("a stolen device: what becomes of MFA", async () => {
  for (const [options, auth_key, expected, keep_mfa] of [[{}, "right", "off", false], [{}, undefined, "kept", true], [{ mfa: false }, "right", "none", false]]) {
    const { asked, code, recover, tokens } = await recovering(options);
    const { token } = await tokens.make("u1");
    assert.equal(await recover.shutOutDevices(ADA, await code("stolen_device"), auth_key), expected);
    assert.deepEqual([asked, await tokens.userOf(token)], [[["shutOutDevices", ADA, keep_mfa]], undefined]);
  }
});

test("an end of all sessions, and a deletion, also of what is gone", async () => {
  for (const refuse of [undefined, "deleteUserById"]) {
    const { accounts, asked, code, recover, tokens } = await recovering({ refuse });
    const { token } = await tokens.make("u1");
    await recover.endSessions(ADA, await code("end_sessions"));
    assert.deepEqual([asked, await tokens.userOf(token)], [[["endSessions", ADA]], undefined]);
    const [right, left] = [await code("delete_account"), await code("end_sessions")];
    await recover.deleteAccount(ADA, right);
    assert.equal(await accounts.byUser("u1"), undefined);
    await accounts.register(made("u2"), ADA, "text", "Eve");
    await assert.rejects(recover.deleteAccount(ADA, right), { code: "WRONG_CODE" });
    await assert.rejects(recover.endSessions(ADA, left), { code: "WRONG_CODE" });
  }
});

test("watch: a new device and new recovery keys are told once they were mailed, and a service that is down keeps nobody out", async () => {
  const { db, ...stores } = set();
  await stores.accounts.register(made("u1"), ADA, "text", "Ada");
  await stores.seen.remember("u1", ["phone"]);
  const told = [];
  let list = ["phone", "tablet"];
  const admin = { devices: async () => (list ?? assert.fail("down")).map((device_id) => ({ device_id, device_identifier: "" })), recoveryKeys: async () => ["key"] };
  const news = watch({ admin, stores, tell: (...about) => told.push(about) });
  const session = { jwt: "jwt", user_id: "u1" };
  await news.session(session);
  await news.session(session);
  await news.login(session);
  assert.deepEqual(told.map(([whom, what]) => [whom, what]), [[ADA, "device"], [ADA, "device"], [ADA, "secret"]]);
  for (const [, , remember] of told.splice(0)) await remember();
  list = undefined;
  await stores.accounts.register(silent, "bob@example.org", "text", "Bob");
  for (const user_id of ["u1", "u2"]) await news.session({ jwt: "jwt", user_id });
  await news.login(session);
  assert.deepEqual(told, []);
});

test("by require: one class of errors", async () => {
  const require = createRequire(import.meta.url);
  const [server, sql] = [require("../../pkg/dist/server.cjs"), require("../../pkg/dist/server-sql.cjs")];
  const stores = { accounts: { byIdentifier: async () => undefined }, tokens: {}, seen: {} };
  const made = sql.recovery({ admin: {}, stores, mailed: { redeem: (_address, _purpose, _code, deed) => deed(), voidAll: async () => undefined } });
  await assert.rejects(made.endSessions(ADA, "code"), (error) => error instanceof server.CodeError);
});

test("PostgreSQL: values are marked $1, $2 …, and numbers that come as text are numbers", async () => {
  const statements = [];
  const row = { identifier: ADA, user_id: "u1", created: "5", data: "", password_reset: "7" };
  const { accounts } = sqlStores((sql) => (statements.push(sql), [row]), { placeholder: "$" });
  assert.deepEqual(await accounts.byIdentifier(ADA), { ...row, created: 5, password_reset: 7 });
  assert.match(statements[0], /identifier = \$1$/);
});
