// The scenarios of tests/package/environments in Node; the process ends by itself.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { APP_TOKEN, BASE } from "./support.mjs";

const script = fileURLToPath(new URL("../environments/in-node.mjs", import.meta.url));

test("Node: importing touches nothing, all scenarios work, and the process ends by itself", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, BASE, APP_TOKEN], { timeout: 60_000 });
  const { atImport, results } = JSON.parse(stdout);
  assert.deepEqual(atImport, []);
  assert.deepEqual(results.filter(([, wrong]) => wrong), []);
  assert.ok(results.length >= 7);
  assert.equal(stderr, "");
});
