// How long a key derivation takes, beside other implementations of Argon2id for the web, at the parameters of both
// profiles. All take turns in one run: only the ratios of one run mean anything.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { table } from "../table.mjs";

export const title = "Key derivation (Argon2id, 64 bytes), ms";

const OURS = "sentc-light-wasm";
/** A round of everything, and so many more without the slow ones. */
const TURNS = 8;
const ROUNDS_PER_TURN = 10;

export async function measure({ engines, log }) {
  const source = await bundle();
  const measured = {};
  for await (const { name, run } of engines(source)) {
    measured[name] = {};
    for (const profile of ["standard", "legacy"]) {
      const { about, contestants } = await run("prepare", profile);
      const times = Object.fromEntries(contestants.map((contestant) => [contestant, []]));
      for (let turn = 0; turn < TURNS; turn++) {
        for (const [contestant, more] of Object.entries(await run("rounds", profile, ROUNDS_PER_TURN))) times[contestant].push(...more);
      }
      const rows = summed(times);
      measured[name][profile] = { about, rows };
      log(`\n${name}, ${profile}: ${about}`);
      log(table(["", "min", "median", "ours by this, min", "median"], rows.map((row) => [row.name, row.min, row.median, row.ratio.min.toFixed(2), row.ratio.median.toFixed(2)])));
    }
  }
  return { unit: "ms", measured, charts: charts(measured) };
}

function summed(times) {
  const rows = Object.entries(times).map(([name, each]) => {
    each.sort((a, b) => a - b);
    return { name, rounds: each.length, min: rounded(each[0]), median: rounded(each[each.length >> 1]) };
  });
  const ours = rows.find(({ name }) => name === OURS);
  const ratio = (row) => ({ min: rounded(ours.min / row.min), median: rounded(ours.median / row.median) });
  return rows.map((row) => ({ ...row, ratio: ratio(row) })).sort((a, b) => a.min - b.min);
}

function rounded(value) {
  return Number(value.toFixed(3));
}

function charts(measured) {
  return Object.entries(measured).map(([engine, profiles]) => ({
    title: `${engine}: ${profiles.standard.about}, minimum`,
    unit: "ms",
    bars: profiles.standard.rows.map(({ name, min }) => ({ name, value: min, ours: name === OURS })),
  }));
}

/** One module for all engines, with every wasm inside. */
async function bundle() {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../pages/derive.mjs", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    // Which instance of the module: the one that is shipped.
    alias: { "sentc-light.wasm": `${root}/pkg/dist/sentc-light.wasm`, "sentc-light-glue": `${root}/target/wasm-pkg/sentc_light_wasm.js` },
    plugins: [wasmBytes],
  });
  return outputFiles[0].text;
}

const wasmBytes = {
  name: "wasm bytes",
  setup: ({ onLoad }) => void onLoad({ filter: /\.wasm$/ }, ({ path }) => ({ contents: readFileSync(path), loader: "binary" })),
};
