// A step that fails after one that succeeded: the guard still holds, and the owner gets a mail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, assertRefused, hold, startBackEnd } from "./support.mjs";

const limit = { timeout: 120_000 };
const OTHER = "a rather different password";

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  for (const [what, fault] of [
    ["the sessions are not ended", ({ path }) => (path === "/user/forced/sessions" ? { status: 503, body: "busy" } : undefined)],
    ["the answer to the reset is lost", ({ path }) => (path === "/user/reset_pw_light" ? "lose answer" : undefined)],
  ]) {
    on(`a reset of which ${what}: no second factor is turned off by mail, and the owner gets a mail`, async (back_end) => {
      const person = await back_end.person();
      const { client, email } = person;
      await (await back_end.signIn(person)).user.registerRawOtp(PASSWORD);
      back_end.wire.fault = fault;
      const code = await back_end.code(email, "reset_password");
      assertRefused(await back_end.post("/password/reset", { email, code, register: client.prepareRegister(email, OTHER) }), 502, "service");
      back_end.wire.fault = undefined;
      await back_end.mail(email, "Your password may have been changed");
      // The mailbox gave the new password; with it and another mail the second factor must not go.
      const { u } = await client.login(email, OTHER);
      const disable = async (number) => back_end.post("/recovery/disable_mfa", { email, code: await back_end.code(email, "disable_mfa", number), auth_key: u.mfa_auth_key });
      assertRefused(await disable(1), 403, "too_soon");
      assert.equal((await client.login(email, OTHER)).kind, "mfa");
      const stolen = await back_end.post("/recovery/stolen_device", { email, code: await back_end.code(email, "stolen_device"), auth_key: u.mfa_auth_key });
      assert.deepEqual([stolen.status, stolen.json], [200, { mfa: "kept" }]);
      assert.equal((await client.login(email, OTHER)).kind, "mfa");
    });
  }

  on("the second factor's end, begun before the reset and proven after it: too soon", async (back_end) => {
    const person = await back_end.person();
    const { client, email } = person;
    await (await back_end.signIn(person)).user.registerRawOtp(PASSWORD);
    const [reset_code, disable_code] = [await back_end.code(email, "reset_password"), await back_end.code(email, "disable_mfa")];
    // The key for the new password is known before it is set: it comes from the salt, which whoever resets chooses.
    const register = client.prepareRegister(email, OTHER);
    const gate = hold(back_end.wire, "fault", ({ path }) => path === "/done_login");
    // The proof is on its way, and the service takes its time; which key it holds is filled in when it arrives.
    const auth_key = Buffer.alloc(32).toString("base64");
    const disabling = back_end.post("/recovery/disable_mfa", { email, code: disable_code, auth_key });
    const held = await gate.next();
    gate.stop();
    assert.equal((await back_end.post("/password/reset", { email, code: reset_code, register })).status, 204);
    const { u } = await client.login(email, OTHER);
    held.release({ body: JSON.stringify({ device_identifier: email, auth_key: u.mfa_auth_key }) });
    assertRefused(await disabling, 403, "too_soon");
    assert.equal((await client.login(email, OTHER)).kind, "mfa");
  });

  on("what the service refused is not mailed, what may have happened is", async (back_end) => {
    const person = await back_end.person();
    const { email } = person;
    const code = await back_end.code(email, "end_sessions");
    back_end.wire.fault = () => ({ status: 401, body: '{"status":false,"err_msg":"wrong app token","err_code":200}' });
    assertRefused(await back_end.post("/recovery/end_sessions", { email, code }), 502, "service");
    back_end.wire.fault = () => "lose answer";
    assertRefused(await back_end.post("/recovery/end_sessions", { email, code }), 502, "service");
    back_end.wire.fault = undefined;
    await back_end.mail(email, "You may have been signed out everywhere");
    assert.equal((await back_end.mails(email)).length, 2, "the code and one notice");
    assert.equal((await back_end.post("/recovery/end_sessions", { email, code })).status, 204);
    await back_end.mail(email, "You were signed out everywhere");
  });
}
