// scripts/build-host.mjs FILE: the host for Rust front ends (pkg/src/host/for-rust.ts) as one ES module. It needs no wasm of
// the npm package, so nothing of that goes in.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [, , outfile] = process.argv;
if (!outfile) throw new Error("usage: build-host.mjs FILE");

await build({
  entryPoints: [fileURLToPath(new URL("../pkg/src/host/for-rust.ts", import.meta.url))],
  outfile,
  bundle: true,
  format: "esm",
  target: ["es2021", "chrome91", "firefox90", "safari16.4"],
  // The host imports what starts the package's own wasm, and never calls it here.
  plugins: [{ name: "no-wasm", setup: noWasm }],
  define: { SENTC_WASM_SHA384: '""', SENTC_REQUIRE: "undefined" },
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
});

function noWasm({ onResolve, onLoad }) {
  onResolve({ filter: /^sentc-light-wasm-glue$/ }, ({ path }) => ({ path, namespace: "none", sideEffects: false }));
  onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "export default undefined; export const SentcCore = undefined, compute = undefined, __wbg_reset_state = undefined;" }));
}
