// Passkeys through the demo page: added, signed in with by the button and by the field, removed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_WITH_NAME, addAuthenticator } from "./authenticator.mjs";
import { PASSWORD, PHONE, freshName, goTo, logIn, open, register, screenshot, signedIn, totp, turnOnMfa, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

async function openByName(page, path = "") {
  await page.goto(`${URL_WITH_NAME}/${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

const passkeys = (page) => page.getByRole("region", { name: "Passkeys" });

/** A passkey of the virtual authenticator answers the waiting field at once, so signing out signs in again. */
async function logOutWithout(page, authenticator) {
  await authenticator.answers(false);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("form", { name: "Log in" }).waitFor();
}

/** Asks by the button. The authenticator looks only once whether anybody reacts, when it is asked: that is held until somebody does. */
async function askForPasskey(page, authenticator) {
  await page.evaluate(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    const reacts = new Promise((resolve) => (window.react = resolve));
    navigator.credentials.get = async (options) => (options.mediation !== "conditional" && (await reacts), get(options));
  });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("Waiting for your passkey…").waitFor();
  await authenticator.answers(true);
  await page.evaluate(() => window.react());
}

test("add a passkey, log out, sign in with it, and remove it", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    const authenticator = await addAuthenticator(page);
    await openByName(page);
    assert.equal(await page.getByLabel("Identifier").first().getAttribute("autocomplete"), "username webauthn");
    await register(page, name);
    await goTo(page, "Account");
    await passkeys(page).getByText("None that this browser knows.").waitFor();
    await passkeys(page).getByRole("button", { name: "Add a passkey…" }).click();
    await page.getByText("The passkey is added.").waitFor();
    await passkeys(page).getByRole("listitem").filter({ hasText: "Added" }).waitFor();
    assert.equal((await authenticator.passkeys())[0].userName, name);
    await screenshot(page, "passkeys-account-desktop");
    await passkeys(page).getByRole("button", { name: "Add a passkey…" }).click();
    await passkeys(page).getByText("PASSKEY_EXISTS").waitFor();
    await screenshot(page, "passkeys-exists-desktop");

    await logOutWithout(page, authenticator);
    await screenshot(page, "passkeys-start-desktop");
    await askForPasskey(page, authenticator);
    // By the name, although the passkey's own is random.
    await signedIn(page, name);

    // By the suggestions of the field, after a reload.
    await page.reload();
    await signedIn(page, name);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("You are logged out.").waitFor();
    await signedIn(page, name);

    // What asks for a password elsewhere asks for the passkey here.
    await goTo(page, "Account");
    assert.equal(await page.getByRole("form", { name: "Change password" }).count(), 0);
    await passkeys(page).getByRole("listitem").filter({ hasText: "Signed in with it" }).getByRole("button", { name: /^Remove/ }).click();
    const ask = page.getByRole("form", { name: "Remove device" });
    await ask.getByText("Your passkey confirms that it is you.").waitFor();
    await screenshot(page, "passkeys-confirm-desktop");
    await ask.getByRole("button", { name: "Remove device" }).click();
    await page.getByText("This device is deleted and signed out.").waitFor();
    await noPasskeys(authenticator);
  }),
);

test("removed passkeys and unknown ones, with words for both", limit, () =>
  withPage((elsewhere) =>
    withPage(async (page) => {
      const name = freshName();
      const authenticator = await addAuthenticator(page);
      await openByName(page);
      await register(page, name);
      await goTo(page, "Account");
      const add = async () => {
        await passkeys(page).getByRole("button", { name: "Add a passkey…" }).click();
        await passkeys(page).getByRole("listitem").filter({ hasText: "Added" }).waitFor();
      };
      await add();
      await passkeys(page).getByRole("button", { name: /^Remove/ }).click();
      const remove = page.getByRole("form", { name: "Remove device" });
      await remove.getByLabel("Password of this device", { exact: true }).fill(PASSWORD);
      await remove.getByRole("button", { name: "Remove device" }).click();
      await passkeys(page).getByText("None that this browser knows.").waitFor();
      await noPasskeys(authenticator);

      // Removed in another browser.
      await add();
      await open(elsewhere);
      await logIn(elsewhere, name);
      await goTo(elsewhere, "Account");
      await elsewhere.getByRole("region", { name: "Devices" }).getByRole("listitem").filter({ hasNotText: "This device" }).getByRole("button").click();
      const there = elsewhere.getByRole("form", { name: "Remove device" });
      await there.getByLabel("Password of this device", { exact: true }).fill(PASSWORD);
      await there.getByRole("button", { name: "Remove device" }).click();
      await elsewhere.getByText("The device is removed.").waitFor();
      await logOutWithout(page, authenticator);
      await askForPasskey(page, authenticator);
      await page.getByText("PASSKEY_UNKNOWN").waitFor();
      await screenshot(page, "passkeys-unknown-desktop");
      await noPasskeys(authenticator);
    }),
  ),
);

test("on a phone, with a second factor", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    const authenticator = await addAuthenticator(page);
    await openByName(page);
    await register(page, name);
    const { secret } = await turnOnMfa(page);
    await passkeys(page).getByRole("button", { name: "Add a passkey…" }).click();
    await passkeys(page).getByRole("listitem").filter({ hasText: "Added" }).waitFor();
    await screenshot(page, "passkeys-account-phone");
    await logOutWithout(page, authenticator);
    await screenshot(page, "passkeys-start-phone");
    await askForPasskey(page, authenticator);
    const factor = page.getByRole("form", { name: "Second factor" });
    await page.getByText("Your account is protected by a second factor.").waitFor();
    await factor.getByLabel("Code from your authenticator").fill(totp(secret));
    await factor.getByRole("button", { name: "Continue" }).click();
    await signedIn(page, name);
  }, { ...PHONE, colorScheme: "dark" }),
);

test("an address without a name, and an authenticator without PRF", limit, async () => {
  await withPage(async (page) => {
    await open(page);
    await page.getByText("Passkeys belong to a domain").waitFor();
    assert.equal(await page.getByRole("link", { name: "open this page at localhost" }).getAttribute("href"), `${URL_WITH_NAME}/#/start`);
    assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
    await register(page, freshName());
    await goTo(page, "Account");
    await passkeys(page).getByText("Passkeys belong to a domain").waitFor();
    assert.equal(await passkeys(page).getByRole("button", { name: "Add a passkey…" }).isVisible(), false);
  });
  await withPage(async (page) => {
    await addAuthenticator(page, { hasPrf: false });
    await openByName(page);
    await register(page, freshName());
    await goTo(page, "Account");
    await passkeys(page).getByRole("button", { name: "Add a passkey…" }).click();
    await passkeys(page).getByText("PASSKEY_UNSUPPORTED").waitFor();
    await screenshot(page, "passkeys-unsupported-desktop");
  }, { colorScheme: "dark" });
});

/** The browser takes the signal in its own time. Bounded by the file's time-out. */
async function noPasskeys(authenticator) {
  while ((await authenticator.passkeys()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
