// The packs of words: the same keys, the same places for values, plurals for every case of the language, at most 3 KB each; and a
// page in each language loads the packs of its elements alone.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { transform } from "esbuild";
import { brotliCompressSync } from "node:zlib";
import Sentc from "../../../pkg/dist/index.js";
import { PASSWORD, accessible, fits, freshName, registerAccount, usePages, withElements } from "./support.mjs";

const DIST = new URL("../../../pkg/dist/", import.meta.url);
const LANGUAGES = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh"];
const SOURCES = new URL("../../../pkg/src/elements/", import.meta.url);
/** Chosen by a variable. */
const CHOSEN = "newPassword device passkey passwordLike passwordCommon passwordPattern".split(" ");
const limit = { timeout: 180_000 };

usePages();

/** All elements have the first; those of an account and of a group have one more. */
const SETS = ["", "-account", "-group"];
const load = async (language, set = "") => (await import(new URL(`elements-locale-${language}${set}.js`, DIST))).default;
const texts = (value) => (typeof value === "string" ? [value] : Object.values(value));
const NAMES = { "": "base", "-account": "account", "-group": "group" };
/** The English words are in the elements: of which set they are is in the source, which has nothing but words. */
const source = await transform(readFileSync(new URL("locales/en.ts", SOURCES), "utf8"), { loader: "ts" }).then(({ code }) => import(`data:text/javascript,${encodeURIComponent(code)}`));
const pack = async (language, set = "") => (language === "en" ? source.sets[NAMES[set]] : load(language, set));
const placesOf = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("there are twelve, and the guide names them", () => {
  const built = readdirSync(DIST).flatMap((name) => /^elements-locale-([\w-]+)\.js$/.exec(name)?.[1] ?? []);
  assert.deepEqual(built.sort(), ["en", ...LANGUAGES.filter((language) => language !== "en").flatMap((language) => SETS.map((set) => language + set))].sort());
  const guide = readFileSync(new URL("../../../docs/elements.md", import.meta.url), "utf8");
  for (const language of LANGUAGES) assert.ok(guide.includes(`\`${language}\``), language);
});

for (const language of LANGUAGES) {
  for (const set of SETS) {
    test(`${language}${set}: complete, and small`, async () => {
      const [{ messages, ...words }, english] = await Promise.all([pack(language, set), pack("en", set)]);
      assert.deepEqual(Object.keys(words), Object.keys(english));
      assert.deepEqual(Object.keys(messages ?? {}).sort(), language === "en" || set !== "" ? [] : Object.keys(Sentc.messages).sort());
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const [key, value] of Object.entries(words)) {
        const expected = placesOf(texts(english[key]).at(-1));
        assert.equal(typeof value, typeof english[key], key);
        if (typeof value === "string") assert.deepEqual(placesOf(value), expected, key);
        else {
          // A million is a case of its own in some languages: nobody has so many keys.
          const cases = pluralCategories.filter((name) => name !== "many" || !["es", "fr", "it", "pt"].includes(language));
          assert.deepEqual(cases.filter((name) => !(name in value)), [], key);
          assert.deepEqual(placesOf(value.other), expected, key);
        }
        for (const text of texts(value)) assert.ok(text.trim() === text && text !== "", key);
      }
      if (language === "en") assert.deepEqual(await load("en"), source.default);
      else assert.ok(brotliCompressSync(readFileSync(new URL(`elements-locale-${language}${set}.js`, DIST))).length <= 3000);
    });
  }
}

test("no word is in two sets, and each file says only words of the sets of its elements, and each word is said", async () => {
  const [base, account, group] = (await Promise.all(SETS.map((set) => pack("en", set)))).map((words) => Object.keys(words));
  assert.equal(new Set([...base, ...account, ...group]).size, base.length + account.length + group.length);
  const said = new Set();
  for (const name of readdirSync(SOURCES).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))) {
    const code = readFileSync(new URL(name, SOURCES), "utf8");
    const own = /^(group|group-\w+)\.ts$/.test(name) ? [...base, ...group] : /^(account-cards|card|confirm|devices|kits|second-factor)\.ts$/.test(name) ? [...base, ...account] : base;
    for (const [, argument] of code.matchAll(/\bsay\(([^()]*)/g)) {
      for (const [, key] of argument.replace(/\{.*/, "").matchAll(/"(\w+)"/g)) {
        assert.ok(own.includes(key), `${name} says ${key}, which its elements may not have loaded`);
        said.add(key);
      }
    }
    for (const [, start] of code.matchAll(/say\(`(\w+)\$\{/g)) for (const key of [...base, ...account, ...group]) if (key.startsWith(start)) said.add(key);
  }
  assert.deepEqual([...base, ...account, ...group].filter((key) => !said.has(key) && !CHOSEN.includes(key)), []);
});

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
      const packs = () => page.evaluate(() => performance.getEntriesByType("resource").flatMap(({ name }) => /elements-locale-([\w-]+)\.js/.exec(name)?.[1] ?? []).sort());
      assert.deepEqual(await packs(), ["de"]);
      await page.evaluate(() => document.querySelector("sentc-sign-in").setAttribute("locale", "nl-BE"));
      await page.getByRole("heading", { name: "Inloggen" }).waitFor();
      await page.evaluate(() => {
        window.SentcElements.setWords("nl", { identifier: "E-mailadres" });
        document.querySelector("sentc-sign-in").replaceWith(document.createElement("sentc-sign-in"));
        document.querySelector("sentc-sign-in").setAttribute("locale", "nl");
      });
      await page.getByLabel("E-mailadres").waitFor();
      await page.getByRole("heading", { name: "Inloggen" }).waitFor();
      await page.evaluate(() => document.querySelector("main").append(document.createElement("sentc-account"), document.createElement("sentc-group")));
      await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(() => undefined), [name, PASSWORD]);
      await page.getByRole("heading", { name: "Zweiter Faktor" }).waitFor();
      await page.getByRole("heading", { name: "Gruppen" }).waitFor();
      assert.deepEqual(await packs(), ["de", "de-account", "de-group", "nl"]);
      await page.evaluate(() => window.Sentc.default.logOutAll());
      await page.evaluate(() => {
        window.SentcElements.setWords("gsw", { signIn: "Aamälde" });
        document.querySelector("sentc-sign-in").setAttribute("locale", "gsw");
      });
      await page.getByRole("heading", { name: "Aamälde" }).waitFor();
      // In English the sentences are those of before; what the app has set since stays.
      await page.evaluate(() => (window.Sentc.default.messages = { TIMEOUT: "The app's own." }));
      await page.evaluate(() => document.querySelector("sentc-sign-in").setAttribute("locale", "xx"));
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      assert.deepEqual(await page.evaluate(() => ({ ...window.Sentc.default.messages })), { ...Sentc.messages, TIMEOUT: "The app's own." });
    },
    { lang: "de-AT" },
  ),
);

test("a language that is set while the element waits for the words of another is the one that is shown", limit, () =>
  withElements("<p>Nothing yet</p>", async (page) => {
    await page.evaluate(() => {
      const element = document.createElement("sentc-sign-in");
      element.locale = "de";
      document.querySelector("main").append(element);
      element.locale = "fr";
    });
    await page.getByRole("heading", { name: "Se connecter" }).waitFor();
    assert.equal(await page.locator("h2").count(), 1);
  }),
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
