// What the package weighs: each file that is loaded, what an app loads with each entry, the published older client's files
// beside it, and what the wasm consists of, by crate.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadedSizes, readSizes, sizeOf } from "../../scripts/build-report.mjs";
import { table } from "../table.mjs";
import { readWasm } from "../wasm-functions.mjs";

export const title = "Sizes, KB of 1,000 bytes";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DIST = `${root}pkg/dist`;
const OLDER = fileURLToPath(new URL("../node_modules/sentc_wasm_light", import.meta.url));
const OLDER_FILES = ["sentc_wasm_light.js", "sentc_wasm_light_bg.wasm"];
const OURS = "sentc_light_wasm";
const STD = ["core", "alloc", "std", "compiler_builtins", "__rustc"];

export async function measure({ log, against }) {
  const files = readSizes(DIST);
  const before = against ? loadedSizes((name) => sizeOf(`${against}/${name}`)) : {};
  const older = Object.fromEntries(OLDER_FILES.map((name) => [name, sizeOf(`${OLDER}/${name}`)]));
  older["older client, both"] = Object.values(older).reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }));
  const wasm = partsOfWasm();

  const kb = (bytes) => bytes / 1_000;
  const rows = (sizes) => Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => [name, kb(raw), kb(gzip), kb(brotli)]);
  log(table(["", "raw", "gzip -9", "brotli -q 11"], [...rows(files), ...rows(older), ...rows(before).map(([name, ...sizes]) => [`before: ${name}`, ...sizes])]));
  log("\nThe wasm by crate, raw");
  log(table(["", "KB", "functions"], wasm.map(({ name, bytes, functions }) => [name, kb(bytes), functions ? String(functions) : ""])));

  const bars = [
    ["npm", files["npm (index.js)"], true],
    ["script tag", files["script tag"], true],
    ["older client", older["older client, both"], false],
    ...(against ? [["npm, before", before["npm (index.js)"], false], ["script tag, before", before["script tag"], false]] : []),
  ].map(([name, { brotli }, ours]) => ({ name, value: kb(brotli), ours }));
  return { unit: "bytes", files, older, wasm, charts: [{ title: "What an app loads (script, worker and wasm), brotli", unit: "KB", bars }] };
}

/** Of the shipped module, built once more with names: the largest first. The crate of this package goes by its modules. */
function partsOfWasm() {
  const folder = `${root}target/bench/named`;
  execFileSync("bash", ["scripts/build.sh", "--named", folder], { cwd: root, stdio: "inherit" });
  const { sections, functions } = readWasm(readFileSync(`${folder}/sentc_light_wasm_bg.wasm`));
  const parts = new Map();
  for (const { name, bytes } of functions) {
    const part = partOf(name);
    const sum = parts.get(part) ?? { name: part, bytes: 0, functions: 0 };
    parts.set(part, { ...sum, bytes: sum.bytes + bytes, functions: sum.functions + 1 });
  }
  const byCrate = [...parts.values()].sort((a, b) => b.bytes - a.bytes);
  const { code, data, ...others } = sections;
  const rest = Object.entries(others).filter(([name]) => !name.startsWith("custom")).reduce((sum, [, bytes]) => sum + bytes, 0);
  return [...byCrate, { name: "(data: tables and texts of all)", bytes: data }, { name: "(types, imports, exports and the like)", bytes: rest }];
}

/**
 * The crate that a function is there for: the first in its name that is not the standard library, whose generic functions
 * are compiled for those that use them.
 */
function partOf(name) {
  // Crates carry a hash; in short brackets are the numbers that tell functions of one name apart.
  const crates = [...(name ?? "").matchAll(/\b(\w+)\[[0-9a-f]{8,}\](?:::(\w+))?/g)];
  const [, crate, module] = crates.find(([, crate]) => !STD.includes(crate)) ?? crates[0] ?? [];
  if (crate === undefined) return name?.startsWith("<") ? "std" : "(exports and functions without a name)";
  if (crate === OURS) return module ? `${OURS}::${module}` : OURS;
  return STD.includes(crate) ? "std" : crate;
}
