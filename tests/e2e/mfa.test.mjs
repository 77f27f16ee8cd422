// MFA through the page: set-up, login with a code and with a recovery key, keys, new secret, off.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { PASSWORD, finishMfaSetUp, freshName, goTo, logOut, open, register, saveKeys, screenshot, signedIn, totp, turnOnMfa, typeLogin, useBrowser, withPage } from "./support.mjs";

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

test("the keys come first and can be saved; a wrong code does not finish the set-up", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Turn on MFA…" }).click();
    const ask = page.getByRole("form", { name: "Turn on MFA" });
    await ask.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await screenshot(page, "mfa-1-desktop");
    await ask.getByRole("button", { name: "Continue" }).click();
    const list = page.getByRole("list", { name: "Recovery keys" });
    await list.waitFor();
    await page.getByText("MFA is on already. If you leave now").waitFor();
    assert.equal(await page.locator("code[data-secret]").count(), 0, "no secret before the keys are saved");
    await screenshot(page, "mfa-2-desktop");
    const keys = (await list.getByRole("listitem").allInnerTexts()).map((key) => key.trim());
    assert.equal(keys.length, 6);
    const next = page.getByRole("form", { name: "Recovery keys" }).getByRole("button", { name: "Continue" });
    await next.click();
    await page.getByText("Save them first").waitFor();

    await page.getByRole("button", { name: "Copy all" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), keys.join("\n"));
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    assert.equal(download.suggestedFilename(), "recovery-keys.txt");
    const saved = await readFile(await download.path(), "utf8");
    assert.ok(keys.every((key) => saved.includes(key)));

    await page.evaluate(() => (window.print = () => undefined));
    await page.getByRole("button", { name: "Print" }).click();
    await page.emulateMedia({ media: "print" });
    await page.getByRole("heading", { name: "Recovery keys", exact: true }).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0, "only the keys are on paper");
    await screenshot(page, "print");
    await page.emulateMedia({ media: null });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));

    await page.getByLabel("I have saved these keys").check();
    await next.click();
    const secret = await page.locator("code[data-secret]").innerText();
    await page.getByText("SHA-256").waitFor();
    const code = page.getByLabel("The code it shows now");
    const wrong = async (value, words) => {
      await code.fill(value);
      await page.getByRole("button", { name: "Check the code" }).click();
      await page.getByText(words).waitFor();
    };
    await wrong(wrongCode(secret), "That is not the code. Wait for the next one");
    await screenshot(page, "mfa-3-desktop");
    await wrong(totp(secret, Date.now(), "sha1"), "Your authenticator uses SHA-1");
    await wrong(totp(secret, Date.now() - 300_000), /a clock is off by about \d+ seconds/);
    // It can't be left by accident, and the keys can be looked at again.
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Back to the keys" }).click();
    assert.deepEqual(await saveKeys(page), keys);
    await code.fill(totp(secret));
    await code.press("Enter");
    await page.getByText("MFA is on.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Turn off…" }).waitFor();
  }),
);

test("the set-up can be taken back, at the keys and at the code", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    for (const atCode of [false, true]) {
      await goTo(page, "Account");
      await page.getByRole("button", { name: "Turn on MFA…" }).click();
      const ask = page.getByRole("form", { name: "Turn on MFA" });
      await ask.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await ask.getByRole("button", { name: "Continue" }).click();
      if (atCode) await saveKeys(page);
      await page.getByRole("button", { name: "Cancel, and turn MFA off" }).click();
      await page.getByText("MFA is off again.").waitFor();
      await logOut(page);
      await typeLogin(page, name);
      await signedIn(page, name);
    }
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
    await page.getByRole("button", { name: "Delete account" }).click();
    const form = page.getByRole("form", { name: "Delete account" });
    await form.getByLabel("Current password", { exact: true }).fill(PASSWORD);
    await form.getByRole("button", { name: "Delete account" }).click();
    await form.getByText("Please fill in this field.").waitFor();
    await form.getByRole("textbox", { name: "Code" }).fill(totp(secret));
    await form.getByRole("button", { name: "Delete account" }).click();
    await page.getByText("The account is deleted.").waitFor();
  }),
);

/** No code of the last, this and the next minutes. */
function wrongCode(secret) {
  const right = [-2, -1, 0, 1, 2].map((step) => totp(secret, Date.now() + step * 30_000));
  for (let code = 111_111; ; code++) if (!right.includes(String(code))) return String(code);
}
