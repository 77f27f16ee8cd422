// Frameworks whose installation or build takes long: built as their authors say, and used in Chromium. For `npm run test:long`. Their rows in
// docs/environments.md are under "Tested now and then".

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { useBrowser } from "../../../browser/e2e/support.mjs";
import { SIGNED_IN, project, serve, start, tool, visit, node } from "../support.mjs";

useBrowser();
const slow = { timeout: 600_000 };

async function signsIn(url, expectedWorkers) {
  const { said, workers } = await visit(url);
  assert.match(said, SIGNED_IN);
  assert.equal(workers, expectedWorkers);
}

test("Astro", slow, async (t) => {
  const folder = await project("astro");
  await tool(folder, "astro", "build");
  await signsIn(await serve(t, join(folder, "dist")), 1);
});

test("Nuxt", slow, async (t) => {
  const folder = await project("nuxt");
  await tool(folder, "nuxt", "build");
  await signsIn(await start(t, folder, "node", () => [".output/server/index.mjs"]), 1);
});

test("React Router", slow, async (t) => {
  const folder = await project("react-router");
  await tool(folder, "react-router", "build");
  await signsIn(await start(t, folder, "react-router-serve", () => ["build/server/index.js"]), 1);
});

test("Metro", slow, async (t) => {
  const folder = await project("metro");
  mkdirSync(join(folder, "dist"), { recursive: true });
  await node(folder, "build.mjs");
  await signsIn(await serve(t, folder), 0);
});
