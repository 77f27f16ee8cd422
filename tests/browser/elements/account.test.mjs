// <sentc-account> and its parts, <sentc-user-button>.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, accessible, fits, focused, freshName, registerAccount, signedIn, totp, usePages } from "./support.mjs";

const limit = { timeout: 180_000 };
const NEW_PASSWORD = "another horse battery";

usePages();

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
    // A camera that shows a code, and an app that can read it: Chromium has no BarcodeDetector here.
    await page.getByRole("button", { name: "Add a device" }).click();
    assert.equal(await page.getByRole("button", { name: "Scan with the camera" }).count(), 0, "nobody reads codes here");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.evaluate((output) => {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("2d");
      context.fillRect(0, 0, 10, 10);
      window.stream = canvas.captureStream();
      navigator.mediaDevices.getUserMedia = async () => (window.asked ? stream : ((window.asked = true), Promise.reject(new DOMException("No", "NotAllowedError"))));
      document.querySelector("sentc-devices").decodeQr = (video) => (video.videoWidth > 0 ? output : undefined);
      // A canvas tells its stream of a picture when it draws one.
      const paint = () => (context.fillRect(0, 0, 10, 10), requestAnimationFrame(paint));
      paint();
    }, output);
    await page.getByRole("button", { name: "Add a device" }).click();
    await page.getByRole("button", { name: "Scan with the camera" }).click();
    await page.getByText("The camera cannot be used here.").waitFor();
    await accessible(page, "no camera");
    await page.getByRole("button", { name: "Scan with the camera" }).click();
    await page.waitForFunction((output) => document.querySelector("sentc-devices textarea").value === output, output);
    assert.equal(await page.evaluate(() => stream.getTracks().every(({ readyState }) => readyState === "ended")), true, "the camera is off");
    await page.getByLabel("Text of the new device").fill(output.slice(0, 50));
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This is not the whole text of the new device.").waitFor();
    await page.getByLabel("Text of the new device").fill(output);
    await page.getByRole("button", { name: "Continue" }).click();
    assert.equal(await page.locator(".sentc-code").innerText(), await page.evaluate((output) => window.Sentc.default.parseDeviceOutput(output).code, output));
    await accessible(page, "the comparison");
    await page.getByRole("button", { name: "Yes, add the device" }).click();
    await page.getByText("Done.").waitFor();
    const named = rows.nth(1);
    await named.getByRole("button", { name: /^Rename Device/ }).click();
    assert.equal(await focused(page), "Name in this browser");
    await accessible(page, "a name");
    await page.getByLabel("Name in this browser").fill("Ada’s phone");
    await page.getByRole("button", { name: "Save" }).click();
    await named.getByText("Ada’s phone").waitFor();
    assert.equal(await focused(page), "Rename");
    assert.deepEqual(await page.evaluate(async () => (await (await window.Sentc.default.getActualUser()).getDevices()).map(({ name }) => name ?? "")), ["", "Ada’s phone"]);
    await named.getByRole("button", { name: /^Remove device Ada’s phone/ }).click();
    await page.getByLabel("Current password").fill(PASSWORD);
    await accessible(page, "the removal");
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("Done.").waitFor();
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1);
  }),
);

test("makes a recovery kit, prints it, and signs in with it to a new password", limit, () =>
  signedIn('<sentc-sign-in></sentc-sign-in><sentc-recovery-kits issuer="An app"></sentc-recovery-kits>', async (page, name) => {
    const kits = page.locator("sentc-recovery-kits");
    const list = kits.getByRole("list", { name: "Recovery kits" });
    const make = kits.getByRole("button", { name: "Create a recovery kit" });
    await kits.getByText("None").waitFor();
    await make.click();
    assert.equal(await focused(page), "Name, for example where you keep it");
    await kits.getByLabel("Name, for example").fill("In the desk");
    await kits.getByLabel("Current password").fill(PASSWORD);
    await make.click();
    const code = (await kits.locator(".sentc-code").innerText()).replace("\n", "");
    assert.match(code, /^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
    await accessible(page, "the kit");
    await fits(page, "the kit");
    // What the frame has when the browser is asked to print it.
    await page.evaluate(() => {
      document.body.append = (frame) => {
        Element.prototype.append.call(document.body, frame);
        frame.contentWindow.print = () => (window.printed = { text: frame.contentDocument.body.textContent, lang: frame.contentDocument.documentElement.lang, pictures: frame.contentDocument.querySelectorAll("svg").length });
      };
    });
    await kits.getByRole("button", { name: "Print" }).click();
    const printed = await page.evaluate(() => window.printed);
    for (const text of [code, name, "In the desk", "An app", "This sheet opens your account"]) assert.ok(printed.text.includes(text), text);
    assert.deepEqual([printed.lang, printed.pictures], ["en", 1]);
    await accessible(page, "the kit, printed");
    await kits.getByRole("button", { name: "Continue" }).click();
    await kits.getByText("Please print the code").waitFor();
    await kits.getByLabel("The code is in a safe place").check();
    await kits.getByRole("button", { name: "Continue" }).click();
    await list.getByText("In the desk").waitFor();
    await accessible(page, "the list of kits");

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Identifier").fill(name);
    await page.getByRole("button", { name: "Use a recovery kit" }).click();
    const next = page.getByRole("button", { name: "Continue", exact: true });
    await page.getByLabel("Code of the recovery kit").fill(code.replace(/^./, (letter) => (letter === "7" ? "8" : "7")));
    await next.click();
    await page.getByText("Please check group 1 of the recovery code.").waitFor();
    assert.equal(await focused(page), "Code of the recovery kit");
    await accessible(page, "a mistyped kit");
    await page.getByLabel("Code of the recovery kit").fill(code.toLowerCase());
    await next.click();
    await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    assert.equal(await focused(page), "Choose a new password");
    assert.equal(await page.getByLabel("Identifier").inputValue(), name, "as it was typed before");
    await accessible(page, "a new password");
    await fits(page, "a new password");
    await page.getByLabel("Identifier").fill("somebody else");
    await page.getByRole("textbox", { name: "New password" }).fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Choose a new password" }).click();
    await page.getByText("No device of this account has this identifier.").waitFor();
    await page.getByLabel("Identifier").fill(name);
    assert.equal(await page.evaluate(() => window.told.filter(([event]) => event === "signed-in").length), 0, "not before the new password");
    await page.getByRole("button", { name: "Choose a new password" }).click();
    await page.getByText(`You are signed in as ${name}.`).waitFor();
    await page.waitForFunction(() => window.told.some(([event]) => event === "signed-in"));
    assert.deepEqual(await page.evaluate(async () => (await window.Sentc.default.storedUsers()).map(({ identifier }) => identifier)), [name], "nobody stays signed in by the kit");

    await list.getByRole("button", { name: "Revoke In the desk" }).click();
    await kits.getByLabel("Current password").fill(NEW_PASSWORD);
    await kits.getByRole("button", { name: "Revoke" }).click();
    await kits.getByText("None").waitFor();
  }),
);

test("what a step shows is gone when another user takes over", limit, () =>
  signedIn("<sentc-second-factor></sentc-second-factor><sentc-recovery-kits></sentc-recovery-kits>", async (page) => {
    const [kits, factor] = [page.locator("sentc-recovery-kits"), page.locator("sentc-second-factor")];
    await kits.getByRole("button", { name: "Create a recovery kit" }).click();
    await kits.getByLabel("Current password").fill(PASSWORD);
    await kits.getByRole("button", { name: "Create a recovery kit" }).click();
    await kits.locator(".sentc-code").waitFor();
    await factor.getByRole("button", { name: "Turn on" }).click();
    await factor.getByLabel("Current password").fill(PASSWORD);
    await factor.getByRole("button", { name: "Continue" }).click();
    await factor.locator(".sentc-keys").waitFor();
    const other = freshName("other");
    await registerAccount(page, other, PASSWORD);
    await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(() => undefined), [other, PASSWORD]);
    await factor.getByText("Off. With a second factor").waitFor();
    await kits.getByText("None").waitFor();
    assert.equal(await page.locator(".sentc-code, .sentc-keys").count(), 0);
  }),
);

test("lists the users of this browser, and switches between them", limit, () =>
  signedIn("<sentc-user-button></sentc-user-button><sentc-password></sentc-password>", async (page, name) => {
    const other = freshName("other");
    await registerAccount(page, other, PASSWORD);
    await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(() => undefined), [other, PASSWORD]);
    await page.getByRole("button", { name: other, exact: true }).press("Enter");
    await page.getByRole("button", { name: `Switch account: ${name}` }).waitFor();
    await accessible(page, "two users");
    await page.getByRole("button", { name: `Switch account: ${name}` }).press("Enter");
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("button", { name: `Switch account: ${other}` }).waitFor();
    await page.keyboard.press("Escape");
    // A password that everybody tries is refused, by a list that was not loaded before.
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/password.js")).length);
    assert.equal(await loaded(), 0);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByLabel("New password").fill("Password2024!");
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Many people use this password.").waitFor();
    assert.equal(await loaded(), 1);
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("button", { name: "Sign out of all accounts" }).click();
    await page.getByRole("button", { name, exact: true }).waitFor({ state: "detached" });
    assert.deepEqual(await page.evaluate(() => window.Sentc.default.storedUsers()), []);
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
