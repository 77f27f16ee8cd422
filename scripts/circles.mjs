// Files that use each other have to be understood together: there are none, in the crate (tests don't count) and in
// pkg/src (types count; scripts/build-js.mjs sees to it too, but without types). Nor does a folder of pkg/src import one that
// lies above it. Run by scripts/test/fmt.sh.
//   circles.mjs [FOLDER]   of Rust, in place of both

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** The crate's files by their modules: `crate::client::session`. */
const modules = modulesIn(process.argv[2] ?? here("src"));

/** What each folder of pkg/src imports besides itself. Of `public`, those below take errors and types. */
const MAY_IMPORT = {
  generated: [],
  boundary: ["generated", "public"],
  host: ["boundary", "public"],
  core: ["boundary", "generated", "host", "passkeys", "public", "recovery"],
  passkeys: ["boundary", "core", "generated", "host", "public"],
  recovery: ["boundary", "core", "host", "public"],
  public: ["boundary", "core", "generated", "passkeys", "recovery"],
  password: ["public"],
  // How the package is loaded: nothing but the elements' own entries knows of it.
  entries: ["boundary", "generated", "host", "public"],
  elements: ["entries", "generated", "passkeys", "password", "public"],
  bindings: ["public"],
  server: ["generated"],
  testing: ["boundary", "public"],
};

check([...modules].map(([name, file]) => [name, usedBy(name, readFileSync(file, "utf8"))]));
if (!process.argv[2]) {
  const imports = importsIn(here("pkg/src"));
  check(imports);
  checkFolders(imports);
}

function check(uses) {
  const circles = circlesOf(new Map(uses));
  for (const circle of circles) console.error(`circles: these files use each other: ${circle.map((name) => name.replace(/^crate::/, "")).join(", ")}`);
  if (circles.length > 0) process.exit(1);
  console.log(`circles: none among ${uses.length} files`);
}

function checkFolders(imports) {
  const folderOf = (file) => file.split("/")[0];
  const wrong = imports.flatMap(([file, targets]) =>
    [...targets].filter((target) => folderOf(target) !== folderOf(file) && !MAY_IMPORT[folderOf(file)]?.includes(folderOf(target))).map((target) => `${file} imports ${target}`),
  );
  for (const line of wrong) console.error(`circles: ${line}, but ${line.split("/")[0]} may not use that folder (MAY_IMPORT)`);
  if (wrong.length > 0) process.exit(1);
  console.log("circles: no folder imports one above it");
}

function modulesIn(src) {
  const found = new Map();
  for (const file of readdirSync(src, { recursive: true }).filter((name) => name.endsWith(".rs")).sort()) {
    const path = file.replace(/\.rs$/, "").split("/").filter((part, at, parts) => !(at === parts.length - 1 && /^(lib|main|mod)$/.test(part)));
    found.set(["crate", ...path].join("::"), join(src, file));
  }
  return found;
}

/** The files of TypeScript in a folder, each with those that it imports. */
function importsIn(src) {
  const files = readdirSync(src, { recursive: true }).filter((name) => /(?<!\.d)\.ts$/.test(name)).sort();
  return files.map((file) => {
    const targets = [...readFileSync(join(src, file), "utf8").matchAll(/(?:\bfrom|\bimport|\bimport\() ?"(\.[^"]+)\.js"/g)].map(([, path]) => `${join(dirname(file), path)}.ts`);
    return [file, new Set(targets.filter((target) => files.includes(target)))];
  });
}

/**
 * The modules that a file names by `crate::` or `super::`. A folder's own file (mod.rs) lists what is in the folder, and is
 * not counted as using it.
 */
function usedBy(name, text) {
  const code = text.replace(/\/\/.*/g, "").replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, "");
  const used = new Set();
  const note = (path) => {
    const target = moduleAt(name, path);
    if (target && target !== name) used.add(target);
  };
  for (const [, tree] of code.matchAll(/\buse ((?:crate|super)::[^;]+);/g)) branches(tree).forEach(note);
  for (const [path] of code.matchAll(/\b(?:crate|super)(?:::\w+)+/g)) note(path);
  return used;
}

/** `a::{b, c::{d, e}}` as `a::b`, `a::c::d` and `a::c::e`. */
function branches(tree) {
  const open = tree.indexOf("{");
  if (open < 0) return [tree.replace(/\s+as[\s\S]*/, "").trim()];
  const [before, inner] = [tree.slice(0, open).trim(), tree.slice(open + 1, tree.lastIndexOf("}"))];
  const parts = [""];
  let depth = 0;
  for (const char of inner) {
    depth += char === "{" ? 1 : char === "}" ? -1 : 0;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.filter((part) => part.trim()).flatMap((part) => branches(before + part.trim()));
}

/** The innermost module on a path; the rest names something in it. */
function moduleAt(from, path) {
  const parts = path.split("::").map((part) => part.trim());
  const found = from.split("::");
  if (parts[0] === "crate") found.splice(0, found.length, parts.shift());
  while (parts[0] === "super") [parts.shift(), found.pop()];
  while (parts.length > 0 && modules.has([...found, parts[0]].join("::"))) found.push(parts.shift());
  return modules.has(found.join("::")) ? found.join("::") : undefined;
}

/** The groups of modules from each of which there is a way to each other one (Tarjan's). */
function circlesOf(graph) {
  const [order, lowest, open, groups] = [new Map(), new Map(), [], []];
  const visit = (name) => {
    order.set(name, order.size);
    lowest.set(name, order.get(name));
    open.push(name);
    for (const next of graph.get(name)) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(name, Math.min(lowest.get(name), lowest.get(next)));
    }
    if (lowest.get(name) !== order.get(name)) return;
    const group = open.splice(open.indexOf(name));
    if (group.length > 1) groups.push(group.sort());
  };
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return groups;
}
