// Runs the measures of bench/measures, prints their tables, and renews their sections of results.json and results.svg.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chart } from "./chart.mjs";
import { useBefore } from "./engines/files.mjs";
import { engines } from "./engines/index.mjs";
import { pages } from "./engines/pages.mjs";

const here = (path) => new URL(path, import.meta.url);
const RESULTS = here("results.json");
/** Longer than any measure takes on a busy machine. */
const LIMIT_MS = 20 * 60_000;

const all = readdirSync(here("measures")).filter((name) => name.endsWith(".mjs")).map((name) => name.slice(0, -4)).sort();
const { values: { against }, positionals: wanted } = parseArgs({ options: { against: { type: "string" } }, allowPositionals: true });
if (against) useBefore(against);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length) {
  console.error(`bench: no measure ${unknown.join(", ")}; there are ${all.join(", ")}`);
  process.exit(2);
}

const { devDependencies: peers } = JSON.parse(readFileSync(here("package.json"), "utf8"));
const legend = `ours: this package; older: sentc_wasm_light ${peers.sentc_wasm_light} from npm; dashed line: a goal for ours`;
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};
for (const name of wanted.length ? wanted : all) {
  const { title, measure } = await import(here(`measures/${name}.mjs`));
  console.log(`\n${title}`);
  const late = setTimeout(() => {
    console.error(`bench: ${name} took longer than ${LIMIT_MS / 60_000} minutes`);
    process.exit(1);
  }, LIMIT_MS);
  const measured = await measure({ engines, pages, log: console.log, against });
  clearTimeout(late);
  // Without its engine; what it gave on another day stays.
  if (!measured) continue;
  const { charts, ...values } = measured;
  const [{ model }] = cpus();
  results[name] = { title, date: new Date().toISOString().slice(0, 10), cpu: model.trim(), cores: cpus().length, ...values, charts };
  // After each, so that one that fails takes nothing with it.
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(here("results.svg"), chart(Object.values(results), legend));
}
console.log("\nbench: written to bench/results.json and bench/results.svg");
// Whatever an engine left open.
process.exit(0);
