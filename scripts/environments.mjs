// Writes which environments work into docs/environments.md: a row for each consumer of the packed package that signed in when
// tests/package/bundlers/bundlers.test.mjs ran last. That file's last test tells when the table is out of date.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
export const RESULTS = join(root, "target/bundlers/environments.json");
const page = join(root, "docs/environments.md");

export function tableOf(rows) {
  return ["| where | what to set up | how it is tested |", "|---|---|---|", ...rows.map(({ consumer, setUp, how }) => `| ${consumer} | ${setUp} | signs in${how && `; ${how}`} |`)].join("\n");
}

/** The table as the page has it. */
export function tableInDocs() {
  return /<!-- environments: [^>]*-->\n([\s\S]*?)\n?<!-- \/environments -->/.exec(readFileSync(page, "utf8"))[1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const table = tableOf(JSON.parse(readFileSync(RESULTS, "utf8")));
  writeFileSync(page, readFileSync(page, "utf8").replace(/(<!-- environments: [^>]*-->\n)[\s\S]*?(<!-- \/environments -->)/, (_, before, end) => `${before}${table}\n${end}`));
}
