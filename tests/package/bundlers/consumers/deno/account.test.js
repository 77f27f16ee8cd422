import assert from "node:assert/strict";
import { createClient } from "sentc-light-wasm";
import { testService } from "sentc-light-wasm/testing";

Deno.test("registration, login with a code, an expired JWT", async () => {
  const service = await testService();
  const client = createClient({ ...service.client_options, retries: 0 });
  await client.init();
  await client.register("ada@example.com", "correct horse");
  const user = await client.login("ada@example.com", "correct horse", true);
  service.clock.advance(10 * 60_000);
  assert.equal((await user.getDevices()).length, 1);
  const bob = await service.users.create({ mfa: true });
  const login = await client.login(bob.identifier, bob.password);
  await client.mfaLogin(bob.totp(), login.u);
  service.close();
});
