// The table of options stands once, in docs/options.md. This checks it against what the code takes, and against the defaults
// that comments and Rust's constants name; the table in pkg/README.md is the same one without its links. `--write` writes it.

import { readFileSync, writeFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const wrong = [];
const same = (what, found, due) => {
  if (found !== due) wrong.push(`${what}: ${found}, not ${due}`);
};

const TABLE = /^\| option \| default \|.*\n\|[-|]+\n(?:\|.*\n)+/m;
const [table] = TABLE.exec(read("docs/options.md"));
/** By the names of the table: the default, without its quotes. */
const rows = new Map([...table.matchAll(/^\| `([\w.]+)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value.replace(/[`"]/g, "")]));

// The names and defaults of the types.
const source = read("pkg/src/public/options.ts");
const [, body] = /^export interface SentcOptions \{\n([\s\S]*?)^\}/m.exec(source);
const fields = new Map([...body.matchAll(/((?: {2}\/\*\*[\s\S]*?\*\/\n)?) {2}(\w+)\??: /g)].map(([, comment, name]) => [name, comment]));
const tops = new Set([...rows.keys()].map((name) => name.split(".")[0]));
same("options in docs/options.md", [...tops].sort().join(), [...fields.keys()].sort().join());
for (const [name, comment] of fields) {
  const due = /Default: ([^\s*]+)/.exec(comment)?.[1] ?? /`(\w+)` \(default\)/.exec(comment)?.[1];
  // "Default: it uses them unchanged" is prose.
  if (due && due !== "it" && !due.startsWith("`")) same(`the default of ${name} in docs/options.md`, rows.get(name), due);
}

// Rust's.
const rust = read("src/wire/mod.rs") + read("src/client/options.rs");
const constant = (name) => new RegExp(`${name}: [^=]+ = "?([^";]+)`).exec(rust)[1].replaceAll("_", "");
const wire = { base_url: "DEFAULT_BASE_URL", timeout_ms: "DEFAULT_TIMEOUT_MS", retries: "DEFAULT_RETRIES" };
for (const [name, of] of Object.entries(wire)) same(`the default of ${name} in docs/options.md`, rows.get(name), constant(of));
const builder = read("src/api/builder.rs");
const said = [`Default: \`${constant("DEFAULT_BASE_URL")}\``, `Default: ${constant("DEFAULT_TIMEOUT_MS") / 1000} seconds`, `Default: ${constant("DEFAULT_RETRIES")}.`];
for (const words of said) if (!builder.includes(words)) wrong.push(`src/api/builder.rs does not say "${words}"`);

// The same table where npm shows it.
const readme = read("pkg/README.md");
const plain = table.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
if (process.argv.includes("--write")) writeFileSync(new URL("../pkg/README.md", import.meta.url), readme.replace(TABLE, () => plain));
else if (!readme.includes(plain)) wrong.push("the table of options in pkg/README.md is not the one of docs/options.md: node scripts/options-table.mjs --write");

for (const line of wrong) console.error(`options: ${line}`);
console.log(`options: ${rows.size} rows, ${wrong.length} to mend`);
if (wrong.length > 0) process.exit(1);
