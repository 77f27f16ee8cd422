// For everyone: by keyboard alone, on a phone, in the dark.

import assert from "node:assert/strict";
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
    await tabTo(page, "Delete account…");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    assert.equal(await focused(page), "Password");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "Delete account…");
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
