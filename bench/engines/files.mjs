// Serves pages that hold a client as an app's server would: the right types, brotli, and everything as fresh as anything.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { brotliCompressSync } from "node:zlib";

/** By the first part of the path: the files of one client each, and the pages' own scripts. */
const FOLDERS = {
  ours: new URL("../../pkg/dist/", import.meta.url),
  older: new URL("../node_modules/sentc_wasm_light/", import.meta.url),
  pages: new URL("../pages/", import.meta.url),
};
const TYPES = { ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
const PAGE = Buffer.from('<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/pages/clients.mjs"></script>');

/** The address of the page. */
export async function files(after) {
  const read = new Map();
  const server = createServer((request, response) => {
    // They isolate the page, which gives it clocks of µs.
    const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", Vary: "Accept-Encoding" };
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
