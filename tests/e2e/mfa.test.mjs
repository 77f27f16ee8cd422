// MFA through the page: set-up, login with a code and with a recovery key, keys, new secret, off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, finishMfaSetUp, freshName, goTo, logOut, open, register, screenshot, signedIn, totp, turnOnMfa, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("set up, then log in by code and by recovery key", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    const { secret, keys } = await turnOnMfa(page);
    assert.equal(keys.length, 6);
    await screenshot(page, "account-mfa-desktop");
    await logOut(page);

    await typeLogin(page, name);
    const factor = page.getByRole("form", { name: "Second factor" });
    await factor.getByLabel("Code from your authenticator").fill(wrongCode(secret));
    await screenshot(page, "login-code-desktop");
    await factor.getByRole("button", { name: "Continue" }).click();
    await factor.getByText("WRONG_TOTP").waitFor();
    // The same login goes on: nobody has to type the password again.
    await factor.getByLabel("Code from your authenticator").fill(totp(secret));
    await factor.getByRole("button", { name: "Continue" }).click();
    await signedIn(page, name);
    await logOut(page);

    await typeLogin(page, name);
    await page.getByRole("button", { name: "Use a recovery key" }).click();
    await factor.getByLabel("Recovery key").fill("NOTAKEY");
    await factor.getByRole("button", { name: "Continue" }).click();
    await factor.getByText("NO_TOTP").waitFor();
    await factor.getByLabel("Recovery key").fill(keys[2]);
    await factor.getByRole("button", { name: "Continue" }).click();
    await signedIn(page, name);

    await goTo(page, "Account");
    await page.getByRole("button", { name: "Recovery keys…" }).click();
    const ask = page.getByRole("form", { name: "Show recovery keys" });
    await ask.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await ask.getByLabel("Code from your authenticator").fill(totp(secret));
    await ask.getByRole("button", { name: "Show the keys" }).click();
    await page.getByText("5 recovery keys are left.").waitFor();
    await screenshot(page, "recovery-keys-desktop");
    const left = await page.getByRole("list", { name: "Recovery keys" }).getByRole("listitem").allInnerTexts();
    assert.deepEqual(new Set(left.map((key) => key.trim())), new Set(keys.filter((key) => key !== keys[2])));
  }),
);

test("a wrong code does not finish the set-up, and keys can be saved", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Turn on MFA…" }).click();
    const ask = page.getByRole("form", { name: "Turn on MFA" });
    await ask.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await screenshot(page, "mfa-1-desktop");
    await ask.getByRole("button", { name: "Continue" }).click();
    const secret = await page.locator("code[data-secret]").innerText();
    await page.getByLabel("The code it shows now").fill(wrongCode(secret));
    await page.getByRole("button", { name: "Check the code" }).click();
    await page.getByText("That is not the code.").waitFor();
    await screenshot(page, "mfa-2-desktop");
    await page.keyboard.press("Escape");
    await page.getByLabel("The code it shows now").fill(totp(secret));
    await page.getByLabel("The code it shows now").press("Enter");
    await page.getByRole("list", { name: "Recovery keys" }).waitFor();
    const keys = await page.getByRole("list", { name: "Recovery keys" }).getByRole("listitem").allInnerTexts();
    await screenshot(page, "mfa-3-desktop");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Save them first").waitFor();

    await page.getByRole("button", { name: "Copy all" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), keys.map((key) => key.trim()).join("\n"));
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    assert.equal(download.suggestedFilename(), "recovery-keys.txt");

    await page.evaluate(() => (window.print = () => undefined));
    await page.getByRole("button", { name: "Print" }).click();
    await page.emulateMedia({ media: "print" });
    await page.getByRole("heading", { name: "Recovery keys", exact: true }).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0, "only the keys are on paper");
    await screenshot(page, "print");
  }),
);

test("the set-up can be taken back", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Turn on MFA…" }).click();
    const ask = page.getByRole("form", { name: "Turn on MFA" });
    await ask.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await ask.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Cancel the set-up" }).click();
    const cancel = page.getByRole("form", { name: "Cancel the set-up" });
    await cancel.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await cancel.getByRole("button", { name: "Turn MFA off" }).click();
    await page.getByText("MFA is off again.").waitFor();
    await logOut(page);
    await typeLogin(page, name);
    await signedIn(page, name);
  }),
);

test("a new secret, then off", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    const first = await turnOnMfa(page);
    await page.getByRole("button", { name: "New secret…" }).click();
    const second = await finishMfaSetUp(page, "New secret", PASSWORD, totp(first.secret));
    assert.notEqual(second.secret, first.secret);

    await page.getByRole("button", { name: "Turn off…" }).click();
    const off = page.getByRole("form", { name: "Turn off MFA" });
    await off.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await off.getByRole("button", { name: "Use a recovery key instead" }).click();
    await off.getByLabel("Recovery key").fill(second.keys[0]);
    await off.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("MFA is off.").waitFor();
    await page.getByRole("button", { name: "Turn on MFA…" }).waitFor();
  }),
);

test("with MFA on, deleting the account asks for a code", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    const { secret } = await turnOnMfa(page);
    await goTo(page, "Who am I");
    await page.getByRole("button", { name: "Delete account…" }).click();
    const form = page.getByRole("form", { name: "Delete account" });
    await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await form.getByRole("button", { name: "Delete account" }).click();
    await form.getByText("please fill this in").waitFor();
    await form.getByLabel("Code from your authenticator").fill(totp(secret));
    await form.getByRole("button", { name: "Delete account" }).click();
    await page.getByText("The account is deleted.").waitFor();
  }),
);

/** No code of the last, this and the next minutes. */
function wrongCode(secret) {
  const right = [-2, -1, 0, 1, 2].map((step) => totp(secret, Date.now() + step * 30_000));
  for (let code = 111_111; ; code++) if (!right.includes(String(code))) return String(code);
}
