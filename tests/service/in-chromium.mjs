// node tests/service/in-chromium.mjs PROGRAM ARGUMENTS…
// Runs the service in a page of Chromium, with a bridge to it by HTTP, while a program runs that finds its address in SENTC_TEST_URL.

import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { buildSync } from "esbuild";
import { chromium } from "playwright-core";
import { dist, root, TOKENS } from "./support.mjs";

const [program, ...args] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
const page = await browser.newPage();
await page.goto("about:blank");
await page.addScriptTag({ content: bundle() });
await page.evaluate((tokens) => {
  const { newService, run } = globalThis.engine;
  const config = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name.replace(/(\d?)$/, "_token$1"), token]));
  const service = newService(JSON.stringify(config), Date.now());
  globalThis.answer = (method, url, headers, body) => run(() => service.answer(Date.now(), method, url, JSON.stringify(headers), Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))));
}, TOKENS);

const bridge = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString("base64");
  const asked = [request.method, request.url, Object.entries(request.headers), body];
  const answer = JSON.parse(await page.evaluate((asked) => globalThis.answer(...asked), asked));
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.body);
});
await new Promise((resolve) => bridge.listen(0, "127.0.0.1", resolve));
const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, SENTC_TEST_URL: `http://127.0.0.1:${bridge.address().port}` } });
const code = await new Promise((resolve) => child.once("exit", resolve));
await browser.close();
process.exit(code ?? 1);

/** pkg/src/testing/engine.ts as a script, with the wasm of the built package. */
function bundle() {
  const { outputFiles } = buildSync({
    entryPoints: [`${root}pkg/src/testing/engine.ts`],
    bundle: true,
    format: "iife",
    globalName: "engine",
    write: false,
    alias: { "sentc-light-service-glue": `${root}target/service-pkg/sentc_light_service.js`, "sentc-light-service-base64": `${dist}/testing-wasm.cjs` },
    define: { SENTC_SERVICE_BYTES: String(statSync(`${root}target/service-pkg/sentc_light_service_bg.wasm`).size) },
    footer: { js: "globalThis.engine = engine;" },
  });
  return outputFiles[0].text;
}
