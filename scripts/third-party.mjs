// The licenses of the crates whose code is in what is published, with their texts:
//   pkg/THIRD-PARTY-LICENSES     the npm package: what is linked into the wasm
//   THIRD-PARTY-LICENSES         programs that are built with the crate and its feature `native` or `js`
//   server/THIRD-PARTY-LICENSES  the development server
// `node scripts/third-party.mjs` writes them, which takes some seconds. `--if-changed`, for the build: only after a change of what
// decides about crates. scripts/supply.mjs compares.
// The npm package bundles no code of other npm packages: the build refuses it (scripts/build-js.mjs).

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const WASM = "wasm32-unknown-unknown";
// Programs for other systems contain a few other crates, for example windows-sys.
const LINUX = "x86_64-unknown-linux-gnu";

const JS = { package: "sentc-light-wasm", target: WASM, features: ["--no-default-features", "--features", "js"] };
const SERVICE = { package: "sentc-light-service", target: WASM, features: ["--features", "js"] };
const NATIVE = { package: "sentc-light-wasm", target: LINUX, features: ["--features", "native"] };

export const FILES = [
  { file: "pkg/THIRD-PARTY-LICENSES", what: "The WebAssembly of this package contains", builds: [JS, SERVICE], lists: true },
  { file: "THIRD-PARTY-LICENSES", what: `A program that is built with this crate (for ${LINUX} with its feature "native", or for browsers with "js") contains`, builds: [NATIVE, JS] },
  { file: "server/THIRD-PARTY-LICENSES", what: `The development server, built for ${LINUX}, contains`, builds: [{ package: "sentc-light-server", target: LINUX, features: [] }] },
];

const RUST = `The Rust standard library, with compiler_builtins, dlmalloc and hashbrown
(MIT OR Apache-2.0; parts of compiler_builtins: Apache-2.0 WITH LLVM-exception)
Copyright (c) The Rust Project Contributors`;

const ZXCVBN = `The list of common passwords (src/password/common.txt) is taken from @zxcvbn-ts/language-common 4.1.3
Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.
Copyright (c) 2021 @zxcvbn-ts`;

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** What cargo says of all packages, by target. */
const known = new Map();
/** Crates that come without a text, and the crate of the same repository and license that has it. */
const TEXT_ELSEWHERE = new Map([["rsqlite-vfs", "sqlite-wasm-rs"]]);
const LINE = "-".repeat(120);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();

function main() {
  const stamp = join(root, "target/.third-party");
  if (process.argv.includes("--if-changed") && existsSync(stamp) && readFileSync(stamp, "utf8") === hashOfInputs()) return;
  for (const { file, text } of staleFiles()) {
    writeFileSync(join(root, file), text);
    console.log(`build: ${file} has changed (${text.length} bytes)`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hashOfInputs());
}

function hashOfInputs() {
  const hash = createHash("sha256");
  for (const name of ["Cargo.lock", "Cargo.toml", "server/Cargo.toml", "service/Cargo.toml", "scripts/third-party.mjs", ...FILES.map(({ file }) => file)]) {
    hash.update(existsSync(join(root, name)) ? readFileSync(join(root, name)) : "").update("\n");
  }
  return hash.digest("hex");
}

/** The files that differ from what Cargo.lock leads to, with the right text. */
export function staleFiles() {
  return FILES.map((about) => ({ file: about.file, text: textOf(about) })).filter(({ file, text }) => {
    try {
      return readFileSync(join(root, file), "utf8") !== text;
    } catch {
      return true;
    }
  });
}

function textOf(about) {
  const crates = linked(about);
  /** Crates by the text of their license: many have the same one. */
  const texts = new Map();
  for (const crate of crates) {
    for (const text of licensesOf(crate)) texts.set(text, [...(texts.get(text) ?? []), `${crate.name} ${crate.version}`]);
  }
  const list = crates.map(({ name, version, license }) => `  ${name} ${version} (${license})`).join("\n");
  const head = `${about.what} code of the crates below. Each is listed with the licenses that its authors offer,
and its text follows. Written by scripts/third-party.mjs from Cargo.lock.\n\n${list}\n`;
  const sections = [...texts].map(([text, names]) => `${LINE}\n${names.join(", ")}\n${LINE}\n\n${text}\n`);
  const rust = `${LINE}\nrust\n${LINE}\n\n${RUST}\n\n${MIT}\n`;
  const lists = about.lists ? [`${LINE}\nzxcvbn\n${LINE}\n\n${ZXCVBN}\n\n${MIT}\n`] : [];
  return [head, ...sections, rust, ...lists].join("\n");
}

/** The crates of other authors that are linked, without those that only run while building. */
export function linked({ builds }) {
  const crates = new Map(builds.flatMap(linkedIn).map((crate) => [`${crate.name} ${crate.version}`, crate]));
  return [...crates].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, crate]) => crate);
}

function linkedIn({ package: name, target, features }) {
  const tree = ["tree", "--locked", "--package", name, "--target", target, "--edges", "normal,no-proc-macro", ...features, "--prefix", "none", "--format", "{p}"];
  const lines = cargo(tree).split("\n").map((line) => line.replace(/ \(\*\)$/, ""));
  // Those of this repository have a path.
  const ids = new Set(lines.filter((line) => line !== "" && !line.includes("(/")).map((line) => line.replace(" v", " ")));
  return packages(target).filter(({ name, version }) => ids.delete(`${name} ${version}`));
}

function packages(target) {
  if (!known.has(target)) {
    const metadata = JSON.parse(cargo(["metadata", "--locked", "--format-version", "1", "--all-features", "--filter-platform", target]));
    known.set(target, metadata.packages);
  }
  return known.get(target);
}

function cargo(args) {
  return execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
}

/** The texts that a crate comes with. Where it may be used under MIT, that one is enough. */
function licensesOf({ name, license, manifest_path }) {
  const folder = dirname(manifest_path);
  const read = (file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").replace(/[ \t]+$/gm, "").trim();
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|copyright|unlicense)/i.test(file) && !/\.(rs|html)$/.test(file)).sort();
  const mit = files.filter((file) => /mit\b/i.test(file));
  const may_choose = / OR |\//.test(license ?? "") && !/ AND /.test(license) && mit.length > 0;
  const chosen = may_choose ? [...mit, ...files.filter((file) => /^(notice|copyright)/i.test(file))] : files;
  if (chosen.length > 0) return chosen.map(read);
  const sibling = packages(WASM).find((other) => other.name === TEXT_ELSEWHERE.get(name) && other.license === license);
  if (sibling) return licensesOf(sibling);
  // qrcodegen has its license in the comment at the top of its source.
  const [comment] = /^\/\*[^]*?\*\//.exec(read("src/lib.rs")) ?? [];
  if (!comment || !/Permission is hereby granted/.test(comment)) throw new Error(`${name} comes without the text of its license`);
  return [comment.split("\n").map((line) => line.replace(/^\s*(\/\*|\*\/|\*)\s?/, "").trimEnd()).join("\n").trim()];
}
