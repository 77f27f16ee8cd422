// What goes wrong when the wasm is loaded, and how it is explained. In Chromium, by the script-tag build.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { useBrowser, withPage } from "../e2e/support.mjs";
import { API, root, serve } from "./support.mjs";

useBrowser();

const dist = join(root, "pkg/dist");
const wasm = readFileSync(join(dist, "sentc-light.wasm"));
const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="/sentc-light.min.js"></script>';

/** The page's answer to `init` when `answer` stands in for the server. Policies and hashes that fail show in the console. */
async function init(t, { headers = {}, options = {}, before, ...answers }) {
  const url = await serve(t, dist, ({ path, request }, response) => {
    if (path === "/") return response.writeHead(200, { "Content-Type": "text/html", ...headers }).end(PAGE), true;
    return path.endsWith(".wasm") && "wasm" in answers ? (answers.wasm(response, request), true) : false;
  });
  let result;
  const alarms = [];
  await withPage(async (page) => {
    page.removeAllListeners("console");
    page.on("console", (message) => message.type() === "error" && alarms.push(message.text()));
    if (before) await page.addInitScript(before);
    await page.goto(url);
    result = await page.evaluate(
      ([{ api, token }, more]) =>
        window.Sentc.default.init({ app_token: token, base_url: api, ...more }).then(
          () => ({ code: "fine", id: window.Sentc.default.generateRegisterData()[0] }),
          (error) => ({ ...error.toJSON(), instance: error instanceof window.Sentc.SentcError }),
        ),
      [API, options],
    );
  });
  return { ...result, url, alarms };
}

const html = (status = 200) => (response) => response.writeHead(status, { "Content-Type": "text/html" }).end("<!doctype html><p>The app</p>");

test("HTML instead of wasm is called that", async (t) => {
  const { code, message, hint, url, instance, alarms } = await init(t, { wasm: html() });
  assert.deepEqual(alarms, [], "nothing is said to be wrong with a hash");
  assert.deepEqual([code, message, instance], ["WASM_NOT_FOUND", `got HTML from ${url}sentc-light.wasm`, true]);
  assert.match(hint, /wasm_path/);
  const own = await init(t, { wasm: html(), options: { wasm_path: "/other/place.wasm?secret" } });
  assert.deepEqual([own.code, own.message], ["WASM_NOT_FOUND", `got HTML from ${own.url}other/place.wasm`]);
});

test("an HTTP error is told with its status", async (t) => {
  const { code, message, url } = await init(t, { wasm: html(404) });
  assert.deepEqual([code, message], ["WASM_NOT_FOUND", `HTTP 404 from ${url}sentc-light.wasm`]);
});

test("vite's dev server, which gives no files outside of the project's folder, is recognised", async (t) => {
  const { code, message, url } = await init(t, { wasm: html(403), options: { wasm_path: "/@fs/linked/dist/sentc-light.wasm" } });
  assert.deepEqual([code, message], ["WASM_NOT_FOUND", `HTTP 403 from ${url}@fs/linked/dist/sentc-light.wasm: add the package's folder to server.fs.allow in vite's configuration`]);
});

test("nothing comes at all", async (t) => {
  const { code, message, retryable } = await init(t, { wasm: (response) => response.destroy() });
  assert.deepEqual([code, retryable], ["WASM_NOT_FOUND", true]);
  assert.match(message, /could not be fetched$/);
});

test("a wrong type is forgiven", async (t) => {
  for (const type of ["text/plain", "application/octet-stream", "application/wasm; charset=utf-8", undefined]) {
    const { code } = await init(t, { wasm: (response) => response.writeHead(200, type && { "Content-Type": type }).end(wasm) });
    assert.equal(code, "fine", String(type));
  }
});

test("without streaming", async (t) => {
  const { code } = await init(t, { before: () => (delete WebAssembly.compileStreaming, delete WebAssembly.instantiateStreaming) });
  assert.equal(code, "fine");
});

test("a policy without 'wasm-unsafe-eval' is named", async (t) => {
  const policy = (script) => ({ "Content-Security-Policy": `default-src 'self'; connect-src *; script-src ${script}` });
  const { code, hint } = await init(t, { headers: policy("'self'") });
  assert.equal(code, "WASM_BLOCKED_BY_CSP");
  assert.match(hint, /'wasm-unsafe-eval'/);
  assert.equal((await init(t, { headers: policy("'self' 'wasm-unsafe-eval'") })).code, "fine");
  assert.equal((await init(t, { headers: policy("'self'"), wasm: (response) => response.writeHead(200).end(wasm) })).code, "WASM_BLOCKED_BY_CSP");
});

test("a policy that lets nothing be fetched is named", async (t) => {
  const { code, message, hint, retryable, url } = await init(t, { headers: { "Content-Security-Policy": "connect-src 'none'" } });
  const { origin } = new URL(url);
  assert.deepEqual([code, message, hint, retryable], ["WASM_BLOCKED_BY_CSP", `the page's Content-Security-Policy (connect-src) blocks ${origin}`, `Add ${origin} to connect-src.`, false]);
});

test("no WebAssembly", async (t) => {
  assert.equal((await init(t, { before: () => delete globalThis.WebAssembly })).code, "NO_WEBASSEMBLY");
});

test("another version's wasm, half of one, and none: not ours", async (t) => {
  const other = Buffer.from("0061736d01000000", "hex");
  for (const bytes of [other, wasm.subarray(0, wasm.length / 2), Buffer.from("hello"), Buffer.alloc(0)]) {
    const { code } = await init(t, { wasm: (response) => response.writeHead(200, { "Content-Type": "application/wasm" }).end(bytes) });
    assert.equal(code, "WASM_INVALID", `${bytes.length} bytes`);
  }
});

test("the default address is fetched with the hash of the file, an own one is not", async (t) => {
  // A section of its own, which changes nothing but the hash.
  const changed = Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])]);
  const served = (response) => response.writeHead(200, { "Content-Type": "application/wasm" }).end(changed);
  const { code, message } = await init(t, { wasm: served });
  assert.equal(code, "WASM_INVALID");
  assert.match(message, /not the wasm of this version/);
  assert.equal((await init(t, { wasm: served, options: { wasm_path: "sentc-light.wasm" } })).code, "fine");
});

test("init can be repeated: after a failure, twice at once, and before it every call says so", async (t) => {
  let working = false;
  const url = await serve(t, dist, ({ path }, response) => {
    if (path === "/") return response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true;
    return path.endsWith(".wasm") && !working ? (html(503)(response), true) : false;
  });
  await withPage(async (page) => {
    page.removeAllListeners("console");
    await page.goto(url);
    const run = () =>
      page.evaluate(async ({ api, token }) => {
        const { default: sentc, createClient } = window.Sentc;
        const codeOf = async (call) => { try { await call(); return "fine"; } catch (error) { return error.code; } };
        const options = { app_token: token, base_url: api };
        const before = [await codeOf(() => sentc.generateRegisterData()), await codeOf(() => sentc.login("id", "password"))];
        const both = await Promise.all([codeOf(() => sentc.init(options)), codeOf(() => sentc.init(options)), codeOf(() => createClient(options).init())]);
        return [...before, ...both];
      }, API);
    assert.deepEqual(await run(), ["NOT_INITIALIZED", "NOT_INITIALIZED", "WASM_NOT_FOUND", "WASM_NOT_FOUND", "WASM_NOT_FOUND"]);
    working = true;
    assert.deepEqual((await run()).slice(2), ["fine", "fine", "fine"]);
  });
});
