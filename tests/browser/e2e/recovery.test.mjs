// A recovery kit through the demo: the page stays until there is a new password. The element's own tests are in tests/browser/elements.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logOut, open, part, register, screenshot, signedIn, useBrowser, withPage } from "./support.mjs";

useBrowser();

test("a forgotten password is mended by a recovery kit", { timeout: 180_000 }, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    const kits = part(page, "recovery-kits");
    await kits.getByRole("button", { name: "Create a recovery kit" }).click();
    await kits.getByLabel("Current password").fill(PASSWORD);
    await kits.getByRole("button", { name: "Create a recovery kit" }).click();
    const code = await kits.locator(".sentc-code").innerText();
    await screenshot(page, "recovery-kit-desktop");
    await kits.getByLabel("The code is in a safe place").check();
    await kits.getByRole("button", { name: "Continue" }).click();
    await kits.getByRole("list", { name: "Recovery kits" }).waitFor();
    await logOut(page);

    await page.getByRole("button", { name: "Use a recovery kit" }).click();
    await page.getByLabel("Code of the recovery kit").fill(code.toLowerCase());
    await page.getByLabel("Code of the recovery kit").press("Enter");
    await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await screenshot(page, "recovery-new-password-desktop");
    await page.getByLabel("Identifier").fill(name);
    await page.getByRole("textbox", { name: "New password" }).fill("a better password");
    await page.getByRole("button", { name: "Choose a new password" }).click();
    await signedIn(page, name);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    // It is the one of this browser after a reload, too.
    await page.reload();
    await signedIn(page, name);
  }),
);
