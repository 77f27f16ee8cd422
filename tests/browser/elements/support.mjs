// What the tests of the elements share: pages under a strict policy, with the API of the dev server at the same origin.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { PASSWORD, freshName, newContext, passOn, useBrowser } from "../e2e/support.mjs";

export { accessible } from "../e2e/axe.mjs";
export { PASSWORD, freshName, totp } from "../e2e/support.mjs";

/** Nothing inline, no eval, and as policy for Trusted Types the SDK's alone. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types sentc-light";
const TOKEN = process.env.SENTC_TEST_PUBLIC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
const DIST = new URL("../../../pkg/dist/", import.meta.url);
const TYPES = { js: "text/javascript", css: "text/css", wasm: "application/wasm" };

/** What a page of an app has around its elements. */
const HTML = (body, { lang = "en", dir = "ltr" } = {}) => `<!doctype html>
<html lang="${lang}" dir="${dir}"><meta name="viewport" content="width=device-width"><title>An app</title>
<link rel="stylesheet" href="/sentc-light-elements.css"><link rel="stylesheet" href="/page.css">
<script src="/sentc-light.min.js"></script><script src="/sentc-light-elements.min.js"></script><script src="/page.js"></script>
<main><h1>An app</h1>${body}</main></html>`;
const CSS = ":root { color-scheme: light dark; font-family: system-ui, sans-serif; } body { margin: 12px; background: light-dark(#fff, #111); color: light-dark(#000, #eee); } main { display: grid; gap: 16px; }";
/** Records what the elements tell, and what the policy refused. */
const SCRIPT = `
  window.told = [];
  window.refused = [];
  for (const name of ["signed-in", "signed-out", "registered", "registering"]) addEventListener(name, ({ detail }) => told.push([name, detail.identifier ?? detail.user?.identifier]));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => refused.push(violatedDirective + " " + blockedURI + " " + sample));
  window.ready = Sentc.default.init({ app_token: "${TOKEN}", base_url: location.origin });
`;

let server;

/** A browser and a server for a test file. */
export function usePages(flags) {
  useBrowser(flags);
  before(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://x");
      const send = (type, body) => response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
      if (pathname.startsWith("/api/")) passOn(request, response);
      else if (pathname === "/") send("text/html", HTML(searchParams.get("body"), Object.fromEntries(searchParams)));
      else if (pathname === "/favicon.ico") response.writeHead(204).end();
      else if (pathname === "/page.css") send("text/css", CSS);
      else if (pathname === "/page.js") send("text/javascript", SCRIPT);
      else {
        try {
          send(TYPES[pathname.split(".").at(-1)], readFileSync(new URL(pathname.slice(1), DIST)));
        } catch {
          response.writeHead(404).end();
        }
      }
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  });
  after(() => (server.close(), server.closeAllConnections()));
}

/** The page's address; passkeys want a domain. */
export const addressOf = (body, options = {}) => `http://localhost:${server.address().port}/?${new URLSearchParams({ body, ...options })}`;

/** Runs `work` with a page that has these elements. Faults and violations of the policy fail the test. */
export async function withElements(body, work, { context: options, prepare, ...page } = {}) {
  const context = await newContext(options);
  context.setDefaultTimeout(Number(process.env.STEP_MS ?? 60_000));
  const tab = await context.newPage();
  const faults = [];
  tab.on("pageerror", (error) => faults.push(String(error)));
  try {
    const prepared = await prepare?.(tab);
    await tab.goto(addressOf(body, page));
    await work(tab, prepared);
    assert.deepEqual(faults, [], "faults in the page");
    assert.deepEqual(await tab.evaluate(() => window.refused), [], "what the policy refused");
  } catch (error) {
    error.stack += `\nThe page reported: ${faults.join("; ") || "nothing"}, and shows:\n${await tab.locator("main").innerText().catch(String)}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** What has the focus, as a person would say it. */
export const focused = (page) => page.evaluate(() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent);

/** The page is not wider than its window, at 320 CSS pixels and at 200 % text. */
export async function fits(page, what) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize(before);
  assert.ok(wide <= 320, `${what} is ${wide} px wide in a window of 320`);
}

/** Registers an account through the page's client. */
export const registerAccount = (page, identifier, password) =>
  page.evaluate(
    async ([identifier, password]) => {
      await window.ready;
      return window.Sentc.default.register(identifier, password);
    },
    [identifier, password],
  );

/** A page with somebody signed in. */
export const signedIn = (body, work, options) =>
  withElements(
    body,
    async (page, prepared) => {
      const name = freshName("account");
      await registerAccount(page, name, PASSWORD);
      await page.evaluate(([name, password]) => window.Sentc.default.login(name, password, true).then(() => undefined), [name, PASSWORD]);
      await work(page, name, prepared);
    },
    options,
  );
