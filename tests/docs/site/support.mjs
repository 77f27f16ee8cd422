// The built site of the guide, served from its folder.

import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before } from "node:test";
import { root } from "../blocks.mjs";

export const SITE = process.env.SENTC_TEST_SITE ?? join(root, "target/docs/site");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".wasm": "application/wasm", ".woff2": "font/woff2", ".txt": "text/plain" };

/** Paths of all pages, "/login.html" for instance; not of the demo, which has tests of its own. */
export function pages() {
  const names = readdirSync(SITE, { recursive: true }).filter((name) => name.endsWith(".html") && !/^(rust|play\/demo)\//.test(name));
  return names.map((name) => `/${name}`).sort();
}

/** Where a path of the site leads: a file, or undefined. */
export function fileOf(path) {
  const file = join(SITE, decodeURIComponent(path).replace(/\/$/, "/index.html"));
  return [file, `${file}.html`].find((name) => existsSync(name) && statSync(name).isFile());
}

/** Serves the site, for a script or a test. */
export async function serveSite() {
  const server = createServer((request, response) => {
    const file = fileOf(new URL(request.url, "http://localhost").pathname);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
}

/** Gives the site's address once it is served. */
export function useSite() {
  const site = {};
  before(async () => Object.assign(site, await serveSite()));
  after(() => site.close?.());
  return site;
}
