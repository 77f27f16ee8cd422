import Sentc from "sentc-light-wasm";
import { expect, test, vi } from "vitest";
import { logIn } from "./log-in.js";

const params = { api: process.env.api, token: process.env.token };

test("signs in, in a page that jsdom made up", async () => {
  expect(globalThis.document).toBeDefined();
  expect(await logIn(Sentc, params)).toMatch(/^signed in as [0-9a-f-]{36}$/);
  const user = await Sentc.getActualUser();
  const response = await user.fetch(new Request(`${params.api}/api/v1/nothing`)).catch((error) => error);
  expect(response.status).toBe(404);
  await user.logOut();
  expect(Sentc.status).toBe("signedOut");
});

test("a request that fails rejects although the clock stands still", async () => {
  vi.useFakeTimers();
  const fetch = async () => Promise.reject(new TypeError("offline"));
  await Sentc.init({ app_token: params.token, base_url: params.api, retries: 0, fetch });
  await expect(Sentc.login("ada", "password")).rejects.toMatchObject({ code: "NETWORK" });
  vi.useRealTimers();
});
