// <sentc-account> and its parts, <sentc-user-button>.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, accessible, fits, focused, freshName, registerAccount, totp, usePages, withElements } from "./support.mjs";

const limit = { timeout: 180_000 };
const NEW_PASSWORD = "another horse battery";

usePages();

/** A page with somebody signed in. */
const signedIn = (body, work, options) =>
  withElements(
    body,
    async (page, prepared) => {
      const name = freshName("account");
      await registerAccount(page, name, PASSWORD);
      await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(() => undefined), [name, PASSWORD]);
      await work(page, name, prepared);
    },
    options,
  );

const card = (page, heading) => page.locator("section.sentc-card").filter({ has: page.getByRole("heading", { name: heading, exact: true, level: 2 }) });

test("changes the identifier and the password, and says so", limit, () =>
  signedIn("<sentc-user-button></sentc-user-button><sentc-account></sentc-account>", async (page, name) => {
    const changed = freshName("changed");
    await card(page, "Devices").getByText("This device").waitFor();
    await accessible(page, "the account", "dark");
    await fits(page, "the account");
    await page.getByRole("button", { name: "Change identifier" }).press("Enter");
    assert.equal(await focused(page), "New identifier");
    await page.getByLabel("New identifier").fill(changed);
    await page.getByRole("button", { name: "Change identifier" }).click();
    await page.getByText("Your identifier was changed.").waitFor();
    assert.equal(await focused(page), "Identifier");
    await page.getByText(`You sign in on this device as ${changed}.`).waitFor();
    await page.getByRole("button", { name: changed, exact: true }).waitFor();

    const password = card(page, "Password");
    await password.getByRole("button", { name: "Change password" }).click();
    await accessible(page, "the form for a new password");
    await page.evaluate(() => {
      document.querySelector("sentc-account").passwordCheck = (password) => (password === "password password" ? "Too common." : undefined);
    });
    await password.getByLabel("New password").fill("password password");
    await password.getByRole("button", { name: "Change password" }).click();
    await password.getByText("Too common.").waitFor();
    await password.getByLabel("New password").fill(NEW_PASSWORD);
    await password.getByLabel("Current password").fill("wrong");
    await password.getByRole("button", { name: "Change password" }).click();
    await password.getByText("Wrong password.").waitFor();
    assert.equal(await focused(page), "Current password");
    await password.getByLabel("Current password").fill(PASSWORD);
    await password.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password was changed.").waitFor();

    await page.getByRole("button", { name: changed, exact: true }).click();
    await accessible(page, "the menu", "dark");
    await fits(page, "the menu");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), changed);
    await page.getByRole("button", { name: changed, exact: true }).press("Enter");
    await page.getByRole("button", { name: "Sign out" }).click();
    await card(page, "Devices").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(({ identifier }) => identifier), [changed, NEW_PASSWORD]), changed);
    void name;
  }),
);

test("turns the second factor on and off, by way of the recovery keys", limit, () =>
  signedIn('<sentc-second-factor issuer="An app"></sentc-second-factor>', async (page) => {
    const next = page.getByRole("button", { name: "Continue" });
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByLabel("Current password").fill(PASSWORD);
    await next.click();
    const keys = page.getByRole("list", { name: "Recovery keys" }).getByRole("listitem");
    await keys.first().waitFor();
    assert.equal(await keys.count(), 6);
    await accessible(page, "the recovery keys");
    await fits(page, "the recovery keys");
    await next.click();
    await page.getByText("Please save the keys first.").waitFor();
    await page.getByLabel("I have saved these keys").check();
    await next.click();
    const secret = await page.locator("code").innerText();
    await accessible(page, "the authenticator");
    await fits(page, "the authenticator");
    const code = totp(secret);
    await page.getByRole("textbox", { name: "Code" }).fill(totp(secret, Date.now(), "sha1"));
    await next.click();
    await page.getByText("Your authenticator uses SHA-1.").waitFor();
    await page.getByRole("textbox", { name: "Code" }).fill(code);
    await next.click();
    await page.getByText("On. Signing in also needs a code").waitFor();
    await accessible(page, "the second factor is on");

    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("Please fill in this field.").waitFor();
    await page.getByRole("textbox", { name: "Code" }).fill(totp(secret));
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("Off. With a second factor").waitFor();

    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByLabel("Current password").fill(PASSWORD);
    await next.click();
    await page.getByRole("button", { name: "Cancel and turn it off" }).click();
    await page.getByText("Off. With a second factor").waitFor();
    assert.equal(await page.evaluate(async () => (await window.Sentc.default.getActualUser()).enabledMfa()), false);
  }),
);

test("asks for a code, too, when the second factor was turned on elsewhere", limit, () =>
  signedIn("<sentc-password></sentc-password>", async (page, name) => {
    const part = page.locator("sentc-password");
    await part.getByRole("button", { name: "Change password" }).click();
    const secret = await page.evaluate(
      async ([name, password, token]) => {
        const other = window.Sentc.createClient({ app_token: token, base_url: location.origin, name: "other" });
        await other.init();
        const user = await other.login(name, password, true);
        return (await user.setUpOtp({ issuer: "An app", account: name, password })).secret;
      },
      [name, PASSWORD, "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi"],
    );
    const code = part.getByRole("textbox", { name: "Code" });
    assert.equal(await code.isVisible(), false);
    await part.getByLabel("New password").fill(NEW_PASSWORD);
    await part.getByLabel("Current password").fill(PASSWORD);
    await part.getByRole("button", { name: "Change password" }).click();
    await code.waitFor();
    assert.equal(await focused(page), "Code");
    await part.getByRole("button", { name: "Use a recovery key" }).click();
    await part.getByRole("button", { name: "Change password" }).click();
    await part.getByText("Please fill in this field.").waitFor();
    assert.equal(await focused(page), "Recovery key", "the field that is shown");
    await part.getByRole("button", { name: "Use a code" }).click();
    await code.fill(totp(secret));
    await part.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password was changed.").waitFor();
  }),
);

test("adds a device, after a comparison, and removes it", limit, () =>
  signedIn("<sentc-devices></sentc-devices>", async (page) => {
    const output = await page.evaluate(async ([name, password]) => window.Sentc.default.registerDeviceStart(name, password), [freshName("phone"), PASSWORD]);
    const rows = page.getByRole("list", { name: "Devices" }).getByRole("listitem");
    await rows.first().waitFor();
    await page.getByRole("button", { name: "Add a device" }).click();
    await page.getByLabel("Text of the new device").fill(output.slice(0, 50));
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This is not the whole text of the new device.").waitFor();
    await page.getByLabel("Text of the new device").fill(output);
    await page.getByRole("button", { name: "Continue" }).click();
    assert.equal(await page.locator(".sentc-code").innerText(), await page.evaluate((output) => window.Sentc.default.parseDeviceOutput(output).code, output));
    await accessible(page, "the comparison");
    await page.getByRole("button", { name: "Yes, add the device" }).click();
    await page.getByText("Done.").waitFor();
    await rows.nth(1).getByRole("button", { name: /^Remove device/ }).click();
    await page.getByLabel("Current password").fill(PASSWORD);
    await accessible(page, "the removal");
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("Done.").waitFor();
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1);
  }),
);

test("deletes the account", limit, () =>
  signedIn("<sentc-sign-in></sentc-sign-in><sentc-delete-account></sentc-delete-account>", async (page, name) => {
    const part = page.locator("sentc-delete-account");
    await part.getByRole("button", { name: "Delete account" }).click();
    await part.getByLabel("Current password").fill(PASSWORD);
    await accessible(page, "the deletion");
    await part.getByRole("button", { name: "Delete account" }).click();
    await page.getByLabel("Identifier").waitFor();
    assert.equal(await page.evaluate((name) => window.Sentc.default.checkUserIdentifierAvailable(name), name), true);
  }),
);
