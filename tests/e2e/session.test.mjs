// Register, log in, stay signed in, see the JWT, log out, fail in words, delete the account.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logIn, logOut, open, register, screenshot, signedIn, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

test("from register to delete", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await screenshot(page, "start-desktop");
    await register(page, name, PASSWORD, { logIn: false });
    await page.getByText("Account created. Its user id is").waitFor();
    // The tab is changed and the name is there; the password is to be typed again.
    assert.equal(await page.getByRole("form", { name: "Log in" }).getByLabel("Identifier").inputValue(), name);
    const steps = await watchWords(page);
    await logIn(page, name);
    // The last request is on top, without another request.
    await page.getByText("What went over the wire").click();
    await page.getByRole("group", { name: "Requests of this page" }).getByRole("row").nth(1).getByText("POST /verify_login_light").waitFor();
    const words = await steps();
    assert.ok(words.includes("Deriving keys…"), `the button says what takes time, not only ${words.join(" ")}`);

    await page.reload();
    await signedIn(page, name);
    await page.getByText("Show the token").click();
    const jwt = await page.getByLabel("JWT", { exact: true }).innerText();
    assert.match(jwt, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
    await page.getByText(claims.aud).first().waitFor();
    const left = Number(await page.getByRole("progressbar").getAttribute("aria-valuenow"));
    assert.ok(left > 200 && left <= 300, `the bar says ${left} s`);
    await page.getByRole("button", { name: "Get JWT" }).click();
    await page.getByText("Still valid, so no request was needed.").waitFor();
    await screenshot(page, "me-desktop");
    await page.getByText("What went over the wire").click();
    await page.getByRole("group", { name: "Requests of this page" }).getByRole("row").filter({ hasText: "POST /init" }).waitFor();

    await logOut(page);
    await page.getByText("You are logged out.").waitFor();
    await page.reload();
    await page.getByRole("form", { name: "Log in" }).waitFor();

    await typeLogin(page, name, "not the password");
    const alert = page.getByRole("alert").filter({ hasText: "WRONG_PASSWORD" });
    await alert.waitFor();
    assert.match(await alert.innerText(), /^Wrong identifier or password\.\nPlease type both again\.\nserver_112/);
    assert.equal(await page.getByRole("form", { name: "Log in" }).getByLabel("Password", { exact: true }).inputValue(), "", "the password field is emptied");
    await screenshot(page, "wrong-password-desktop");

    await logIn(page, name);
    await page.getByRole("button", { name: "Delete account" }).click();
    await screenshot(page, "delete-desktop");
    const form = page.getByRole("form", { name: "Delete account" });
    await form.getByLabel("Current password").fill("not the password");
    await form.getByRole("button", { name: "Delete account" }).click();
    await form.getByText("Wrong password.", { exact: true }).waitFor();
    await form.getByLabel("Current password").fill(PASSWORD);
    await form.getByRole("button", { name: "Delete account" }).click();
    await page.getByText("The account is deleted.").waitFor();
    // The same words, so that strangers don't learn who has an account.
    await typeLogin(page, name);
    const unknown = page.getByRole("alert").filter({ hasText: "USER_NOT_FOUND" });
    await unknown.waitFor();
    assert.match(await unknown.innerText(), /^Wrong identifier or password\.\nPlease type both again\.\nserver_100/);
  }),
);

test("whether an identifier is free shows while it is typed", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await logOut(page);
    await page.getByRole("tab", { name: "Create account" }).click();
    const field = page.getByRole("form", { name: "Create account" }).getByLabel("Identifier");
    await field.pressSequentially(`${name}x`);
    await page.getByText("is free.").waitFor();
    await field.press("Backspace");
    await page.getByText("is taken.").waitFor();
    await screenshot(page, "register-taken-desktop");
    await page.getByRole("form", { name: "Create account" }).getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("IDENTIFIER_TAKEN").waitFor();
  }),
);

test("random credentials are shown once and work", limit, () =>
  withPage(async (page) => {
    await open(page);
    await page.getByRole("tab", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Generate random credentials" }).click();
    const [identifier, password] = await page.locator(".credentials code").allInnerTexts();
    assert.match(identifier, /^[\w-]{22}$/);
    assert.match(password, /^[\w-]{43}$/);
    await screenshot(page, "random-desktop");
    await page.getByRole("form", { name: "Create account" }).getByRole("button", { name: "Create account" }).click();
    await signedIn(page, identifier);
    await logOut(page);
    await logIn(page, identifier, password);
  }),
);

test("a second tab follows the first one", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    const other = await page.context().newPage();
    await open(other);
    await register(page, name);
    await signedIn(other, name);
    await logOut(other);
    const why = page.getByText("You were signed out in another tab.");
    await why.waitFor();
    await logIn(page, name);
    assert.equal(await why.count(), 0, "it is over");
  }),
);

test("nothing secret in addresses and in localStorage", limit, () =>
  withPage(async (page) => {
    const addresses = [];
    page.on("framenavigated", (frame) => addresses.push(frame.url()));
    const name = freshName();
    await open(page);
    await register(page, name);
    await logOut(page);
    await logIn(page, name);
    assert.ok(addresses.every((url) => !url.includes("?") && !url.includes(name)), addresses.join(" "));
    const kept = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
    assert.deepEqual(kept, [[], []]);
  }),
);

test("without the network the stored user is there, the page says so, and goes on once the server answers", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await page.route("**/api/v1/**", (route) => route.abort());
    await page.reload();
    await signedIn(page, name);
    const offline = page.getByRole("status").filter({ hasText: "Offline. The server can't be reached. You stay signed in" });
    await offline.waitFor();
    await screenshot(page, "offline-desktop");
    // Calls that need the server say in words that it is missing.
    await goTo(page, "Account");
    await page.getByRole("region", { name: "Devices" }).getByText("No connection. Please try again.").waitFor();
    await offline.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await backOnline(page);
    await offline.waitFor({ state: "detached" });
    await page.getByText("This device", { exact: true }).waitFor();
  }),
);

test("a network that fails while somebody is signed in shows at once; when it is back, lists are loaded again", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await goTo(page, "Account");
    const devices = page.getByRole("region", { name: "Devices" });
    await devices.getByText("This device", { exact: true }).waitFor();
    await page.route("**/api/v1/**", (route) => route.abort());
    await goTo(page, "Groups");
    const offline = page.getByRole("status").filter({ hasText: "Offline." });
    await offline.waitFor();
    await goTo(page, "Account");
    await devices.getByText("No connection. Please try again.").waitFor();
    await backOnline(page);
    await offline.waitFor({ state: "detached" });
    await devices.getByText("This device", { exact: true }).waitFor();
  }),
);

/** As when a cable is plugged in: requests arrive, and the browser says so. */
async function backOnline(page) {
  await page.unroute("**/api/v1/**");
  await page.evaluate(() => void dispatchEvent(new Event("online")));
}

/** Collects what appears in the page, however short it is there. */
async function watchWords(page) {
  await page.evaluate(() => {
    window.seenWords = [];
    const look = () => window.seenWords.push(...[...document.querySelectorAll("button [aria-live]")].map((element) => element.textContent));
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => window.seenWords);
}
