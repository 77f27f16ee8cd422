// Devices, password and identifier through the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logIn, logOut, open, register, screenshot, signedIn, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("a second device: made there, confirmed here, removed again", limit, () =>
  withPage((first) =>
    withPage(async (second) => {
      const [name, deviceName] = [freshName(), freshName("phone")];
      const devicePassword = "another password";
      await open(first);
      await register(first, name);

      await open(second, "#/new-device");
      const form = second.getByRole("form", { name: "Register this device" });
      await form.getByLabel("Identifier of this device").fill(deviceName);
      await form.getByLabel("Password for this device", { exact: true }).fill(devicePassword);
      await form.getByRole("button", { name: "Show the code" }).click();
      await second.getByRole("img", { name: "QR code with the text beside it" }).waitFor();
      await screenshot(second, "new-device-desktop");
      const shownCode = await second.locator(".device-code").innerText();
      assert.match(shownCode, /^[0-9A-HJKMNP-TV-Z]{6}$/);
      const text = await second.getByLabel("The text in the QR code").inputValue();
      await second.getByRole("button", { name: "Copy the text" }).click();
      await second.getByRole("button", { name: "Copied" }).waitFor();
      assert.equal(await second.evaluate(() => navigator.clipboard.readText()), text);

      await goTo(first, "Account");
      await first.getByRole("button", { name: "Add a device…" }).click();
      const ask = first.getByRole("form", { name: "Text from the new device" });
      await ask.getByLabel("Text from the new device").fill("not that text");
      await ask.getByRole("button", { name: "Continue" }).click();
      await ask.getByRole("alert").locator(".message").waitFor();
      await ask.getByLabel("Text from the new device").fill(text);
      await ask.getByRole("button", { name: "Continue" }).click();
      // The person compares: what the text says of itself proves nothing, and the page says so.
      await first.getByRole("heading", { name: `Does your new device show ${shownCode}?` }).waitFor();
      await first.getByText(`It calls itself “${deviceName}”. A name proves nothing`).waitFor();
      await screenshot(first, "confirm-device-desktop");
      await first.getByRole("button", { name: "They are the same: add it" }).click();
      await first.getByText("The device is added.").waitFor();

      await second.getByRole("button", { name: "It is confirmed: log in" }).click();
      await logIn(second, deviceName, devicePassword);
      await goTo(second, "Account");
      const devices = second.getByRole("region", { name: "Devices" }).getByRole("listitem");
      await second.getByText("This device", { exact: true }).waitFor();
      assert.equal(await devices.count(), 2);
      assert.equal(await devices.filter({ hasText: "This device" }).count(), 1);
      for (const item of await devices.all()) {
        const added = await item.locator("time").getAttribute("datetime");
        assert.ok(Math.abs(Date.now() - Date.parse(added)) < 3_600_000, `added ${added}`);
      }
      await screenshot(second, "devices-desktop");

      // The first device removes the second.
      await first.getByRole("region", { name: "Devices" }).getByRole("listitem").filter({ hasNotText: "This device" }).getByRole("button").click();
      const remove = first.getByRole("form", { name: "Remove device" });
      await remove.getByLabel("Password of this device", { exact: true }).fill(PASSWORD);
      await remove.getByRole("button", { name: "Remove device" }).click();
      await first.getByText("The device is removed.").waitFor();
      assert.equal(await first.getByRole("region", { name: "Devices" }).getByRole("listitem").count(), 1);
      await logOut(second);
      await typeLogin(second, deviceName, devicePassword);
      await second.getByText("USER_NOT_FOUND").waitFor();
    }),
  ),
);

test("the last device can't be removed", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await goTo(page, "Account");
    await page.getByRole("button", { name: /^Remove device/ }).click();
    const remove = page.getByRole("form", { name: "Remove device" });
    await remove.getByLabel("Password of this device", { exact: true }).fill(PASSWORD);
    await remove.getByRole("button", { name: "Remove device" }).click();
    await remove.getByText("LAST_DEVICE").waitFor();
  }),
);

test("password change", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Change password" }).click();
    const form = page.getByRole("form", { name: "Change password" });
    const change = async (old, next) => {
      await form.getByLabel("Current password", { exact: true }).fill(old);
      await form.getByLabel("New password", { exact: true }).fill(next);
      await form.getByRole("button", { name: "Change password" }).click();
    };
    await change(PASSWORD, "short");
    await form.getByText("at least 8").waitFor();
    await change("not the password", "a new password");
    await form.getByText("Wrong password.").waitFor();
    await change(PASSWORD, "a new password");
    await page.getByText("Your password was changed.").waitFor();
    assert.equal(await form.count(), 0, "what was typed is gone");
    await logOut(page);
    await typeLogin(page, name, PASSWORD);
    await page.getByText("WRONG_PASSWORD").waitFor();
    await logIn(page, name, "a new password");
  }),
);

test("identifier change", limit, () =>
  withPage(async (page) => {
    const [name, next] = [freshName(), freshName("grace")];
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Change identifier" }).click();
    const form = page.getByRole("form", { name: "Change identifier" });
    await form.getByLabel("New identifier").fill(next);
    await form.getByRole("button", { name: "Change identifier" }).click();
    await page.getByText("Your identifier was changed.").waitFor();
    await page.getByRole("banner").getByText(next).waitFor();
    await page.reload();
    await goTo(page, "Who am I");
    await signedIn(page, next);
    await logOut(page);
    await logIn(page, next);
  }),
);
