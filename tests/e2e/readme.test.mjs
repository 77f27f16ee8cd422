// The README's two examples, as printed, against the dev server on its usual port (which the examples name).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { useBrowser, withPage } from "./support.mjs";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const server = process.env.SENTC_TEST_URL;
const from = "http://127.0.0.1:3002";

useBrowser();

/** The code block after a marker, talking to the test's server. */
function example(name) {
  const code = readme.split(`<!-- example: ${name} -->`)[1]?.match(/```\w+\n([\s\S]*?)```/)?.[1];
  assert.ok(code?.includes(from), `the example ${name} names the dev server`);
  return code.replaceAll(from, server);
}

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "sentc-readme-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("the npm example runs as printed", { timeout: 60_000 }, async (t) => {
  const path = folder(t);
  mkdirSync(join(path, "node_modules"));
  symlinkSync(new URL("pkg", root), join(path, "node_modules/sentc-light-wasm"));
  writeFileSync(join(path, "example.mjs"), example("npm"));
  const { stdout } = await promisify(execFile)(process.execPath, [join(path, "example.mjs")], { timeout: 30_000 });
  assert.match(stdout, /signed in as [0-9a-f-]{36}\n.*\d{3} characters/);
});

test("the script-tag example runs as printed, and remembers the user", { timeout: 60_000 }, async (t) => {
  const path = folder(t);
  const hashes = JSON.parse(readFileSync(new URL("pkg/dist/sentc-light.integrity.json", root), "utf8"));
  assert.ok(example("script tag").includes('integrity="sha384-…"'));
  writeFileSync(join(path, "index.html"), example("script tag").replace("sha384-…", hashes["sentc-light.min.js"]).replace("<title>", "<link rel=icon href=data:,><title>"));
  for (const file of ["sentc-light.min.js", "sentc-light.wasm", "sentc-light.worker.js"]) cpSync(new URL(`pkg/dist/${file}`, root), join(path, file));
  const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  const pages = createServer((request, response) => {
    try {
      const file = request.url === "/" ? "/index.html" : request.url;
      const content = readFileSync(join(path, file));
      response.writeHead(200, { "Content-Type": types[file.split(".").pop()] ?? "text/plain" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  t.after(() => pages.close());
  await new Promise((listening) => pages.once("listening", listening));

  await withPage(async (page) => {
    await page.goto(`http://127.0.0.1:${pages.address().port}/`);
    await page.fill("[name=identifier]", `readme-${Date.now()}`);
    await page.fill("[name=password]", "a password");
    await page.click("button");
    await page.waitForFunction(() => document.getElementById("out").textContent !== "");
    const first = await page.textContent("#out");
    assert.match(first, /^Signed in: /);
    await page.reload();
    await page.waitForFunction(() => document.getElementById("out").textContent !== "");
    assert.equal(await page.textContent("#out"), first.replace("Signed in: ", "Welcome back, "));
  });
});
