// A folder of the app's at /, if one was given, and the package's own files at /dist/.

import { readFileSync, statSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** This file is bundled into dist/. */
const DIST = fileURLToPath(new URL(".", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm",
  ".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".map": "application/json", ".txt": "text/plain; charset=utf-8",
};

/** What pages from here may do: their own scripts, wasm and workers, and calls to servers of this machine. */
const CSP = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
img-src 'self' data: blob:; connect-src 'self' http://127.0.0.1:* http://localhost:*; object-src 'none'; base-uri 'none'; \
form-action 'self'; frame-ancestors 'none'`;

const HEADERS = { "cache-control": "no-cache", "content-security-policy": CSP, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };

/** At / without a folder. */
const WELCOME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>sentc-light-dev</title>
<h1>sentc-light-dev is running</h1>
<p>A development and test server for the light sentc API, below <code>/api/v1</code>. Not for production.
<ul>
<li><a href="/dev/apps">The apps</a>: tokens, public keys and options</li>
<li><code>&lt;script src="/dist/sentc-light.min.js"&gt;</code>: the SDK, for pages from here</li>
<li><code>--www FOLDER</code>: serves your own pages here</li>
</ul>
`;

export function fileAt(www, path) {
  if (path === "/" && www === undefined) return { status: 200, headers: { ...HEADERS, "content-type": TYPES[".html"] }, body: WELCOME };
  const [folder, name] = path.startsWith("/dist/") ? [DIST, path.slice(6)] : [www, path.slice(1)];
  const missing = { status: 404, headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" }, body: "no such file" };
  if (folder === undefined) return missing;
  // A segment that leaves the folder, encoded or not, names no file.
  if (/(^|\/)\.\.?(\/|$)|[\\%\0]/.test(name)) return missing;
  try {
    let file = join(folder, name);
    if (!`${file}${sep}`.startsWith(join(folder, sep))) return missing;
    if (statSync(file).isDirectory()) file = join(file, "index.html");
    return { status: 200, headers: { ...HEADERS, "content-type": TYPES[extname(file)] ?? "application/octet-stream" }, body: readFileSync(file) };
  } catch {
    return missing;
  }
}
