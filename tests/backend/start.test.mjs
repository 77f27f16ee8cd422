// The back end in Node, before it serves anybody: what it refuses to start with, and who may read its database.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { startBackEnd } from "./support.mjs";

const example = fileURLToPath(new URL("../../examples/backend-node", import.meta.url));
const GOOD = { PORT: "0", APP_ORIGIN: "http://127.0.0.1:3004", PUBLIC_TOKEN: "a", SECRET_TOKEN: "b", JWT_PUBLIC_KEY: "c", DATABASE: ":memory:" };

/** What it says before it ends. */
async function refusal(settings) {
  const env = { ...process.env, ...GOOD, ...settings };
  for (const [name, value] of Object.entries(settings)) if (value === undefined) delete env[name];
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], { cwd: example, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const [code] = await once(child, "close");
  assert.equal(code, 1, said);
  return said;
}

test("a missing or unusable variable is a sentence with its name, and no stack", async () => {
  const said = await refusal({ PUBLIC_TOKEN: undefined, SECRET_TOKEN: "", JWT_PUBLIC_KEY: undefined, SERVICE_URL: "service", PORT: "high" });
  const wrong = ["PORT can't be used", "SERVICE_URL can't be used", "PUBLIC_TOKEN is missing", "SECRET_TOKEN can't be used", "JWT_PUBLIC_KEY is missing"];
  const lines = said.trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => /^The variable (.+?): .+\.$/.exec(line)?.[1]), wrong, said);
});

test("https without a mail server: everybody could read everybody's codes, so it does not start", async () => {
  assert.match(await refusal({ APP_ORIGIN: "https://app.example", SMTP_URL: undefined }), /^The variable SMTP_URL is missing: .*codes\.\n$/);
});

test("only its owner can read the database and the files beside it", { timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sentc-back-end-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const before = process.umask(0o000);
  t.after(() => process.umask(before));
  const back_end = await startBackEnd(t, "node", { db: join(folder, "data.sqlite") });
  await back_end.person();
  // A file that was there before, readable by all, is closed to them.
  await back_end.stop();
  chmodSync(join(folder, "data.sqlite"), 0o644);
  await startBackEnd(t, "node", { db: join(folder, "data.sqlite") });
  const files = readdirSync(folder);
  assert.ok(files.includes("data.sqlite"));
  for (const name of files) assert.equal((statSync(join(folder, name)).mode & 0o777).toString(8), "600", name);
});
