// The last thing a build prints: what the package weighs, whether that is within pkg/size-budget.json, and the hashes for
// Subresource Integrity.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const SIZES = ".sizes.json";
const INTEGRITY = "sentc-light.integrity.json";

/** What somebody downloads who uses this entry, for those that are more than one file. */
const LOADED = {
  "npm (index.js)": ["index.js", "sdk.js", "sentc-light.worker.js", "sentc-light.wasm"],
  "npm (inline.js)": ["inline.js", "sdk.js"],
  "script tag": ["sentc-light.min.js", "sentc-light.worker.js", "sentc-light.wasm"],
};

/** Measured once per build: brotli's best takes seconds for a megabyte. */
export function writeSizes(dist) {
  const names = readdirSync(dist).filter((name) => /\.(m?js|wasm)$|^testing-wasm\.cjs$/.test(name)).sort();
  const each = Object.fromEntries(names.map((name) => [name, sizeOf(join(dist, name))]));
  writeFileSync(join(dist, SIZES), JSON.stringify({ ...each, ...loadedSizes((name) => each[name]) }, undefined, 2));
}

export function loadedSizes(sizeOf) {
  return Object.fromEntries(Object.entries(LOADED).map(([what, parts]) => [what, parts.map(sizeOf).reduce(added)]));
}

export function readSizes(dist) {
  return JSON.parse(readFileSync(join(dist, SIZES), "utf8"));
}

/** What is over its budget, in words. */
export function overBudget(measured, budget) {
  const std = smallStd() ? "" : "; std was not built for size, see scripts/build.sh";
  return Object.entries(budget).flatMap(([name, limits]) =>
    Object.entries(limits).flatMap(([kind, limit]) => {
      const size = measured[name]?.[kind];
      if (size === undefined) return [`${name} is gone`];
      return size > limit ? [`${name}: ${size} bytes (${kind}), its budget is ${limit}${std}`] : [];
    }),
  );
}

/** Whether the wasm has the std that is built for size (scripts/build.sh). */
export function smallStd() {
  return readFileSync(join(root, "target/wasm-pkg/.std"), "utf8").trim() === "small";
}

export function readBudget() {
  return JSON.parse(readFileSync(join(root, "pkg/size-budget.json"), "utf8")).budget;
}

export function integrityOf(path) {
  return `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`;
}

/** The hash of each file that is run, as `integrity` attributes want it. */
export function writeIntegrity(dist) {
  // Those that a page names. Nothing checks what a module imports, or what Node loads, and a hash cannot be compressed.
  const names = readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name) && !/^(elements-|server|testing)/.test(name)).sort();
  const hashes = Object.fromEntries(names.map((name) => [name, integrityOf(join(dist, name))]));
  writeFileSync(join(dist, INTEGRITY), `${JSON.stringify(hashes, undefined, 2)}\n`);
}

export function printReport(dist) {
  const measured = readSizes(dist);
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(11);
  if (!smallStd()) console.log("build: WARNING: measured with a std that was not built for size");
  console.log(`build: ${"".padEnd(24)}${"raw".padStart(11)}${"gzip".padStart(11)}${"brotli".padStart(11)}`);
  for (const [name, { raw, gzip, brotli }] of Object.entries(measured)) console.log(`build: ${name.padEnd(24)}${kb(raw)}${kb(gzip)}${kb(brotli)}`);
  console.log(`build: for <script integrity=…>: ${JSON.parse(readFileSync(join(dist, INTEGRITY), "utf8"))["sentc-light.min.js"]} (all: ${INTEGRITY})`);
  // Told here, enforced by tests/package/bundlers: while working, a build that is too big is better than none.
  for (const line of overBudget(measured, readBudget())) console.log(`build: over budget: ${line}`);
}

export function sizeOf(path) {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}

function added(a, b) {
  return { raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli };
}
