// Recovery kits through the page: made, printed, mistyped, used after a forgotten password, removed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logIn, logOut, open, register, screenshot, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("a forgotten password is mended by a recovery kit", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    const card = page.getByRole("region", { name: "Recovery kits" });
    await card.getByLabel("Where you will keep it").fill("desk");
    await card.getByLabel("Password").fill(PASSWORD);
    await card.getByRole("button", { name: "Make the kit" }).click();
    await card.getByText("It is not shown again.").waitFor();
    const code = await card.locator("strong").innerText();
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
    await screenshot(page, "recovery-kit-desktop");
    // What goes on paper: the sheet, with its code and its picture.
    const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("link", { name: "Save the sheet" }).click()]);
    const sheet = await readFile(await download.path(), "utf8");
    for (const part of ["Recovery kit for the sentc light demo", name, "<svg", ...code.split("-")]) assert.ok(sheet.includes(part), part);
    await card.getByRole("status").filter({ hasText: "desk" }).waitFor();
    await logOut(page);

    await page.getByRole("link", { name: "Forgot your password?" }).click();
    const form = page.getByRole("form", { name: "Use your recovery kit" });
    const mend = async (kit, identifier) => {
      await form.getByLabel("Recovery code").fill(kit);
      await form.getByLabel("Your identifier").fill(identifier);
      await form.getByLabel("New password").fill("a better password");
      await form.getByRole("button", { name: "Set the new password" }).click();
    };
    const groups = code.split("-");
    const wrong = [...groups.slice(0, 4), groups[4].replace(/^./, (letter) => (letter === "X" ? "Y" : "X")), ...groups.slice(5)];
    await mend(wrong.join(" "), name);
    await form.getByText("Please check group 5 of the recovery code.").waitFor();
    await mend(code.toLowerCase().replaceAll("-", " "), `not ${name}`);
    await form.getByText("This account has no device with that identifier.").waitFor();
    await screenshot(page, "recovery-new-password-desktop");
    await mend(code, name);
    await page.getByText("You have a new password.").waitFor();
    await logIn(page, name, "a better password");
    await logOut(page);
    await typeLogin(page, name, PASSWORD);
    await page.getByRole("alert").filter({ hasText: "Wrong identifier or password." }).waitFor();
  }),
);
