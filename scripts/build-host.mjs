// scripts/build-host.mjs KDF_WASM FILE: the second half of build-host.sh. The host needs no wasm of the npm package, so nothing
// of that goes in; its worker has the wasm of kdf/ inside.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [, , kdf, outfile] = process.argv;
if (!outfile) throw new Error("usage: build-host.mjs KDF_WASM FILE");

const host = fileURLToPath(new URL("../pkg/src/host", import.meta.url));
const shared = {
  bundle: true,
  target: ["es2021", "chrome91", "firefox90", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

const worker = await build({
  ...shared,
  entryPoints: [`${host}/../entries/worker.ts`],
  write: false,
  format: "iife",
  minify: true,
  alias: { "sentc-light-wasm-glue": `${host}/kdf-wasm.ts` },
  plugins: [provided(/^sentc-light-kdf-wasm$/, () => ({ contents: withoutCustomSections(readFileSync(kdf)), loader: "binary" }))],
});
const [{ text }] = worker.outputFiles;

await build({
  ...shared,
  entryPoints: [`${host}/for-rust.ts`],
  outfile,
  format: "esm",
  plugins: [
    // The host imports what starts the package's own wasm, and never calls it here.
    provided(/^sentc-light-wasm-glue$/, () => ({ contents: "export default undefined; export const SentcCore = undefined, compute = undefined, __wbg_reset_state = undefined;" })),
    provided(/^sentc-light-kdf-worker$/, () => ({ contents: text, loader: "text" })),
  ],
  define: { SENTC_WASM_SHA384: '""' },
});
writeFileSync(outfile.replace(/(\.js)?$/, ".worker.js"), text);

/** A module that is no file. */
function provided(filter, load) {
  const namespace = filter.source;
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path }) => ({ path, namespace, sideEffects: false }));
      onLoad({ filter: /./, namespace }, load);
    },
  };
}

/** What wasm-bindgen wrote for itself into the crates beneath: ten times the code. */
function withoutCustomSections(wasm) {
  const kept = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const start = at;
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, byte = 128; byte & 128; shift += 7) {
      byte = wasm[at++];
      size += (byte & 127) * 2 ** shift;
    }
    at += size;
    if (id !== 0) kept.push(wasm.subarray(start, at));
  }
  return Buffer.concat(kept);
}
