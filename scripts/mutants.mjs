// mutants.mjs FOLDER: compares what cargo-mutants let live, in all its runs below FOLDER, to tests/mutants.md, where each
// survivor is explained.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const runs = existsSync(folder) ? readdirSync(folder).map((run) => join(folder, run, "mutants.out")) : [];
// Lines move: a mutant is known by its file and what it changes.
const known = (line) => line.replace(/^(\S+?):\d+:\d+: /, "$1: ");
const lines = (name) =>
  runs
    .map((run) => join(run, name))
    .filter(existsSync)
    .flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map(known));
const explained = new Set([...readFileSync(new URL("../tests/mutants.md", import.meta.url), "utf8").matchAll(/^- `([^`]+)`/gm)].map(([, mutant]) => mutant));

const caught = [...lines("caught.txt"), ...lines("previously_caught.txt"), ...lines("timeout.txt")];
const missed = lines("missed.txt");
const unexplained = missed.filter((mutant) => !explained.has(mutant));
const gone = [...explained].filter((mutant) => caught.includes(mutant) && !missed.includes(mutant));
for (const mutant of unexplained) console.log(`survives, and nobody says why: ${mutant}`);
for (const mutant of gone) console.log(`is killed by now, and still in tests/mutants.md: ${mutant}`);
console.log(`mutants: ${caught.length} killed, ${missed.length} survived, ${unexplained.length} of them unexplained; ${lines("unviable.txt").length} did not compile`);
if (caught.length === 0) console.log("no mutant was killed: did it run?");
process.exitCode = unexplained.length === 0 && gone.length === 0 && caught.length > 0 ? 0 : 1;
