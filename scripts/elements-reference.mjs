// The tables of docs/elements.md that come from the Custom Elements Manifest: what each element takes and emits, and the properties of its
// look. They stand between two comments.
//   node scripts/elements-reference.mjs   writes them, after a build

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const GUIDE = new URL("../docs/elements.md", import.meta.url);
const MANIFEST = new URL("../pkg/dist/custom-elements.json", import.meta.url);
const [START, END] = ["<!-- from the Custom Elements Manifest: node scripts/elements-reference.mjs -->", "<!-- /from the manifest -->"];

/** The guide with current tables. */
export function withReference(guide, manifest) {
  const [start, end] = [guide.indexOf(START), guide.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/elements.md has no ${START} … ${END}`);
  return `${guide.slice(0, start + START.length)}\n\n${reference(manifest)}\n\n${guide.slice(end)}`;
}

function reference({ modules: [{ declarations }] }) {
  const isCommon = (kind) => ({ name }) => declarations.every((element) => element[kind].some((one) => one.name === name));
  const common = Object.fromEntries(["attributes", "members", "events"].map((kind) => [kind, declarations[0][kind].filter(isCommon(kind))]));
  const isOwn = (kind) => (one) => !common[kind].includes(one) && !isCommon(kind)(one);
  const sections = declarations.map((element) => {
    const own = Object.fromEntries(["attributes", "members", "events"].map((kind) => [kind, element[kind].filter(isOwn(kind))]));
    const rows = rowsOf({ ...own, slots: element.slots });
    return rows.length > 0 && `### \`<${element.tagName}>\`\n\n${table(rows)}`;
  });
  return [
    `### All elements\n\n${table(rowsOf({ ...common, slots: [] }))}`,
    ...sections.filter(Boolean),
    `### Properties for the look\n\n| property | default | used for |\n|---|---|---|\n${declarations[0].cssProperties.map(lookRow).join("\n")}`,
  ].join("\n\n");
}

const KINDS = { attributes: "attribute", members: "property", events: "event", slots: "slot" };

const rowsOf = (kinds) => Object.entries(kinds).flatMap(([kind, list]) => list.map(({ name, type, description = "" }) => [KINDS[kind], `\`${name}\``, type ? `\`${type.text.replaceAll("|", "\\|")}\`` : "", sentence(description)]));

/** Without the name of the element, which the heading has. */
const sentence = (text) => text.replace(/^`<[\w-]+>`: (.)/, (_, first) => first.toUpperCase());

const table = (rows) => `| kind | name | type | meaning |\n|---|---|---|---|\n${rows.map((cells) => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |")).join("\n")}`;

/** `light-dark(a, b)` is two values. */
function lookRow({ name, default: value, description }) {
  const [, light, dark] = /^light-dark\((.+), (.+)\)$/.exec(value) ?? [];
  return `| \`${name}\` | ${light ? `\`${light}\`; dark: \`${dark}\`` : `\`${value}\``} | ${description} |`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const guide = readFileSync(GUIDE, "utf8");
  writeFileSync(GUIDE, withReference(guide, JSON.parse(readFileSync(MANIFEST, "utf8"))));
}
