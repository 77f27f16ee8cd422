// The account page: the second factor through all its steps, and devices. The elements' own tests are in tests/browser/elements.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logOut, open, part, register, saveKeys, screenshot, setUpMfa, signedIn, totp, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("the second factor: keys that can be saved, wrong codes, sign-in by code and by key, another authenticator, off", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    const card = part(page, "second-factor");
    const next = card.getByRole("button", { name: "Continue" });
    await card.getByRole("button", { name: "Turn on" }).click();
    await card.getByLabel("Current password").fill(PASSWORD);
    await next.click();
    const list = card.getByRole("list", { name: "Recovery keys" });
    await list.waitFor();
    assert.equal(await card.locator("code").count(), 0, "no secret before the keys are saved");
    const keys = (await list.getByRole("listitem").allInnerTexts()).map((key) => key.trim());
    assert.equal(keys.length, 6);
    await screenshot(page, "mfa-keys-desktop");
    await card.getByRole("button", { name: "Copy" }).click();
    await card.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), keys.join("\n"));
    const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "Download" }).click()]);
    assert.equal(download.suggestedFilename(), "recovery-keys.txt");
    const saved = await readFile(await download.path(), "utf8");
    assert.ok(keys.every((key) => saved.includes(key)));
    await saveKeys(page);
    const secret = await card.locator("code").innerText();
    const code = card.getByRole("textbox", { name: "Code" });
    for (const [value, words] of [
      [wrongCode(secret), "This code is wrong. Please wait for the next one."],
      [totp(secret, Date.now(), "sha1"), "Your authenticator uses SHA-1."],
      [totp(secret, Date.now() - 300_000), /A clock is wrong by about \d+ seconds/],
    ]) {
      await code.fill(value);
      await next.click();
      await card.getByText(words).waitFor();
    }
    await screenshot(page, "mfa-code-desktop");
    // The keys can be looked at again.
    await card.getByRole("button", { name: "Back" }).click();
    assert.deepEqual(await saveKeys(page), keys);
    await code.fill(totp(secret));
    await code.press("Enter");
    await card.getByText("On. Signing in also needs a code").waitFor();
    await logOut(page);

    await typeLogin(page, name);
    const factor = page.locator("sentc-sign-in");
    await factor.getByLabel("Code").fill(wrongCode(secret));
    await factor.getByRole("button", { name: "Sign in", exact: true }).click();
    await factor.getByText("This code is wrong or too old.").waitFor();
    // The same login goes on: nobody has to type the password again.
    await factor.getByRole("button", { name: "Use a recovery key" }).click();
    await factor.getByLabel("Recovery key").fill(keys[2]);
    await factor.getByRole("button", { name: "Sign in", exact: true }).click();
    await signedIn(page, name);

    await goTo(page, "Account");
    await card.getByRole("button", { name: "Show recovery keys" }).click();
    await card.getByLabel("Current password").fill(PASSWORD);
    await code.fill(totp(secret));
    await card.getByRole("button", { name: "Show recovery keys" }).click();
    await card.getByText("5 keys are left.").waitFor();
    const left = await list.getByRole("listitem").allInnerTexts();
    assert.deepEqual(new Set(left.map((key) => key.trim())), new Set(keys.filter((key) => key !== keys[2])));
    await card.getByRole("button", { name: "Back" }).click();

    const second = await setUpMfa(page, "Set up another authenticator", PASSWORD, totp(secret));
    assert.notEqual(second.secret, secret);
    await card.getByRole("button", { name: "Turn off" }).click();
    await card.getByLabel("Current password").fill(PASSWORD);
    await card.getByRole("button", { name: "Use a recovery key" }).click();
    await card.getByLabel("Recovery key").fill(second.keys[0]);
    await card.getByRole("button", { name: "Turn off" }).click();
    await card.getByText("Off. With a second factor").waitFor();

    // Taken back where the authenticator fails, with one of the keys.
    await card.getByRole("button", { name: "Turn on" }).click();
    await card.getByLabel("Current password").fill(PASSWORD);
    await next.click();
    await saveKeys(page);
    await card.getByRole("button", { name: "Cancel and turn it off" }).click();
    await card.getByText("Off. With a second factor").waitFor();
    await logOut(page);
    await typeLogin(page, name);
    await signedIn(page, name);
  }),
);

test("the last device can't be removed", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await goTo(page, "Account");
    const devices = part(page, "devices");
    await devices.getByRole("button", { name: /^Remove/ }).click();
    await devices.getByLabel("Current password").fill(PASSWORD);
    await devices.getByRole("button", { name: "Remove", exact: true }).click();
    await devices.getByRole("alert").filter({ hasText: "Your last device can't be removed." }).waitFor();
  }),
);

/** No code of the last, this and the next minutes. */
function wrongCode(secret) {
  const right = [-2, -1, 0, 1, 2].map((step) => totp(secret, Date.now() + step * 30_000));
  for (let code = 111_111; ; code++) if (!right.includes(String(code))) return String(code);
}
