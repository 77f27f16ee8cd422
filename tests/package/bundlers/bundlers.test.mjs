// One test per kind of consumer: it installs the packed package, builds as its README says, and logs a user in.
// At the end a table.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RESULTS, tableInDocs, tableOf } from "../../../scripts/environments.mjs";
import { launchWithProfile, useBrowser } from "../../browser/e2e/support.mjs";
import { API, SIGNED_IN, node, project, serve, start, tool, visit } from "./support.mjs";

useBrowser();

const table = [];

/** `work` gives what is worth knowing beyond "it works". `setUp`: what the app's author has to do. */
function consumer(what, work, setUp = "nothing") {
  test(what, { timeout: 300_000 }, async (t) => {
    const started = Date.now();
    const row = { consumer: what, setUp, result: "failed", how: "" };
    table.push(row);
    row.how = (await work(t)) ?? "";
    row.result = row.how === "skipped" ? "skipped" : `signed in (${Math.round((Date.now() - started) / 1000)} s)`;
  });
}

after(() => {
  const width = (key) => Math.max(...table.map((row) => row[key].length));
  const [first, second] = [width("consumer"), width("result")];
  console.log(["", ...table.map(({ consumer, result, how }) => `${consumer.padEnd(first)}  ${result.padEnd(second)}  ${how}`.trimEnd()), ""].join("\n"));
});

/** A page that logs in, with keys derived in a worker. */
async function signsIn(url) {
  const { said, workers } = await visit(url);
  assert.match(said, SIGNED_IN);
  return workers === 0 ? "keys derived on the spot" : "keys derived in a worker";
}

const files = (folder, pattern) => readdirSync(folder, { recursive: true }).filter((name) => pattern.test(name));

consumer("vite build", async (t) => {
  const folder = await project("vite");
  await tool(folder, "vite", "build", "--logLevel", "warn");
  assert.equal(files(join(folder, "dist"), /\.wasm$/).length, 1);
  return signsIn(await serve(t, join(folder, "dist")));
});

consumer("vite dev", async (t) => {
  const folder = await project("vite");
  return signsIn(await start(t, folder, "vite", (port) => ["--host", "127.0.0.1", "--port", port, "--strictPort"]));
});

// Its dev server moves modules without their files, other than later ones.
consumer("vite 7 dev", async (t) => {
  const folder = await project("vite-7");
  return signsIn(await start(t, folder, "vite", (port) => ["--host", "127.0.0.1", "--port", port, "--strictPort"]));
});

// The package is in the workspace's node_modules, its modules are in the app's.
consumer("vite 7 dev, workspace", async (t) => {
  const folder = await project("vite-workspace");
  return signsIn(await start(t, folder, "vite", (port) => ["app", "--host", "127.0.0.1", "--port", port, "--strictPort"]));
});

consumer("vite 7 dev, cacheDir and base", async (t) => {
  const folder = await project("vite-workspace");
  const options = (port) => ["app", "--config", "app/cached.config.mjs", "--host", "127.0.0.1", "--port", port, "--strictPort"];
  return signsIn(`${await start(t, folder, "vite", options, "under/")}under/`);
});

consumer("webpack 5", async (t) => {
  const folder = await project("webpack");
  const output = await tool(folder, "webpack");
  assert.doesNotMatch(output.replace(/WARNING in (asset|entrypoint|webpack performance).*/g, ""), /Critical dependency|Can't resolve/);
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  assert.equal(files(join(folder, "dist"), /\.wasm$/).length, 1);
  return signsIn(await serve(t, join(folder, "dist")));
});

consumer("parcel", async (t) => {
  const folder = await project("parcel");
  await tool(folder, "parcel", "build", "index.html", "--public-url", "./", "--cache-dir", "node_modules/.cache/parcel", "--log-level", "warn");
  assert.equal(files(join(folder, "dist"), /\.wasm$/).length, 1);
  return signsIn(await serve(t, join(folder, "dist")));
});

consumer("rollup, ./inline", async (t) => {
  const folder = await project("rollup");
  await tool(folder, "rollup", "-c", "--failAfterWarnings");
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  return signsIn(await serve(t, join(folder, "dist")));
}, "import `sentc-light-wasm/inline`");

consumer("esbuild, ./inline", async (t) => {
  const folder = await project("esbuild");
  await tool(folder, "esbuild", "main.js", "--bundle", "--minify", "--outdir=dist", "--log-limit=0");
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  return signsIn(await serve(t, join(folder, "dist")));
}, "import `sentc-light-wasm/inline`");

consumer("esbuild, the file", async (t) => {
  const folder = await project("esbuild");
  await tool(folder, "esbuild", "file.js", "--bundle", "--minify", "--outdir=dist-file", "--loader:.wasm=file");
  cpSync(join(folder, "file.html"), join(folder, "dist-file/index.html"));
  return signsIn(await serve(t, join(folder, "dist-file")));
}, "`--loader:.wasm=file` and `wasm_path`");

consumer("angular", async (t) => {
  const folder = await project("angular");
  await tool(folder, "ng", "build");
  return signsIn(await serve(t, join(folder, "dist")));
}, "`assets` in `angular.json`");

/** A folder with the files that a page needs beside it. */
async function scriptTag(name = "script-tag") {
  const folder = await project(name);
  const names = ["sentc-light.min.js", "sentc-light.wasm", "sentc-light.worker.js"];
  for (const name of names) cpSync(join(folder, "node_modules/sentc-light-wasm/dist", name), join(folder, name));
  return folder;
}

consumer("script tag", async (t) => signsIn(await serve(t, await scriptTag())), "three files beside each other");

consumer("script tag, getStore", async (t) => {
  const { said } = await visit(`${await serve(t, await scriptTag())}store.html`);
  assert.deepEqual(JSON.parse(said), { status: true, sealed: true, reached: [], same: true, gone: true, user: "string" });
  return "the app's own records, beside the SDK's";
}, "three files beside each other");

consumer("extension (manifest 3)", async (t) => {
  const folder = await scriptTag("extension");
  const profile = mkdtempSync(join(tmpdir(), "sentc-extension-"));
  const context = await launchWithProfile(profile, [`--disable-extensions-except=${folder}`, `--load-extension=${folder}`], process.env.WHOLE_CHROMIUM || "/usr/bin/chromium");
  t.after(() => context.close().then(() => rmSync(profile, { recursive: true, force: true })));
  const background = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const page = await context.newPage();
  let workers = 0;
  page.on("worker", () => workers++);
  await page.goto(`${new URL("page.html", background.url())}?${new URLSearchParams(API)}`);
  await page.waitForFunction(() => document.getElementById("out")?.textContent);
  assert.match(await page.textContent("#out"), SIGNED_IN);
  return workers === 0 ? "keys derived on the spot" : "keys derived in a worker";
}, "`'wasm-unsafe-eval'` in `content_security_policy.extension_pages`");

consumer("web worker", async (t) => {
  const { said } = await visit(await serve(t, await project("web-worker")));
  assert.match(said, SIGNED_IN);
});

consumer("service worker", async (t) => {
  const { said } = await visit(await serve(t, await project("service-worker")));
  assert.match(said, SIGNED_IN);
});

consumer("node, import", async () => {
  const { stdout, stderr } = await node(await project("node"), "esm.mjs");
  assert.match(stdout, SIGNED_IN);
  assert.equal(stderr, "");
});

consumer("node, require", async () => {
  const { stdout, stderr } = await node(await project("node"), "cjs.cjs");
  assert.match(stdout, SIGNED_IN);
  assert.equal(stderr, "");
});

consumer("node, ./inline", async () => {
  const { stdout } = await node(await project("node"), "inline.mjs");
  assert.match(stdout, SIGNED_IN);
});

/** Runs a server elsewhere, where none of the package's files is. */
async function runsAlone(...files) {
  const alone = mkdtempSync(join(tmpdir(), "sentc-server-"));
  for (const [from, to] of files) cpSync(from, join(alone, to), { recursive: true });
  const { stdout } = await node(alone, files[0][1]);
  rmSync(alone, { recursive: true });
  assert.match(stdout, SIGNED_IN);
}

// Nothing is to be set up: the wasm is in the server's code.
consumer("node, bundled by esbuild", async () => {
  const folder = await project("server-bundle");
  await tool(folder, "esbuild", "server.mjs", "--bundle", "--platform=node", "--format=esm", "--outfile=dist/esbuild.mjs");
  await runsAlone([join(folder, "dist/esbuild.mjs"), "server.mjs"]);
});

consumer("node, bundled by webpack", async () => {
  const folder = await project("server-bundle");
  await tool(folder, "webpack");
  await runsAlone([join(folder, "dist/server.cjs"), "server.cjs"]);
});

// What Next, Nitro and hosts of functions do: they find the files that a server needs, and deploy only those.
consumer("node, traced", async () => {
  const folder = await project("server-bundle");
  const traced = await tool(folder, "nft", "print", "server.mjs");
  const files = traced.split("\n").filter((name) => /^(server\.mjs|log-in\.js|package\.json|node_modules\/sentc-light-wasm\/)/.test(name));
  await runsAlone(...[...files].sort((a, b) => (b === "server.mjs") - (a === "server.mjs")).map((name) => [join(folder, name), name]));
  return "@vercel/nft";
});

consumer("vitest, jsdom", async () => {
  const folder = await project("vitest-jsdom");
  assert.match(await tool(folder, "vitest", "run"), /Tests +2 passed/);
  return "the platform's byte arrays are of another realm";
});

consumer("deno", async () => {
  const output = await tool(await project("deno"), "deno", "run", "--allow-all", "--no-remote", "--node-modules-dir=manual", "main.mjs");
  assert.match(output.trim(), SIGNED_IN);
});

consumer("bun", async (t) => {
  const folder = await project("bun");
  // Its own bin is put in place by a script at installation, which none of these projects runs. Skipped on machines that
  // Bun ships no binary for: nothing could be started there.
  const bin = `../@oven/bun-${process.platform}-${process.arch}/bin/bun`;
  if (!existsSync(join(folder, "node_modules/.bin", bin))) return t.skip("no bun for this machine by this name"), "skipped";
  const output = await tool(folder, bin, "main.mjs");
  assert.match(output.trim(), SIGNED_IN);
});

consumer("workerd", async (t) => {
  const folder = await project("workerd");
  await tool(folder, "esbuild", "worker.js", "--bundle", "--format=esm", "--conditions=workerd", "--external:*.wasm", "--outdir=dist");
  mkdirSync(join(folder, "dist"), { recursive: true });
  cpSync(join(folder, "node_modules/sentc-light-wasm/dist/sentc-light.wasm"), join(folder, "dist/sentc-light.wasm"));
  const url = await start(t, folder, "workerd", (port) => ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`]);
  const said = await (await fetch(`${url}?${new URLSearchParams(API)}`)).text();
  assert.match(said, SIGNED_IN);
});

test("docs/environments.md has what ran", (t) => {
  const rows = table.filter(({ result }) => result !== "skipped");
  assert.deepEqual(rows.filter(({ result }) => result === "failed"), []);
  writeFileSync(RESULTS, JSON.stringify(table));
  if (rows.length < table.length) return t.skip("not all of them ran on this machine");
  assert.equal(tableOf(table), tableInDocs(), "out of date: node scripts/environments.mjs");
});
