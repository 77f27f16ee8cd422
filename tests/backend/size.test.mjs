// What sentc-light-wasm/server weighs once a bundler has taken what is used: some back ends start with each request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const resolveDir = fileURLToPath(new URL("../../pkg/dist", import.meta.url));

async function weight(names) {
  const { outputFiles } = await build({ stdin: { contents: `export ${names} from "./server.js"`, resolveDir }, bundle: true, minify: true, format: "esm", write: false, platform: "neutral" });
  const text = outputFiles[0].text;
  return { text, brotli: brotliCompressSync(text).length };
}

for (const [names, limit] of [
  ["*", 8800],
  ["{ verifyJwt }", 1600],
  ["{ authenticate }", 2400],
  ["{ createAdmin }", 3500],
  ["{ createAdmin, sessionHandler }", 6700],
]) {
  test(`${names}: at most ${limit} bytes after brotli`, async (t) => {
    const { text, brotli } = await weight(names);
    t.diagnostic(`${brotli} bytes`);
    assert.ok(brotli <= limit, `${brotli} bytes`);
    assert.ok(!/\bimport\b|WebAssembly|require\(/.test(text), "no module of a runtime, no wasm");
  });
}
