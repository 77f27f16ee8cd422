// sentc-light-wasm/testing in the test runners of apps, as a new project gets it.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { project, root, tarball, tool } from "./support.mjs";

const slow = { timeout: 300_000 };

test("Vitest, in Node and in jsdom", slow, async () => {
  const output = await tool(await project("vitest"), "vitest", "run", "--no-color", "--testTimeout=120000");
  assert.match(output, /10 passed/, output);
});

test("Jest, in Node and in jsdom", slow, async () => {
  const output = await tool(await project("jest"), "jest", "--no-color", "--testTimeout=120000");
  assert.match(output, /2 passed/, output);
});

test("the package is at most 1.5 MB, and nothing of the service is in an app's bundle", slow, async () => {
  const { path } = await tarball();
  assert.ok(statSync(path).size <= 1_500_000, `${statSync(path).size} bytes`);
  for (const name of ["index.js", "sdk.js", "inline.js", "index.cjs", "sentc-light.min.js"]) {
    assert.equal(readFileSync(`${root}/pkg/dist/${name}`, "utf8").includes("testService"), false, name);
  }
});
