// The packed package as tools see it that judge packages, as TypeScript sees it, and against what was agreed on.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { integrityOf, overBudget, readBudget, readSizes } from "../../../scripts/build-report.mjs";
import { project, root, tarball, tool } from "./support.mjs";

const dist = join(root, "pkg/dist");
const slow = { timeout: 240_000 };

test("what is in it", slow, async () => {
  const { files } = await tarball();
  const unexpected = files.filter((name) => !/^(README\.md|LICENSE-(APACHE|MIT)|THIRD-PARTY-LICENSES|package\.json|(inline|server|server\/sql|password|authenticators|testing|testing\/playwright|react|vue|svelte|elements)\/package\.json|dist\/[\w.-]+\.(js|cjs|mjs|map|wasm|css|d\.ts|d\.cts|integrity\.json)|dist\/custom-elements\.json)$/.test(name));
  assert.deepEqual(unexpected, []);
  for (const name of ["README.md", "LICENSE-MIT", "THIRD-PARTY-LICENSES", "dist/index.js", "dist/sdk.js", "dist/sentc-light.wasm", "dist/sentc-light.min.js", "dist/custom-elements.json"]) assert.ok(files.includes(name), name);
  const { exports, bin } = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
  const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  const isIn = (target) => files.some((name) => new RegExp(`^${target.slice(2).replaceAll(".", "\\.").replace("*", "[\\w-]+")}$`).test(name));
  for (const target of [...targets(exports), ...Object.values(bin)]) assert.ok(isIn(target), `${target} is exported and not in the package`);
  const typesFirst = (value) => typeof value === "string" || (!("types" in value) || Object.keys(value)[0] === "types") && Object.values(value).every(typesFirst);
  assert.ok(typesFirst(exports), "types come first in every set of conditions");
});

test("publint has nothing to say", slow, async () => {
  const folder = await project("checks");
  const output = await tool(folder, "publint", "run", "node_modules/sentc-light-wasm", "--strict", "--pack", "false");
  assert.match(output, /All good!/, output);
});

test("arethetypeswrong: they are not", slow, async () => {
  const folder = await project("checks");
  // The files for script tags have no types, nor does anybody import them.
  const untyped = ["./sentc-light.worker.js", "./sentc-light.min.js", "./sentc-light-elements.min.js", "./elements.css", "./wasm", "./sentc-light.wasm", "./sentc-light.integrity.json"];
  await tool(folder, "attw", (await tarball()).path, "--exclude-entrypoints", ...untyped, "--format", "ascii");
});

// A module and CommonJS, for the resolutions of Node and of bundlers, by the last TypeScript that is written in itself and
// by the native one.
for (const [module, resolution, ...endings] of [
  ["node16", "node16", "mts", "cts"],
  ["nodenext", "nodenext", "cts"],
  ["esnext", "bundler", "ts"],
]) {
  test(`TypeScript: ${module}, ${resolution}, .${endings.join(", .")}`, slow, async () => {
    const folder = await project("checks");
    const files = endings.map((ending) => `checked.${ending}`);
    for (const file of files) cpSync(join(folder, "app.ts"), join(folder, file));
    // esModuleInterop: the flag that every template has.
    const compilerOptions = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, esModuleInterop: true, target: "es2022", lib: ["es2022", "dom"], types: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, module, moduleResolution: resolution }, files }));
    for (const compiler of [folder, root]) await tool(folder, join(compiler, "node_modules/.bin/tsc"), "-p", "tsconfig.json");
    for (const file of files) rmSync(join(folder, file));
  });
}

test("TypeScript 5.2, the oldest, without skipLibCheck", slow, async () => {
  const folder = await project("checks");
  const code = [
    'import Sentc, { createClient, type User } from "sentc-light-wasm";',
    'import { verifyJwt } from "sentc-light-wasm/server";',
    'export const user: Promise<User> = Sentc.login("ada", "password", true);',
    "export { createClient, verifyJwt };",
  ];
  writeFileSync(join(folder, "oldest.ts"), code.join("\n"));
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: false, target: "es2022", lib: ["es2022", "dom"], types: [], module: "node16", moduleResolution: "node16" };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["oldest.ts"] }));
  await tool(folder, join(folder, "node_modules/typescript-5.2/bin/tsc"), "-p", "tsconfig.json");
  rmSync(join(folder, "oldest.ts"));
});

test("no any in the published types", () => {
  for (const name of readdirSync(dist).filter((name) => name.endsWith(".d.ts"))) {
    const types = readFileSync(join(dist, name), "utf8").replace(/\/\*[\s\S]*?\*\/|"[^"]*"/g, "");
    assert.doesNotMatch(types, /\bany\b/, name);
    assert.doesNotMatch(types, /@internal/, name);
  }
});

test("the public interface is the one that was reviewed (pkg/api.d.ts)", () => {
  const [now, reviewed] = [join(dist, "index.d.ts"), join(root, "pkg/api.d.ts")].map((path) => readFileSync(path, "utf8"));
  assert.equal(now, reviewed, "the published types have changed. If that is meant: cp pkg/dist/index.d.ts pkg/api.d.ts");
});

test("within the size budget (pkg/size-budget.json)", () => {
  assert.deepEqual(overBudget(readSizes(dist), readBudget()), []);
});

test("the script-tag build reads the same in every encoding", () => {
  for (const name of ["sentc-light.min.js", "sentc-light-elements.min.js", "sentc-light.worker.js"]) assert.match(readFileSync(join(dist, name), "latin1"), /^[\t\n\r -~]*$/, name);
});

test("the wasm's hash is built in", () => {
  const hash = integrityOf(join(dist, "sentc-light.wasm")).replace("sha384-", "");
  for (const name of ["sdk.js", "index.cjs", "sentc-light.min.js"]) assert.ok(readFileSync(join(dist, name), "utf8").includes(hash), name);
});

// The wasm names an error by its number. One call of the texts' function, and all of them are in it.
test("the texts of the error table are in the script alone", () => {
  const [, table] = /const TABLE = `([^]*)`;/.exec(readFileSync(join(root, "pkg/src/generated/errors.ts"), "utf8"));
  const wasm = readFileSync(join(dist, "sentc-light.wasm")).toString("latin1");
  const twice = JSON.parse(table).flatMap(([, , , message, hint]) => [message, hint]).filter((text) => text.length > 24 && wasm.includes(text));
  // Rust writes these itself, and more after them.
  const own = ["the answer is not from a sentc API", "the recovery code is mistyped"];
  assert.deepEqual(twice.filter((text) => !own.includes(text)), []);
});

test("bundling twice gives the same bytes", slow, async (t) => {
  const folder = mkdtempSync(join(root, "target/again-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await promisify(execFile)(process.execPath, [join(root, "scripts/build-js.mjs"), join(folder, "dist")], { cwd: root });
  const hashes = (of) => Object.fromEntries(readdirSync(of).map((name) => [name, createHash("sha256").update(readFileSync(join(of, name))).digest("hex")]));
  const expected = hashes(dist);
  // Maps name their sources by relative paths.
  for (const [name, hash] of Object.entries(hashes(join(folder, "dist")))) if (!name.endsWith(".map")) assert.equal(hash, expected[name], name);
});

test("the README's options and errors are those of the code", () => {
  const readme = readFileSync(join(root, "pkg/README.md"), "utf8");
  const types = readFileSync(join(dist, "index.d.ts"), "utf8");
  const [, options] = /^interface SentcOptions \{\n([\s\S]*?)^\}/m.exec(types);
  for (const [, name] of options.matchAll(/^ {4}(\w+)\??:/gm)) assert.match(readme, new RegExp(`\\| \`${name}[\`.]`), `the option ${name} is in the README`);
  const [, ...rows] = readFileSync(join(root, "docs/errors.md"), "utf8").split("\n| `");
  for (const row of rows) assert.ok(readme.includes(`| \`${row.split("\n")[0]}`), `the README's errors are out of date: cargo run --example error_table`);
});
