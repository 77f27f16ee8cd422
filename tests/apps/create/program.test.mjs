// The program `create-sentc-light`: what it writes, asks and refuses.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { TEMPLATES } from "../../../create/make.mjs";
import { program } from "../../../create/program.mjs";
import { root } from "../../package/bundlers/support.mjs";
import { create } from "./support.mjs";

const read = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));
const versions = read("create/versions.json");

function emptyFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "sentc-create-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

for (const template of Object.keys(TEMPLATES)) {
  test(`${template}: the packed program writes the app with pinned versions`, async (t) => {
    const folder = emptyFolder(t);
    const { code, stdout, stderr } = await create(folder, "my-app", "--template", template);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /cd my-app\n {2}npm install\n {2}npm run dev\n/);
    const app = join(folder, "my-app");
    const files = readdirSync(app, { recursive: true }).filter((name) => statSync(join(app, name)).isFile());
    for (const name of ["package.json", ".gitignore", "README.md"]) assert.ok(files.includes(name), name);
    for (const name of files) {
      assert.doesNotMatch(name, /(^|\/)_/);
      assert.doesNotMatch(readFileSync(join(app, name), "utf8"), /APP_NAME/, name);
    }
    const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
    assert.equal(name, "my-app");
    for (const [one, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.equal(version, versions[one], one);
    assert.ok(readFileSync(join(app, "README.md"), "utf8").split("\n").length <= 11);
    // Everything that a working copy must not contain.
    assert.match(readFileSync(join(app, ".gitignore"), "utf8"), /^node_modules\n[^]*^\.sentc-dev\.json$/m);
  });
}

test("a version is pinned once, is used, and is that of the examples that have it too", () => {
  const used = Object.keys(TEMPLATES).flatMap((name) => {
    const { dependencies, devDependencies = [] } = read(`create/templates/${name}/_package.json`);
    return [...dependencies, ...devDependencies];
  });
  assert.deepEqual([...new Set(used)].sort(), Object.keys(versions));
  const examples = ["react-vite", "vue-vite", "sveltekit", "next"].map((name) => read(`examples/${name}/package.json`));
  // vue-tsc, svelte-check and Next want the TypeScript that is written in JavaScript.
  for (const { dependencies, devDependencies } of examples) {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) if (name in versions && name !== "typescript") assert.equal(versions[name], version, name);
  }
  assert.equal(versions["sentc-light-wasm"], `^${read("pkg/package.json").version}`);
  assert.equal(read("create/package.json").version, read("pkg/package.json").version);
});

const REFUSED = [
  [[], "Name the folder and the template: npm create sentc-light my-app -- --template html|react|vue|svelte|next"],
  [["my-app"], "Name the folder and the template"],
  [["my-app", "--template", "angular"], 'There is no template "angular". Choose one of html, react, vue, svelte, next.'],
  [["my-app", "--template"], "Option '--template <value>' argument missing. Try --help."],
  [["my-app", "--tempalte", "vue"], "Unknown option '--tempalte'. Try --help."],
  [["My App", "--template", "vue"], '"My App" cannot be the name of an app.'],
  [[".hidden", "--template", "vue"], '".hidden" cannot be the name of an app.'],
  [["one", "two", "--template", "vue"], "Give one folder, not 2: one, two."],
  [["full", "--template", "vue"], "The folder full is not empty."],
  [["a-file", "--template", "vue"], "a-file is a file."],
  [["my-app", "--template", "vue", "--sdk", "none.tgz"], "There is no file none.tgz."],
];

test("it refuses wrong input with one sentence, and writes nothing", async (t) => {
  const folder = emptyFolder(t);
  mkdirSync(join(folder, "full"));
  writeFileSync(join(folder, "full/notes.txt"), "mine");
  writeFileSync(join(folder, "a-file"), "");
  for (const [args, message] of REFUSED) {
    const { code, stdout, stderr } = await create(folder, ...args);
    assert.equal(code, 1, args.join(" "));
    assert.equal(stdout, "");
    assert.ok(stderr.startsWith(`create-sentc-light: ${message}`) && stderr.split("\n").length === 2, stderr);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["a-file", "full"]);
  assert.deepEqual(readdirSync(join(folder, "full")), ["notes.txt"]);
});

test("it writes into the current folder, and beside a repository", async (t) => {
  const folder = join(emptyFolder(t), "here");
  mkdirSync(join(folder, ".git"), { recursive: true });
  const { code, stdout } = await create(folder, ".", "--template=html");
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /cd /);
  assert.equal(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name, "here");
});

/** Answers each question of the program as it comes. */
async function asked(args, answers) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let said = "";
  output.on("data", (chunk) => {
    said += chunk;
    if (!/: $/.test(said)) return;
    if (answers.length > 0) input.write(`${answers.shift()}\n`);
    else input.end();
  });
  const code = await program({ args, input, output, errors, interactive: true, manager: "pnpm" });
  return { code, said, refused: String(errors.read() ?? "") };
}

test("in a terminal it asks for what is missing, and again after a wrong answer", async (t) => {
  const folder = emptyFolder(t);
  const app = join(folder, "asked");
  const { code, said } = await asked([], [join(folder, "No Name"), app, "9", "angular", "3"]);
  assert.equal(code, 0);
  for (const words of ['"No Name" cannot be the name', "  3  vue     Vue, Vite, TypeScript", 'There is no template "9"', 'There is no template "angular"', "pnpm install\n  pnpm run dev"]) assert.ok(said.includes(words), said);
  assert.ok(existsSync(join(app, "src/App.vue")));
  const named = await asked([join(folder, "second")], ["svelte"]);
  assert.equal(named.code, 0);
  assert.doesNotMatch(named.said, /Folder for the app/);
  assert.ok(existsSync(join(folder, "second/src/App.svelte")));
});

test("in a terminal, the end of the input ends it", async (t) => {
  const { code, refused } = await asked([], [join(emptyFolder(t), "asked")]);
  assert.equal(code, 1);
  assert.equal(refused, "create-sentc-light: Stopped: nothing was made.\n");
});
