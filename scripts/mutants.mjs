// mutants.mjs FOLDER: compares what cargo-mutants let live to tests/mutants.md, where each survivor is explained.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const lines = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean) : []);
// Lines move: a mutant is known by its file and what it changes.
const known = (line) => line.replace(/^(\S+?):\d+:\d+: /, "$1: ");
const explained = new Set([...readFileSync(new URL("../tests/mutants.md", import.meta.url), "utf8").matchAll(/^- `(.+)`/gm)].map(([, mutant]) => mutant));

const [caught, missed, timeout] = ["caught.txt", "missed.txt", "timeout.txt"].map((name) => lines(name).map(known));
const unexplained = missed.filter((mutant) => !explained.has(mutant));
const gone = [...explained].filter((mutant) => caught.includes(mutant) && !missed.includes(mutant));
for (const mutant of unexplained) console.log(`survives, and nobody says why: ${mutant}`);
for (const mutant of gone) console.log(`is killed by now, and still in tests/mutants.md: ${mutant}`);
console.log(`mutants: ${caught.length + timeout.length} killed, ${missed.length} survived, ${unexplained.length} of them unexplained`);
if (caught.length === 0) console.log("no mutant was killed: did it run?");
process.exitCode = unexplained.length === 0 && gone.length === 0 && caught.length > 0 ? 0 : 1;
