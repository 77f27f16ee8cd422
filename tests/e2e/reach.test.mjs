// For everyone: by keyboard alone, on a phone, in the dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PASSWORD, PHONE, freshName, goTo, logIn, logOut, open, register, screenshot, signedIn, turnOnMfa, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("register, log out and log in by keyboard alone", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await tabTo(page, "Log in", "tab");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(page), "Create account");
    await tabTo(page, "Identifier");
    await page.keyboard.type(name);
    await tabTo(page, "Password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await signedIn(page, name);
    assert.equal(await focused(page), `Hello, ${name}`, "the new page's heading has the focus");

    await page.keyboard.press("Home");
    await page.evaluate(() => document.activeElement.blur());
    await tabTo(page, "Log out");
    await page.keyboard.press("Enter");
    await page.getByRole("form", { name: "Log in" }).waitFor();
    await tabTo(page, "Identifier");
    await page.keyboard.type(name);
    await tabTo(page, "Password");
    await page.keyboard.type(PASSWORD);
    await tabTo(page, "Log in");
    await page.keyboard.press("Space");
    await signedIn(page, name);

    // A dialog keeps the focus, closes by Escape, and gives the focus back.
    await tabTo(page, "Confirm it's you…");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    assert.equal(await focused(page), "Password");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "Confirm it's you…");
  }),
);

test("empty fields are named in words, and the first one gets the focus", limit, () =>
  withPage(async (page) => {
    await open(page);
    await page.getByRole("form", { name: "Log in" }).getByRole("button", { name: "Log in" }).click();
    await page.getByText("Identifier: please fill this in.").waitFor();
    assert.equal(await focused(page), "Identifier");
    const described = await page.getByRole("form", { name: "Log in" }).getByLabel("Identifier").evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(""));
    assert.match(described, /please fill this in/);
  }),
);

for (const colorScheme of ["light", "dark"]) {
  test(`every page fits a phone, ${colorScheme}`, limit, () =>
    withPage(
      async (page) => {
        const [name, shot] = [freshName(), (what) => screenshot(page, `${what}-phone-${colorScheme}`)];
        await open(page);
        await fits(page);
        await shot("start");
        await page.getByRole("tab", { name: "Create account" }).click();
        await page.getByRole("button", { name: "Generate random credentials" }).click();
        await fits(page);
        await shot("register");
        await page.reload();
        await register(page, name);
        await fits(page);
        await oneLine(page);
        await shot("me");
        await turnOnMfa(page);
        await page.getByText("This device", { exact: true }).waitFor();
        await fits(page);
        await shot("account");
        await page.getByText("What went over the wire").click();
        await fits(page);
        await shot("wire");
        await page.getByRole("button", { name: "New secret…" }).click();
        await shot("new-secret");
        await page.keyboard.press("Escape");
        await logOut(page);
        await page.getByRole("form", { name: "Log in" }).getByLabel("Identifier").fill(name);
        await page.getByRole("form", { name: "Log in" }).getByLabel("Password", { exact: true }).fill(PASSWORD);
        await page.getByRole("form", { name: "Log in" }).getByRole("button", { name: "Log in" }).click();
        await page.getByRole("heading", { name: "One more step" }).waitFor();
        await fits(page);
        await shot("code");
        await goTo(page, "New device");
        await page.getByLabel("Identifier of this device").fill(freshName("phone"));
        await page.getByLabel("Password for this device", { exact: true }).fill(PASSWORD);
        await page.getByRole("button", { name: "Show the code" }).click();
        await page.getByRole("img", { name: "QR code with the text beside it" }).waitFor();
        await shot("new-device");
      },
      { ...PHONE, colorScheme },
    ),
  );
}

test("desktop in the dark", limit, () =>
  withPage(
    async (page) => {
      const name = freshName();
      await open(page);
      await screenshot(page, "start-desktop-dark");
      await register(page, name);
      await page.getByText("What went over the wire").click();
      await screenshot(page, "me-desktop-dark");
      await goTo(page, "Account");
      await page.getByText("This device", { exact: true }).waitFor();
      await screenshot(page, "account-desktop-dark");
      await logOut(page);
      await logIn(page, name);
    },
    { colorScheme: "dark" },
  ),
);

test("the header is one row from 1024 px on, two below, and all of it is in sight", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, `${freshName("somebody-with-a-long-name")}@example.org`);
    for (const [width, rows] of [[1920, 1], [1440, 1], [1280, 1], [1100, 1], [1024, 1], [768, 2]]) {
      await page.setViewportSize({ width, height: 800 });
      const seen = await page.evaluate(() => {
        const boxes = [".brand", "#nav", "#session"].map((name) => document.querySelector(name).getBoundingClientRect());
        const rows = new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 20))).size;
        const nav = document.getElementById("nav");
        return { rows, hidden: nav.scrollWidth - nav.clientWidth, right: Math.max(...boxes.map(({ right }) => right)) <= innerWidth };
      });
      assert.deepEqual(seen, { rows, hidden: 0, right: true }, `${width} px`);
    }
    // `vw` counts the scrollbar: what is centered by it is off by half of that.
    for (const file of ["base", "layout", "controls", "views"]) assert.doesNotMatch(readFileSync(new URL(`../../www/css/${file}.css`, import.meta.url), "utf8"), /100vw/, file);
  }),
);

test("the first Tab is on “Skip to content”, which stays on the page; no two landmarks have one name", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    for (const name of ["Who am I", "Account", "Groups", "Session", "Two accounts", "Own back end", "Mailbox", "Errors"]) {
      await goTo(page, name);
      const names = await page.evaluate(() =>
        [...document.querySelectorAll("nav, form, section, [role=region]")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getAttribute("aria-label") ?? document.getElementById(element.getAttribute("aria-labelledby"))?.textContent)
          // A section without a name is no landmark.
          .filter(Boolean),
      );
      assert.deepEqual(names.filter((one, at) => names.indexOf(one) !== at), [], name);
    }
    await open(page, "#/account");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Account" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Skip to content");
    await page.keyboard.press("Enter");
    assert.deepEqual(await page.evaluate(() => [document.activeElement.id, location.hash]), ["main", "#/account"]);
  }),
);

test("the focus goes where a person looks, and an error goes with what it is about", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    const error = page.getByRole("form", { name: "Turn on MFA" }).getByRole("alert");
    await page.getByRole("button", { name: "Turn on MFA…" }).click();
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await error.getByText("Wrong password.").waitFor();
    await page.keyboard.type(PASSWORD);
    assert.equal(await error.innerText(), "", "the password is another one");
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Recovery keys" }).waitFor();
    assert.equal(await focused(page), "Save your recovery keys");
    await page.getByRole("button", { name: "Cancel, and turn MFA off" }).click();
    await page.getByText("MFA is off again.").waitFor();
    assert.equal(await focused(page), "Turn on MFA…");
    await turnOnMfa(page);
    assert.equal(await focused(page), "Two factors (MFA)");
    await logOut(page);

    await page.getByRole("tab", { name: "Create account" }).click();
    const form = page.getByRole("form", { name: "Create account" });
    await form.getByLabel("Identifier").fill(name);
    await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await form.getByRole("button", { name: "Create account" }).click();
    await form.getByRole("alert").getByText("This identifier is taken.").waitFor();
    assert.equal(await focused(page), "Identifier");
    assert.equal(await form.getByLabel("Password", { exact: true }).inputValue(), PASSWORD);
  }),
);

/** No sideways scrolling. */
async function fits(page) {
  const [width, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(width <= window, `${width} px wide on ${window} px`);
}

/** The navigation, with the page at hand in sight. */
async function oneLine(page) {
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  const boxes = await Promise.all((await links.all()).map((link) => link.boundingBox()));
  assert.equal(new Set(boxes.map(({ y }) => y)).size, 1, "one line");
  for (const { x, width } of boxes.slice(0, 5)) assert.ok(x >= 0 && x + width <= 360, "the main pages' links are in sight");
}

/** The accessible name, roughly: label, aria-label or text. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  });
}

async function tabTo(page, name, role) {
  for (let steps = 0; steps < 40; steps++) {
    await page.keyboard.press("Tab");
    const right = (await focused(page)) === name && (role === undefined || (await page.evaluate(() => document.activeElement.getAttribute("role"))) === role);
    if (right) return;
  }
  assert.fail(`"${name}" can't be reached by the Tab key`);
}
