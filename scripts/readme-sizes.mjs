// Writes what the build weighs into pkg/README.md. The numbers are those of pkg/dist, rounded to whole KB; a test tells when
// they are out of date.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSizes } from "./build-report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = join(root, "pkg/README.md");
const ENTRIES = { "npm (index.js)": "`sentc-light-wasm`", "npm (inline.js)": "`sentc-light-wasm/inline`", "script tag": "script tag" };

export function sizesTable() {
  const sizes = readSizes(join(root, "pkg/dist"));
  const [{ unpackedSize }] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: join(root, "pkg"), stdio: ["ignore", "pipe", "ignore"] }));
  const kb = (bytes) => `${Math.round(bytes / 1000)} KB`;
  const rows = Object.entries(ENTRIES).map(([name, shown]) => `| ${shown} | ${kb(sizes[name].brotli)} | ${kb(sizes[name].gzip)} | ${kb(sizes[name].raw)} |`);
  return [
    "| over the wire, with wasm and worker | brotli | gzip | raw |",
    "|---|---|---|---|",
    ...rows,
    "",
    `Of that the wasm is ${kb(sizes["sentc-light.wasm"].brotli)} (brotli). In \`node_modules\` the package takes ${(unpackedSize / 1e6).toFixed(1)} MB: every entry, with source maps.`,
  ].join("\n");
}

export function withSizes(text) {
  return text.replace(/(<!-- sizes: [^>]*-->\n)[\s\S]*?(<!-- \/sizes -->)/, (_, before, end) => `${before}${sizesTable()}\n${end}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(readme, withSizes(readFileSync(readme, "utf8")));
