// The same thing twice at once, in every order that the answers of the service can come in; and what becomes of a code.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, SUBJECTS, assertRefused, codeIn, freshEmail, hold, startBackEnd } from "./support.mjs";

const limit = { timeout: 120_000 };
const OTHER = "a rather different password";

for (const kind of KINDS) {
  const on = (what, work) => test(`${kind}: ${what}`, limit, async (t) => work(await startBackEnd(t, kind), t));

  for (const first_made of [0, 1]) {
    for (const first_answered of [0, 1]) {
      on(`a double-clicked registration, made by click ${first_made + 1}, click ${first_answered + 1} answered first: one account with its profile`, async (back_end) => {
        const [client, email] = [await back_end.client(), freshEmail()];
        const register = client.prepareRegister(email, PASSWORD);
        const before = hold(back_end.wire, "fault", ({ path }) => path === "/register_light");
        const after = hold(back_end.wire, "answered", ({ path }) => path === "/register_light");
        const [clicks, gates] = [[], []];
        for (const name of ["first", "second"]) {
          clicks.push(back_end.post("/register", { email, name, register }));
          gates.push(await before.next());
        }
        const answers = [];
        for (const click of [first_made, 1 - first_made]) {
          gates[click].release();
          answers[click] = await after.next();
        }
        for (const click of [first_answered, 1 - first_answered]) {
          answers[click].release();
          await clicks[click];
        }
        before.stop(), after.stop();
        const [made, refused] = [(await clicks[first_made]), (await clicks[1 - first_made])];
        assert.deepEqual([made.status, refused.status, refused.json.err_code], [200, 400, 101]);
        // Without a login in between, which might complete it.
        await back_end.code(email, "end_sessions");
        const { browser } = await back_end.signIn({ client, email });
        const profile = (await back_end.get("/profile", { browser })).json;
        assert.deepEqual([profile.user_id, profile.name], [client.doneRegister(made.text), first_made === 0 ? "first" : "second"]);
        assertRefused(await back_end.post("/register", { email, name: "third", register }), 409, "address_taken");
      });
    }
  }

  on("two registrations that are both refused leave nothing to whoever has the account", async (back_end) => {
    const elsewhere = freshEmail();
    const client = await back_end.client();
    await (await back_end.client({ app_token: process.env.SENTC_TEST_SECRET_TOKEN2 })).register(elsewhere, PASSWORD);
    const gate = hold(back_end.wire, "fault", ({ path }) => path === "/register_light");
    const clicks = [];
    const held = [];
    for (const name of ["Bob", "Eve"]) {
      clicks.push(back_end.post("/register", { email: elsewhere, name, register: client.prepareRegister(elsewhere, PASSWORD) }));
      held.push(await gate.next());
    }
    gate.stop();
    for (const one of held) one.release();
    for (const click of clicks) assert.equal((await click).json.err_code, 101);
    const { browser } = await back_end.signIn({ client, email: elsewhere });
    assertRefused(await back_end.get("/profile", { browser }), 404, "no_profile");
  });

  on("a newer mail voids a code that is being used: if that fails, the newer one works and the older does not", async (back_end) => {
    const { client, email } = await back_end.person();
    const register = client.prepareRegister(email, OTHER);
    const reset = (code) => back_end.post("/password/reset", { email, code, register });
    const older = await back_end.code(email, "reset_password");
    const gate = hold(back_end.wire, "fault", ({ path }) => path === "/user/reset_pw_light");
    const first = reset(older);
    const held = await gate.next();
    gate.stop();
    const newer = await back_end.code(email, "reset_password", 2);
    held.release("down");
    assertRefused(await first, 502, "service");
    assertRefused(await reset(older), 403, "code", "voided by the newer mail");
    assert.equal((await reset(newer)).status, 204, "the newest mail's");
    assert.ok(await client.login(email, OTHER, true));
  });

  on("a code that is being used opens nothing else, and is used afterwards also if a newer one was mailed", async (back_end) => {
    const { client, email } = await back_end.person();
    const register = client.prepareRegister(email, OTHER);
    const reset = (code) => back_end.post("/password/reset", { email, code, register });
    const older = await back_end.code(email, "reset_password");
    const gate = hold(back_end.wire, "answered", ({ path }) => path === "/user/forced/sessions");
    const first = reset(older);
    const held = await gate.next();
    gate.stop();
    assertRefused(await reset(older), 403, "code", "reserved");
    const newer = await back_end.code(email, "reset_password", 2);
    held.release();
    assert.equal((await first).status, 204);
    assertRefused(await reset(older), 403, "code", "used");
    // The password changed since it was asked for.
    assertRefused(await reset(newer), 403, "code", "void");
    assert.equal(codeIn(await back_end.mail(email, SUBJECTS.reset_password, { number: 2 })), newer);
  });
}
