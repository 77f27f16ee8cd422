// For everyone: by keyboard alone, on a phone, in the dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accessible } from "./axe.mjs";
import { PASSWORD, PHONE, freshName, goTo, logOut, open, part, register, screenshot, signInForm, signedIn, turnOnMfa, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("create an account, sign out and in by keyboard alone", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await tabTo(page, "Create account");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "Create account", "the heading of the step");
    await tabTo(page, "Identifier");
    await page.keyboard.type(name);
    await tabTo(page, "New password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await signedIn(page, name);
    assert.equal(await focused(page), `Hello, ${name}`, "the new page's heading has the focus");

    await page.evaluate(() => document.activeElement.blur());
    await tabTo(page, name);
    await page.keyboard.press("Enter");
    await tabTo(page, "Sign out");
    await page.keyboard.press("Enter");
    await signInForm(page).waitFor();
    assert.equal(await focused(page), "Sign in without sending your password");
    await tabTo(page, "Identifier");
    await page.keyboard.type(name);
    await tabTo(page, "Password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await signedIn(page, name);
  }),
);

for (const colorScheme of ["light", "dark"]) {
  test(`every page fits a phone, ${colorScheme}`, limit, () =>
    withPage(
      async (page) => {
        const shot = async (what) => {
          await fits(page);
          await screenshot(page, `${what}-phone-${colorScheme}`);
        };
        await open(page);
        await shot("start");
        await register(page, freshName());
        await oneLine(page);
        await shot("me");
        await goTo(page, "Account");
        await part(page, "devices").getByText("This device").waitFor();
        await shot("account");
        await page.getByText("What went over the wire").click();
        await shot("wire");
        await page.locator("sentc-user-button").getByRole("button").first().click();
        await shot("menu");
      },
      { ...PHONE, colorScheme },
    ),
  );
}

test("desktop in the dark", limit, () =>
  withPage(
    async (page) => {
      await open(page);
      await screenshot(page, "start-desktop-dark");
      await register(page, freshName());
      await page.getByText("What went over the wire").click();
      await screenshot(page, "me-desktop-dark");
      await goTo(page, "Account");
      await part(page, "devices").getByText("This device").waitFor();
      await screenshot(page, "account-desktop-dark");
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
        const boxes = [".brand", "#nav", "sentc-user-button"].map((name) => document.querySelector(name).getBoundingClientRect());
        const rows = new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 20))).size;
        const nav = document.getElementById("nav");
        return { rows, hidden: nav.scrollWidth - nav.clientWidth, right: Math.max(...boxes.map(({ right }) => right)) <= innerWidth };
      });
      assert.deepEqual(seen, { rows, hidden: 0, right: true }, `${width} px`);
    }
    // `vw` counts the scrollbar: what is centered by it is off by half of that.
    assert.doesNotMatch(readFileSync(new URL("../../../www/css/demo.css", import.meta.url), "utf8"), /100vw/);
  }),
);

test("the first Tab is on “Skip to content”, which stays on the page; no two landmarks have one name", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    for (const name of ["Me", "Account", "Groups", "Session", "Clients", "Back end", "Mailbox", "Errors"]) {
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

test("axe finds nothing on any page, signed out and in, light and dark", limit, () =>
  withPage(async (page) => {
    const look = async (what) => {
      await page.waitForFunction(() => !/^(Loading|Starting)…$/m.test(document.getElementById("main").innerText));
      await accessible(page, what);
      await accessible(page, what, "dark", ["color-contrast"]);
    };
    const lookAtAll = async (who) => {
      const names = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts();
      for (const name of names) {
        await goTo(page, name);
        await page.locator("#nav [aria-current]").filter({ hasText: name }).waitFor();
        await look(`${name}, ${who}`);
      }
      return names;
    };
    await open(page);
    assert.deepEqual(await lookAtAll("signed out"), ["Sign in", "Clients", "Back end", "Mailbox", "Errors"]);
    await goTo(page, "Sign in");
    await register(page, freshName());
    assert.deepEqual(await lookAtAll("signed in"), ["Me", "Account", "Groups", "Session", "Clients", "Back end", "Mailbox", "Errors"]);
    // What is not there at first sight: the menu and the page that it leads to, an error, tables with something in them.
    await page.locator("sentc-user-button").getByRole("button").first().click();
    await look("the menu");
    await page.getByRole("link", { name: "Sign in somebody else" }).click();
    const form = page.getByRole("form", { name: "Sign in somebody else" });
    await form.getByLabel("Identifier").fill(freshName());
    await form.getByLabel("Password").fill(PASSWORD);
    await form.getByRole("button", { name: "Sign in" }).click();
    await form.getByText("Wrong identifier or password.").waitFor();
    await page.getByText("What went over the wire").click();
    await look("somebody else, an error, and the requests");
    await goTo(page, "Clients");
    await page.getByRole("button", { name: "Make a random account" }).first().click();
    await page.getByRole("button", { name: "Sign out", exact: true }).first().waitFor();
    await look("a client with a session, records and events");
  }),
);

test("the focus goes where a person looks, and an error goes with what it is about", limit, () =>
  withPage(async (page) => {
    const name = freshName();
    await open(page);
    await register(page, name);
    await goTo(page, "Account");
    const card = part(page, "second-factor");
    const error = card.locator(".sentc-error").filter({ hasText: "Wrong password." });
    await card.getByRole("button", { name: "Turn on" }).click();
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await error.waitFor();
    await card.getByLabel("Current password").fill(PASSWORD);
    await error.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await card.getByRole("list", { name: "Recovery keys" }).waitFor();
    assert.equal(await focused(page), "Second factor", "the heading, not the box at the end");
    assert.ok(await card.getByRole("heading", { name: "Second factor" }).evaluate((heading) => heading.getBoundingClientRect().top >= 0), "which is in sight");
    await card.getByRole("button", { name: "Cancel and turn it off" }).click();
    await card.getByText("Off. With a second factor").waitFor();
    assert.equal(await focused(page), "Second factor");
    await turnOnMfa(page);
    assert.equal(await focused(page), "Second factor");
    await logOut(page);

    await page.getByRole("button", { name: "Create account" }).click();
    const form = page.getByRole("form", { name: "Create account" });
    await form.getByLabel("Identifier").fill(name);
    await form.getByLabel("New password").fill(PASSWORD);
    await form.getByRole("button", { name: "Create account" }).click();
    await form.getByText("This identifier is taken.").waitFor();
    assert.equal(await focused(page), "Identifier");
    assert.equal(await form.getByLabel("New password").inputValue(), PASSWORD);
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
