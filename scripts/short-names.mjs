// The names between the wasm and its glue: wasm-bindgen's hold hashes, which don't compress, twice each. Short ones save
// 1.3 KB after brotli.
//   short-names.mjs WASM GLUE
// Rewrites the import and export sections of a WebAssembly module (core specification, 5.5.5 and 5.5.10) and the glue.
// wasm-opt's --minify-imports-and-exports-and-modules gives a wasm of the same size (0.07 KB more), but it renames all:
// `memory`, which whoever looks for secrets in it must find, and the name by which load.ts knows the module.

import { readFileSync, writeFileSync } from "node:fs";

const [wasmFile, glueFile] = process.argv.slice(2);
const IMPORTS = 2;
const EXPORTS = 7;
/** What pkg/src (load.ts knows the module by its class) and the bench look for. */
const KEPT = /^(memory|deriveKeys|warmUp|sentccore_new|__wbindgen_start)$/;

const bytes = readFileSync(wasmFile);
let glue = readFileSync(glueFile, "utf8");
const imports = new Map();
const exports = new Map();
let module;
const parts = [bytes.subarray(0, 8)];
for (let at = 8; at < bytes.length; ) {
  const id = bytes[at];
  const [length, start] = leb(at + 1);
  const content = bytes.subarray(start, start + length);
  const renamed = id === IMPORTS ? renamedImports(start) : id === EXPORTS ? renamedExports(start) : content;
  parts.push(Buffer.from([id]), uleb(renamed.length), renamed);
  at = start + length;
}

for (const [name, short] of imports) replace(`        ${name}`, `        ${short}`);
for (const [name, short] of exports) replace(`wasm.${name}`, `wasm.${short}`);
replace(`"${module}"`, '"a"');
writeFileSync(glueFile, glue);
writeFileSync(wasmFile, Buffer.concat(parts));

/** A name in the glue that is followed by no more of a name. */
function replace(from, to) {
  const pattern = new RegExp(`${from.replace(/[$.]/g, "\\$&")}(?![\\w$])`, "g");
  if (!pattern.test(glue)) throw new Error(`short-names: the glue has no ${from}`);
  glue = glue.replace(pattern, to);
}

function renamedImports(start) {
  const [count, first] = leb(start);
  const out = [uleb(count)];
  let at = first;
  for (let i = 0; i < count; i++) {
    const [from, afterModule] = text(at);
    const [name, afterName] = text(afterModule);
    if ((module ??= from) !== from) throw new Error("short-names: imports of two modules");
    const end = afterDescription(afterName);
    imports.set(name, imports.get(name) ?? shortName(imports.size));
    out.push(encoded("a"), encoded(imports.get(name)), bytes.subarray(afterName, end));
    at = end;
  }
  return Buffer.concat(out);
}

function renamedExports(start) {
  const [count, first] = leb(start);
  const out = [uleb(count)];
  let at = first;
  for (let i = 0; i < count; i++) {
    const [name, afterName] = text(at);
    const end = leb(afterName + 1)[1];
    if (!KEPT.test(name) && glue.includes(`wasm.${name}`)) exports.set(name, shortName(exports.size));
    out.push(encoded(exports.get(name) ?? name), bytes.subarray(afterName, end));
    at = end;
  }
  return Buffer.concat(out);
}

function afterDescription(at) {
  const kind = bytes[at];
  if (kind === 0) return leb(at + 1)[1];
  if (kind === 3) return at + 3;
  // a table has its type first, a memory only its limits
  const limits = kind === 1 ? at + 2 : at + 1;
  const [, afterMinimum] = leb(limits + 1);
  return bytes[limits] & 1 ? leb(afterMinimum)[1] : afterMinimum;
}

function leb(at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) return [value, at];
  }
}

function uleb(value) {
  const out = [];
  do {
    const byte = value & 127;
    value >>>= 7;
    out.push(value ? byte | 128 : byte);
  } while (value);
  return Buffer.from(out);
}

function text(at) {
  const [length, start] = leb(at);
  return [bytes.toString("utf8", start, start + length), start + length];
}

function encoded(name) {
  return Buffer.concat([uleb(name.length), Buffer.from(name)]);
}

/** `$0`, `$1`, …: nothing else in the glue is called like that. */
function shortName(index) {
  return `$${index.toString(36)}`;
}
