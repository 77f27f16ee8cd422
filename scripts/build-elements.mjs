// `sentc-light-wasm/elements`, from pkg/src/elements:
//   elements.js           all elements; elements-sign-in.js and so on define one alone, and share elements-….js
//   elements-node.js      all elements for import in Node; the client is that of index.node.mjs
//   elements.cjs          for require on a server, where elements do nothing: classes by the same names
//   elements-locale-de.js, elements-locale-de-account.js, elements-locale-de-group.js and so on   the words of one language, each
//                         loaded once a page has it and such an element
//   sentc-light-elements.min.js       for script tags
//   sentc-light-elements.css          the look
//   elements.d.ts, elements-locale.d.ts and so on
//   custom-elements.json              what the elements take and emit, for editors

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { elementsManifest } from "./elements-manifest.mjs";

/** The entries that define one element alone. */
export const partsOf = (src) => namesIn(join(src, "elements/parts"));
export const localesOf = (src) => namesIn(join(src, "elements/locales"));

/** `check` is called with esbuild's metafile. Gives the names that the module exports. */
export async function bundleElements({ src, dist, shared, script, wrapper, check }) {
  const from = (name) => join(src, "elements", `${name}.ts`);
  const words = await wordSets(src);
  // Importing an element defines it, which "sideEffects" says of the built files alone.
  const options = { ...shared, inject: [], sourcemap: false, minifyIdentifiers: true, ignoreAnnotations: true };
  const { metafile } = await build({
    ...options,
    plugins: [besideOthers("./index.js"), words.plugin((path) => ({ path, namespace: NAMESPACE }))],
    format: "esm",
    entryPoints: [
      { in: from("index"), out: "elements" },
      { in: from("node"), out: "elements-node" },
      ...partsOf(src).map((name) => ({ in: from(`parts/${name}`), out: `elements-${name}` })),
      ...words.packs.map(({ path, file }) => ({ in: path, out: file })),
    ],
    outdir: dist,
    splitting: true,
    chunkNames: "elements-[hash]",
    metafile: true,
  });
  check(metafile);
  const names = Object.entries(metafile.outputs).find(([path]) => path.endsWith("/elements.js"))[1].exports;
  writeFileSync(join(dist, "elements.cjs"), forServers(names));
  // A script resolves what it imports against its own address, as a module does.
  const beside = [besideOthers(""), words.plugin((path, file) => ({ path: `./${file}.js`, external: true }))];
  await build({ ...script, ignoreAnnotations: true, inject: [], plugins: beside, sourcemap: false, globalName: "SentcElements", entryPoints: [from("script-tag")], outfile: join(dist, "sentc-light-elements.min.js") });
  const style = await build({ entryPoints: [join(src, "elements/elements.css")], minify: true, write: false, target: options.target });
  writeFileSync(join(dist, "sentc-light-elements.css"), style.outputFiles[0].contents);
  copyTypes(src, dist);
  writeFileSync(join(dist, "custom-elements.json"), `${JSON.stringify(elementsManifest(src))}\n`);
}

/** Written by hand, and held against the classes by pkg/src/elements/published-check.ts. What they take of the SDK comes from beside them. */
function copyTypes(src, dist) {
  const taken = [];
  const rest = readFileSync(join(src, "elements/published.d.ts"), "utf8").replace(/^\/\/ The build writes.*\n|^import type \{ (\w+) \} from "\.\.\/public\/\w+\.js";\n/gm, (_, name) => (name && taken.push(name), ""));
  const types = `import type { ${taken.sort().join(", ")} } from "./index.js";\n${rest}`;
  writeFileSync(join(dist, "elements.d.ts"), types);
  writeFileSync(join(dist, "elements.d.cts"), types.replaceAll('"./index.js"', '"./index.cjs"'));
  copyFileSync(join(src, "elements/locale.d.ts"), join(dist, "elements-locale.d.ts"));
}

/** Nothing is drawn there, so `require` gives no more than the names. It was a third of what the elements take in the package. */
function forServers(names) {
  const classes = names.filter((name) => /^Sentc(?!Element$)/.test(name));
  const others = names.filter((name) => !name.startsWith("Sentc")).map((name) => `${name}() {}`);
  return [
    "// For servers. In a browser, and for import, the elements are in elements.js.",
    "class SentcElement extends (globalThis.HTMLElement ?? class {}) {}",
    ...classes.map((name) => `class ${name} extends SentcElement {}`),
    `module.exports = { ${["SentcElement", ...classes, ...others].join(", ")} };`,
    "",
  ].join("\n");
}

/** The SDK is not bundled: the elements use the client of the module beside them. */
function besideOthers(path) {
  const setUp = ({ onResolve }) => {
    onResolve({ filter: /^\.\.\/entries\/sdk\.js$/ }, () => ({ path, external: true }));
    // Loaded once they are needed.
    for (const [from, to] of [["password/index", "password"], ["passkeys/authenticators", "authenticators"]]) onResolve({ filter: new RegExp(`/${from}\\.js$`) }, () => ({ path: `./${to}.js`, external: true }));
    onResolve({ filter: /^\.\.\/entries\/inline\.js$/ }, () => ({ path: "./index.node.mjs", external: true }));
  };
  return { name: "sdk-beside", setup: setUp };
}

const NAMESPACE = "sentc-words";

/**
 * What word-sets.d.ts declares. A pack has its texts without the keys, which are in a module of their own: that is a quarter less.
 * `plugin` takes how an import of a pack is resolved.
 */
async function wordSets(src) {
  const locales = Object.fromEntries(await Promise.all(localesOf(src).map(async (name) => [name, await loaded(join(src, "elements/locales", `${name}.ts`))])));
  const { en, ...others } = locales;
  const names = Object.keys(others);
  const sets = Object.keys(en.sets);
  const keysOf = (set) => [...Object.keys(en.sets[set]), ...(set === "base" ? Object.keys(others[names[0]].default.messages) : [])];
  const pathOf = (locale, set) => `sentc-words/${locale}/${set}`;
  const fileOf = (locale, set) => `elements-locale-${locale}${set === "base" ? "" : `-${set}`}`;
  // The English words are in the elements. One pack is there to be imported, with all of them.
  const packs = Object.keys(locales).flatMap((locale) => (locale === "en" ? ["base"] : sets).map((set) => ({ path: pathOf(locale, set), file: fileOf(locale, set) })));
  const textsOf = (locale, set) => {
    const { messages, ...words } = locales[locale].default;
    const lines = keysOf(set).map((key) => words[key] ?? messages?.[key]).filter((text) => text !== undefined || locale !== "en");
    if (lines.includes(undefined)) throw new Error(`build: words are missing in ${locale}`);
    const texts = lines.map((line) => (typeof line === "string" ? line : Object.entries(line).flat().join("|")));
    if (texts.some((text, at) => /\n/.test(text) || (typeof lines[at] === "string" && text.includes("|")))) throw new Error(`build: a word of ${locale} has a line break or "|"`);
    return JSON.stringify(texts.join("\n"));
  };
  const code = (path) => {
    const [, locale, set] = path.split("/");
    if (locale === "keys") return `import { unpack } from ${JSON.stringify(join(src, "elements/unpack.ts"))};const keys=${JSON.stringify(keysOf(set).join(" "))}.split(" ");export default (texts) => unpack(keys, texts);`;
    if (set === undefined) return `import of from "sentc-words/keys/${locale}";export default { en: of(${textsOf("en", locale)}), packs: {${names.map((name) => `${name}: () => import("${pathOf(name, locale)}")`)}} };`;
    if (locale === "en") return `${sets.map((name) => `import ${name} from "sentc-words/${name}";`).join("")}export default {${sets.map((name) => `...${name}.en`)}};`;
    return `import of from "sentc-words/keys/${set}";export default of(${textsOf(locale, set)});`;
  };
  const plugin = (resolvePack) => ({
    name: NAMESPACE,
    setup: ({ onLoad, onResolve }) => {
      onResolve({ filter: /^sentc-words\// }, ({ path, kind }) => (kind === "dynamic-import" ? resolvePack(path, packs.find((pack) => pack.path === path).file) : { path, namespace: NAMESPACE }));
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({ contents: code(path), resolveDir: src }));
    },
  });
  return { packs, plugin };
}

/** They import types alone. */
async function loaded(file) {
  const { code } = await transform(readFileSync(file, "utf8"), { loader: "ts" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function namesIn(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => name.replace(/\.ts$/, "")).sort();
}
