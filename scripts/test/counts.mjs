// counts.mjs LOG: adds up what the test programs said in it. Prints: lines found, passed, failed, skipped.

import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8").replace(/\x1b\[[0-9;]*m/g, "");
let found = 0;
const sum = { passed: 0, failed: 0, skipped: 0 };

// cargo test, wasm-pack test
for (const [, passed, failed, ignored] of text.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)) add(passed, failed, ignored);
// the conformance suite and the like
for (const [, passed, failed, skipped] of text.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/gm)) add(passed, failed, skipped);
// node --test. What was cancelled has not passed
for (const [, key, number] of text.matchAll(/^[#ℹ] (pass|fail|cancelled|skipped|todo) (\d+)$/gm)) {
  if (key === "pass") add(number);
  else if (key === "fail" || key === "cancelled") sum.failed += Number(number);
  else sum.skipped += Number(number);
}

console.log(found, sum.passed, sum.failed, sum.skipped);

function add(passed, failed = 0, skipped = 0) {
  found++;
  sum.passed += Number(passed);
  sum.failed += Number(failed);
  sum.skipped += Number(skipped);
}
