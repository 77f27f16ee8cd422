// Passkeys through the demo page: added, signed in with by the button and by the field, removed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_WITH_NAME, addAuthenticator } from "./authenticator.mjs";
import { PASSWORD, PHONE, clickSignOut, freshName, goTo, logIn, logOut, open, part, register, screenshot, totp, turnOnMfa, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

async function openByName(page, path = "") {
  await page.goto(`${URL_WITH_NAME}/${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** As in a browser with the immediate mode. */
const immediate = () => {
  const real = PublicKeyCredential.getClientCapabilities.bind(PublicKeyCredential);
  PublicKeyCredential.getClientCapabilities = async () => ({ ...(await real()), immediateGet: true });
};

/** A passkey of the virtual authenticator answers the waiting field at once, so signing out signs in again. */
async function logOutWithout(page, authenticator) {
  await authenticator.answers(false);
  await logOut(page);
}

/** Asks by the button. The authenticator looks only once whether anybody reacts, when it is asked: that is held until somebody does. */
async function askForPasskey(page, authenticator, button = "Sign in with a passkey") {
  await page.evaluate(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    const reacts = new Promise((resolve) => (window.react = resolve));
    navigator.credentials.get = async ({ uiMode, ...options }) => {
      if (uiMode) window.uiMode = uiMode;
      if (options.mediation !== "conditional") await reacts;
      return get(options);
    };
  });
  await page.getByRole("button", { name: button }).click();
  await authenticator.answers(true);
  await page.evaluate(() => window.react());
}

const welcome = (page) => page.getByText("You signed in with a passkey.");

async function addPasskey(page) {
  await part(page, "passkeys").getByRole("button", { name: "Add a passkey" }).click();
  await part(page, "passkeys").getByText("The passkey was added.").waitFor();
  await part(page, "devices").getByRole("listitem").nth(1).waitFor();
}

/** Removes the device with this text, or without it. */
async function removeDevice(page, which, password) {
  const devices = part(page, "devices");
  await devices.getByRole("listitem").filter(which).getByRole("button", { name: /^Remove/ }).click();
  if (password) await devices.getByLabel("Current password").fill(password);
  await devices.getByRole("button", { name: password ? "Remove" : "Remove (Confirm with your passkey)", exact: true }).click();
}

test("add a passkey, sign in with it, confirm by it, and remove it; one that was removed elsewhere", limit, () =>
  withPage((elsewhere) =>
    withPage(async (page) => {
      const name = freshName();
      const authenticator = await addAuthenticator(page);
      await page.addInitScript(immediate);
      await openByName(page);
      assert.equal(await page.getByLabel("Identifier").getAttribute("autocomplete"), "username webauthn");
      await register(page, name);
      await page.getByText("Next time, a fingerprint or a PIN is enough").waitFor();
      await goTo(page, "Account");
      await addPasskey(page);
      assert.equal((await authenticator.passkeys())[0].userName, name);
      await screenshot(page, "passkeys-account-desktop");
      await part(page, "passkeys").getByRole("button", { name: "Add a passkey" }).click();
      await part(page, "passkeys").getByRole("alert").filter({ hasText: /already/ }).waitFor();

      await logOutWithout(page, authenticator);
      await screenshot(page, "passkeys-start-desktop");
      await askForPasskey(page, authenticator);
      await welcome(page).waitFor();
      await logOutWithout(page, authenticator);
      await askForPasskey(page, authenticator, "Continue with a passkey of this device");
      await welcome(page).waitFor();
      assert.equal(await page.evaluate(() => window.uiMode), "immediate");
      // By the suggestions of the field, after a reload.
      await page.reload();
      await welcome(page).waitFor();
      await clickSignOut(page);
      await page.getByText("You are signed out.").waitFor();
      await welcome(page).waitFor();

      // What asks for a password elsewhere asks for the passkey here.
      await page.getByRole("button", { name: "Confirm with your passkey" }).click();
      await page.getByText("Confirmed. This JWT is for your back end").waitFor();
      await goTo(page, "Account");
      await part(page, "devices").getByText("This device").waitFor();
      assert.equal(await page.getByRole("button", { name: "Change password" }).count(), 0);
      await removeDevice(page, { hasText: "This device" });
      await page.getByText("This device is deleted and signed out.").waitFor();
      await noPasskeys(authenticator);

      // Removed in another browser.
      await logIn(page, name);
      await goTo(page, "Account");
      await addPasskey(page);
      await open(elsewhere);
      await logIn(elsewhere, name);
      await goTo(elsewhere, "Account");
      await removeDevice(elsewhere, { hasNotText: "This device" }, PASSWORD);
      await part(elsewhere, "devices").getByText("Done.").waitFor();
      await logOutWithout(page, authenticator);
      await askForPasskey(page, authenticator);
      await page.getByRole("alert").filter({ hasText: /passkey/ }).waitFor();
      await screenshot(page, "passkeys-unknown-desktop");
      await noPasskeys(authenticator);
    }),
  ),
);

test("on a phone, with a second factor", limit, () =>
  withPage(async (page) => {
    const authenticator = await addAuthenticator(page);
    await page.addInitScript(immediate);
    await openByName(page);
    await register(page, freshName());
    const { secret, keys } = await turnOnMfa(page);
    await addPasskey(page);
    await screenshot(page, "passkeys-account-phone");
    await logOutWithout(page, authenticator);
    await screenshot(page, "passkeys-start-phone");
    await askForPasskey(page, authenticator);
    await page.getByRole("heading", { name: "Enter your code" }).waitFor();
    await page.getByLabel("Code").fill(totp(secret));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await welcome(page).waitFor();
    // Asked for at once: the code is asked for in the same place, and a recovery key does too.
    for (const code of [totp(secret), keys[0]]) {
      await logOutWithout(page, authenticator);
      await askForPasskey(page, authenticator, "Continue with a passkey of this device");
      const form = page.getByRole("form", { name: "Second factor" });
      await form.getByLabel("Code, or a recovery key").fill(code);
      await screenshot(page, "passkeys-code-phone");
      await form.getByRole("button", { name: "Sign in" }).click();
      await welcome(page).waitFor();
    }
  }, { ...PHONE, colorScheme: "dark" }),
);

test("an address without a name, and an authenticator without PRF", limit, async () => {
  await withPage(async (page) => {
    await open(page);
    await page.getByText("Passkeys belong to a domain").waitFor();
    assert.equal(await page.getByRole("link", { name: "open this page at localhost" }).getAttribute("href"), `${URL_WITH_NAME}/`);
    assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
    await register(page, freshName());
    await goTo(page, "Account");
    await page.getByText("Passkeys belong to a domain").waitFor();
    assert.equal(await page.getByRole("button", { name: "Add a passkey" }).count(), 0);
  });
  await withPage(async (page) => {
    await addAuthenticator(page, { hasPrf: false });
    await openByName(page);
    await register(page, freshName());
    await goTo(page, "Account");
    await part(page, "passkeys").getByRole("button", { name: "Add a passkey" }).click();
    await part(page, "passkeys").getByRole("alert").filter({ hasText: "Passkeys don't work here." }).waitFor();
    await screenshot(page, "passkeys-unsupported-desktop");
  }, { colorScheme: "dark" });
});

/** The browser takes the signal in its own time. Bounded by the file's time-out. */
async function noPasskeys(authenticator) {
  while ((await authenticator.passkeys()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
