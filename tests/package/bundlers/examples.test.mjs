// The examples: each is installed from the packed package, built as its README says, and used by somebody in Chromium.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { freshName, newContext, totp, useBrowser } from "../../browser/e2e/support.mjs";
import { hasSessions, settings } from "./back-ends.mjs";
import { API, SIGNED_IN, example, root, serve, start, tool } from "./support.mjs";

useBrowser();
const slow = { timeout: 300_000 };
const PASSWORD = "correct horse battery staple";

/** A person's browser. What its pages complain about fails the test. */
async function person(t, url) {
  const context = await newContext();
  context.setDefaultTimeout(30_000);
  t.after(() => context.close());
  const faults = [];
  const open = async () => {
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && !/Failed to load resource/.test(message.text()) && faults.push(message.text()));
    await page.goto(url);
    return page;
  };
  return { page: await open(), open, faults, name: freshName() };
}

const hello = (page, name) => page.getByRole("heading", { name: `Hello, ${name}` }).waitFor();

async function sign(page, button, name, password = PASSWORD) {
  const form = page.getByRole("form", { name: "Sign in" });
  await form.getByLabel("Identifier").fill(name);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button", { name: button }).click();
}

/** What every example can: accounts, another tab, a reload, and the back end where there is one. */
async function used(t, url, { backEnd = false } = {}) {
  const somebody = await person(t, url);
  const { page, open, faults, name } = somebody;
  await sign(page, "Log in", name);
  await page.getByText("Wrong identifier or password.").waitFor();
  await sign(page, "Create account", name);
  await hello(page, name);
  const other = await open();
  await hello(other, name);
  await other.getByRole("button", { name: "Log out" }).click();
  for (const tab of [page, other]) await tab.getByRole("form", { name: "Sign in" }).waitFor();
  await sign(other, "Log in", name);
  for (const tab of [page, other]) await hello(tab, name);
  await page.reload();
  await hello(page, name);
  if (backEnd) {
    assert.equal((await fetch(`${url}api/me`)).status, 401);
    assert.equal((await fetch(`${url}api/me`, { headers: { Authorization: "Bearer e30.e30.e30" } })).status, 401);
    await page.getByRole("button", { name: "Who am I?" }).click();
    await page.getByText(/^The back end says: [0-9a-f-]{36}$/).waitFor();
  }
  await other.close();
  assert.deepEqual(faults, []);
  return somebody;
}

const preview = (port) => ["preview", "--host", "127.0.0.1", "--port", port, "--strictPort"];

test("plain-html", slow, async (t) => {
  const folder = await example("plain-html");
  for (const name of ["sentc-light.min.js", "sentc-light.wasm", "sentc-light.worker.js"]) cpSync(join(root, "pkg/dist", name), join(folder, name));
  await used(t, `${await serve(t, folder)}?${new URLSearchParams(API)}`);
});

test("react-vite", slow, async (t) => {
  const folder = await example("react-vite");
  await tool(folder, "tsc");
  await tool(folder, "vite", "build", "--logLevel", "warn");
  const url = await start(t, folder, "vite", preview);
  const ada = await used(t, url, { backEnd: true });
  await changesPassword(ada.page);
  const secret = await turnsOnMfa(ada.page);
  await ada.page.getByRole("button", { name: "Log out" }).click();
  await sign(ada.page, "Log in", ada.name, "another password");
  const second = ada.page.getByRole("form", { name: "Second factor" });
  await second.getByLabel(/^Code/).fill("000000");
  await second.getByRole("button", { name: "Log in" }).click();
  await ada.page.getByText("This code is wrong or too old.").waitFor();
  await second.getByLabel(/^Code/).fill(totp(secret));
  await second.getByRole("button", { name: "Log in" }).click();
  await hello(ada.page, ada.name);
  await invites(t, url, ada);
  assert.deepEqual(ada.faults, []);
});

test("react-vite, while its code is edited", slow, async (t) => {
  const folder = await example("react-vite");
  const url = await start(t, folder, "vite", (port) => ["--host", "127.0.0.1", "--port", port, "--strictPort"]);
  const { page, faults, name } = await person(t, url);
  await sign(page, "Create account", name);
  await hello(page, name);
  await page.evaluate(() => (window.samePage = true));
  const file = join(folder, "src/app.tsx");
  const code = readFileSync(file, "utf8");
  assert.ok(code.includes("<h1>Hello, "));
  writeFileSync(file, code.replace("<h1>Hello, ", "<h1>Edited: "));
  await page.getByRole("heading", { name: `Edited: ${name}` }).waitFor();
  assert.equal(await page.evaluate(() => window.samePage), true, "the page was not loaded again");
  await page.getByRole("button", { name: "Who am I?" }).click();
  await page.getByText(/^The back end says: [0-9a-f-]{36}$/).waitFor();
  assert.deepEqual(faults, []);
});

async function changesPassword(page) {
  const form = page.getByRole("form", { name: "Change password" });
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await form.getByLabel("New password").fill("another password");
  await form.getByRole("button").click();
  await page.getByText("Your password was changed.").waitFor();
}

/** Once in vain, so that it is taken back; then for good. Gives the secret. */
async function turnsOnMfa(page) {
  const form = page.getByRole("form", { name: "Second factor" });
  const begin = async () => {
    await form.getByLabel("Password").fill("another password");
    await form.getByRole("button", { name: "Turn on" }).click();
    assert.equal((await page.getByTestId("keys").innerText()).trim().split("\n").length, 6);
  };
  await begin();
  await page.getByRole("button", { name: "Cancel" }).click();
  await begin();
  assert.notEqual(await page.getByRole("img").evaluate((image) => image.decode().then(() => image.naturalWidth)), 0, "the QR code is a picture");
  const [, secret] = /type (\w+) \(SHA256\)/.exec(await page.getByText("Then scan this").innerText());
  const code = page.getByRole("form", { name: "Authenticator" });
  await code.getByLabel("Code").fill(totp(secret));
  await code.getByRole("button").click();
  await form.getByRole("button", { name: "Turn off" }).waitFor();
  return secret;
}

async function invites(t, url, { page }) {
  const eve = await person(t, url);
  await sign(eve.page, "Create account", eve.name);
  await hello(eve.page, eve.name);
  const id = await eve.page.locator("code").innerText();
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByLabel("User id").fill(id);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByText("Invited.", { exact: true }).waitFor();
  await eve.page.getByRole("button", { name: "Reload" }).click();
  await eve.page.getByRole("button", { name: "Accept" }).click();
  await eve.page.getByRole("button", { name: "Open" }).click();
  await eve.page.getByText("your rank: 4").waitFor();
  assert.deepEqual(eve.faults, []);
}

test("vue-vite", slow, async (t) => {
  const folder = await example("vue-vite");
  await tool(folder, "vite", "build", "--logLevel", "warn");
  const { page } = await used(t, await start(t, folder, "vite", preview));
  await page.getByRole("listitem").filter({ hasText: ": this one" }).waitFor();
});

test("sveltekit", slow, async (t) => {
  const folder = await example("sveltekit", "sveltekit-session");
  await tool(folder, "vite", "build", "--logLevel", "warn");
  const url = await start(t, folder, "node", () => ["build"], "", { env: await settings() });
  assert.match(await (await fetch(url)).text(), /One moment…/);
  await used(t, url, { backEnd: true });
  await hasSessions(`${url}api/session`);
});

test("next, with routes in Node and at the edge, also standalone", slow, async (t) => {
  // In the example's project: Next is too big to be installed and built twice.
  const folder = await example("next", "next-edge");
  await tool(folder, "next", "build");
  const url = await start(t, folder, "next", (port) => ["start", "-H", "127.0.0.1", "-p", port], "", { env: await settings() });
  assert.match(await (await fetch(`${url}session?${new URLSearchParams(API)}`)).text(), SIGNED_IN);
  assert.match(await (await fetch(`${url}edge?${new URLSearchParams(API)}`)).text(), SIGNED_IN);
  const html = await (await fetch(url)).text();
  assert.match(html, /Rendered by .*the server/);
  assert.match(html, /One moment…/);
  await used(t, url, { backEnd: true });
  await hasSessions(`${url}api/session`);
  // A deployment is a folder with the files that Next has traced.
  const alone = mkdtempSync(join(tmpdir(), "sentc-next-"));
  t.after(() => rmSync(alone, { recursive: true, force: true }));
  cpSync(join(folder, ".next/standalone"), alone, { recursive: true });
  const deployed = await start(t, alone, "node", () => ["server.js"]);
  assert.match(await (await fetch(`${deployed}session?${new URLSearchParams(API)}`)).text(), SIGNED_IN);
});
