// What a person does in each app that `npm create sentc-light` makes.

import assert from "node:assert/strict";
import { PASSWORD, freshName, newContext } from "../../browser/e2e/support.mjs";

/** Creates an account, reloads, signs out and in again. What the page complains about fails the test. */
export async function used(t, url, title) {
  const context = await newContext();
  context.setDefaultTimeout(60_000);
  t.after(() => context.close());
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  await page.goto(url);
  assert.equal(await page.title(), title);
  const name = freshName("created");
  const hello = page.getByRole("heading", { name: `Hello, ${name}` });
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Identifier").fill(name);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("New password").press("Enter");
  await hello.waitFor();
  await page.reload();
  await hello.waitFor();
  await page.getByRole("button", { name }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Identifier").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await hello.waitFor();
  assert.deepEqual(faults, []);
}
