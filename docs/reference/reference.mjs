// Makes the reference of what typedoc has written into docs/api: an overview by what people do, an example and the error codes
// for each member, titles that say what a page is about. Warns where a member has no example or no place in the overview.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const api = (path) => here(`../api/${path}`);

const PAGES = { SentcClient: "index/interfaces/SentcClient.md", User: "index/classes/User.md", Group: "index/classes/Group.md" };

/** Of `Disposable`: the syntax `using` calls them. */
const WITHOUT = new Set(["[asyncDispose]", "[dispose]"]);

/** What people do, in the order of the overview. The members of each are in examples.ts, below its title. */
const TOPICS = [
  "Start",
  "Register and sign in",
  "Passkeys",
  "The signed-in user",
  "Account",
  "Devices",
  "Second factor",
  "Recovery kits",
  "Groups of the user",
  "Invites and join requests of the user",
  "A group and its members",
  "Invites and join requests to a group",
  "Groups below, and connected groups",
  "A group as a member of groups",
  "With your own back end",
  "Records of your own",
];

const TITLES = { SentcClient: "SentcClient, the class of Sentc", User: "User", Group: "Group" };

/** By `Class.member`: its topic, its code and the codes of its errors. */
export function examples() {
  const text = readFileSync(here("examples.ts"), "utf8");
  const found = new Map();
  let topic;
  for (const [, title, name, codes, code] of text.matchAll(/^ {2}\/\/# (.+)$|^ {2}\/\/: (\S+)([ A-Z_]*)\n {2}\{\n([\s\S]*?)^ {2}\}$/gm)) {
    if (title) topic = title;
    else found.set(name, { topic, codes: codes.trim().split(" ").filter(Boolean), code: code.replace(/^ {4}/gm, "").trimEnd() });
  }
  return found;
}

/** What is wrong: an array of sentences. `members`: by class, the names on its page. */
export function problems(members, known = examples()) {
  const wrong = [];
  const all = Object.entries(members).flatMap(([name, list]) => list.map((member) => `${name}.${member}`));
  for (const name of all) if (!known.has(name)) wrong.push(`${name} has no example in docs/reference/examples.ts`);
  for (const [name, { topic }] of known) {
    if (!all.includes(name)) wrong.push(`there is no ${name}`);
    if (!TOPICS.includes(topic)) wrong.push(`${name} is below "${topic}", which is not in TOPICS of docs/reference/reference.mjs`);
  }
  return wrong;
}

function main() {
  const known = examples();
  const [members, sentences] = [{}, new Map()];
  for (const [name, path] of Object.entries(PAGES)) {
    const [head, ...parts] = readFileSync(api(path), "utf8").split(/^(?=##{1,2} (?!Extends))/m);
    members[name] = [];
    const written = parts.map((part) => {
      if (part.startsWith("## ")) return part;
      const member = /^### (.*?)(\(\))?\n/.exec(part)[1].replaceAll("\\", "");
      if (WITHOUT.has(member)) return undefined;
      members[name].push(member);
      sentences.set(`${name}.${member}`, firstSentence(withExample(part)));
      return withExample(part, known.get(`${name}.${member}`));
    });
    const about = head.replace(/^# .*$/m, `# ${TITLES[name]}`).replace(/^`using client[^\n]*\n/m, "").replace(/^## Extends\n[\s\S]*/m, "");
    writeFileSync(api(path), `${name === "SentcClient" ? about.trimEnd() + INTRODUCTION : about}${written.filter(Boolean).join("").trimEnd()}\n`);
  }
  // tests/docs/site refuses them.
  for (const line of problems(members, known)) console.warn(line);
  mkdirSync(here("../../target/docs"), { recursive: true });
  writeFileSync(here("../../target/docs/members.json"), JSON.stringify(members));

  rmSync(api("index/variables"), { recursive: true, force: true });
  writeFileSync(api("index/Sentc.md"), MAIN_OBJECT);
  const list = readFileSync(api("index.md"), "utf8").replace(/^# .*\n/, "").replace(/^## Variables\n[\s\S]*?(?=^## )/m, "").replace(/^## /gm, "### ");
  writeFileSync(api("index.md"), `${overview(sentences, known)}\n## Everything else\n\n${list.trim()}\n`);
  mendAnchors();
}

/** VitePress writes a hyphen for each underscore of a heading; typedoc's links keep the underscore. */
function mendAnchors() {
  for (const name of readdirSync(here("../api"), { recursive: true }).filter((name) => name.endsWith(".md"))) {
    const text = readFileSync(api(name), "utf8");
    writeFileSync(api(name), text.replace(/(\.md#)(\w+)\)/g, (_, before, anchor) => `${before}${anchor.replaceAll("_", "-")})`));
  }
}

/** Before what typedoc repeats from classes that are not exported. */
function withExample(part, example) {
  const text = part.replace(/^#{4,5} (Inherited from|Overrides|Implementation of)\n\n.*\n/gm, "").replace(/\n\*\*\*\n*$/, "").replace(/\n{3,}/g, "\n\n").trimEnd();
  if (!example) return `${text}\n\n`;
  const errors = example.codes.length > 0 ? `#### Errors\n\n${example.codes.map((code) => `[\`${code}\`](/errors)`).join(", ")}, and those of every call\n\n` : "";
  return `${text}\n\n${errors}#### Example\n\n\`\`\`ts\n${example.code}\n\`\`\`\n\n***\n\n`;
}

function firstSentence(part) {
  const prose = part.split(/\n\n+/).find((text) => /^[A-Z`]/.test(text));
  return (prose ?? "").replace(/\s+/g, " ").split(/(?<=[.:]) (?=[A-Z`])/)[0].replace(/[:.]$/, "").replaceAll("|", "\\|");
}

function overview(sentences, known) {
  const parts = ["# Reference\n", OPENING];
  for (const title of TOPICS) {
    parts.push(`## ${title}\n\n| member | what it does |\n|---|---|`);
    for (const [path] of [...known].filter(([path, { topic }]) => topic === title && sentences.has(path))) {
      const [name, member] = path.split(".");
      const [object, page] = [{ SentcClient: "Sentc", User: "user", Group: "group" }[name], PAGES[name]];
      parts.push(`| [\`${object}.${member}\`](./${page}#${member.toLowerCase().replaceAll("_", "-")}) | ${sentences.get(path) || WORDS[path] || ""} |`);
    }
  }
  // An empty line before each title.
  return `${parts.join("\n").replace(/\n(?=## )/g, "\n\n")}\n`;
}

/** For members that have no comment of their own. */
const WORDS = { "User.device_id": "The id of this device", "Group.toJSON": "What `JSON.stringify` writes: the same as `data`" };

const OPENING = `\`Sentc\` is [the client of your app](./index/Sentc.md). It gives a \`user\`, who gives a \`group\`. Subpaths have their own
references: [React](./react/index.md), [Vue](./vue/index.md), [Svelte](./svelte/index.md), [back ends](./server/index.md) and [their SQL](./server-sql/index.md).

Every failure is a [\`SentcError\`](./index/classes/SentcError.md). Any call can reject with \`INVALID_ARGUMENT\`, \`NOT_INITIALIZED\` and
\`DISPOSED\`, and calls that ask the service with \`NETWORK\`, \`TIMEOUT\`, \`ABORTED\` and \`SERVER_ERROR\`. Each page names the codes that
are particular to a call, and [the table of errors](/errors) explains all of them.
`;

const INTRODUCTION = `

A client of one app. [\`Sentc\`](../Sentc.md) is the default one; [\`createClient\`](../functions/createClient.md) makes others. It can be used
with \`await using\`, which waits for \`dispose\`.

`;

const MAIN_OBJECT = `# Sentc

The client of your app, and the default export of the package. Its methods are those of [\`SentcClient\`](./interfaces/SentcClient.md); the
[overview](../index.md) sorts them by what you want to do.

\`\`\`ts
import Sentc from "sentc-light-wasm";

const user = await Sentc.init({ app_token: "your app's public token" });
\`\`\`

With the script tag it is \`window.Sentc.default\`. All modules of a page get the same object. Use [\`createClient\`](./functions/createClient.md)
for a second app, or a second account of the same app.
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
