// A refused body, of both back ends: the message names the field, and quotes nothing that was sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, PASSWORD, freshEmail, startBackEnd } from "./support.mjs";

for (const kind of KINDS) {
  test(`${kind}: a refused body: the message begins with the field`, { timeout: 120_000 }, async (t) => {
    const back_end = await startBackEnd(t, kind);
    const [client, email] = [await back_end.client(), freshEmail()];
    const good = { email, name: "Ada", register: client.prepareRegister(email, PASSWORD) };
    const refusal = async (path, body) => {
      const { status, json } = await back_end.post(path, body);
      assert.deepEqual([status, json.error], [422, "unusable"]);
      return json.message;
    };
    for (const [field, value, message] of [
      ["email", "ada", "not a mail address"],
      ["email", 7],
      ["email", null],
      ["name", "", "1 to 80 characters, no control characters"],
      ["name", "x".repeat(81), "1 to 80 characters, no control characters"],
      ["name", ["secret"]],
      ["register", undefined],
      ["register", "secret", "not prepared for this email"],
      ["register", client.prepareRegister("eve@example.org", PASSWORD), "not prepared for this email"],
      ["session", "secret"],
      ["session", 7],
    ]) {
      const said = await refusal("/register", { ...good, [field]: value });
      assert.match(said, message ? new RegExp(`^${field}: ${message}$`) : new RegExp(`^${field}: \\S`));
      assert.doesNotMatch(said, /secret/);
    }
    assert.match(await refusal("/register", { ...good, admin: true }), /^the body is not JSON with exactly the fields of this call/);
    assert.match(await refusal("/register", "{"), /^the body is not JSON with exactly the fields of this call/);
    const deletion = { email, code: "x", confirm: email };
    for (const confirm of ["eve@example.org", "eve"]) assert.match(await refusal("/recovery/delete_account", { ...deletion, confirm }), /^confirm: \S/);
    assert.equal(await refusal("/recovery/delete_account", { ...deletion, confirm: "eve@example.org" }), "confirm: not the same as email");
    assert.match(await refusal("/recovery/delete_account", { email, confirm: email }), /^code: \S/);
    assert.match(await refusal("/recovery/send", { email, purpose: "secret" }), /^purpose: \S/);
    assert.match(await refusal("/recovery/disable_mfa", { email, code: "x", auth_key: 7 }), /^auth_key: \S/);
    assert.match(await refusal("/session", { refresh_token: 7 }), /^refresh_token: \S/);
  });
}
