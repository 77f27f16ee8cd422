import { app } from "./app.js";
import { test as base, expect } from "@playwright/test";
import { sentcFixtures } from "sentc-light-wasm/testing/playwright";

const test = base.extend(sentcFixtures());

test("a page with a user who is signed in", async ({ page, signIn }) => {
  const { identifier } = await signIn();
  await page.goto("/");
  await expect(page.getByRole("heading")).toHaveText(`Hello, ${identifier}`);
});

test("the second factor", async ({ page, service }) => {
  const { identifier, password, totp } = await service.users.create({ mfa: true });
  await page.goto("/");
  await page.getByLabel("Identifier").fill(identifier);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Code").fill(totp());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading")).toHaveText(`Hello, ${identifier}`);
});

test("a passkey", async ({ page, signIn, authenticator }) => {
  const { identifier } = await signIn({ mfa: true });
  await page.goto("/");
  await expect(page.getByRole("heading")).toHaveText(`Hello, ${identifier}`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("status")).toHaveText("passkey added");
  expect(await authenticator.passkeys()).toHaveLength(1);
});

test("a lost network, and an expired JWT", async ({ page, service, signIn, clock }) => {
  const { identifier } = await signIn();
  await page.goto("/");
  await expect(page.getByRole("heading")).toHaveText(`Hello, ${identifier}`);
  await clock.advance(10 * 60_000);
  service.failNext({ path: "/refresh", network: "before" });
  await page.getByRole("button", { name: "Devices" }).click();
  await expect(page.getByRole("status")).toContainText("NETWORK");
  await page.getByRole("button", { name: "Devices" }).click();
  await expect(page.getByRole("status")).toHaveText("1 device");
  expect(service.requests.map(({ path }) => path)).toContain("/api/v1/refresh");
});

test.beforeEach(({ context }) => context.route("https://app.test/**", app));
