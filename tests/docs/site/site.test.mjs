// The built site (scripts/docs.sh): sign-in on the home page, what the search finds, links.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { problems } from "../../../docs/reference/reference.mjs";
import { root } from "../blocks.mjs";
import { SITE, fileOf, pages, useSite } from "./support.mjs";

useBrowser();
const site = useSite();
const limit = { timeout: 240_000 };

test("the home page signs somebody in, and loads nothing for it before the button", limit, async () => {
  await withPage(async (page) => {
    const loaded = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(`${site.origin}/`, { waitUntil: "networkidle" });
    const parts = () => loaded.filter((path) => path.includes("/play/"));
    assert.deepEqual(parts(), [], "loaded before anybody asked");
    await page.click("text=Start it");
    await page.fill(".home-sign-in input >> nth=0", "grace@example.com");
    await page.fill(".home-sign-in input >> nth=1", "a password of hers");
    await page.click("text=Register and sign in");
    await page.waitForSelector(".home-sign-in >> text=Signed in as");
    assert.ok(parts().length >= 2);
    const told = await page.textContent(".home-sign-in");
    for (const part of ["grace@example.com", "POST /api/v1/register_light", "The password is in none"]) assert.ok(told.includes(part), part);
    // A search that finds nothing would say the same.
    assert.ok(told.includes('"user_identifier":"grace@example.com"'));
    await page.click("text=Sign out");
    await page.waitForSelector(".home-sign-in >> text=Register and sign in");
  });
});

/** What people type, and the page of the guide that must come first. */
const SEARCHES = {
  "forgot password": "/forgot-password",
  "reset password": "/forgot-password",
  "express": "/own-back-end",
  "CORS": "/troubleshooting",
  "changelog": "/changelog",
  "stolen device": "/devices",
  "QR": ["/login", "/devices"],
  "remember me": ["/storage", "/login"],
};

test("the search gives the page of the guide that people look for", limit, async () => {
  const wrong = [];
  await withPage(async (page) => {
    for (const [words, expected] of Object.entries(SEARCHES)) {
      await page.goto(`${site.origin}/glossary.html`);
      await page.click("#local-search button");
      await page.fill(".VPLocalSearchBox input", words);
      await page.waitForSelector(".VPLocalSearchBox .result");
      const found = await page.$$eval(".VPLocalSearchBox .result", (all) => all.map((link) => new URL(link.href).pathname));
      if (![expected].flat().some((page) => found[0] === `${page}.html`)) wrong.push(`${words}: ${found.slice(0, 3)}`);
      const guide = found.findLastIndex((path) => !path.startsWith("/api/"));
      const api = found.findIndex((path) => path.startsWith("/api/"));
      if (api >= 0 && api < guide) wrong.push(`${words}: the reference stands above the guide (${found})`);
    }
  });
  assert.deepEqual(wrong, []);
});

test("links of the site lead somewhere, to places within pages too, and each column has a heading", () => {
  const wrong = [];
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) ids.set(file, new Set([...readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)));
    return ids.get(file);
  };
  for (const page of pages()) {
    const text = readFileSync(join(SITE, page), "utf8");
    if (/<th[^>]*><\/th>/.test(text)) wrong.push(`${page}: a column of a table without a heading`);
    for (const [, href] of text.matchAll(/<a\b[^>]*? href="([^"]+)"/g)) {
      const target = new URL(href.replaceAll("&amp;", "&"), `http://site${page}`);
      // Others' pages, and Rust's reference, which cargo makes.
      if (target.host !== "site" || target.pathname.startsWith("/rust/")) continue;
      const file = fileOf(target.pathname);
      if (!file) wrong.push(`${page}: ${href}`);
      else if (target.hash && file.endsWith(".html") && !idsOf(file).has(decodeURIComponent(target.hash.slice(1)))) wrong.push(`${page}: no such place ${href}`);
    }
  }
  assert.deepEqual([...new Set(wrong)], []);
});

test("the reference has an example, below a topic of the overview, for its members", (t) => {
  const members = JSON.parse(readFileSync(join(root, "target/docs/members.json"), "utf8"));
  assert.ok(Object.values(members).flat().length > 90);
  const wrong = problems(members);
  // A member without an example is a gap in the reference; an example without its member is a fault.
  for (const line of wrong) t.diagnostic(line);
  assert.deepEqual(wrong.filter((line) => /^there is no|is not in TOPICS/.test(line)), []);
  assert.ok(wrong.length < 40, "most members have no example");
  assert.equal(problems({ ...members, User: [...members.User, "another"] }).length, wrong.length + 1);
});
