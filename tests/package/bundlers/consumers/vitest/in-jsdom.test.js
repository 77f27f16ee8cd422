// @vitest-environment jsdom
import { createClient } from "sentc-light-wasm";
import { testService } from "sentc-light-wasm/testing";
import { afterAll, beforeEach, expect, test } from "vitest";

const service = await testService();
const client = createClient({ ...service.client_options, retries: 0 });
await client.init();
beforeEach(() => service.reset());
afterAll(() => service.close());

test("registration and login", async () => {
  await client.register("ada@example.com", "correct horse");
  const user = await client.login("ada@example.com", "correct horse", true);
  expect(user.data.user_id).toMatch(/^[0-9a-f-]{36}$/);
  await expect(client.register("ada@example.com", "another")).rejects.toMatchObject({ code: "IDENTIFIER_TAKEN" });
});

test("multi-factor authentication", async () => {
  const { identifier, password, totp } = await service.users.create({ mfa: true });
  const login = await client.login(identifier, password);
  expect(login.kind).toBe("mfa");
  await expect(client.mfaLogin("000000", login.u)).rejects.toMatchObject({ code: "WRONG_TOTP" });
  await client.mfaLogin(totp(), login.u);
});

test("an expired JWT", async () => {
  const { identifier, password } = await service.users.create();
  const user = await client.login(identifier, password, true);
  service.clock.advance(10 * 60_000);
  await user.getDevices();
  expect(service.requests.map(({ path }) => path)).toContain("/api/v1/refresh");
});

test("a lost network", async () => {
  service.failNext({ path: "/register_light", network: "before" });
  await expect(client.register("bob@example.com", "a password")).rejects.toMatchObject({ code: "NETWORK", retryable: true });
  await client.register("bob@example.com", "a password");
});

test("groups", async () => {
  const [ada, bob] = [await service.users.create(), await service.users.create()];
  const user = await client.login(ada.identifier, ada.password, true);
  const group = await user.getGroup(await user.createGroup());
  await group.inviteAuto(bob.user_id, 2);
  expect(await group.getMember()).toMatchObject([{ user_id: bob.user_id, rank: 2 }]);
});
