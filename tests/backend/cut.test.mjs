// Whoever leaves in the middle: what was begun is done to its end, and what protects the owner is written down before it begins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, assertRefused, freshEmail, hold, startBackEnd } from "./support.mjs";

const limit = { timeout: 120_000 };
const OTHER = "a rather different password";
const at = (path) => (noted) => noted.path.startsWith(path);

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  for (const where of ["fault", "answered"]) {
    const stage = where === "fault" ? "before the service has the request" : "before its answer is back";

    on(`cut ${stage}: a reset is noted, ended and mailed, and the mailbox alone still turns off no second factor`, async (back_end) => {
      const person = await back_end.person();
      const { client, email } = person;
      const { user, browser } = await back_end.signIn(person);
      await user.registerRawOtp(PASSWORD);
      for (const path of ["/user/reset_pw_light", "/user/forced/sessions"]) {
        const gate = hold(back_end.wire, where, at(path));
        const number = path === "/user/reset_pw_light" ? 1 : 2;
        const code = await back_end.code(email, "reset_password", number);
        const hangUp = back_end.begin("POST", "/password/reset", { json: { email, code, register: client.prepareRegister(email, OTHER) } });
        const held = await gate.next();
        gate.stop();
        await hangUp();
        held.release();
        await back_end.mail(email, "Your password was changed", { number });
        assertRefused(await back_end.post("/password/reset", { email, code, register: client.prepareRegister(email, OTHER) }), 403, "code");
      }
      assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");
      const { u } = await client.login(email, OTHER);
      const disabled = await back_end.post("/recovery/disable_mfa", { email, code: await back_end.code(email, "disable_mfa"), auth_key: u.mfa_auth_key });
      assertRefused(disabled, 403, "too_soon");
    });

    on(`cut ${stage}: a registration is complete, a session's end ends all, a deletion deletes on both sides`, async (back_end) => {
      const [client, email] = [await back_end.client(), freshEmail()];
      const cut = async (path, method, call, json) => {
        const gate = hold(back_end.wire, where, at(path));
        const hangUp = back_end.begin(method, call, { json });
        const held = await gate.next();
        gate.stop();
        await hangUp();
        held.release();
      };
      await cut("/register_light", "POST", "/register", { email, name: "Ada", register: client.prepareRegister(email, PASSWORD) });
      // Only those whose registration is complete are mailed a code.
      await codeSoon(back_end, email, "end_sessions");
      const { browser } = await back_end.signIn({ client, email });
      assert.equal((await back_end.get("/profile", { browser })).json.name, "Ada");

      await cut("/user/forced/sessions", "POST", "/recovery/end_sessions", { email, code: await newestCode(back_end, email, "end_sessions") });
      await back_end.mail(email, "You were signed out everywhere");
      assertRefused(await back_end.get("/profile", { browser }), 401, "signed_out");

      const code = await back_end.code(email, "delete_account");
      await cut("/user/forced/delete", "POST", "/recovery/delete_account", { email, code, confirm: email });
      await back_end.mail(email, "Your account was deleted");
      const again = await back_end.post("/register", { email, name: "Eve", register: client.prepareRegister(email, PASSWORD) });
      assert.equal(again.status, 200, again.text);
    });
  }
}

/** Asks until there is a mail: right after a registration that nobody waits for, the address may not be known yet. */
async function codeSoon(back_end, email, purpose) {
  const marker = await back_end.person();
  for (let number = 1; number <= 5; number++) {
    assert.equal((await back_end.post("/recovery/send", { email, purpose })).status, 204);
    // The queue is worked off in order: after this one, the one above was sent or never will be.
    await back_end.code(marker.email, "end_sessions", number);
    if ((await back_end.mails(email)).length > 0) return;
  }
  assert.fail("no code was mailed: the registration is not complete");
}

async function newestCode(back_end, email, purpose) {
  const number = (await back_end.mails(email)).length + 1;
  return back_end.code(email, purpose, number);
}
