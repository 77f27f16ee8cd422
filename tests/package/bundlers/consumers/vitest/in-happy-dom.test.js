// @vitest-environment happy-dom
import { createClient } from "sentc-light-wasm";
import { testService } from "sentc-light-wasm/testing";
import { afterAll, expect, test } from "vitest";

const service = await testService();
const client = createClient({ ...service.client_options, retries: 0 });
await client.init();
afterAll(() => service.close());

test("registration, login with a code, an expired JWT, in happy-dom", async () => {
  await client.register("ada@example.com", "correct horse");
  const user = await client.login("ada@example.com", "correct horse", true);
  service.clock.advance(10 * 60_000);
  expect(await user.getDevices()).toHaveLength(1);
  const bob = await service.users.create({ mfa: true });
  const login = await client.login(bob.identifier, bob.password);
  await client.mfaLogin(bob.totp(), login.u);
  service.failNext({ network: "before" });
  await expect(client.register("bob@example.com", "a password")).rejects.toMatchObject({ code: "NETWORK" });
});
