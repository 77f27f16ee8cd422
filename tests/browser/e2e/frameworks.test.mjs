// The bindings in Chromium, with the real frameworks: several clients on a page, other tabs, a start that fails and is tried
// again, and what a server rendered before. (The examples, in tests/package/bundlers, are built by the frameworks' own tools.)

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";
import { newTab } from "./sdk-pages.mjs";
import { newContext, useBrowser } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

/** One of the files in ./frameworks as a script. */
async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`frameworks/${name}.js`, import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true" },
    alias: { [`sentc-light-wasm/${name}`]: fileURLToPath(new URL(`../../../pkg/dist/${name}.js`, import.meta.url)) },
  });
  return outputFiles[0].text;
}

/** A tab that shows what the two clients know; gives what a framework complained about. */
async function tab(context, script, { rendered } = {}) {
  const page = await newTab(context);
  const faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && !/Failed to load resource|development build|development version|DevTools/.test(message.text()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.evaluate(() => (document.body.innerHTML = '<div id="root"></div>'));
  await page.addScriptTag({ content: script });
  await page.evaluate((html) => {
    const { createClient } = window.Sentc;
    const clients = { first: createClient({ ...help.options, name: "first" }), second: createClient({ ...help.options, name: "second" }) };
    window.of = clients;
    // Other functions at every rendering, as in an app that writes its options inline.
    window.show(clients, (name) => ({ ...help.options, name, log: () => undefined }), html);
  }, rendered);
  const says = (id, text) => page.waitForFunction(([id, text]) => document.getElementById(id)?.textContent === text, [id, text]);
  return { page, faults, says };
}

for (const name of ["react", "vue"]) {
  test(`${name}: two clients on a page, and another tab, which signs in and out`, limit, async () => {
    const script = await bundled(name);
    const context = await newContext();
    const [here, there] = [await tab(context, script), await tab(context, script)];
    for (const { says } of [here, there]) await Promise.all([says("first", "signedOut"), says("second", "signedOut")]);
    const identifier = await here.page.evaluate(async () => (await help.somebody(window.of.first)).identifier);
    for (const { says } of [here, there]) await Promise.all([says("first", `signedIn ${identifier}`), says("second", "signedOut")]);
    await there.page.evaluate(async () => (await window.of.first.getActualUser()).logOut());
    for (const { says } of [here, there]) await says("first", "signedOut");
    for (const { page, faults } of [here, there]) {
      assert.deepEqual(await page.evaluate(() => [window.seen.first[0], window.seen.second.includes("signedIn")]), ["loading", false]);
      assert.deepEqual(faults, []);
    }
    await context.close();
  });

  test(`${name}: a start that fails says why, and is tried again`, limit, async () => {
    const context = await newContext();
    let refuse = true;
    await context.route("**/sentc-light.wasm", (route) => (refuse ? route.fulfill({ status: 503 }) : route.continue()));
    const { says, page, faults } = await tab(context, await bundled(name));
    await says("first", "signedOut WASM_NOT_FOUND");
    refuse = false;
    await page.click("#first");
    await says("first", "signedOut");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`${name}: what a server rendered is taken over as it is, though somebody is signed in`, limit, async () => {
    const script = await bundled(name);
    const context = await newContext();
    const before = await tab(context, script);
    await before.says("first", "signedOut");
    const identifier = await before.page.evaluate(async () => (await help.somebody(window.of.first)).identifier);
    const rendered = name === "react" ? '<p id="first">loading</p><p id="second">loading</p>' : '<!--[--><p id="first">loading</p><p id="second">loading</p><!--]-->';
    const { says, faults } = await tab(context, script, { rendered });
    await says("first", `signedIn ${identifier}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
