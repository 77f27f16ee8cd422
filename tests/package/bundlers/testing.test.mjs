// sentc-light-wasm/testing in the test runners of apps, as a new project gets it.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { project, root, tarball, tool } from "./support.mjs";

const slow = { timeout: 300_000 };

test("Vitest, in Node, in jsdom and in happy-dom, and with Mock Service Worker", slow, async () => {
  const output = await tool(await project("vitest"), "vitest", "run", "--no-color", "--testTimeout=120000");
  assert.match(output, /12 passed/, output);
});

test("Jest, in Node and in jsdom", slow, async () => {
  const output = await tool(await project("jest"), "jest", "--no-color", "--testTimeout=120000");
  assert.match(output, /2 passed/, output);
});

test("Deno's test runner", slow, async () => {
  const output = await tool(await project("deno"), "deno", "test", "--allow-all", "--no-check", "--no-remote", "--node-modules-dir=manual", "account.test.js");
  assert.match(output, /1 passed/, output);
});

test("Bun's test runner", slow, async (t) => {
  const folder = await project("bun");
  // As in bundlers.test.mjs.
  const bin = `../@oven/bun-${process.platform}-${process.arch}/bin/bun`;
  if (!existsSync(join(folder, "node_modules/.bin", bin))) return t.skip("no bun for this machine by this name");
  const output = await tool(folder, bin, "test", "account.test.js");
  assert.match(output, /1 pass\b/, output);
});

test("Playwright, with the package's fixtures", slow, async () => {
  const output = await tool(await project("playwright"), "playwright", "test");
  assert.match(output, /4 passed/, output);
});

test("the package is at most 1.5 MB, of which the elements with their languages are 0.1, and nothing of the service is in an app's bundle", slow, async () => {
  const { path } = await tarball();
  assert.ok(statSync(path).size <= 1_500_000, `${statSync(path).size} bytes`);
  for (const name of ["index.js", "sdk.js", "inline.js", "index.cjs", "sentc-light.min.js"]) {
    assert.equal(readFileSync(`${root}/pkg/dist/${name}`, "utf8").includes("testService"), false, name);
  }
});
