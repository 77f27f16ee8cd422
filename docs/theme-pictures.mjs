// Renews the pictures of the example themes in docs/pictures, from the built site (scripts/docs.sh guide): node docs/theme-pictures.mjs

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { THEMES, cssOf } from "./themes.mjs";
import { serveSite } from "../tests/docs/site/support.mjs";

const { origin, close } = await serveSite();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 380, height: 460 }, deviceScaleFactor: 1.5 });
await page.goto(`${origin}/play/elements.html`);
for (const { name, values, scheme = "light" } of THEMES) {
  await page.evaluate(async (look) => (await window.ready).look(look), { css: cssOf(values), scheme, dir: "ltr", lang: "en" });
  await page.locator("main").screenshot({ path: fileURLToPath(new URL(`pictures/theme-${name.toLowerCase()}.png`, import.meta.url)) });
}
await browser.close();
close();
