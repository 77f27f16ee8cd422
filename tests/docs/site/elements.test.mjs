// The page with the elements: they run over the service in the page, once somebody asks for them, and take the look that is chosen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { THEMES, cssOf } from "../../../docs/themes.mjs";
import { useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { root } from "../blocks.mjs";
import { useSite } from "./support.mjs";

useBrowser();
const site = useSite();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test("the guide shows the example themes as the page makes them", () => {
  const guide = readFileSync(join(root, "docs/theming.md"), "utf8");
  for (const { name, values, scheme } of THEMES) assert.ok(guide.includes(`/* ${name} */\n${cssOf(values, scheme)}`), name);
});

async function accessible(page, frame, what) {
  for (const [where, at] of [["page", page], ["frame", frame]]) {
    await at.evaluate(AXE);
    const found = await at.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ["violations"], iframes: false });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
    });
    assert.deepEqual(found, [], `${where}, ${what}`);
  }
}

test("a visitor tries the elements, in another language and another look", { timeout: 180_000 }, () =>
  withPage(async (page) => {
    const played = [];
    page.on("request", (request) => /\/play\//.test(request.url()) && played.push(request.url()));
    await page.goto(`${site.origin}/theming.html`);
    const css = page.getByLabel("Your CSS");
    await css.getByText("You have changed nothing yet.").waitFor();
    // Hydrated: the buttons work.
    await page.getByRole("button", { name: "Violet" }).click();
    await css.getByText("--sentc-accent: light-dark(#5b3fd6, #b7a6ff);").waitFor();
    assert.deepEqual(played, [], "nothing is loaded before somebody asks");

    await page.getByRole("button", { name: "Show the elements" }).click();
    const shown = page.frameLocator("iframe");
    await shown.getByRole("heading", { name: "Sign in" }).waitFor();
    const frame = page.frames().at(-1);
    const colored = (color) => frame.waitForFunction((color) => getComputedStyle(document.querySelector("main .sentc-primary")).backgroundColor === color, color);
    await colored("rgb(91, 63, 214)");
    await accessible(page, frame, "Violet");

    await page.getByRole("combobox", { name: "Colors" }).selectOption("dark");
    await colored("rgb(183, 166, 255)");
    await page.getByLabel("--sentc-accent").fill("#ffd166");
    await css.getByText("--sentc-accent: light-dark(#5b3fd6, #ffd166);").waitFor();
    await colored("rgb(255, 209, 102)");
    for (const name of ["Print", "Night"]) {
      await page.getByRole("button", { name }).click();
      await accessible(page, frame, name);
    }

    await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Arabic" });
    await shown.getByRole("heading", { name: "تسجيل الدخول" }).waitFor();
    assert.equal(await frame.evaluate(() => document.documentElement.dir), "rtl");
    await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "English" });
    await page.getByRole("combobox", { name: "Element" }).selectOption("sentc-account");
    await page.getByRole("button", { name: "Sign in as an example user" }).click();
    await shown.getByRole("heading", { name: "Account" }).waitFor();
    await accessible(page, frame, "signed in");
    await page.getByRole("button", { name: "Default" }).click();
    await css.getByText("You have changed nothing yet.").waitFor();
  }),
);
