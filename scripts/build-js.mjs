// From the wasm, its glue (both in target/wasm-pkg, put there by build.sh) and pkg/src to what the npm package ships:
//   index.js              ES module, for bundlers and <script type="module">; the wasm is a file beside it
//   inline.js             the same with the wasm inside
//   workerd.js, edge.js   the same with the wasm as an import
//   sdk.js                what these share
//   index.cjs             for require, and index.node.mjs, the same instance for import in Node; with the wasm inside
//   testing.js, testing.cjs  the service for tests; testing-wasm.cjs: its wasm, which they share (build-service.sh)
//   testing-playwright.js, testing-playwright.cjs  that service for Playwright's tests; testing.js is beside it
//   sentc-light-dev.mjs   the program of that name: the same service behind HTTP
//   server.js, server.cjs for back ends: no wasm, nothing shared with the others; server-sql.* what they keep in SQL
//   password.js, password.cjs  is a password a bad one? No wasm either
//   authenticators.js, authenticators.cjs  names of authenticators, the same
//   sentc-light.min.js    the script-tag build, window.Sentc
//   sentc-light.worker.js the worker that derives keys
//   sentc-light.wasm
//   sentc-light.integrity.json  the hashes of those that a page names, for Subresource Integrity
//   react.js, vue.js, svelte.js, each as .cjs too   who is signed in, for components; with the framework as an import
//   elements.js and its parts, sentc-light-elements.min.js, sentc-light-elements.css: build-elements.mjs
//   index.d.ts, index.d.cts, server.d.ts, …, password.d.ts, …, wasm.d.ts, wasm.d.cts
// `build-js.mjs FOLDER` builds into another folder than pkg/dist, without generated sources being written.

import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build, transform } from "esbuild";
import { bundleElements } from "./build-elements.mjs";
import { fitGlue } from "./build-glue.mjs";
import { writeEager } from "./eager.mjs";
import { printReport, writeIntegrity, writeSizes } from "./build-report.mjs";
import { fail, publishedTypes, writeDeclaredTypes } from "./build-types.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "pkg/src");
const dist = resolve(process.argv[2] ?? join(root, "pkg/dist"));
const glue = join(root, "target/wasm-pkg/sentc_light_wasm.js");
const wasm = join(root, "target/wasm-pkg/sentc_light_wasm_bg.wasm");
const service = join(root, "target/service-pkg/sentc_light_service_bg.wasm");
const commonPasswords = join(root, "src/password/common.txt");
const glueName = "sentc-light-wasm-glue";

/** For these frameworks, each an entry of its own. */
const BINDINGS = ["react", "vue", "svelte"];

// Bundlers give an address, runtimes at the edge a module; wasm_path takes both.
const WASM_TYPES = "declare const wasm: string | WebAssembly.Module;\nexport default wasm;\n";

await main();

async function main() {
  const stamp = join(dist, ".stamp");
  const inputs = hashOf(inputFiles());
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) {
    console.log("build: nothing has changed");
  } else {
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    writeDeclaredTypes(dtsOf(glue));
    await bundle();
    copyFileSync(wasm, join(dist, "sentc-light.wasm"));
    for (const folder of ["pkg", "create"]) for (const license of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(join(root, license), join(root, folder, license));
    for (const [name, types] of publishedTypes({ index: "entries/sdk", server: "server/index", "server-sql": "server/sql/index", password: "password/index", authenticators: "passkeys/authenticators", testing: "testing/testing", "testing-playwright": "testing/playwright" }, BINDINGS)) {
      // Those of tests and of SQL once for both kinds of modules, which keeps the package under its size.
      writeFileSync(join(dist, `${name}.d.ts`), /^(testing|server-sql)/.test(name) ? `export * from "./${name}.cjs";\n` : types);
      // The same under the name that says it is CommonJS: TypeScript takes the kind of a module from it.
      writeFileSync(join(dist, `${name}.d.cts`), types.replace('"./index.js"', '"./index.cjs"'));
    }
    for (const name of ["wasm.d.ts", "wasm.d.cts"]) writeFileSync(join(dist, name), WASM_TYPES);
    failOnMachinePaths();
    lightenMap(join(dist, "sdk.js.map"));
    removeMap("inline.js");
    writeIntegrity(dist);
    writeSizes(dist);
    // Last, so that a build that failed half-way is done again.
    writeFileSync(stamp, inputs);
  }
  printReport(dist);
}

function inputFiles() {
  const own = ["pkg/tsconfig.json", "package-lock.json", "scripts/build-js.mjs", "scripts/eager.mjs", "scripts/build-elements.mjs", "scripts/elements-manifest.mjs", "scripts/build-glue.mjs", "scripts/build-types.mjs", "scripts/build-report.mjs"].map((name) => join(root, name));
  const sources = readdirSync(src, { recursive: true }).map((name) => join(src, name));
  // Not there where its build was skipped.
  const built = [service, service.replace("_bg.wasm", ".js")].filter((path) => existsSync(path));
  return [...own, ...built, ...sources.filter((path) => statSync(path).isFile() && path !== join(src, "generated/types.ts")).sort(), commonPasswords, glue, dtsOf(glue), wasm];
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${relative(root, file)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

async function bundle() {
  const shared = {
    bundle: true,
    platform: "neutral",
    // The oldest with what the wasm needs anyway: SIMD came to the last browser in 2023.
    target: ["es2021", "chrome91", "firefox90", "safari16.4"],
    alias: { [glueName]: glue },
    // The name that fitGlue puts into the glue.
    inject: [join(src, "boundary/closures.ts")],
    plugins: [
      { name: "fit-glue", setup: fitGlue },
      { name: "wasm-imports", setup: wasmImports },
    ],
    define: { SENTC_WASM_SHA384: JSON.stringify(sha384(wasm)), SENTC_WASM_BYTES: String(statSync(wasm).size) },
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "linked",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  };
  // Names stay readable: the app's bundler minifies once more, and stack traces and class names want them.
  const modules = ["index", "inline", "workerd", "edge"];
  const { metafile } = await build({
    ...shared,
    format: "esm",
    entryPoints: modules.map((name) => join(src, "entries", `${name}.ts`)),
    outdir: dist,
    // One copy of everything for all entries, so that an app that gets hold of two of them has one client.
    splitting: true,
    chunkNames: "sdk",
    metafile: true,
  });
  failOnCircles(metafile);
  failOnOthersCode(metafile);
  const names = exportsOf(metafile, "index.js");
  // With the wasm inside: server bundlers (Next, Nitro, esbuild) move the code and leave files behind. Its lines stay lines: Node
  // prints the one that an uncaught error was thrown in.
  const commonjs = { ...shared, format: "cjs", sourcemap: false, minifyWhitespace: false };
  await build({ ...commonjs, entryPoints: [join(src, "entries/inline.ts")], outfile: join(dist, "index.cjs") });
  writeFileSync(join(dist, "index.node.mjs"), wrapper("./index.cjs", names));
  await bundleBindings(shared);
  const server = { ...shared, inject: [], plugins: [], sourcemap: false };
  for (const [format, ending] of [["esm", "js"], ["cjs", "cjs"]]) {
    await build({ ...server, entryPoints: [join(src, "server/index.ts")], format, outfile: join(dist, `server.${ending}`) });
    // Imported, so that each class of errors exists once.
    const beside = { name: "server", setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: `./server.${ending}`, external: true })) };
    await build({ ...server, entryPoints: [join(src, "server/sql/index.ts")], plugins: [beside], format, outfile: join(dist, `server-sql.${ending}`) });
  }
  const password = { ...server, entryPoints: [join(src, "password/index.ts")], alias: { "sentc-light-common-passwords": commonPasswords }, loader: { ".txt": "text" } };
  await build({ ...password, format: "esm", outfile: join(dist, "password.js") });
  await build({ ...password, format: "cjs", outfile: join(dist, "password.cjs") });
  const authenticators = { ...server, entryPoints: [join(src, "passkeys/authenticators.ts")] };
  await build({ ...authenticators, format: "esm", outfile: join(dist, "authenticators.js") });
  await build({ ...authenticators, format: "cjs", outfile: join(dist, "authenticators.cjs") });
  await bundleTesting(server);
  // Scripts have no import.meta: where their files are is said by document.currentScript.
  // ASCII: a browser reads a script as the page's encoding says, and pages without a charset exist.
  // Without a source map, which would be 115 KB of the package: the one of sdk.js has the same sources.
  // Without `//# allFunctionsCalledOnLoad`: a first visit would wait for all of the script to be compiled. eager.mjs names those
  // functions that a start runs.
  const script = { ...shared, format: "iife", minifyIdentifiers: true, charset: "ascii", sourcemap: false };
  await bundleElements({ src, dist, shared: server, script, wrapper, check: (of) => (failOnCircles(of), failOnOthersCode(of)) });
  const worker = join(dist, "sentc-light.worker.js");
  await build({ ...script, entryPoints: [join(src, "entries/worker.ts")], outfile: worker });
  const define = { ...script.define, SENTC_WORKER_SHA384: JSON.stringify(sha384(worker)) };
  const named = { ...script, define, globalName: "Sentc", entryPoints: [join(src, "entries/script-tag.ts")], minifyIdentifiers: false, minifyWhitespace: false, write: false };
  const [{ text }] = (await build(named)).outputFiles;
  if (!process.argv[2]) writeFileSync(join(root, "target/script-tag.js"), text);
  const { target, charset, legalComments } = script;
  const { code } = await transform(writeEager(text), { target, charset, legalComments, minify: true });
  writeFileSync(join(dist, "sentc-light.min.js"), code);
}

/** No bundle of an app has any of it. The wasm is in a file of its own, so that the two kinds of modules don't carry it twice. */
async function bundleTesting(shared) {
  if (!existsSync(service)) {
    console.log("build: without sentc-light-wasm/testing, since the service was not built");
    return;
  }
  const bytes = readFileSync(service);
  const base64 = deflated(bytes).toString("base64");
  writeFileSync(join(dist, "testing-wasm.cjs"), `module.exports="${base64}";\n`);
  const options = {
    ...shared,
    entryPoints: [join(src, "testing/testing.ts")],
    alias: { "sentc-light-service-glue": service.replace("_bg.wasm", ".js") },
    define: { ...shared.define, SENTC_SERVICE_BYTES: String(bytes.length) },
    plugins: [{ name: "service-wasm", setup: ({ onResolve }) => onResolve({ filter: /^sentc-light-service-base64$/ }, () => ({ path: "./testing-wasm.cjs", external: true })) }],
  };
  await build({ ...options, format: "esm", outfile: join(dist, "testing.js") });
  const program = { ...options, entryPoints: [join(src, "dev/main.mjs")], external: ["node:*"], banner: { js: "#!/usr/bin/env node" } };
  await build({ ...program, format: "esm", outfile: join(dist, "sentc-light-dev.mjs") });
  chmodSync(join(dist, "sentc-light-dev.mjs"), 0o755);
  await build({ ...options, format: "cjs", outfile: join(dist, "testing.cjs") });
  for (const [format, ending, here] of [["esm", "js", "import.meta.url"], ["cjs", "cjs", "ownFile"]]) {
    const beside = { name: "testing", setup: ({ onResolve }) => onResolve({ filter: /^\.\/testing\.js$/ }, () => ({ path: `./testing.${ending}`, external: true })) };
    const banner = format === "cjs" ? { js: 'const ownFile=require("node:url").pathToFileURL(__filename);' } : {};
    const playwright = { ...shared, entryPoints: [join(src, "testing/playwright.ts")], external: ["node:url"], plugins: [beside], banner, define: { ...shared.define, "import.meta.url": here } };
    await build({ ...playwright, format, outfile: join(dist, `testing-playwright.${ending}`) });
  }
}

/** They import nothing of the SDK: the app gives them its client. */
async function bundleBindings({ alias, inject, plugins, define, ...shared }) {
  for (const name of BINDINGS) {
    // For frameworks that render on a server: what uses React's hooks says that it is for the browser.
    const banner = name === "react" ? { js: '"use client";' } : {};
    const options = { ...shared, entryPoints: [join(src, "bindings", `${name}.ts`)], external: ["react", "vue"], banner, sourcemap: false };
    await build({ ...options, format: "esm", outfile: join(dist, `${name}.js`) });
    await build({ ...options, format: "cjs", outfile: join(dist, `${name}.cjs`) });
  }
}

/** For `import` in Node: the instance that `require` gives, so that an app that mixes the two has one client. */
function wrapper(file, names, hasDefault = true) {
  return [
    "// One client for import and require.",
    `import * as sdk from "${file}";`,
    "// What Node calls the default is all of the exports. For bundlers it is the default among them.",
    `const all = sdk.default${hasDefault ? ".default" : ""} ? sdk.default : sdk;`,
    `export const { ${names.filter((name) => name !== "default").join(", ")} } = all;`,
    ...(hasDefault ? ["export default all.default;"] : []),
    "",
  ].join("\n");
}

function exportsOf({ outputs }, file) {
  const [, output] = Object.entries(outputs).find(([path]) => resolve(path) === join(dist, file));
  return output.exports.toSorted();
}

function sha384(path) {
  return createHash("sha384").update(readFileSync(path)).digest("base64");
}

/** Files of pkg/src that import each other have to be understood together: there are none. (Types don't count.) */
function failOnCircles({ inputs }) {
  const done = new Set();
  const visit = (file, way) => {
    if (way.includes(file)) fail(`an import circle: ${[...way.slice(way.indexOf(file)), file].join(" → ")}`);
    if (done.has(file)) return;
    for (const { path } of inputs[file]?.imports ?? []) visit(path, [...way, file]);
    done.add(file);
  };
  for (const file of Object.keys(inputs)) visit(file, []);
}

/** THIRD-PARTY-LICENSES has the licenses of crates alone: no code of an npm package is bundled. */
function failOnOthersCode({ inputs }) {
  for (const file of Object.keys(inputs)) if (file.includes("node_modules/")) fail(`${file} is bundled, and its license is not in pkg/THIRD-PARTY-LICENSES`);
}

/**
 * Debuggers show the sources of a map: without the lines that are comments, which are a quarter of it and stand in the repository, and
 * without the files that the build writes.
 */
function lightenMap(path) {
  const map = JSON.parse(readFileSync(path, "utf8"));
  const withoutComments = (source) => source.replace(/^[ \t]*(?:\/\/|\/\*\*|\*\/|\* |\*$).*$/gm, "");
  map.sourcesContent = map.sourcesContent.map((source, at) => (/\/(target|generated)\//.test(map.sources[at]) ? null : withoutComments(source)));
  writeFileSync(path, JSON.stringify(map));
}

/** Of a file with nothing to debug in it: the wasm as text. */
function removeMap(name) {
  rmSync(join(dist, `${name}.map`));
  const file = join(dist, name);
  writeFileSync(file, readFileSync(file, "utf8").replace(/\n\/\/# sourceMappingURL=.*/, ""));
}

/** The same bytes must come out wherever the clone lies. esbuild, for one, writes a module's path into a comment. */
function failOnMachinePaths() {
  for (const name of readdirSync(dist)) if (readFileSync(join(dist, name)).includes(root)) fail(`pkg/dist/${name} holds a path of this machine (${root})`);
}

/** The wasm as an import: in the module itself as text, or left to the runtime at the edge. */
function wasmImports({ onResolve, onLoad }) {
  onResolve({ filter: /^sentc-light-wasm-base64$/ }, () => ({ path: "sentc-light.wasm", namespace: "base64" }));
  onLoad({ filter: /./, namespace: "base64" }, () => ({ contents: deflated(readFileSync(wasm)), loader: "base64" }));
  onResolve({ filter: /^\.\/sentc-light\.wasm(\?module)?$/ }, ({ path }) => ({ path, external: true }));
}

function deflated(bytes) {
  return deflateRawSync(bytes, { level: 9, memLevel: 9 });
}

function dtsOf(js) {
  return js.replace(/\.js$/, ".d.ts");
}
