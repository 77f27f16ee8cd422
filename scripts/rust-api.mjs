// The public interface of the crate as text, from what `cargo doc` wrote: docs/rust-api.txt, so that a change of it shows.
//   rust-api.mjs FOLDER           writes it
//   rust-api.mjs FOLDER --check   fails where it is out of date
// (cargo-public-api does the same from rustdoc's JSON, which takes a nightly toolchain.)

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const [, , folder, flag] = process.argv;
if (!folder) throw new Error("usage: rust-api.mjs FOLDER [--check]");
const listing = fileURLToPath(new URL("../docs/rust-api.txt", import.meta.url));

// The documentation is built as docs.rs does it, with the feature "js" too: its module and what it implements are no part of this list.
const JS = { folder: /^web[\\/]/, line: /^impl (Tsify for|Host for WebHost)\b/ };

const items = readdirSync(folder, { recursive: true })
  .filter((name) => !JS.folder.test(name))
  .filter((name) => /(^|[\\/])(struct|enum|trait|fn|type|constant)\.\w+\.html$/.test(name))
  .map((name) => itemOf(join(folder, name)))
  .filter(Boolean)
  .sort();
const text = `# The public interface with the feature "native". Written by scripts/test/rust-api.sh --write.\n\n${items.join("\n\n")}\n`;

if (flag !== "--check") writeFileSync(listing, text);
else if (readFileSync(listing, "utf8") !== text) {
  console.error("docs/rust-api.txt is out of date: look at what changed, and run bash scripts/test/rust-api.sh --write");
  process.exit(1);
}

function itemOf(path) {
  const html = readFileSync(path, "utf8");
  const declaration = /<pre class="rust item-decl"><code>([\s\S]*?)<\/code><\/pre>/.exec(html)?.[1];
  // Pages that only lead elsewhere have none.
  if (!declaration) return undefined;
  const where = ["sentc_light_wasm", ...relative(folder, path).split(/[\\/]/).slice(0, -1)].join("::");
  // What every type has (Send, Into, …) says nothing.
  const own = html.split('id="synthetic-implementations"')[0];
  const methods = [...own.matchAll(/<section id="(?:method|tymethod|associatedconstant)\.[^"]*"[^>]*>([\s\S]*?)<\/section>/g)].map(([, section]) => /<h4 class="code-header">([\s\S]*?)<\/h4>/.exec(section)?.[1]);
  const implemented = [...own.matchAll(/<section id="impl-[^"]*"[^>]*>[\s\S]*?<h3 class="code-header">([\s\S]*?)<\/h3>/g)].map(([, head]) => head);
  const lines = [...implemented, ...methods].filter(Boolean).map(plain);
  const traits = lines.filter((line) => / for /.test(line) && !JS.line.test(line) && line.startsWith("impl") && !line.includes("StructuralPartialEq"));
  const inherent = lines.filter((line) => line.startsWith("pub "));
  return [`${where}: ${plain(declaration)}`, ...inherent.map((line) => `    ${line}`), ...traits.sort().map((line) => `    ${line}`)].join("\n");
}

function plain(html) {
  return html
    .replace(/<wbr>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;| /g, " ")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}
