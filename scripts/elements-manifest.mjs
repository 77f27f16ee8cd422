// A Custom Elements Manifest (https://github.com/webcomponents/custom-elements-manifest, schema 1.0.0) of the elements, for editors and
// catalogs: from their sources, what they read and emit; from published.d.ts, types and descriptions.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What every element reads, in element.ts. */
const COMMON = ["app-token", "base-url", "idle-minutes", "locale"];
/** The sources have no place for these words. */
const SLOTS = {
  logo: "above everything",
  terms: "below everything",
  fields: "more fields for a new account",
  forgot: "beside the links, for a forgotten password",
  menu: "more entries of the menu",
};

export function elementsManifest(src) {
  const folder = join(src, "elements");
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const published = read("published.d.ts");
  const classes = new Map(readdirSync(folder).filter((name) => /^[\w-]+\.ts$/.test(name)).flatMap((name) => classesIn(read(name))));
  const attributes = membersOf(published, "interface SentcElementAttributes");
  const events = membersOf(published, "interface SentcElementEvents");
  const shared = membersOf(published, "abstract class SentcElement ").filter(({ name }) => ["client", "locale"].includes(name));
  const cssProperties = cssPropertiesOf(read("elements.css"));
  const declarations = membersOf(published, "interface SentcElements ").map(({ name: tagName, type: name }) => {
    const code = classes.get(name);
    const found = (pattern) => [...new Set([...code.matchAll(pattern)].map(([, one]) => one))];
    const own = [...found(/(?:getAttribute|allows)\("([\w-]+)"\)/g), ...(code.includes("newPassword(") ? ["min-password", "common-passwords"] : []), ...found(/PASSED_ON: "([\w-]+)"/g)];
    return {
      kind: "class",
      customElement: true,
      tagName,
      name,
      description: docOf(published, `export declare class ${name} `),
      superclass: { name: "HTMLElement" },
      attributes: [...new Set([...COMMON, ...own])].map((one) => typed(attributes.find(({ name }) => name === one) ?? fail(one))),
      members: [...shared, ...membersOf(published, `declare class ${name} `)].map((one) => ({ kind: "field", ...typed(one) })),
      events: [...found(/this\.emit\("([\w-]+)"/g), "signed-out"].map((one) => typed(events.find(({ name }) => name === one) ?? fail(one))),
      slots: found(/slotted\("(\w+)"\)/g).map((one) => ({ name: one, description: SLOTS[one] ?? fail(one) })),
      cssProperties,
    };
  });
  const exports = declarations.map(({ name, tagName }) => ({ kind: "custom-element-definition", name: tagName, declaration: { name, module: "dist/elements.js" } }));
  return { schemaVersion: "1.0.0", readme: "", modules: [{ kind: "javascript-module", path: "dist/elements.js", declarations, exports }] };
}

/** The classes of a file by their names, each with what stands at the top of the file, where lists of attributes are. */
function classesIn(text) {
  const lists = [...text.matchAll(/PASSED_ON = \[([^\]]*)\]/g)].flatMap(([, list]) => list.split(",").map((one) => `PASSED_ON: ${one.trim()}`)).join("\n");
  return text.split(/^(?=export (?:abstract )?class )/m).slice(1).map((part) => [/class (\w+)/.exec(part)[1], `${part}\n${lists}`]);
}

/** The properties that the stylesheet reads, each with its default and the comment where it is read first. */
function cssPropertiesOf(css) {
  const found = new Map();
  for (const [, name, value, description] of css.matchAll(/var\((--sentc-[\w-]+), (.+)\);(?: \/\* (.*) \*\/)?$/gm)) {
    if (!found.has(name)) found.set(name, { name, default: value, description: description ?? fail(name) });
  }
  return [...found.values()];
}

/** The members of an interface or class of published.d.ts, with their descriptions. */
function membersOf(text, start) {
  const body = /\{\n([\s\S]*?)^\}/m.exec(text.slice(text.indexOf(`${start}`)))?.[1];
  if (text.indexOf(start) < 0 || body === undefined || /\{\}$/m.test(text.slice(text.indexOf(start)).split("\n")[0])) return [];
  const pattern = /(?:\/\*\* (.*?) \*\/\s*)?^ {2}(?:get )?"?([\w-]+)"?(?:\(\))?\??: (.+);$/gm;
  return [...body.matchAll(pattern)].map(([, description, name, type]) => ({ name, type, ...(description && { description }) }));
}

function docOf(text, start) {
  const [before] = text.split(start);
  return /\/\*\* (.*?) \*\/\n$/.exec(before)?.[1] ?? "";
}

const typed = ({ type, ...rest }) => ({ ...rest, type: { text: type } });

function fail(name) {
  throw new Error(`build: ${name}, which an element uses, is not described in published.d.ts or elements.css`);
}
