/** @jest-environment jest-fixed-jsdom */
const { testService } = require("sentc-light-wasm/testing");
const { createClient } = require("sentc-light-wasm");

test("registration, login with a code, an expired JWT", async () => {
  const service = await testService();
  const client = createClient({ ...service.client_options, retries: 0 });
  await client.init();
  await client.register("ada@example.com", "correct horse");
  const user = await client.login("ada@example.com", "correct horse", true);
  service.clock.advance(10 * 60_000);
  expect(await user.getDevices()).toHaveLength(1);
  const bob = await service.users.create({ mfa: true });
  const login = await client.login(bob.identifier, bob.password);
  await client.mfaLogin(bob.totp(), login.u);
  service.close();
});
