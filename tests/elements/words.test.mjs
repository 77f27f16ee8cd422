// The packs of words: the same keys, the same places for values, plurals for every case of the language, at most 3 KB; and a
// page in each language loads one pack.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import Sentc from "../../pkg/dist/index.js";
import { PASSWORD, accessible, fits, freshName, registerAccount, usePages, withElements } from "./support.mjs";

const DIST = new URL("../../pkg/dist/", import.meta.url);
const LANGUAGES = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh"];
const limit = { timeout: 180_000 };

usePages();

const pack = async (language) => (await import(new URL(`elements-locale-${language}.js`, DIST))).default;
const texts = (value) => (typeof value === "string" ? [value] : Object.values(value));
const placesOf = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("there are twelve, and the guide names them", () => {
  const built = readdirSync(DIST).flatMap((name) => /^elements-locale-(\w+)\.js$/.exec(name)?.[1] ?? []);
  assert.deepEqual(built.sort(), LANGUAGES);
  const guide = readFileSync(new URL("../../docs/elements.md", import.meta.url), "utf8");
  for (const language of LANGUAGES) assert.ok(guide.includes(`\`${language}\``), language);
});

for (const language of LANGUAGES) {
  test(`${language}: complete, and small`, async () => {
    const [{ messages, ...words }, english] = await Promise.all([pack(language), pack("en")]);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).filter((key) => key !== "messages").sort());
    if (language !== "en") assert.deepEqual(Object.keys(messages).sort(), Object.keys(Sentc.messages).sort());
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, value] of Object.entries(words)) {
      const expected = placesOf(texts(english[key]).at(-1));
      if (typeof value === "string") assert.deepEqual(placesOf(value), expected, key);
      else {
        // A million is a case of its own in some languages: nobody has so many keys.
        const cases = pluralCategories.filter((name) => name !== "many" || !["es", "fr", "it", "pt"].includes(language));
        assert.deepEqual(cases.filter((name) => !(name in value)), [], key);
        assert.deepEqual(placesOf(value.other), expected, key);
      }
      for (const text of texts(value)) assert.ok(text.trim() === text && text !== "", key);
    }
    const size = brotliCompressSync(readFileSync(new URL(`elements-locale-${language}.js`, DIST))).length;
    assert.ok(size <= 3000, `${size} bytes`);
  });
}

test("a page's language is the element's, and that of user_message; one pack is loaded", limit, () =>
  withElements(
    "<sentc-sign-in></sentc-sign-in>",
    async (page) => {
      const name = freshName("wort");
      await page.getByRole("heading", { name: "Anmelden" }).waitFor();
      assert.equal(await page.locator(".sentc").getAttribute("lang"), "de");
      await accessible(page, "German");
      await fits(page, "German");
      await registerAccount(page, name, PASSWORD);
      await page.getByLabel("Kennung").fill(name);
      await page.getByLabel("Passwort", { exact: true }).fill("falsch");
      await page.getByRole("button", { name: "Anmelden", exact: true }).click();
      await page.getByText("Kennung oder Passwort ist falsch.").waitFor();
      const loaded = await page.evaluate(() => performance.getEntriesByType("resource").flatMap(({ name }) => /elements-locale-(\w+)/.exec(name)?.[1] ?? []));
      assert.deepEqual(loaded, ["de"]);
      await page.evaluate(() => document.querySelector("sentc-sign-in").setAttribute("locale", "nl-BE"));
      await page.getByRole("heading", { name: "Inloggen" }).waitFor();
      await page.evaluate(() => {
        window.SentcElements.setWords("gsw", { signIn: "Aamälde" });
        document.querySelector("sentc-sign-in").setAttribute("locale", "gsw");
      });
      await page.getByRole("heading", { name: "Aamälde" }).waitFor();
      await page.evaluate(() => document.querySelector("sentc-sign-in").setAttribute("locale", "xx"));
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    },
    { lang: "de-AT" },
  ),
);

test("every language fits into 320 pixels, from right to left too", limit, () =>
  withElements("<sentc-sign-in></sentc-sign-in>", async (page) => {
    for (const language of LANGUAGES) {
      const { signIn } = await pack(language);
      await page.evaluate((language) => {
        Object.assign(document.documentElement, { lang: language, dir: language === "ar" ? "rtl" : "ltr" });
        document.querySelector("sentc-sign-in").setAttribute("locale", language);
      }, language);
      await page.getByRole("heading", { name: signIn, exact: true }).waitFor();
      await fits(page, language);
      if (language === "ar") await accessible(page, "Arabic");
    }
  }),
);
