// The demo's own back end: register with an address, the profile, what is lost and found again by mail; and errors made on purpose.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, PHONE, URL_OF_DEMO, freshName, goTo, open, screenshot, setUpMfa, signInForm, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };
const OTHER = "a rather different password";
const freshEmail = () => `${freshName()}@example.org`;

test("register, profile, a reload, an expired JWT, a group, log out: no script can read the tokens", limit, () =>
  withPage(async (page) => {
    const email = freshEmail();
    await open(page, "#/back-end");
    await screenshot(page, "back-end-start");
    await register(page, email.toUpperCase());
    await profileOf(page, email);
    const cookies = await page.context().cookies(`${URL_OF_DEMO}/backend/`);
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ["sentc_light_back_end", "sentc_light_session"]);
    for (const { httpOnly, sameSite, path } of cookies) assert.deepEqual([httpOnly, sameSite, path], [true, "Strict", "/backend"]);
    const secrets = cookies.flatMap(({ value }) => value.split(":")).filter((value) => value.length > 36);
    assert.equal(secrets.length, 2, "the refresh token and the session");
    const seen = await page.evaluate(everywhere);
    assert.ok(seen.includes(email) && seen.includes("sentc-light"), "the page and the database were read");
    for (const secret of secrets) assert.ok(!seen.includes(secret));
    for (const where of ["The user object", "localStorage", "A cookie for scripts"]) assert.equal(await badge(page, where), "Not here", where);
    await profile(page).getByRole("button", { name: "Read by the JWT" }).click();
    await profile(page).getByText("the back end checked it with the app's public key").waitFor();
    await screenshot(page, "back-end-signed-in");

    await page.getByRole("button", { name: "Make a group" }).click();
    await page.getByText(/The back end lets you in: rank 0 in/).waitFor();
    const form = page.getByRole("form", { name: "Ask about a group" });
    await form.getByLabel("Group ID").fill("00000000-0000-4000-8000-000000000000");
    await form.getByRole("button", { name: "Ask the back end" }).click();
    await page.getByText("This user is not in the group.").waitFor();

    await page.reload();
    await profileOf(page, email);
    // The JWT is old: the back end gets another one, by the cookie.
    await page.evaluate(() => (Date.now = ((real) => () => real() + 3_600_000)(Date.now)));
    const refreshed = page.waitForResponse((response) => response.url().endsWith("/backend/refresh"));
    await page.getByRole("button", { name: "Make a group" }).click();
    assert.equal((await refreshed).status(), 200);
    await page.getByText(/The back end lets you in: rank 0 in/).waitFor();

    await profile(page).getByRole("button", { name: "Sign out" }).click();
    await signInForm(page).waitFor();
    assert.deepEqual(await page.context().cookies(`${URL_OF_DEMO}/backend/`), []);
    await logIn(page, email);
    await profileOf(page, email);
  }),
);

test("a taken address is said in words, and so is a wrong password", limit, () =>
  withPage(async (page) => {
    const email = freshEmail();
    await open(page, "#/back-end");
    await register(page, email);
    await logOut(page);
    await register(page, email, OTHER);
    await page.getByText(/there is an account with this address/i).waitFor();
    assert.equal(await page.getByRole("form", { name: "Create account" }).getByLabel("New password").inputValue(), OTHER, "the password was not what is wrong");
    await screenshot(page, "back-end-taken");
    await page.getByRole("button", { name: "I already have an account" }).click();
    await logIn(page, email, OTHER);
    await page.getByText("Wrong identifier or password.").waitFor();
  }),
);

test("a forgotten password: a code by mail, a new password, and the old session elsewhere ends", limit, () =>
  withPage(async (other) => {
    const email = freshEmail();
    await open(other, "#/back-end");
    await register(other, email);
    await profileOf(other, email);
    await withPage(async (page) => {
      await open(page, "#/back-end");
      const form = await askForCode(page, email, "My password");
      await form.getByLabel("Code from the mail").fill("00000-00000");
      await form.getByLabel("New password", { exact: true }).fill(OTHER);
      await form.getByRole("button", { name: "Set the new password" }).click();
      await page.getByText("The code is wrong, used or too old.").waitFor();
      await screenshot(page, "back-end-wrong-code");
      await useCode(page, form, "Your code for a new password");
      await form.getByLabel("New password", { exact: true }).fill(OTHER);
      await form.getByRole("button", { name: "Set the new password" }).click();
      await page.getByText("The new password counts from now on.").waitFor();
      assert.equal(await signInForm(page).getByLabel("Identifier").inputValue(), email);
      await logIn(page, email, OTHER);
      await profileOf(page, email);
      // What it was mailed, on a page of its own.
      await goTo(page, "Mailbox");
      const mails = page.getByRole("list", { name: "Mails" }).getByRole("listitem").filter({ hasText: email });
      await mails.filter({ hasText: "Your password was changed" }).waitFor();
      await mails.filter({ hasText: "Your code for a new password" }).getByRole("button", { name: "Copy the code" }).waitFor();
      await screenshot(page, "mailbox");
    });
    await profile(other).getByRole("button", { name: "Read by the cookie" }).click();
    await other.getByText("This needs a valid JWT, or a session of this back end.").waitFor();
    await other.evaluate(() => (Date.now = ((real) => () => real() + 3_600_000)(Date.now)));
    await other.getByRole("button", { name: "Make a group" }).click();
    await other.getByText("This session was ended elsewhere.").waitFor();
    await signInForm(other).waitFor();
  }),
);

test("a lost authenticator: a recovery key signs in; the password, and a code by mail, turn the second factor off", limit, () =>
  withPage(async (page) => {
    const email = freshEmail();
    await open(page, "#/back-end");
    await register(page, email);
    await profileOf(page, email);
    const { keys } = await setUpMfa(page, "Turn on");
    await logOut(page);
    await logIn(page, email);
    await page.getByRole("button", { name: "Use a recovery key" }).click();
    await page.getByLabel("Recovery key").fill(keys[0]);
    await signInForm(page).getByRole("button", { name: "Sign in", exact: true }).click();
    await profileOf(page, email);
    await logOut(page);
    const form = await askForCode(page, email, "My authenticator");
    await useCode(page, form, "Your code to turn off the second factor");
    await form.getByLabel("Password").fill(PASSWORD);
    await screenshot(page, "back-end-lost-authenticator");
    await form.getByRole("button", { name: "Turn it off" }).click();
    await page.getByText("The second factor is off. Please sign in.").waitFor();
    await logIn(page, email);
    await profileOf(page, email);
  }),
);

test("somebody has my device: the password and a code by mail remove the other devices and the second factor", limit, () =>
  withPage(async (page) => {
    await open(page, "#/back-end");
    for (const has_mfa of [false, true]) {
      const email = freshEmail();
      await register(page, email);
      await profileOf(page, email);
      if (has_mfa) {
        await setUpMfa(page, "Turn on");
      }
      await logOut(page);
      const form = await askForCode(page, email, "Somebody has my device");
      await useCode(page, form, "Your code to shut out a lost device");
      const shutOut = async (password) => {
        await form.getByLabel("Password", { exact: true }).fill(password);
        await form.getByRole("button", { name: "Shut out the other devices" }).click();
      };
      await shutOut(OTHER);
      await page.getByText("Wrong identifier or password.").waitFor();
      if (has_mfa) await screenshot(page, "back-end-stolen-device");
      await shutOut(PASSWORD);
      await page.getByText(has_mfa ? "the second factor is off. Sign in, and turn it on again." : "All other devices are removed. Please sign in.").waitFor();
      await logIn(page, email);
      await profileOf(page, email);
      await logOut(page);
    }
  }),
);

test("signed out everywhere, and deleted for good, by mail", limit, () =>
  withPage(async (page) => {
    const email = freshEmail();
    await open(page, "#/back-end");
    await register(page, email);
    await logOut(page);
    let form = await askForCode(page, email, "A device: sign out everywhere");
    await useCode(page, form, "Your code to sign out everywhere");
    await form.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("All devices are signed out.").waitFor();
    form = await askForCode(page, email, "Everything: delete the account");
    await useCode(page, form, "Your code to delete the account");
    await form.getByLabel("The address once more").fill("somebody@example.org");
    await form.getByRole("button", { name: "Delete the account" }).click();
    await page.getByRole("alert").filter({ hasText: "Please check what you typed." }).waitFor();
    await screenshot(page, "back-end-delete");
    await form.getByLabel("The address once more").fill(email);
    await form.getByRole("button", { name: "Delete the account" }).click();
    await page.getByText("The account is deleted.").waitFor();
    await logIn(page, email);
    await signInForm(page).getByRole("alert").filter({ hasText: "Wrong identifier or password." }).waitFor();
  }),
);

test("errors on purpose: what they are called, and what becomes of the session", limit, () =>
  withPage(async (page) => {
    await open(page, "#/errors");
    const expected = [
      ["A wrong password", "WRONG_PASSWORD", "false", /^is still there$/],
      ["No connection", "NETWORK", "true", /^is still there$/],
      ["An expired JWT", undefined, undefined, /^is still there$/],
      ["A refused cookie", "REFRESH_REFUSED", "false", /^has ended/],
    ];
    for (const [title, code, retryable, session] of expected) {
      const card = page.getByRole("region", { name: title });
      await card.getByRole("button", { name: "Try it" }).click();
      const fact = (name) => card.locator("dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd");
      await fact("The session").waitFor();
      assert.match(await fact("The session").innerText(), session, title);
      if (code) assert.deepEqual([await fact("code").innerText(), await fact("retryable").innerText()], [code, retryable], title);
      else assert.match(await fact("error").innerText(), /^none/);
    }
    await screenshot(page, "errors");
  }),
);

for (const colorScheme of ["light", "dark"]) {
  test(`on a phone, ${colorScheme}: every page fits`, limit, () =>
    withPage(
      async (page) => {
        const shot = async (what) => {
          const [width, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          assert.ok(width <= window, `${what}: ${width} px wide on ${window} px`);
          await screenshot(page, `${what}-phone-${colorScheme}`);
        };
        const email = freshEmail();
        await open(page, "#/back-end");
        await shot("back-end-start");
        await register(page, email);
        await profileOf(page, email);
        await shot("back-end-signed-in");
        await logOut(page);
        await askForCode(page, email, "My password");
        await page.getByRole("button", { name: "Use this code" }).waitFor();
        await shot("back-end-code");
        await goTo(page, "Mailbox");
        await page.getByRole("list", { name: "Mails" }).getByRole("listitem").first().waitFor();
        await shot("mailbox");
        await goTo(page, "Errors");
        const card = page.getByRole("region", { name: "A refused cookie" });
        await card.getByRole("button", { name: "Try it" }).click();
        await card.getByText(/^has ended/).waitFor();
        await shot("errors");
      },
      { ...PHONE, colorScheme },
    ),
  );
}

test("a new password by keyboard alone", limit, () =>
  withPage(async (page) => {
    const email = freshEmail();
    await open(page, "#/back-end");
    await register(page, email);
    await logOut(page);
    const ask = page.getByRole("form", { name: "Send a code" });
    await ask.getByLabel("E-mail address").focus();
    await page.keyboard.type(email);
    await page.keyboard.press("Enter");
    await page.getByRole("form", { name: "My password" }).waitFor();
    assert.equal(await focused(page), "Code from the mail");
    await page.getByRole("button", { name: "Use this code" }).press("Enter");
    assert.equal(await focused(page), "New password", "the code is there");
    await page.keyboard.type(OTHER);
    await page.keyboard.press("Enter");
    await page.getByText("The new password counts from now on.").waitFor();
    assert.equal(await focused(page), "Password", "the sign-in has the address, and waits for the password");
    await page.keyboard.type(OTHER);
    await page.keyboard.press("Enter");
    await profileOf(page, email);
  }),
);

const profile = (page) => page.getByRole("region", { name: "Your profile at the back end" });
const badge = (page, where) => page.getByRole("region", { name: "Where the tokens are" }).locator("dl > div").filter({ hasText: where }).locator(".badge").innerText();

async function register(page, email, password = PASSWORD) {
  await page.getByRole("button", { name: "Create account" }).click();
  const form = page.getByRole("form", { name: "Create account" });
  await form.getByLabel("Identifier").fill(email);
  await form.getByLabel("Display name").fill("Ada Łovelace");
  await form.getByLabel("New password").fill(password);
  await form.getByRole("button", { name: "Create account" }).click();
}

async function profileOf(page, email) {
  await profile(page).getByText(email, { exact: true }).waitFor();
  await profile(page).getByText("Ada Łovelace", { exact: true }).waitFor();
}

async function logIn(page, email, password = PASSWORD) {
  await signInForm(page).getByLabel("Identifier").fill(email);
  await signInForm(page).getByLabel("Password", { exact: true }).fill(password);
  await signInForm(page).getByRole("button", { name: "Sign in", exact: true }).click();
}

async function logOut(page) {
  await profile(page).getByRole("button", { name: "Sign out" }).click();
  await signInForm(page).waitFor();
}

/** The form that the code goes into. */
async function askForCode(page, email, what) {
  const ask = page.getByRole("form", { name: "Send a code" });
  await ask.getByLabel("E-mail address").fill(email);
  await ask.getByLabel("What is lost").selectOption(what);
  await ask.getByRole("button", { name: "Send a code" }).click();
  const form = page.getByRole("form", { name: what });
  await form.waitFor();
  return form;
}

async function useCode(page, form, subject) {
  await page.getByRole("listitem").filter({ hasText: subject }).getByRole("button", { name: "Use this code" }).click();
  assert.match(await form.getByLabel("Code from the mail").inputValue(), /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
}

/** All that scripts of this origin can read. */
async function everywhere() {
  const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href, document.documentElement.outerHTML];
  const ask = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  const show = (_, value) => (value instanceof Uint8Array || value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value);
  for (const { name } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name));
    for (const store of database.objectStoreNames) texts.push(name, JSON.stringify(await ask(database.transaction(store).objectStore(store).getAll()), show));
    database.close();
  }
  return texts.join("\n");
}

/** The accessible name, roughly: label, aria-label or text. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  });
