// What the tests through the demo page share: a browser, pages that must stay free of faults, and the page's usual ways.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { fileURLToPath } from "node:url";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const URL_OF_DEMO = process.env.SENTC_TEST_URL ?? "http://127.0.0.1:3002";
export const PASSWORD = "correct horse battery staple";
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

export const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Longer than any step takes on a busy machine, shorter than the test's own limit. */
const STEP_MS = 60_000;
const SCREENSHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));

let browser;

/** One browser for a test file. `flags`: for Chromium, beside those that all tests have. */
export function useBrowser(flags = []) {
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: [...FLAGS, ...flags], timeout: 60_000 });
  });
  after(async () => browser?.close());
}

/** A browser profile of its own, for tests with several tabs. The caller closes it. */
export const newContext = (options = {}) => browser.newContext(options);

/** A browser of its own, which keeps its profile in this folder. `executablePath`: default the headless shell, which has no extensions. */
export function launchWithProfile(folder, flags = [], executablePath = process.env.CHROMIUM || "/usr/bin/chromium") {
  return chromium.launchPersistentContext(folder, { executablePath, args: [...FLAGS, ...flags], timeout: 60_000 });
}

/** For servers of tests that stand in front of the dev server: sends a request on to it, and the answer back. */
export function passOn(request, response) {
  const { hostname, port } = new URL(URL_OF_DEMO);
  const onward = httpRequest({ agent: false, hostname, port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  // A tab that is closed ends nothing by itself, and an open request would keep this process alive.
  response.once("close", () => onward.destroy());
  request.pipe(onward);
}

/**
 * Runs `work` with a page of a browser profile of its own. Faults in the page's scripts and violations of its policy
 * fail the test.
 */
export async function withPage(work, options = {}) {
  const context = await browser.newContext({ ...options });
  context.setDefaultTimeout(STEP_MS);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => undefined);
  const page = await context.newPage();
  const faults = watch(page);
  try {
    await work(page);
    assert.deepEqual(faults, [], "faults in the page");
  } catch (error) {
    await screenshot(page, `failed-${++failures}-${process.pid}`).catch(() => undefined);
    error.message += `\nThe page reported: ${faults.join("; ") || "nothing"}`;
    throw error;
  } finally {
    await context.close();
  }
}

let failures = 0;

function watch(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // The browser reports every refusal of the server by itself; those are what some tests are about.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  return faults;
}

export async function open(page, path = "") {
  await page.goto(`${URL_OF_DEMO}/${path}`);
  const heading = page.getByRole("heading", { level: 1 });
  await heading.waitFor();
  // Said at once, rather than by the first step that finds nothing.
  if ((await heading.innerText()) === "This page could not start") throw new Error(await page.getByRole("alert").last().innerText());
}

let count = 0;

/** Free at every run: the server may be in use for longer. */
export function freshName(what = "ada") {
  return `${what}-${Date.now().toString(36)}-${process.pid}-${++count}`;
}

export async function register(page, identifier, password = PASSWORD) {
  await page.getByRole("button", { name: "Create account" }).click();
  const form = page.getByRole("form", { name: "Create account" });
  await form.getByLabel("Identifier").fill(identifier);
  await form.getByLabel("New password").fill(password);
  await form.getByRole("button", { name: "Create account" }).click();
  await signedIn(page, identifier);
}

export const signInForm = (page) => page.getByRole("form", { name: "Sign in", exact: true });

/** `stay`: also after the tab is closed, and in other tabs. */
export async function typeLogin(page, identifier, password = PASSWORD, { stay = false } = {}) {
  const form = signInForm(page);
  await form.getByLabel("Identifier").fill(identifier);
  await form.getByLabel("Password", { exact: true }).fill(password);
  await form.getByLabel("Stay signed in").setChecked(stay);
  await form.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function logIn(page, identifier, password = PASSWORD, options) {
  await typeLogin(page, identifier, password, options);
  await signedIn(page, identifier);
}

export async function signedIn(page, identifier) {
  await page.getByRole("heading", { level: 1, name: `Hello, ${identifier}` }).waitFor();
}

export async function clickSignOut(page) {
  await page.locator("sentc-user-button").getByRole("button").first().click();
  await page.locator("sentc-user-button").getByRole("button", { name: "Sign out" }).click();
}

export async function logOut(page) {
  await clickSignOut(page);
  await signInForm(page).waitFor();
}

export async function goTo(page, name) {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
}

/** A card of the account, by the name of its element. */
export const part = (page, name) => page.locator(`sentc-${name}`);

/** Turns MFA on through the page. Gives the secret and the recovery keys. */
export async function turnOnMfa(page, password = PASSWORD) {
  await goTo(page, "Account");
  return setUpMfa(page, "Turn on", password);
}

/** With the card of the second factor in sight. `token`: where the factor is on already. */
export async function setUpMfa(page, button, password = PASSWORD, token = undefined) {
  const card = part(page, "second-factor");
  await card.getByRole("button", { name: button }).click();
  await card.getByLabel("Current password").fill(password);
  if (token) await card.getByRole("textbox", { name: "Code" }).fill(token);
  await card.getByRole("button", { name: "Continue" }).click();
  const keys = await saveKeys(page);
  const secret = await card.locator("code").innerText();
  await card.getByRole("textbox", { name: "Code" }).fill(totp(secret));
  await card.getByRole("button", { name: "Continue" }).click();
  await card.getByText("On. Signing in also needs a code").waitFor();
  return { secret, keys };
}

/** The second step of the set-up. Gives the keys. */
export async function saveKeys(page) {
  const card = part(page, "second-factor");
  await card.getByRole("list", { name: "Recovery keys" }).waitFor();
  const keys = await card.getByRole("list", { name: "Recovery keys" }).getByRole("listitem").allInnerTexts();
  await card.getByLabel("I have saved these keys").check();
  await card.getByRole("button", { name: "Continue" }).click();
  return keys.map((key) => key.trim());
}

/** RFC 6238, six digits, thirty seconds. */
export function totp(secret, at = Date.now(), hash = "sha256") {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac(hash, base32(secret)).update(counter).digest();
  const from = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(text) {
  let bits = "";
  for (const letter of text.replace(/=+$/, "")) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** For people to look at; nothing compares them. */
export async function screenshot(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished)));
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
}
