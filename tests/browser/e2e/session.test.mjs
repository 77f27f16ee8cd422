// Create an account, stay signed in, see the JWT, sign out, fail in words, delete the account.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, logIn, logOut, open, part, register, screenshot, signInForm, signedIn, totp, typeLogin, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

test("from register to delete", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await screenshot(page, "start-desktop");
    await register(page, name);
    // The last request is on top, without another request.
    await page.getByText("What went over the wire").click();
    await page.getByRole("group", { name: "Requests of this page" }).getByRole("row").nth(1).getByText("POST /verify_login_light").waitFor();

    await page.reload();
    await signedIn(page, name);
    await page.getByText("Show the token").click();
    const jwt = await page.getByLabel("JWT", { exact: true }).innerText();
    assert.match(jwt, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
    await page.getByText(claims.aud).first().waitFor();
    const left = await page.getByRole("progressbar").evaluate(({ value }) => value);
    assert.ok(left > 200 && left <= 300, `the bar says ${left} s`);
    await page.getByRole("button", { name: "Get JWT" }).click();
    await page.getByText("Still valid, so no request was needed.").waitFor();
    await screenshot(page, "me-desktop");
    await page.getByText("What went over the wire").click();
    await page.getByRole("group", { name: "Requests of this page" }).getByRole("row").filter({ hasText: "POST /init" }).waitFor();
    const confirm = page.getByRole("form", { name: "Confirm" });
    await confirm.getByLabel("Password").fill("not the password");
    await confirm.getByRole("button", { name: "Confirm" }).click();
    const alert = confirm.getByRole("alert").filter({ hasText: "WRONG_PASSWORD" });
    await alert.waitFor();
    assert.equal(await confirm.getByLabel("Password").inputValue(), "", "the password field is emptied");
    await confirm.getByLabel("Password").fill(PASSWORD);
    await alert.waitFor({ state: "detached" });
    await confirm.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Confirmed. This JWT is for your back end").waitFor();

    await logOut(page);
    await page.getByText("You are signed out.").waitFor();
    await page.reload();
    await typeLogin(page, name, "not the password");
    await signInForm(page).getByRole("alert").filter({ hasText: "Wrong identifier or password." }).waitFor();
    await screenshot(page, "wrong-password-desktop");
    await logIn(page, name);
    await goTo(page, "Account");
    const card = part(page, "delete-account");
    await card.getByRole("button", { name: "Delete account" }).click();
    await card.getByLabel("Current password").fill("not the password");
    await card.getByRole("button", { name: "Delete account" }).click();
    await card.getByText("Wrong password.", { exact: true }).waitFor();
    await screenshot(page, "delete-desktop");
    await card.getByLabel("Current password").fill(PASSWORD);
    await card.getByRole("button", { name: "Delete account" }).click();
    await page.getByText("The account is deleted.").waitFor();
    // The same words, so that strangers don't learn who has an account.
    await typeLogin(page, name);
    await signInForm(page).getByRole("alert").filter({ hasText: "Wrong identifier or password." }).waitFor();
  }),
);

test("staying signed in or not; a second tab follows the first one", limit, () =>
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
    // In this tab alone: a reload finds it, the other tab does not.
    await logIn(page, name);
    assert.equal(await why.count(), 0, "it is over");
    await page.reload();
    await signedIn(page, name);
    await other.reload();
    await signInForm(other).waitFor();
    await logOut(page);
    await logIn(page, name, PASSWORD, { stay: true });
    await signedIn(other, name);
  }),
);

test("several people in one browser: the page is the one's who was chosen", limit, () =>
  withPage(async (page) => {
    const [first, second] = [freshName("first"), freshName("second")];
    await open(page);
    await register(page, first);
    await page.evaluate(
      async ([name, password]) => {
        await window.Sentc.default.register(name, password);
        await window.Sentc.default.login(name, password, true);
      },
      [second, PASSWORD],
    );
    await signedIn(page, second);
    const menu = part(page, "user-button");
    await menu.getByRole("button", { name: second, exact: true }).click();
    await menu.getByRole("button", { name: `Switch account: ${first}` }).waitFor();
    await screenshot(page, "people-desktop");
    await menu.getByRole("button", { name: `Switch account: ${first}` }).click();
    await signedIn(page, first);
    await menu.getByRole("button", { name: first, exact: true }).click();
    await menu.getByRole("button", { name: "Sign out of all accounts" }).click();
    await signInForm(page).waitFor();
    assert.deepEqual(await page.evaluate(() => window.Sentc.default.storedUsers()), []);
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
    await logIn(page, name, PASSWORD, { stay: true });
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
    const devices = part(page, "devices");
    await devices.getByText("No connection. Please try again.").waitFor();
    await offline.getByRole("button", { name: "Try again" }).click();
    await offline.getByRole("button", { name: "Try again" }).waitFor();
    // As when a cable is plugged in: requests arrive, and the browser says so.
    await page.unroute("**/api/v1/**");
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await offline.waitFor({ state: "detached" });
    await devices.getByRole("button", { name: "Try again" }).click();
    await devices.getByText("This device").waitFor();
    // One that fails while somebody is signed in shows at once, too.
    await page.route("**/api/v1/**", (route) => route.abort());
    await goTo(page, "Groups");
    await offline.waitFor();
  }),
);

test("somebody else signs in beside the first, and both are signed out when nobody uses the page for an hour", limit, () =>
  withPage(async (page) => {
    const [ada, eve] = [freshName(), freshName("eve")];
    await open(page);
    await register(page, ada);
    const secret = await page.evaluate(
      async ([name, password]) => {
        const { APP_TOKEN, BASE_URL } = await import("/js/service.js");
        const client = window.Sentc.createClient({ app_token: APP_TOKEN, base_url: BASE_URL, name: "other" });
        await client.init();
        await client.register(name, password);
        const user = await client.login(name, password, true);
        const { secret } = await user.setUpOtp({ issuer: "sentc light demo", account: name, password });
        await user.logOut();
        return secret;
      },
      [eve, PASSWORD],
    );
    const menu = page.locator("sentc-user-button");
    await menu.getByRole("button", { name: ada, exact: true }).click();
    await menu.getByRole("link", { name: "Sign in somebody else" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in somebody else" }).waitFor();
    assert.equal(await menu.getByRole("link").isVisible(), false, "the menu is closed");
    const form = page.getByRole("form", { name: "Sign in somebody else" });
    await form.getByLabel("Identifier").fill(eve);
    await form.getByLabel("Password").fill("not the password");
    await form.getByRole("button", { name: "Sign in" }).click();
    await form.getByText("Wrong identifier or password.").waitFor();
    await form.getByLabel("Password").fill(PASSWORD);
    await form.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code, or a recovery key").fill("000 00");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("form", { name: "Second factor" }).getByRole("alert").filter({ hasText: /./ }).waitFor();
    await page.getByLabel("Code, or a recovery key").fill(totp(secret));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await signedIn(page, eve);
    for (const [from, to] of [[eve, ada], [ada, eve]]) {
      await menu.getByRole("button", { name: from, exact: true }).click();
      await menu.getByRole("button", { name: `Switch account: ${to}` }).click();
      await signedIn(page, to);
      await page.reload();
      await signedIn(page, to);
    }
    // This page's clock, as its session page sets it: then somebody moves the pointer.
    await page.evaluate(async () => (await import("/js/stay/clock.js")).clock.jump(3_600_000));
    await page.mouse.move(100, 300);
    await page.mouse.move(110, 310);
    await page.getByText("Nobody used this page for an hour, so you are signed out.").waitFor();
    await signInForm(page).waitFor();
    await page.reload();
    await signInForm(page).waitFor();
    assert.deepEqual(await page.evaluate(() => window.Sentc.default.storedUsers()), []);
  }),
);
