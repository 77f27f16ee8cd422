// scripts/eager.mjs names the functions that a start runs: held against what Chromium runs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EAGER, functionsOf, writeEager } from "../../../scripts/eager.mjs";
import { newContext, useBrowser } from "./support.mjs";

const PAGE = "https://start.test/";
const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url));
// As the build has it before names are shortened.
const script = read("target/script-tag.js").toString();

useBrowser();

test("every function that is compiled with the script is one that a start with nobody signed in runs", async () => {
  const context = await newContext();
  await context.route(`${PAGE}**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/") return route.fulfill({ contentType: "text/html", body: '<!doctype html><script src="/sdk.js"></script>' });
    return path === "/sdk.js" ? route.fulfill({ contentType: "text/javascript", body: script }) : route.fulfill({ contentType: "application/wasm", body: read("pkg/dist/sentc-light.wasm") });
  });
  const page = await context.newPage();
  const chromium = await context.newCDPSession(page);
  await chromium.send("Profiler.enable");
  await chromium.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await page.goto(PAGE);
  await page.evaluate(() => Sentc.default.init({ app_token: "token", base_url: location.origin }));
  const { result } = await chromium.send("Profiler.takePreciseCoverage");
  await context.close();

  const { functions } = result.find(({ url }) => url.endsWith("/sdk.js"));
  const ran = new Set(functions.filter(({ ranges: [whole] }) => whole.count > 0).map(({ ranges: [whole] }) => whole.startOffset));
  const named = functionsOf(script).filter(({ file, name }) => EAGER[file]?.includes(name));
  assert.equal(named.length, Object.values(EAGER).flat().length);
  assert.deepEqual(named.filter(({ node }) => !ran.has(node.start)).map(({ file, name }) => `${file} ${name}`), []);
});

test("a bundle that lacks a function of the list is refused; the others do what they did, hoisted or not", () => {
  const bundle = `"use strict"; var given = (() => {
  // pkg/src/a.ts
  let early = later2(2);
  function later2(n) { function inner() { return [1, 2].map((x) => x * n); } return inner(); }
  async function waits() { return early; }
  return { early, waits, name: later2.name };
})();`;
  assert.throws(() => writeEager(bundle, { a: ["later", "gone"] }), /names functions that the bundle lacks: a gone/);
  const written = writeEager(bundle, { a: ["later", "later.inner", "waits"] });
  for (const part of ["var later2 = (function (n)", "var inner = (function ()", "((x) => x * n)", "var waits = (async function ()"]) assert.ok(written.replace(/\s+/g, " ").includes(part), part);
  const { early, name } = new Function(`${written}; return given;`)();
  assert.deepEqual({ early, name }, { early: [2, 4], name: "later2" });
});
