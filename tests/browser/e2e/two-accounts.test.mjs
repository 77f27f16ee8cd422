// The demo's page with two accounts side by side, what is stored of them, and their events.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, freshName, goTo, open, register, screenshot, signedIn, useBrowser, withPage } from "./support.mjs";

useBrowser();

const row = (page, text) => page.getByRole("row").filter({ hasText: text });

test("two accounts beside the demo's own, their records and events", { timeout: 120_000 }, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Clients");
    const [left, right] = ["Left", "Right"].map((label) => page.getByRole("region", { name: label, exact: true }));
    for (const side of [left, right]) {
      await side.getByRole("button", { name: "Make a random account" }).click();
      await side.getByRole("button", { name: "Sign out" }).waitFor();
    }
    const ids = await Promise.all([left, right].map((side) => side.locator("code").first().innerText()));
    assert.notEqual(ids[0], ids[1]);
    for (const identifier of [...ids, name]) await row(page, `/user/${identifier}`).getByText("encrypted").waitFor();
    await row(page, "sealing-key").getByText("extractable: false").waitFor();
    await row(page, "Left").getByText("signedIn").waitFor();
    await screenshot(page, "two-accounts-desktop");

    // Another tab shows it, and a reload finds all three again.
    const other = await page.context().newPage();
    await open(other, "#/clients");
    await other.getByRole("region", { name: "Left", exact: true }).getByText(ids[0]).waitFor();
    await left.getByRole("button", { name: "Sign out" }).click();
    await left.getByRole("form").waitFor();
    await other.getByRole("region", { name: "Left", exact: true }).getByRole("form").waitFor();
    await row(other, "signedOut").getByText("remote: true").waitFor();
    await row(page, `/user/${ids[0]}`).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("region", { name: "Right", exact: true }).getByText(ids[1]).waitFor();
    await goTo(page, "Me");
    await signedIn(page, name);
  }),
);

test("fits a phone", { timeout: 60_000 }, () =>
  withPage(async (page) => {
    await open(page, "#/clients");
    await page.getByRole("region", { name: "Left", exact: true }).getByRole("button", { name: "Make a random account" }).click();
    await row(page, "sealing-key").waitFor();
    const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= seen, `${wide} of ${seen} pixels`);
    // A table that is wider scrolls, by touch and by keys, to its last column.
    const records = page.getByRole("region", { name: "What is stored where" }).locator(".scrolls");
    const column = page.getByRole("columnheader", { name: "Content" });
    assert.ok((await column.boundingBox()).x > seen, "not all in sight");
    await records.focus();
    await records.press("End");
    await records.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    const { x, width } = await column.boundingBox();
    assert.ok(x + width <= seen + 1, `the last column ends at ${x + width}`);
    await screenshot(page, "two-accounts-phone");
  }, PHONE),
);
