// A page of ten lines signs a person in and out, in the engines that Playwright's Chromium is not, and in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { API, root, serve } from "../../package/bundlers/support.mjs";
import { FLAGS } from "../e2e/support.mjs";
import { BROWSERS, openBrowser } from "./webdriver.mjs";

const PAGE = `<!doctype html>
<html lang="en">
<title>Ten lines</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sentc-light-elements.css">
<script src="/sentc-light.min.js"></script>
<script src="/sentc-light-elements.min.js"></script>
<sentc-sign-in app-token="${API.token}" base-url="${API.api}"></sentc-sign-in>
<sentc-user-button></sentc-user-button>
</html>`;

/** As a person would: by what is shown. Waits for what the page does, never for a time. */
async function signInAndOut(identifier) {
  const find = (test) => {
    const found = [...document.querySelectorAll("sentc-sign-in :is(h2, p, button, label)")].find((element) => test(element.textContent));
    return found;
  };
  const shown = (test) =>
    new Promise((resolve) => {
      const look = () => {
        const found = find(test);
        if (!found) return;
        observer.disconnect();
        resolve(found);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  const is = (text) => (words) => words === text;
  const type = async (label, value) => {
    const { htmlFor } = await shown(is(label));
    const input = document.getElementById(htmlFor);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return input.form;
  };
  (await shown(is("Create account"))).click();
  await type("Identifier", identifier);
  (await type("New password", "correct horse battery")).requestSubmit();
  await shown(is(`You are signed in as ${identifier}.`));
  const button = document.querySelector("sentc-user-button button").textContent;
  (await shown(is("Sign out"))).click();
  await type("Identifier", identifier);
  (await type("Password", "correct horse battery")).requestSubmit();
  await shown(is(`You are signed in as ${identifier}.`));
  (await shown(is("Sign out"))).click();
  await shown(is("Identifier"));
  const style = getComputedStyle(document.querySelector(".sentc-primary"));
  return { button, status: window.Sentc.default.status, background: style.backgroundColor };
}

const expected = (identifier) => ({ button: identifier, status: "signedOut", background: "rgb(11, 107, 93)" });

async function page(t) {
  const send = (response, type, body) => response.writeHead(200, { "Content-Type": type }).end(body);
  const style = readFileSync(join(root, "pkg/dist/sentc-light-elements.css"));
  return serve(t, join(root, "pkg/dist"), ({ path }, response) => {
    if (path === "/") send(response, "text/html", PAGE);
    else if (path.endsWith(".css")) send(response, "text/css", style);
    else return false;
    return true;
  });
}

let count = 0;
const somebody = () => `ten-${Date.now().toString(36)}-${process.pid}-${++count}`;

test("it has ten lines", () => assert.equal(PAGE.split("\n").length, 10));

for (const [name, browser] of Object.entries(BROWSERS)) {
  test(name, { timeout: 180_000, skip: browser ? false : "not installed here" }, async (t) => {
    const url = await page(t);
    const { goTo, run } = await openBrowser(t, browser);
    await goTo(url);
    const identifier = somebody();
    assert.deepEqual(await run(signInAndOut, identifier), expected(identifier));
  });
}

test("Chromium", { timeout: 180_000 }, async (t) => {
  const url = await page(t);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS, timeout: 60_000 });
  t.after(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(url);
  const identifier = somebody();
  assert.deepEqual(await tab.evaluate(signInAndOut, identifier), expected(identifier));
});
