// What an attacker sends to an own back end: two identifiers in one text, many codes at once, addresses that look alike, doubled headers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, assertRefused, freshEmail, startBackEnd, wrongCode } from "./support.mjs";

const limit = { timeout: 120_000 };
const OTHER = "a rather different password";

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  on("of a text with two identifiers none is used that was not checked", async (back_end) => {
    const [victim, thief] = [await back_end.person(), await back_end.person("Eve")];
    const own = thief.client.prepareRegister(thief.email, OTHER);
    const name = (text) => `"device${text}identifier":`;
    const texts = [name("_"), name("\\u005f")].map((key) => [own.replace("{", `{${key}"${victim.email}",`), own.replace(/}$/, `,${key}"${victim.email}"}`)]).flat();
    back_end.wire.requests.length = 0;
    for (const [number, register] of texts.entries()) {
      assert.ok(register.includes(victim.email) && JSON.parse(register));
      const code = await back_end.code(thief.email, "reset_password", number + 1);
      const { status } = await back_end.post("/password/reset", { email: thief.email, code, register });
      assert.ok([204, 422].includes(status), register);
      const fresh = freshEmail();
      const registered = await back_end.post("/register", { email: fresh, name: "Eve", register: register.replace(`"${thief.email}"`, `"${fresh}"`) });
      assert.ok([200, 422].includes(registered.status), registered.text);
    }
    for (const { path, body } of back_end.wire.requests) assert.ok(!String(body).includes(victim.email), path);
    assert.ok(await victim.client.login(victim.email, PASSWORD, true));
  });

  on("what was mailed before a deletion opens nothing afterwards, also when somebody else registers the address", async (back_end) => {
    const gone = await back_end.person();
    const { email } = gone;
    const [old, bearer] = [await back_end.signIn(gone), await back_end.signIn(gone, { session: "bearer" })];
    const register = gone.client.prepareRegister(email, OTHER);
    const attacks = [
      ["reset_password", "/password/reset", { register }],
      ["disable_mfa", "/recovery/disable_mfa", { auth_key: Buffer.alloc(32).toString("base64") }],
      ["stolen_device", "/recovery/stolen_device", {}],
      ["end_sessions", "/recovery/end_sessions", {}],
      ["delete_account", "/recovery/delete_account", { confirm: email }],
    ];
    const codes = new Map();
    for (const [purpose] of attacks) codes.set(purpose, await back_end.code(email, purpose));
    const deleted = await back_end.post("/recovery/delete_account", { email, code: codes.get("delete_account"), confirm: email });
    assert.equal(deleted.status, 204);
    const client = await back_end.client();
    const again = await back_end.post("/register", { email, name: "Eve", register: client.prepareRegister(email, PASSWORD) });
    assert.equal(again.status, 200, again.text);
    back_end.wire.requests.length = 0;
    for (const [purpose, path, more] of attacks) assertRefused(await back_end.post(path, { email, code: codes.get(purpose), ...more }), 403, "code", purpose);
    assert.deepEqual(back_end.wire.requests, [], "the service is not asked");
    for (const token of [{ browser: old.browser }, { jwt: bearer.token }]) assertRefused(await back_end.get("/profile", token), 401, "signed_out");
    await back_end.signIn({ client, email });
  });

  on("what was mailed before a new password opens nothing afterwards", async (back_end) => {
    const { client, email } = await back_end.person();
    const [older, reset] = [await back_end.code(email, "delete_account"), await back_end.code(email, "reset_password")];
    assert.equal((await back_end.post("/password/reset", { email, code: reset, register: client.prepareRegister(email, OTHER) })).status, 204);
    assertRefused(await back_end.post("/recovery/delete_account", { email, code: older, confirm: email }), 403, "code");
  });

  on("many tries at once: wrong ones use the code up, right ones open it once", async (back_end) => {
    const { client, email } = await back_end.person();
    const register = client.prepareRegister(email, OTHER);
    const reset = (code) => back_end.post("/password/reset", { email, code, register });
    const first = await back_end.code(email, "reset_password");
    for (const answer of await Promise.all(Array.from({ length: 20 }, () => reset(wrongCode(first))))) assertRefused(answer, 403, "code");
    assertRefused(await reset(first), 403, "code", "after five wrong tries");
    const second = await back_end.code(email, "reset_password", 2);
    const answers = (await Promise.all(Array.from({ length: 5 }, () => reset(second)))).map(({ status }) => status);
    assert.deepEqual(answers.sort(), [204, 403, 403, 403, 403]);
  });

  on("an address in capitals is the same account, one that looks alike is none", async (back_end) => {
    const { client, email } = await back_end.person();
    const send = (to) => back_end.post("/recovery/send", { email: to, purpose: "end_sessions" });
    assert.equal((await send(email.toUpperCase())).status, 204);
    await back_end.mail(email, "Your code to sign out everywhere");
    const again = email.toUpperCase();
    assertRefused(await back_end.post("/register", { email: again, name: "Eve", register: client.prepareRegister(email, PASSWORD) }), 409, "address_taken");
    assertRefused(await back_end.post("/register", { email: again, name: "Eve", register: client.prepareRegister(again, PASSWORD) }), 422, "unusable");
    // Full-width a, Kelvin sign (its lower case is k), a combining mark, the dotless i.
    for (const text of ["\uff41", "\u212a", "a\u0301", "\u0131"]) assertRefused(await send(text + email), 422, "unusable", text);
  });

  on("a header that is there twice is refused", async (back_end) => {
    const { browser } = await back_end.signIn(await back_end.person());
    const [own, host] = [back_end.url, new URL(back_end.url).host];
    for (const [header, ours, foreign] of [["origin", own, "http://evil.example"], ["sec-fetch-site", "same-origin", "cross-site"], ["host", host, "evil.example"]]) {
      for (const values of [[ours, foreign], [foreign, ours]]) {
        const answer = await back_end.doubled("/profile", header, values, browser);
        assert.match(answer, /^HTTP\/1\.1 40[03] /, `${header}: ${values}`);
      }
      assert.match(await back_end.doubled("/profile", header, [ours], browser), /^HTTP\/1\.1 200 /, header);
    }
  });
}
