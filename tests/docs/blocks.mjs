// The code blocks of the documentation, and what is to be done with each. A comment before a block says it:
//   <!-- run: page -->              in a page, as a module, with an import map
//   <!-- run: page, with user -->   the same after a set-up, whose names it may use (set-ups.mjs)
//   <!-- run: passkey, with user -->  in a page with an authenticator
//   <!-- run: node, with user -->   in Node
//   <!-- run: html -->              a whole page
//   <!-- run: policy -->            a Content-Security-Policy, under which a page signs somebody in
//   <!-- from: examples/… -->       part of a file that other tests run
// Commands (sh) need none: the scripts they name must exist. Output and sketches are `text`.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Pages whose code has tests of their own. */
const ELSEWHERE = new Set(["errors.md", "own-back-end.md", "rust.md", "theming.md"]);

export function pages() {
  const guide = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md") && !ELSEWHERE.has(name));
  return ["README.md", "pkg/README.md", ...guide.sort().map((name) => `docs/${name}`)];
}

export function blocksOf(page) {
  const text = readFileSync(root + page, "utf8");
  const blocks = [];
  for (const match of text.matchAll(/(?:<!-- (run|from): ([^>]+?) -->\n)?^( *)```(\w*)[^\n]*\n([\s\S]*?)^\3```$/gm)) {
    const [, verb, argument = "", indent, language, code] = match;
    const line = text.slice(0, match.index).split("\n").length + (verb ? 1 : 0);
    const [how, setUp] = verb === "run" ? argument.split(", with ") : [verb, undefined];
    blocks.push({ where: `${page}:${line}`, how, setUp, file: verb === "from" ? argument : undefined, language, code: code.replace(new RegExp(`^${indent}`, "gm"), "") });
  }
  return blocks;
}
