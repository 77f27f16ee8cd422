// axe over the built site (scripts/docs.sh): each page of the guide and one of each kind in the reference. They take turns: one
// as on a desktop in light colors, the next as on a phone in dark ones. The home page has both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { pages, useSite } from "./support.mjs";

useBrowser();
const site = useSite();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = [
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 360, height: 740 },
];

/** The reference's pages are made by one template. */
const REFERENCE = ["/api/index.html", "/api/index/Sentc.html", "/api/index/classes/Group.html", "/api/index/interfaces/CallOptions.html", "/api/server/functions/authenticate.html"];
const chosen = () => ["/index.html", ...pages().filter((path) => !/^\/(404|play|api)\b/.test(path)), ...REFERENCE];

test("axe finds nothing on the site", { timeout: 380_000 }, async () => {
  const found = new Map();
  await withPage(async (page) => {
    for (const [at, path] of chosen().entries()) {
      const { colorScheme, ...viewport } = LOOKS[at % LOOKS.length];
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(viewport);
      await page.goto(`${site.origin}${path}`);
      await page.evaluate(AXE);
      const violations = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations);
      for (const { id, nodes } of violations) {
        for (const { html } of nodes) {
          const what = `${id}: ${html.slice(0, 160)}`;
          found.set(what, [...(found.get(what) ?? []), `${path} ${colorScheme}`]);
        }
      }
    }
  });
  const told = [...found].map(([what, where]) => `${what}\n    ${where.length} times, such as ${where[0]}`);
  assert.equal(told.length, 0, `\n${told.join("\n")}`);
});
