import { http } from "msw";
import { setupServer } from "msw/node";
import { createClient } from "sentc-light-wasm";
import { mswHandlers, testService } from "sentc-light-wasm/testing";
import { afterAll, expect, test } from "vitest";

const service = await testService();
const server = setupServer(...mswHandlers(http, service));
server.listen({ onUnhandledRequest: "error" });
afterAll(() => (server.close(), service.close()));

test("an app whose requests Mock Service Worker catches", async () => {
  const client = createClient({ app_token: service.app_token, base_url: service.base_url, retries: 0 });
  await client.init();
  await client.register("ada@example.com", "correct horse");
  expect((await client.login("ada@example.com", "correct horse", true)).identifier).toBe("ada@example.com");
  service.failNext({ network: "before" });
  await expect(client.register("bob@example.com", "a password")).rejects.toMatchObject({ code: "NETWORK" });
});
