// Every code block of the READMEs and the guide runs, against the dev server.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { withSizes } from "../../scripts/readme-sizes.mjs";
import { addAuthenticator } from "../browser/e2e/authenticator.mjs";
import { freshName, useBrowser, withPage } from "../browser/e2e/support.mjs";
import { blocksOf, pages, root } from "./blocks.mjs";
import { moduleOf } from "./module.mjs";
import { NAMES, SET_UPS } from "./set-ups.mjs";

useBrowser();
const limit = { timeout: 60_000 };
const DOCUMENTED = { api: "http://127.0.0.1:3002", token: "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi" };
const API = process.env.SENTC_TEST_URL;
const options = { app_token: process.env.SENTC_TEST_PUBLIC_TOKEN, base_url: API };
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css" };

const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

/** The test's service instead of the documentation's. */
const integrity = JSON.parse(readFileSync(join(root, "pkg/dist/sentc-light.integrity.json"), "utf8"));
const here = (code) => code.replaceAll(DOCUMENTED.api, API).replaceAll("http://127.0.0.1:8000", origin).replaceAll("https://api.example.com", API).replaceAll("your app's public token", options.app_token).replaceAll("sha384-…", integrity["sentc-light.min.js"]);

let origin;
/** What the next page is: its HTML, module and headers. */
let content = {};
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  const send = (body, type, headers = {}) => response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
  if (path === "/") return send(content.html, "text/html", content.headers);
  if (path === "/block.mjs") return send(content.module, "text/javascript");
  if (path === "/api/me") return send(JSON.stringify({ authorization: request.headers.authorization ?? "" }), "application/json");
  const file = path === "/set-ups.mjs" ? join(root, "tests/docs/set-ups.mjs") : join(root, "pkg/dist", path.replace(/^\/dist\//, ""));
  if (!existsSync(file)) return response.writeHead(404).end();
  send(readFileSync(file), TYPES[extname(file)] ?? "text/plain");
}).listen(0, "127.0.0.1");
before(async () => {
  if (!server.listening) await new Promise((listening) => server.once("listening", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => (server.closeAllConnections(), server.close()));

const folder = mkdtempSync(join(root, "target/docs-"));
mkdirSync(join(folder, "node_modules/set-ups"), { recursive: true });
symlinkSync(join(root, "pkg"), join(folder, "node_modules/sentc-light-wasm"));
writeFileSync(join(folder, "node_modules/set-ups/package.json"), '{ "type": "module", "main": "index.js" }');
writeFileSync(join(folder, "node_modules/set-ups/index.js"), readFileSync(new URL("set-ups.mjs", import.meta.url)));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAP = { imports: { "sentc-light-wasm": "/dist/index.js", "sentc-light-wasm/inline": "/dist/inline.js", "sentc-light-wasm/password": "/dist/password.js", "sentc-light-wasm/authenticators": "/dist/authenticators.js", "set-ups": "/set-ups.mjs" } };

const how = {
  async page(block, at = origin, prepare = () => undefined) {
    const module = moduleOf(block, NAMES[block.setUp] ?? []);
    content = {
      html: `<!doctype html><meta charset="utf-8"><title>A block</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(MAP)}</script><script>globalThis.setUpOptions = ${JSON.stringify(options)};</script><script type="module">
        import("/block.mjs").then(() => (window.result = "fine"), (error) => (window.result = String(error.stack ?? error) + " " + (error.code ?? "")));</script>`,
      module: here(module),
    };
    await withPage(async (page) => {
      await prepare(page);
      await page.goto(at);
      const result = await (await page.waitForFunction(() => window.result)).jsonValue();
      assert.equal(result, "fine", module);
    });
  },

  /** Passkeys belong to domains, so by a name. */
  async passkey(block) {
    await how.page(block, origin.replace("127.0.0.1", "localhost"), addAuthenticator);
  },

  async node(block) {
    const file = join(folder, "block.mjs");
    writeFileSync(file, `globalThis.setUpOptions = ${JSON.stringify(options)};\nawait import("./body.mjs");\n`);
    writeFileSync(join(folder, "body.mjs"), here(moduleOf(block, NAMES[block.setUp] ?? [])));
    await promisify(execFile)(process.execPath, [file], { cwd: folder, timeout: 30_000 });
  },

  /** A page: somebody registers with its form, where it has one; else its client starts. */
  async html({ code }) {
    content = { html: `<!doctype html><link rel="icon" href="data:,">${here(code)}` };
    await withPage(async (page) => {
      await page.goto(origin);
      if (!code.includes("<form")) return void (await page.waitForFunction(() => window.Sentc.default.status === "signedOut"));
      await page.fill("[name=identifier]", freshName());
      await page.fill("[name=password]", "a good password");
      await page.click("button");
      await page.waitForFunction(() => /^Signed in: /.test(document.getElementById("out").textContent));
      await page.reload();
      await page.waitForFunction(() => /^Welcome back, /.test(document.getElementById("out").textContent));
    });
  },

  async policy({ code }) {
    const policy = here(code).replace(/^Content-Security-Policy:/, "").replace(/\s+/g, " ").trim();
    const run = `Sentc.default.init(${JSON.stringify(options)}).then(async () => { const s = Sentc.default; const [id, password] = s.generateRegisterData(); await s.register(id, password); await s.login(id, password, true); }).then(() => (window.result = "fine"), (error) => (window.result = error.stack));`;
    content = {
      headers: { "Content-Security-Policy": policy },
      html: '<!doctype html><title>A policy</title><link rel="icon" href="/favicon.ico"><script src="/dist/sentc-light.min.js"></script><script src="/block.mjs"></script>',
      module: run,
    };
    await withPage(async (page) => {
      let workers = 0;
      page.on("worker", () => workers++);
      await page.goto(origin);
      assert.equal(await (await page.waitForFunction(() => window.result)).jsonValue(), "fine");
      assert.equal(workers, 1, "keys were derived in a worker");
    });
  },

  /** Other tests run the file. */
  async from({ file, code }) {
    const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
    assert.ok(lines(readFileSync(join(root, file), "utf8")).includes(lines(code)), `is not (any more) a part of ${file}`);
  },
};

function commands({ code }) {
  for (const [, name] of code.matchAll(/\bnpm run ([\w:]+)/g)) {
    assert.ok(name in scripts || ["dev", "build", "preview"].includes(name), `npm has no script ${name}`);
  }
  for (const [, name] of code.matchAll(/^npm (start|test)\b/gm)) assert.ok(name in scripts, name);
  for (const [path] of code.matchAll(/\b(?:scripts|tests)\/[\w./-]+/g)) assert.ok(existsSync(join(root, path)), `${path} is not there`);
}

const PLAIN = new Set(["text", "diff", "json", "toml", "svg"]);

test("what the READMEs link to is there", () => {
  for (const page of [...pages(), "CONTRIBUTING.md", "CHANGELOG.md", "docs/own-back-end.md"]) {
    const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      // Made by `npm run docs`.
      if (target.startsWith("./api/")) continue;
      assert.ok(existsSync(join(root, page, "..", target)), `${page} links to ${target}`);
    }
  }
});

test("every option is on the page of options", () => {
  const told = readFileSync(join(root, "docs/options.md"), "utf8");
  const [, options] = /^interface SentcOptions \{\n([\s\S]*?)^\}/m.exec(readFileSync(join(root, "pkg/dist/index.d.ts"), "utf8"));
  for (const [, name] of options.matchAll(/^ {4}(\w+)\??:/gm)) assert.match(told, new RegExp(`\\| \`${name}[\`.]`), name);
});

test("the sizes in the package's README are those of the build", () => {
  const numbers = (text) => /<!-- sizes[^>]*-->([\s\S]*?)<!-- \/sizes -->/.exec(text)[1].match(/\d+(?:\.\d+)?/g).map(Number);
  const told = readFileSync(join(root, "pkg/README.md"), "utf8");
  const [now, then] = [numbers(withSizes(told)), numbers(told)];
  // Compilers of another version make a wasm of nearly the same size.
  assert.ok(now.length === then.length && now.every((size, at) => Math.abs(size - then[at]) <= 0.05 * size), `out of date: node scripts/readme-sizes.mjs (${now})`);
});

test("the set-ups are named rightly", () => {
  assert.deepEqual(Object.keys(NAMES).sort(), Object.keys(SET_UPS).sort());
});

for (const page of pages()) {
  for (const block of blocksOf(page)) {
    test(`${block.where} (${block.how ?? block.language})`, limit, async () => {
      if (block.how) return how[block.how](block);
      if (["sh", "bash"].includes(block.language)) return commands(block);
      assert.ok(PLAIN.has(block.language), "a code block that nothing runs: say how in a comment before it (tests/docs/blocks.mjs)");
    });
  }
}
