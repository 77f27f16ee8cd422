// Serves pages that hold a client as an app's server would: the right types, brotli, and everything as fresh as anything.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

/** By the first part of the path: the files of one client each, and the pages' own scripts. */
const FOLDERS = {
  ours: new URL("../../pkg/dist/", import.meta.url),
  older: new URL("../node_modules/sentc_wasm_light/", import.meta.url),
  pages: new URL("../pages/", import.meta.url),
};
/** Another build of this package (`--against`). */
export const useBefore = (dist) => (FOLDERS.before = pathToFileURL(`${resolve(dist)}/`));

const TYPES = { ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
const PAGE = Buffer.from('<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/pages/clients.mjs"></script>');

/** The address of the page. */
export async function files(after) {
  const read = new Map();
  const server = createServer((request, response) => {
    // They isolate the page, which gives it clocks of µs.
    // Browsers may keep the files: whether one has them already is the measure's to say.
    const headers = { "Cache-Control": request.url.startsWith("/visit/") ? "no-store" : "max-age=3600", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", Vary: "Accept-Encoding" };
    const found = fileAt(request.url, read);
    if (!found) return response.writeHead(404, headers).end();
    const brotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, { ...headers, "Content-Type": found.type, ...(brotli && { "Content-Encoding": "br" }) });
    response.end(brotli ? found.brotli : found.plain);
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

/** Compressed once, before anybody's clock runs a second time. */
function fileAt(path, read) {
  if (!read.has(path)) read.set(path, load(path));
  return read.get(path);
}

function load(path) {
  if (path === "/") return packed("text/html; charset=utf-8", PAGE);
  const [, visitor, preload] = /^\/visit\/(\w+)(\/preload)?$/.exec(path) ?? [];
  if (visitor) return packed("text/html; charset=utf-8", Buffer.from(visitPage(visitor, preload !== undefined)));
  const [, folder, name] = /^\/(\w+)\/([\w.-]+)$/.exec(path) ?? [];
  const type = TYPES[extname(name ?? "")];
  if (!type || !Object.hasOwn(FOLDERS, folder)) return undefined;
  try {
    return packed(type, readFileSync(new URL(name, FOLDERS[folder])));
  } catch {
    return undefined;
  }
}

function packed(type, plain) {
  return { type, plain, brotli: brotliCompressSync(plain) };
}

/**
 * A page that starts a client and writes the milliseconds from its first script to the console: to ask the page would run the asker's
 * scripts in it while it starts. Nobody is signed in, so no request is made.
 */
function visitPage(name, preload) {
  const wasm = name === "older" ? "/older/sentc_wasm_light_bg.wasm" : `/${name}/sentc-light.wasm`;
  const start =
    name === "older"
      ? `<script type="module">import init from "/older/sentc_wasm_light.js"; await init(new URL("${wasm}", location.href)); done();</script>`
      : `<script src="/${name}/sentc-light.min.js"></script><script>Sentc.default.init({ app_token: "token", base_url: location.origin }).then(done, done)</script>`;
  return [
    '<!doctype html><meta charset="utf-8"><title>visit</title><link rel="icon" href="data:,">',
    "<script>var from = performance.now(); var done = (error) => console.log(error ? String(error) : performance.now() - from)</script>",
    preload ? `<link rel="preload" as="fetch" crossorigin href="${wasm}">` : "",
    start,
  ].join("\n");
}
