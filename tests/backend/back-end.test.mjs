// One suite for both examples of an own back end: the dev server's, in Rust, and examples/backend-node. By HTTP, as a page uses them,
// with the SDK on the other side.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { createClient } from "../../pkg/dist/index.js";
import { KINDS, PASSWORD, SECRET_TOKEN, SUBJECTS, assertRefused, codeIn, endOf, freshEmail, startBackEnd, wrongCode } from "./support.mjs";
import { startMailServer } from "./mail-server.mjs";

const limit = { timeout: 120_000 };
const OTHER = "a rather different password";
const FLAGS = /; Path=\/backend; HttpOnly; SameSite=Strict$/;

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  on("register, log in, profile: each token opens what it should", async (back_end) => {
    const client = await back_end.client();
    const typed = freshEmail("Ada.O'Hara+tag");
    const email = typed.toLowerCase();
    const registered = await back_end.post("/register", { email: typed, name: " Ada Łovelace 🙂 ", register: client.prepareRegister(email, PASSWORD) });
    assert.deepEqual([registered.status, registered.cookies], [200, []]);
    const user_id = client.doneRegister(registered.text);
    const [request] = back_end.wire.requests;
    assert.deepEqual([request.method, request.path, request.headers["x-sentc-app-token"]], ["POST", "/register_light", SECRET_TOKEN]);

    const { user, browser, answer } = await back_end.signIn({ client, email });
    assert.deepEqual([answer.status, answer.text, answer.cookies.length], [204, "", 2]);
    for (const cookie of answer.cookies) assert.match(cookie.replace(/; Max-Age=\d+/i, ""), FLAGS);
    const profile = { user_id, email, name: "Ada Łovelace 🙂" };
    const shown = ({ status, json: { created, ...rest } }) => (assert.ok(Math.abs(Date.now() - created) < 600_000), assert.equal(status, 200), rest);
    assert.deepEqual(shown(await back_end.get("/profile", { jwt: user.data.jwt })), profile);
    assert.deepEqual(shown(await back_end.get("/profile", { browser })), profile);
    const { token } = await back_end.signIn({ client, email }, { session: "bearer" });
    assert.deepEqual(shown(await back_end.get("/profile", { jwt: token })), profile);
    // Neither token is in an answer that a script may read in cookie mode, and the secret token in none at all.
    assert.ok(![...browser.values()].some((value) => registered.text.includes(value)));
    assert.ok(![registered.text, answer.text, (await back_end.get("/app")).text, ...back_end.said].join("\n").includes(SECRET_TOKEN));
  });

  on("a session with the registration, as cookie or bearer; log-out ends it", async (back_end) => {
    for (const session of ["cookie", "bearer"]) {
      const [client, email, browser] = [await back_end.client(), freshEmail(), new Map()];
      const answer = await back_end.post("/register", { email, name: "Ada", register: client.prepareRegister(email, PASSWORD), session }, { browser });
      assert.equal(answer.status, 200, answer.text);
      const user_id = client.doneRegister(answer.text);
      assert.equal(answer.cookies.length, session === "cookie" ? 1 : 0);
      const { token, expires } = answer.json.session ?? {};
      if (session === "bearer") assert.ok(Math.abs(expires - Date.now() - 12 * 3_600_000) < 60_000, "twelve hours");
      else assert.match(answer.cookies[0], /Max-Age=43200;/);
      const by = session === "cookie" ? { browser } : { jwt: token };
      assert.equal((await back_end.get("/profile", by)).json.user_id, user_id);
      // A cookie that was copied before is worth nothing afterwards.
      const copy = session === "cookie" ? { browser: new Map(browser) } : by;
      const ended = await back_end.call("DELETE", "/session", by);
      assert.deepEqual([ended.status, ended.cookies.length, browser.size], [204, 2, 0]);
      for (const cookie of ended.cookies) assert.match(cookie, /=; (Max-Age=0|.*Max-Age=0)/);
      assertRefused(await back_end.get("/profile", copy), 401, "signed_out");
    }
  });

  on("only JWTs of the app's key count", async (back_end) => {
    const person = await back_end.person();
    const { user } = await back_end.signIn(person);
    const [header, payload, signature] = user.data.jwt.split(".");
    const [part, parsed] = [(value) => Buffer.from(JSON.stringify(value)).toString("base64url"), (text) => JSON.parse(Buffer.from(text, "base64url"))];
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const [, app] = await (await fetch(`${back_end.service}/dev/apps`)).json();
    const hmac = (head) => `${head}.${payload}.${createHmac("sha384", app.jwt_public_key).update(`${head}.${payload}`).digest("base64url")}`;
    const forged = {
      "another key": `${header}.${payload}.${sign("sha384", Buffer.from(`${header}.${payload}`), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`,
      "other claims": `${header}.${part({ ...parsed(payload), exp: parsed(payload).exp + 9999 })}.${signature}`,
      none: `${part({ ...parsed(header), alg: "none" })}.${payload}.`,
      "HMAC with the public key": hmac(part({ ...parsed(header), alg: "HS384" })),
      cut: user.data.jwt.slice(0, -2),
      nothing: "",
      dots: "..",
    };
    for (const [what, jwt] of Object.entries(forged)) {
      assertRefused(await back_end.get("/profile", { jwt }), 401, "signed_out", what);
      assert.equal((await back_end.post("/session", { refresh_token: user.data.refresh_token }, { jwt })).status, 401, what);
    }
    assertRefused(await back_end.get("/profile"), 401, "signed_out");
    // A JWT is no session, and a cookie no place for one.
    assertRefused(await back_end.get("/profile", { browser: new Map([["sentc_light_back_end", user.data.jwt]]) }), 401, "signed_out");
  });

  on("the SDK's cookie strategy: a JWT as text; the session's end is a 401, a service that is down is none", async (back_end) => {
    const person = await back_end.person();
    const { user, browser } = await back_end.signIn(person);
    const refreshed = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
    assert.match(refreshed.headers["content-type"], /^text\/plain/);
    assert.match(refreshed.text, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.notEqual(refreshed.text, user.data.jwt);

    const other = await back_end.person();
    const others = await back_end.signIn(other);
    assert.equal((await back_end.get("/refresh", { jwt: user.data.jwt, browser: others.browser })).status, 401);
    assert.equal(others.browser.size, 2, "another's cookie stays");
    assert.equal((await back_end.get("/refresh", { jwt: user.data.jwt })).status, 401);
    const anonymous = await back_end.get("/refresh", { browser });
    assert.deepEqual([anonymous.status >= 400, browser.size], [true, 2], anonymous.text);
    const foreign = await back_end.post("/session", { refresh_token: others.user.data.refresh_token }, { jwt: user.data.jwt });
    assert.deepEqual([foreign.status, endOf(foreign), foreign.cookies], [401, 114, []]);

    for (const fault of ["down", { status: 503, body: "<html>" }, { status: 200, body: "<html>" }, { status: 401, body: '{"status":false,"err_msg":"wrong app token","err_code":200}' }]) {
      back_end.wire.fault = () => fault;
      const answer = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
      assert.deepEqual([answer.status, browser.size], [502, 2], JSON.stringify(fault));
    }
    back_end.wire.fault = undefined;
    await endAtService(back_end, person.email);
    const dead = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
    assert.deepEqual([dead.status, endOf(dead), browser.has("sentc_light_session")], [401, 114, false]);
  });

  on("a registration that the service refuses leaves nothing behind on either side", async (back_end) => {
    const [client, email] = [await back_end.client(), freshEmail()];
    const register = client.prepareRegister(email, PASSWORD);
    const broken = JSON.stringify({ ...JSON.parse(register), derived: { ...JSON.parse(register).derived, public_key: "no key" } });
    const refused = await back_end.post("/register", { email, name: "Ada", register: broken, session: "cookie" });
    assert.deepEqual([refused.status, refused.json.err_code, refused.cookies], [422, 11, []]);
    assert.throws(() => client.doneRegister(refused.text), { name: "SentcError" });
    assert.ok(await client.checkUserIdentifierAvailable(email));
    assert.equal((await back_end.post("/register", { email, name: "Eve", register })).status, 200);

    // Taken here; taken there, by somebody who never came by here and gets nothing of what was typed here.
    assertRefused(await back_end.post("/register", { email: email.toUpperCase(), name: "Bob", register }), 409, "address_taken");
    const elsewhere = freshEmail();
    await (await back_end.client({ app_token: SECRET_TOKEN })).register(elsewhere, PASSWORD);
    const taken = await back_end.post("/register", { email: elsewhere, name: "Bob", register: client.prepareRegister(elsewhere, PASSWORD) });
    assert.deepEqual([taken.status, taken.json.err_code], [400, 101]);
    const { browser } = await back_end.signIn({ client, email: elsewhere });
    assertRefused(await back_end.get("/profile", { browser }), 404, "no_profile");
    // Nobody gets a code by the address of a registration that never was.
    await back_end.post("/password/send", { email: elsewhere });
    await back_end.code(email, "reset_password");
    assert.deepEqual(await back_end.mails(elsewhere), []);
  });

  on("the service is down in the middle of a registration: nothing is lost, whatever it had done", async (back_end) => {
    const [client, email] = [await back_end.client(), freshEmail()];
    const registering = (name, password = PASSWORD) => back_end.post("/register", { email, name, register: client.prepareRegister(email, password) });
    back_end.wire.fault = () => "down";
    assertRefused(await registering("first"), 502, "unfinished");
    assert.ok(await client.checkUserIdentifierAvailable(email));
    // Registered there; the answer is lost.
    back_end.wire.fault = () => "lose answer";
    assertRefused(await registering("second"), 502, "unfinished");
    back_end.wire.fault = undefined;
    assert.ok(!(await client.checkUserIdentifierAvailable(email)));
    // Somebody else, or the same person, tries once more: the account that is there stays whose it is.
    const again = await registering("third", OTHER);
    assert.deepEqual([again.status, again.json.err_code], [400, 101]);
    // Somebody else's login completes nothing.
    const stranger = freshEmail("stranger");
    await (await back_end.client({ app_token: SECRET_TOKEN })).register(stranger, PASSWORD);
    const { browser: strangers } = await back_end.signIn({ client, email: stranger });
    assertRefused(await back_end.get("/profile", { browser: strangers }), 404, "no_profile");
    const { user, browser } = await back_end.signIn({ client, email });
    const profile = (await back_end.get("/profile", { browser })).json;
    assert.deepEqual([profile.user_id, profile.email, profile.name], [user.data.user_id, email, "first"]);
    assertRefused(await registering("fourth"), 409, "address_taken");
  });

  on("a new password by a mailed code: it works, the old one and all old sessions don't", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { user, browser } = await back_end.signIn(person);
    const { token } = await back_end.signIn(person, { session: "bearer" });
    // Known or not: one answer. Requests are done in order, so after the second mail none can come for the first.
    const unknown = freshEmail("nobody");
    const answers = [];
    for (const address of [unknown, email.toUpperCase()]) answers.push(await back_end.post("/password/send", { email: address }));
    const comparable = ({ status, text, headers: { date, ...headers } }) => ({ status, text, headers });
    assert.deepEqual(comparable(answers[0]), comparable(answers[1]));
    const mail = await back_end.mail(email, SUBJECTS.reset_password);
    assert.deepEqual(await back_end.mails(unknown), []);
    assert.ok(!mail.text.includes(person.name), "nothing chosen by the person in the mail");

    const code = codeIn(mail);
    const second = await back_end.code(email, "end_sessions");
    const carelessly = ` ${code.toLowerCase().replace("-", "").replaceAll("0", "o").replaceAll("1", "l")} `;
    const register = client.prepareRegister(email, OTHER);
    const reset = await back_end.post("/password/reset", { email, code: carelessly, register });
    assert.deepEqual([reset.status, reset.text], [204, ""]);
    await assert.rejects(client.login(email, PASSWORD), { code: "WRONG_PASSWORD" });
    assert.equal((await client.login(email, OTHER, true)).data.user_id, person.user_id);
    const refreshed = await back_end.get("/refresh", { jwt: user.data.jwt, browser });
    assert.deepEqual([refreshed.status, endOf(refreshed)], [401, 114]);
    for (const by of [{ browser }, { jwt: token }]) assertRefused(await back_end.get("/profile", by), 401, "signed_out");
    // Used; and what else was asked for in between is void.
    assertRefused(await back_end.post("/password/reset", { email, code, register }), 403, "code");
    assertRefused(await back_end.post("/recovery/end_sessions", { email, code: second }), 403, "code");
    await back_end.mail(email, "Your password was changed");
    const { browser: signedIn } = await back_end.signIn(person, { password: OTHER });
    assert.equal((await back_end.get("/profile", { browser: signedIn })).json.email, email);
  });

  on("a code opens one thing, for one address, once, and not to those who guess", async (back_end) => {
    const [ada, eve] = [await back_end.person("Ada"), await back_end.person("Eve")];
    const reset = (person, code, register = person.client.prepareRegister(person.email, OTHER)) => back_end.post("/password/reset", { email: person.email, code, register });
    const eves = await back_end.code(eve.email, "reset_password");
    // Eve's own code with keys for Ada's account; her code at Ada's address; a code for another thing.
    assertRefused(await reset(eve, eves, ada.client.prepareRegister(ada.email, OTHER)), 422, "unusable");
    assertRefused(await reset(ada, eves), 403, "code");
    assertRefused(await back_end.post("/recovery/delete_account", { email: eve.email, code: eves, confirm: eve.email }), 403, "code");
    assert.ok(await ada.client.login(ada.email, PASSWORD, true));
    // Many at once: one of them.
    const register = eve.client.prepareRegister(eve.email, OTHER);
    const statuses = (await Promise.all(Array.from({ length: 4 }, () => reset(eve, eves, register)))).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [204, 403, 403, 403]);

    const first = await back_end.code(ada.email, "reset_password");
    const code = await back_end.code(ada.email, "reset_password", 2);
    assertRefused(await reset(ada, first), 403, "code", "the second voids the first");
    for (const guess of [wrongCode(code), "", "0", `${code}0`]) assertRefused(await reset(ada, guess), 403, "code", guess);
    // That was the fifth with the one above, so the right one is void as well.
    assertRefused(await reset(ada, code), 403, "code", "guessed too often");
    assert.ok(await ada.client.login(ada.email, PASSWORD, true));
  });

  on("five codes an hour for an address, and still the same answer", async (back_end) => {
    const [ada, bob] = [await back_end.person(), await back_end.person()];
    for (let number = 1; number <= 5; number++) await back_end.code(ada.email, "reset_password", number);
    assert.equal((await back_end.post("/password/send", { email: ada.email })).status, 204);
    assert.equal((await back_end.post("/recovery/send", { email: ada.email, purpose: "end_sessions" })).status, 204);
    await back_end.code(bob.email, "reset_password");
    assert.equal((await back_end.mails(ada.email)).length, 5);
  });

  on("a code is not used up when the service fails half-way", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { browser } = await back_end.signIn(person);
    const code = await back_end.code(email, "reset_password");
    const reset = () => back_end.post("/password/reset", { email, code, register: client.prepareRegister(email, OTHER) });
    back_end.wire.fault = ({ path }) => (path === "/user/reset_pw_light" ? "down" : undefined);
    assertRefused(await reset(), 502, "service");
    // The keys are replaced, but nobody heard, and the sessions are still to be ended.
    back_end.wire.fault = ({ path }) => (path === "/user/reset_pw_light" ? "lose answer" : undefined);
    assertRefused(await reset(), 502, "service");
    back_end.wire.fault = ({ path }) => (path === "/user/forced/sessions" ? { status: 503, body: "busy" } : undefined);
    assertRefused(await reset(), 502, "service");
    back_end.wire.fault = undefined;
    assert.equal((await reset()).status, 204);
    assert.ok(await client.login(email, OTHER, true));
    assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
  });

  on("an identifier that was changed behind the back end's back: said, rather than a Success without effect", async (back_end) => {
    const person = await back_end.person();
    const { user } = await back_end.signIn(person);
    await user.updateUser(freshEmail("new"));
    const register = person.client.prepareRegister(person.email, OTHER);
    assertRefused(await back_end.post("/password/reset", { email: person.email, code: await back_end.code(person.email, "reset_password"), register }), 409, "no_account");
    const code = await back_end.code(person.email, "end_sessions");
    assertRefused(await back_end.post("/recovery/end_sessions", { email: person.email, code }), 409, "no_account");
  });

  on("a lost second factor: the mailbox and the password, and not the mailbox alone", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { user } = await back_end.signIn(person);
    await user.registerRawOtp(PASSWORD);
    const mfa = async (password) => {
      const login = await client.login(email, password);
      assert.equal(login.kind, "mfa");
      return login.u.mfa_auth_key;
    };
    const auth_key = await mfa(PASSWORD);
    const disable = (code, key) => back_end.post("/recovery/disable_mfa", { email, code, auth_key: key });
    const code = await back_end.code(email, "disable_mfa");
    for (const wrong of [Buffer.alloc(32).toString("base64"), "", "no base64"]) assertRefused(await disable(code, wrong), 403, "password", wrong);
    assert.equal((await disable(code, auth_key)).status, 204);
    assert.equal((await client.login(email, PASSWORD)).kind, "user");
    await back_end.mail(email, "Your second factor was turned off");

    // With the mailbox comes a new password, but MFA stays, and stays on.
    const again = await back_end.client();
    await (await again.login(email, PASSWORD, true)).registerRawOtp(PASSWORD);
    const reset = await back_end.post("/password/reset", { email, code: await back_end.code(email, "reset_password"), register: client.prepareRegister(email, OTHER) });
    assert.equal(reset.status, 204);
    const later = await disable(await back_end.code(email, "disable_mfa", 2), await mfa(OTHER));
    assertRefused(later, 403, "too_soon");
    assert.equal((await client.login(email, OTHER)).kind, "mfa");
  });

  on("all sessions ended by a mailed code", async (back_end) => {
    const person = await back_end.person();
    const [one, two] = [await back_end.signIn(person), await back_end.signIn(person)];
    const answer = await back_end.post("/recovery/end_sessions", { email: person.email, code: await back_end.code(person.email, "end_sessions") });
    assert.equal(answer.status, 204);
    for (const { user, browser } of [one, two]) {
      assert.equal((await back_end.get("/refresh", { jwt: user.data.jwt, browser: new Map(browser) })).status, 401);
      assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
    }
    await back_end.signIn(person);
  });

  on("an account deleted by a mailed code is gone on both sides, also at the second try", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    const { browser } = await back_end.signIn(person);
    const code = await back_end.code(email, "delete_account");
    const remove = (confirm) => back_end.post("/recovery/delete_account", { email, code, confirm });
    assertRefused(await remove("somebody@example.org"), 422, "unusable");
    back_end.wire.fault = ({ path }) => (path.startsWith("/user/forced/delete") ? "lose answer" : undefined);
    assertRefused(await remove(email), 502, "service");
    back_end.wire.fault = undefined;
    assert.equal((await remove(email.toUpperCase())).status, 204);
    assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
    assert.ok(await client.checkUserIdentifierAvailable(email));
    await back_end.mail(email, "Your account was deleted");
    assert.equal((await back_end.post("/register", { email, name: "Ada", register: client.prepareRegister(email, PASSWORD) })).status, 200);
  });

  on("a group's members, and nobody else", async (back_end) => {
    const [ada, bob] = [await back_end.signIn(await back_end.person()), await back_end.signIn(await back_end.person())];
    const id = await ada.user.createGroup();
    const group = (jwt, path = `/group/${id}`) => back_end.get(path, { jwt });
    assert.deepEqual((await group(ada.user.data.jwt)).json, { group_id: id, rank: 0 });
    assertRefused(await group(bob.user.data.jwt), 403, "no_access");
    await (await ada.user.getGroup(id)).inviteAuto(bob.user.data.user_id, 3);
    assert.deepEqual((await group(bob.user.data.jwt)).json, { group_id: id, rank: 3 });
    back_end.wire.requests.length = 0;
    for (const path of ["/group/x", "/group/..%2Fuser%2Fjwt", `/group/${id}%3Fa`]) assertRefused(await group(ada.user.data.jwt, path), 403, "no_access", path);
    assert.deepEqual(back_end.wire.requests, []);
    // The service is asked in the name of a JWT; a session of the back end is none.
    assertRefused(await back_end.get(`/group/${id}`, { browser: ada.browser }), 401, "signed_out");
    back_end.wire.fault = () => "down";
    assertRefused(await group(ada.user.data.jwt), 502, "service");
  });

  on("bad input is refused, and reaches nothing", async (back_end) => {
    const { client, email } = await back_end.person();
    const fresh = freshEmail();
    const register = client.prepareRegister(fresh, PASSWORD);
    const good = {
      "/register": { email: fresh, name: "Ada", register },
      "/session": { refresh_token: "x" },
      "/password/send": { email },
      "/password/reset": { email: fresh, code: "x", register },
      "/recovery/send": { email, purpose: "end_sessions" },
      "/recovery/disable_mfa": { email, code: "x", auth_key: "x" },
      "/recovery/end_sessions": { email, code: "x" },
      "/recovery/delete_account": { email, code: "x", confirm: email },
    };
    const jwt = (await client.login(email, PASSWORD, true)).data.jwt;
    back_end.wire.requests.length = 0;
    for (const [path, json] of Object.entries(good)) {
      const bodies = ["", "{", "[]", "null", '"x"', JSON.stringify(json) + "x", Buffer.from([0xff, 0x22]), "[".repeat(60_000)];
      for (const body of bodies) assertRefused(await back_end.call("POST", path, { body, jwt }), 422, "unusable", `${path} ${String(body).slice(0, 40)}`);
      assertRefused(await back_end.post(path, { ...json, admin: true }, { jwt }), 422, "unusable", `${path}, an unknown field`);
      for (const field of Object.keys(json)) {
        for (const value of [undefined, null, 7, true, [], {}]) assertRefused(await back_end.post(path, { ...json, [field]: value }, { jwt }), 422, "unusable", `${path} ${field}: ${value}`);
      }
      for (const size of [65 * 1024, 1 << 20]) assertRefused(await back_end.post(path, { ...json, name: "x".repeat(size) }, { jwt }), 413, "too_big", path);
    }
    const addresses = ["", "ada", "@example.org", "a@b@c", "ada@example..org", "ada@-a.org", "ada @example.org", '"ada"@example.org', "<ada@example.org>", "ädä@example.org", "ada@example.org\0", "ada@example.org\r\nBcc: eve@example.org", "ada@example.org, eve@example.org", `${"a".repeat(250)}@example.org`];
    for (const address of addresses) {
      for (const path of ["/register", "/password/send", "/recovery/send"]) assertRefused(await back_end.post(path, { ...good[path], email: address }), 422, "unusable", address);
    }
    for (const name of ["", "  ", "Ada\r\nBcc: eve@example.org", "a\u0085b", "x".repeat(81)]) assertRefused(await back_end.post("/register", { ...good["/register"], name }), 422, "unusable", name);
    for (const other of ["{}", "no JSON", client.prepareRegister(email, PASSWORD)]) assertRefused(await back_end.post("/register", { ...good["/register"], register: other }), 422, "unusable");
    assertRefused(await back_end.post("/recovery/send", { email, purpose: "be_admin" }), 422, "unusable");
    assertRefused(await back_end.post("/register", { ...good["/register"], session: "forever" }), 422, "unusable");
    assert.deepEqual(back_end.wire.requests, [], "none of it went on to the service");
    assert.equal((await back_end.post("/register", good["/register"])).status, 200, "and the good one is good");
  });

  on("pages of other sites are kept out", async (back_end) => {
    const { browser } = await back_end.signIn(await back_end.person());
    for (const [name, value] of [["origin", back_end.url], ["sec-fetch-site", "same-origin"], ["sec-fetch-site", "none"]]) {
      assert.equal((await back_end.get("/profile", { browser, headers: { [name]: value } })).status, 200, `${name}: ${value}`);
    }
    const foreign = [["origin", "http://evil.example"], ["origin", "http://127.0.0.1:1"], ["origin", "null"], ["sec-fetch-site", "cross-site"], ["sec-fetch-site", "same-site"], ["host", "evil.example"]];
    for (const [name, value] of foreign) {
      for (const [method, path] of [["GET", "/profile"], ["GET", "/refresh"], ["GET", "/mailbox"], ["POST", "/session"], ["POST", "/register"], ["POST", "/password/send"], ["DELETE", "/session"]]) {
        const answer = await back_end.call(method, path, { browser: new Map(browser), headers: { [name]: value } });
        assert.ok([400, 403].includes(answer.status), `${method} ${path}, ${name}: ${value}`);
        assert.deepEqual([answer.cookies, answer.headers["access-control-allow-origin"]], [[], undefined], `${method} ${path}, ${name}: ${value}`);
      }
    }
    assert.equal((await back_end.get("/profile", { browser })).status, 200);
  });

  test(`${kind}: mail by SMTP`, limit, async (t) => {
    const smtp = await startMailServer(t);
    const back_end = await startBackEnd(t, kind, { smtp_url: smtp.url });
    assertRefused(await back_end.get("/mailbox"), 404, "no_mailbox");
    const { client, email } = await back_end.person();
    assert.equal((await back_end.post("/password/send", { email })).status, 204);
    const mail = await smtp.next();
    assert.deepEqual([mail.to, mail.headers.to, mail.headers.subject], [[email], email, SUBJECTS.reset_password]);
    assert.match(mail.headers.from, /no-reply@localhost/);
    const reset = await back_end.post("/password/reset", { email, code: codeIn(mail), register: client.prepareRegister(email, OTHER) });
    assert.equal(reset.status, 204);
    assert.equal((await smtp.next()).headers.subject, "Your password was changed");
  });

  test(`${kind}: what is kept outlives a restart, and gives no token and no code away`, limit, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "sentc-back-end-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const db = join(folder, "data.sqlite");
    const before = await startBackEnd(t, kind, { db });
    const person = await before.person();
    const { user, browser } = await before.signIn(person);
    const { token } = await before.signIn(person, { session: "bearer" });
    const code = await before.code(person.email, "reset_password");
    await before.stop();
    const after = await startBackEnd(t, kind, { db });
    for (const by of [{ browser }, { jwt: token }, { jwt: user.data.jwt }]) assert.equal((await after.get("/profile", by)).status, 200);
    const reset = await after.post("/password/reset", { email: person.email, code, register: (await after.client()).prepareRegister(person.email, OTHER) });
    assert.equal(reset.status, 204, reset.text);
    await after.stop();
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1")).join("");
    assert.ok(stored.includes(person.email), "this is the database");
    for (const secret of [token, code, code.replace("-", ""), user.data.refresh_token, ...browser.values()]) assert.ok(!stored.includes(secret));
  });
}

// The one in Rust has the same by its own clock: server/tests/backend.rs.
test("node: sessions last twelve hours, codes fifteen minutes, the wait after a reset a week", limit, async (t) => {
  const back_end = await startBackEnd(t, "node");
  const [minute, hour] = [60_000, 3_600_000];
  const person = await back_end.person();
  const { client, email } = person;
  const { user, browser } = await back_end.signIn(person);
  const late = await back_end.code(email, "reset_password");
  await back_end.moveClock(15 * minute);
  assertRefused(await back_end.post("/password/reset", { email, code: late, register: client.prepareRegister(email, OTHER) }), 403, "code");
  assertRefused(await back_end.get("/profile", { jwt: user.data.jwt }), 401, "signed_out");
  await back_end.moveClock(12 * hour - 16 * minute);
  assert.equal((await back_end.get("/profile", { browser })).status, 200);
  await back_end.moveClock(2 * minute);
  assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");

  const code = await back_end.code(email, "reset_password", 2);
  await back_end.moveClock(14 * minute);
  assert.equal((await back_end.post("/password/reset", { email, code, register: client.prepareRegister(email, OTHER) })).status, 204);
  await (await client.login(email, OTHER, true)).registerRawOtp(OTHER);
  await back_end.moveClock(7 * 24 * hour);
  const { u } = await client.login(email, OTHER);
  const disabled = await back_end.post("/recovery/disable_mfa", { email, code: await back_end.code(email, "disable_mfa"), auth_key: u.mfa_auth_key });
  assert.equal(disabled.status, 204, disabled.text);
});

test("createClient in a back end, with the secret token: what pages may not do, it may", limit, async () => {
  const [base_url, identifier] = [process.env.SENTC_TEST_URL, freshEmail("robot")];
  const page = createClient({ app_token: process.env.SENTC_TEST_PUBLIC_TOKEN2, base_url });
  const back_end = createClient({ app_token: SECRET_TOKEN, base_url });
  for (const client of [page, back_end]) await client.init();
  await assert.rejects(page.register(identifier, PASSWORD), { code: "TOKEN_NOT_ALLOWED" });
  const user_id = await back_end.register(identifier, PASSWORD);
  const robot = await back_end.login(identifier, PASSWORD, true);
  assert.equal(robot.data.user_id, user_id);
  await robot.deleteUser(PASSWORD);
  for (const client of [page, back_end]) await client.dispose();
});

/** Without the back end's doing. */
async function endAtService(back_end, user_identifier) {
  const headers = { "x-sentc-app-token": SECRET_TOKEN, "content-type": "application/json" };
  const response = await fetch(`${back_end.service}/api/v1/user/forced/sessions`, { method: "DELETE", headers, body: JSON.stringify({ user_identifier }) });
  assert.equal((await response.json()).status, true);
}
