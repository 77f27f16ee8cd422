// Recovery kits through the page: made, printed, mistyped, used after a forgotten password, removed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, PHONE, freshName, goTo, logOut, open, register, screenshot, signedIn, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

/** Makes a kit on the page of an account. Gives its code. */
async function makeKit(page, where) {
  await goTo(page, "Account");
  await page.getByRole("button", { name: "Make a kit…" }).click();
  const ask = page.getByRole("form", { name: "Make a recovery kit" });
  await ask.getByLabel("Where you will keep it").fill(where);
  await ask.getByLabel("Password of this device", { exact: true }).fill(PASSWORD);
  await ask.getByRole("button", { name: "Make the kit" }).click();
  const groups = page.getByRole("list", { name: "Recovery code" });
  await groups.waitFor();
  await screenshot(page, `recovery-kit-${where}`);
  const code = (await groups.getByRole("listitem").allInnerTexts()).join("-");
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
  return code;
}

async function keep(page) {
  const form = page.getByRole("form", { name: "Keep the kit" });
  await form.getByRole("button", { name: "Done" }).click();
  await page.getByText("The code is not shown again.").waitFor();
  await form.getByLabel("I have printed it or written it down.").check();
  await form.getByRole("button", { name: "Done" }).click();
  await page.getByText("The recovery kit is ready.").waitFor();
}

test("a forgotten password is mended by a recovery kit", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    const code = await makeKit(page, "desk");
    // What goes on paper: the sheet, with its code and its picture.
    await page.evaluate(() => (window.print = () => (window.printed = document.getElementById("print").innerHTML)));
    await page.getByRole("button", { name: "Print the sheet" }).click();
    const printed = await page.evaluate(() => window.printed);
    for (const part of ["Recovery kit for the sentc light demo", name, "<svg", ...code.split("-")]) assert.ok(printed.includes(part), part);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await keep(page);
    await page.getByRole("region", { name: "Recovery kits" }).getByText("desk").waitFor();
    const devices = page.getByRole("region", { name: "Devices" }).getByRole("listitem");
    // The two lists are loaded beside each other.
    await devices.filter({ hasText: "Recovery kit" }).waitFor();
    await screenshot(page, "recovery-kits-desktop");
    await logOut(page);

    await page.getByText("Forgot your password?").click();
    await page.getByRole("button", { name: "Use a recovery kit" }).click();
    const ask = page.getByRole("form", { name: "Recovery kit" });
    const groups = code.split("-");
    const wrong = [...groups.slice(0, 4), groups[4].replace(/^./, (letter) => (letter === "X" ? "Y" : "X")), ...groups.slice(5)];
    await ask.getByLabel("Recovery code").fill(wrong.join(" "));
    await ask.getByRole("button", { name: "Continue" }).click();
    await ask.getByText("Please check group 5 of the recovery code.").waitFor();
    await screenshot(page, "recovery-mistyped-desktop");
    await ask.getByLabel("Recovery code").fill(code.toLowerCase().replaceAll("-", " "));
    await ask.getByRole("button", { name: "Continue" }).click();

    const next = page.getByRole("form", { name: "New password" });
    await next.getByLabel("Your identifier").fill(`not ${name}`);
    await next.getByLabel("New password", { exact: true }).fill("a better password");
    await next.getByRole("button", { name: "Set the new password" }).click();
    await next.getByText("This account has no device with that identifier.").waitFor();
    await next.getByLabel("Your identifier").fill(name);
    await next.getByLabel("New password", { exact: true }).fill("a better password");
    await screenshot(page, "recovery-new-password-desktop");
    await next.getByRole("button", { name: "Set the new password" }).click();
    await signedIn(page, name);

    // It is the current account after a reload, too; and the kit can be removed with the new password.
    await page.reload();
    await signedIn(page, name);
    await page.getByRole("button", { name: "Confirm it's you…" }).click();
    const confirm = page.getByRole("form", { name: "Confirm it's you" });
    await confirm.getByLabel("Password", { exact: true }).fill("a better password");
    await confirm.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Confirmed. This JWT is for your back end").waitFor();
    await screenshot(page, "confirm-desktop");
    await page.getByRole("button", { name: "Close" }).click();
    await goTo(page, "Account");
    await devices.filter({ hasText: "Recovery kit" }).waitFor();
    assert.equal(await devices.count(), 2);
    await page.getByRole("button", { name: "Remove the recovery kit desk" }).click();
    const remove = page.getByRole("form", { name: "Remove device" });
    await remove.getByLabel("Password of this device", { exact: true }).fill("a better password");
    await remove.getByRole("button", { name: "Remove device" }).click();
    await page.getByText("The device is removed.").waitFor();
    await page.getByText("None that this browser knows.").first().waitFor();

    await logOut(page);
    await typeLogin(page, name, PASSWORD);
    await page.getByText("WRONG_PASSWORD").waitFor();
  }),
);

test("the kit on a phone", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await makeKit(page, "phone");
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector("dialog").scrollWidth > innerWidth);
    assert.equal(tooWide, false);
    await keep(page);
  }, PHONE),
);
