// For programs that read: the guide as `llms.txt` (titles, first sentences, links) and `llms-full.txt` (all of it), in the
// site's folder. See https://llmstxt.org.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const site = here("../target/docs/site");
/** What is read first, first. Every other page follows by its name. */
const FIRST = ["quick-start", "login", "devices", "groups", "options", "handling-errors", "errors", "troubleshooting", "own-back-end", "production"];
const LEFT_OUT = new Set(["index", "changelog"]);

const names = readdirSync(here(".")).filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3)).filter((name) => !LEFT_OUT.has(name));
const pages = [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name)).sort()].map(page);

const head = "# sentc-light-wasm\n\n> Zero-knowledge user management for web apps: registration, login, second factor, passkeys, devices and groups against a sentc API. The password never leaves the device.\n";
writeFileSync(`${site}/llms.txt`, `${head}\n## Guide\n\n${pages.map(({ name, title, first }) => `- [${title}](${name}.html): ${first}`).join("\n")}\n`);
writeFileSync(`${site}/llms-full.txt`, `${head}\n${pages.map(({ text }) => text).join("\n\n")}\n`);

/** Without what only the site or its tests need. */
function page(name) {
  const text = readFileSync(here(`${name}.md`), "utf8")
    .replace(/^<script[\s\S]*?<\/script>\s*/, "")
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/^<[A-Z]\w* .*\/>\n/gm, "")
    .trim();
  const title = /^# (.*)$/m.exec(text)?.[1];
  if (!title) throw new Error(`docs/${name}.md has no title`);
  const prose = text.split(/\n\n+/).find((part) => /^[A-Z]/.test(part)) ?? title;
  return { name, title, text, first: prose.replace(/\s+/g, " ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").split(/(?<=\.) /)[0] };
}
