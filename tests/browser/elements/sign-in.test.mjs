// <sentc-sign-in>, under a policy that allows nothing inline and one policy for Trusted Types.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addAuthenticator } from "../e2e/authenticator.mjs";
import { PASSWORD, accessible, fits, focused, freshName, registerAccount, totp, usePages, withElements } from "./support.mjs";

const limit = { timeout: 180_000 };
const ELEMENT = "<sentc-sign-in></sentc-sign-in>";

usePages();

test("creates an account, signs out and in, by keyboard", limit, () =>
  withElements(ELEMENT, async (page) => {
    const name = freshName("element");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "the first step takes no focus");
    await accessible(page, "sign in");
    await fits(page, "sign in");
    await page.getByRole("button", { name: "Create account" }).press("Enter");
    assert.equal(await focused(page), "Create account");
    await accessible(page, "create account");
    await fits(page, "create account");
    await page.getByLabel("Identifier").fill(name);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("New password").press("Enter");
    const signedIn = page.getByText(`You are signed in as ${name}.`);
    await signedIn.waitFor();
    assert.equal(await focused(page), `You are signed in as ${name}.`);
    await accessible(page, "signed in");
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.getByLabel("Identifier").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await signedIn.waitFor();
    assert.deepEqual(await page.evaluate(() => window.told), [["registering", name], ["registered", name], ["signed-in", name], ["signed-out", undefined], ["signed-in", name]]);
  }),
);

test("says what is wrong beside the field, and only until it is mended", limit, () =>
  withElements(ELEMENT, async (page) => {
    const name = freshName("element");
    await registerAccount(page, name, PASSWORD);
    const identifier = page.getByLabel("Identifier");
    const password = page.getByLabel("Password", { exact: true });
    const signIn = page.getByRole("button", { name: "Sign in", exact: true });
    const described = (field) => field.evaluate((input) => document.getElementById(input.getAttribute("aria-describedby"))?.textContent);
    await signIn.click();
    assert.equal(await described(identifier), "Please fill in this field.");
    assert.equal(await focused(page), "Identifier");
    await accessible(page, "empty fields");
    await identifier.fill(name);
    assert.equal(await identifier.getAttribute("aria-invalid"), null);
    await password.fill("not the password");
    await signIn.click();
    await page.getByRole("alert").filter({ hasText: "Wrong identifier or password." }).waitFor();
    assert.equal(await focused(page), "Password");
    await accessible(page, "wrong password");
    await password.fill("another");
    await page.getByRole("alert").filter({ hasText: "Wrong" }).waitFor({ state: "hidden" });
    assert.equal(await password.getAttribute("type"), "password");
    await page.getByRole("button", { name: "Show password" }).click();
    assert.equal(await password.getAttribute("type"), "text");

    await page.getByRole("button", { name: "Create account" }).click();
    assert.equal(await identifier.inputValue(), name, "what was typed stays");
    await page.getByLabel("New password").fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    assert.equal(await described(page.getByLabel("New password")), "Please use at least 8 characters.");
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("This identifier is taken.").waitFor();
    assert.equal(await described(identifier), "This identifier is taken. Please choose another one.");
    assert.equal(await page.getByLabel("New password").inputValue(), PASSWORD, "the password is not typed twice");
    await accessible(page, "a taken identifier");
  }),
);

test("asks for the code of the second factor, or a recovery key", limit, () =>
  withElements(ELEMENT, async (page) => {
    const name = freshName("element");
    await registerAccount(page, name, PASSWORD);
    const { secret, recover } = await page.evaluate(
      async ([name, password]) => {
        const user = await window.Sentc.default.login(name, password, true);
        const otp = await user.registerRawOtp(password);
        await user.logOut();
        return otp;
      },
      [name, PASSWORD],
    );
    const typeLogin = async () => {
      await page.getByLabel("Identifier").fill(name);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("heading", { name: "Enter your code" }).waitFor();
    };
    const submit = page.getByRole("button", { name: "Sign in", exact: true });
    const signedIn = page.getByText(`You are signed in as ${name}.`);
    await typeLogin();
    assert.equal(await focused(page), "Code");
    await accessible(page, "the code");
    await fits(page, "the code");
    await page.getByLabel("Code").fill("12 34");
    await submit.click();
    await page.getByText("A code has six digits.").waitFor();
    const code = totp(secret);
    await page.getByLabel("Code").fill(String((Number(code) + 1) % 1_000_000).padStart(6, "0"));
    await submit.click();
    await page.getByText("This code is wrong or too old.").waitFor();
    await page.getByLabel("Code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await submit.click();
    await signedIn.waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await typeLogin();
    await page.getByRole("button", { name: "Use a recovery key" }).click();
    assert.equal(await focused(page), "Recovery key");
    await accessible(page, "the recovery key");
    await page.getByLabel("Recovery key").fill("no such key");
    await submit.click();
    await page.getByText("This recovery key is wrong or was used before.").waitFor();
    await page.getByLabel("Recovery key").fill(recover[0]);
    await submit.click();
    await signedIn.waitFor();
  }),
);

test("signs in with a passkey, by the browser's suggestions and by the button", limit, () =>
  withElements(
    '<sentc-sign-in new-device="off" forgot-href="/forgot"><p slot="terms">The terms</p></sentc-sign-in>',
    async (page, authenticator) => {
      const name = freshName("element");
      await registerAccount(page, name, PASSWORD);
      await page.evaluate(
        async ([name, password]) => {
          const user = await window.Sentc.default.login(name, password, true);
          await user.addPasskey({ name });
        },
        [name, PASSWORD],
      );
      await page.getByText(`You are signed in as ${name}.`).waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      // The authenticator takes a suggestion at once.
      const signedIn = page.getByText("You are signed in.");
      await signedIn.waitFor();
      await authenticator.answers(false);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Forgot your password?" }).waitFor();
      await page.getByText("The terms").waitFor();
      assert.equal(await page.getByRole("button", { name: "Add this device" }).count(), 0);
      // It answers a question only if it did so before the question came.
      await page.evaluate(() => {
        const get = navigator.credentials.get.bind(navigator.credentials);
        const answers = new Promise((resolve) => (window.answer = resolve));
        navigator.credentials.get = async (options) => (options.mediation !== "conditional" && (await answers), get(options));
      });
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await authenticator.answers(true);
      await page.evaluate(() => window.answer());
      await signedIn.waitFor();
      assert.equal(await page.evaluate(() => window.told.filter(([name]) => name === "signed-in").length), 2);
    },
    { prepare: addAuthenticator },
  ),
);

test("keeps a login for the tab alone, unless the person wants to stay signed in", limit, () =>
  withElements('<sentc-sign-in remember="ask"></sentc-sign-in>', async (page) => {
    const name = freshName("element");
    await registerAccount(page, name, PASSWORD);
    const signIn = async () => {
      await page.getByLabel("Identifier").fill(name);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByText(`You are signed in as ${name}.`).waitFor();
    };
    const anotherTab = async () => {
      const other = await page.context().newPage();
      await other.goto(page.url());
      await other.locator("h2").or(other.getByRole("button", { name: "Sign out" })).first().waitFor();
      const status = await other.evaluate(() => window.Sentc.default.status);
      await other.close();
      return status;
    };
    await page.getByLabel("Stay signed in").waitFor();
    await accessible(page, "the box to tick");
    await signIn();
    assert.equal(await anotherTab(), "signedOut");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Stay signed in").check();
    await signIn();
    assert.equal(await anotherTab(), "signedIn");
  }),
);

test("an app's back end registers instead, and its own fields reach it", limit, () =>
  withElements('<sentc-sign-in view="register"><label slot="fields">Invitation <input name="invitation" required></label></sentc-sign-in>', async (page) => {
    const name = freshName("element");
    await page.evaluate(() => {
      document.querySelector("sentc-sign-in").addEventListener("registering", ({ detail }) => {
        const registered = detail.prepare().then(async (text) => {
          window.sent = { keys: [...detail.fields.keys()], invitation: detail.fields.get("invitation"), hasPassword: text.includes("correct horse") };
          const answer = await fetch("/api/v1/register_light", { method: "POST", body: text, headers: { "x-sentc-app-token": "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi" } });
          return window.Sentc.default.doneRegister(await answer.text());
        });
        detail.respondWith(registered);
      });
    });
    await page.getByLabel("Identifier").fill(name);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("Invitation").fill("from Ada");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText(`You are signed in as ${name}.`).waitFor();
    assert.deepEqual(await page.evaluate(() => window.sent), { keys: ["invitation"], invitation: "from Ada", hasPassword: false });
  }),
);

test("adds a new device, which another one confirms", limit, () =>
  withElements(ELEMENT, async (page) => {
    const [name, phone] = [freshName("element"), freshName("phone")];
    await registerAccount(page, name, PASSWORD);
    await page.getByRole("button", { name: "Add this device to an account" }).click();
    assert.equal(await focused(page), "Add this device to an account");
    await accessible(page, "a new device");
    await page.getByLabel("Identifier").fill(phone);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.evaluate(() => {
      const { default: client } = window.Sentc;
      const start = client.registerDeviceStart;
      client.registerDeviceStart = async (...args) => (window.output = await start(...args));
    });
    await page.getByRole("button", { name: "Continue" }).click();
    const shown = await page.locator(".sentc-code").innerText();
    const [drawn, expected, copied] = await page.evaluate(async () => {
      const shapes = [...document.querySelectorAll(".sentc-qr path")].map((path) => [path.getAttribute("fill"), path.getAttribute("d")].join(" "));
      const { default: client } = window.Sentc;
      const { text, svg } = client.deviceQr(window.output);
      return [shapes, [...svg.matchAll(/<path fill="([^"]*)" d="([^"]*)"/g)].map(([, fill, d]) => `${fill} ${d}`), text];
    });
    assert.equal(expected.length, 2, "the SDK's QR code: a ground, and the squares");
    assert.deepEqual(drawn, expected, "the code of the short text");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), copied);
    await accessible(page, "the new device's text");
    await fits(page, "the new device's text");
    const code = await page.evaluate(
      async ([name, password, token]) => {
        const { createClient } = window.Sentc;
        const other = createClient({ app_token: token, base_url: location.origin, name: "other" });
        await other.init();
        const user = await other.login(name, password, true);
        const text = await navigator.clipboard.readText();
        await user.registerDevice(text);
        return other.parseDeviceOutput(text).code;
      },
      [name, PASSWORD, "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi"],
    );
    assert.equal(shown, code);
    await page.getByRole("button", { name: "I have confirmed it" }).click();
    await page.getByText(`You are signed in as ${phone}.`).waitFor();
  }),
);

test("ends the sessions of a page that nobody uses, and says so", limit, () =>
  withElements('<sentc-sign-in idle-minutes="0.02"></sentc-sign-in>', async (page) => {
    const name = freshName("element");
    await registerAccount(page, name, PASSWORD);
    await page.getByLabel("Identifier").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("You were signed out because the app was not in use.").waitFor();
    assert.deepEqual(await page.evaluate(() => window.told.map(([event]) => event)), ["signed-in", "signed-out"]);
    await accessible(page, "signed out");
  }),
);
