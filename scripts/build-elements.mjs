// `sentc-light-wasm/elements`, from pkg/src/elements:
//   elements.js           all elements; elements-sign-in.js and so on define one alone, and share elements-….js
//   elements.cjs, elements.node.mjs   all elements for require, and for import in Node
//   elements-locale-de.js and so on   the words of one language, loaded once a page has it
//   sentc-light-elements.min.js       for script tags
//   sentc-light-elements.css          the look
//   elements.d.ts, elements-locale.d.ts and so on
//   custom-elements.json              what the elements take and emit, for editors

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { elementsManifest } from "./elements-manifest.mjs";

/** The entries that define one element alone. */
export const partsOf = (src) => namesIn(join(src, "elements/parts"));
export const localesOf = (src) => namesIn(join(src, "elements/locales"));

/** `check` is called with esbuild's metafile. Gives the names that the module exports. */
export async function bundleElements({ src, dist, shared, script, wrapper, check }) {
  const from = (name) => join(src, "elements", `${name}.ts`);
  const locales = localesOf(src);
  // Importing an element defines it, which "sideEffects" says of the built files alone.
  const options = { ...shared, inject: [], sourcemap: false, minifyIdentifiers: true, ignoreAnnotations: true };
  const { metafile } = await build({
    ...options,
    plugins: [besideOthers("./index.js")],
    format: "esm",
    entryPoints: [
      { in: from("index"), out: "elements" },
      ...partsOf(src).map((name) => ({ in: from(`parts/${name}`), out: `elements-${name}` })),
      ...locales.map((name) => ({ in: from(`locales/${name}`), out: `elements-locale-${name}` })),
    ],
    outdir: dist,
    splitting: true,
    chunkNames: "elements-[hash]",
    metafile: true,
  });
  check(metafile);
  const plugins = (sdk) => [besideOthers(sdk), localesBeside];
  await build({ ...options, plugins: plugins("./index.cjs"), format: "cjs", entryPoints: [from("index")], outfile: join(dist, "elements.cjs") });
  const names = Object.entries(metafile.outputs).find(([path]) => path.endsWith("/elements.js"))[1].exports;
  writeFileSync(join(dist, "elements.node.mjs"), wrapper("./elements.cjs", names, false));
  await build({ ...script, ignoreAnnotations: true, inject: [], plugins: plugins(""), sourcemap: false, globalName: "SentcElements", entryPoints: [from("script-tag")], outfile: join(dist, "sentc-light-elements.min.js") });
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
  for (const name of partsOf(src)) writeFileSync(join(dist, `elements-${name}.d.ts`), 'export * from "./elements.js";\n');
  for (const name of localesOf(src)) copyFileSync(join(src, "elements/locale.d.ts"), join(dist, `elements-locale-${name}.d.ts`));
}

/** The SDK is not bundled: the elements use the client of the module beside them. */
function besideOthers(path) {
  return { name: "sdk-beside", setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/entries\/sdk\.js$/ }, () => ({ path, external: true })) };
}

/** A script resolves what it imports against its own address, as a module does. */
const localesBeside = {
  name: "locales-beside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/locales\/\w+\.js$/ }, ({ path, kind }) => (kind === "dynamic-import" ? { path: path.replace("./locales/", "./elements-locale-"), external: true } : undefined)),
};

function namesIn(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => name.replace(/\.ts$/, "")).sort();
}
