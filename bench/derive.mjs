// How long a key derivation takes, side by side with hash-wasm's Argon2id on the same parameters, in one run:
//   npm run build && npm run bench
// Prints medians and the ratio of the two, pair by pair. A benchmark: nothing is asserted but that both derive the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { argon2id } from "hash-wasm";
import init, { deriveKeys } from "../target/wasm-pkg/sentc_light_wasm.js";

const ROUNDS = 15;
const PROFILES = { standard: { memorySize: 19456, iterations: 2 }, legacy: { memorySize: 4096, iterations: 3 } };
const password = new TextEncoder().encode("correct horse battery staple");
const salt = new Uint8Array(32).fill(7);

await init({ module_or_path: readFileSync(new URL("../pkg/dist/sentc-light.wasm", import.meta.url)) });

for (const [name, parameters] of Object.entries(PROFILES)) {
  const ours = async () => deriveKeys(password.slice(), salt, name);
  const theirs = () => argon2id({ password, salt, parallelism: 1, hashLength: 64, outputType: "binary", ...parameters });
  assert.deepEqual(await ours(), await theirs()); // and warmed up
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push([await time(ours), await time(theirs)]);
  const [a, b, ratio] = [times.map(([a]) => a), times.map(([, b]) => b), times.map(([a, b]) => a / b)].map(median);
  console.log(`${name} (${parameters.memorySize} KiB, t=${parameters.iterations}): ${a.toFixed(1)} ms, hash-wasm ${b.toFixed(1)} ms, ratio ${ratio.toFixed(2)}`);
}

async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((x, y) => x - y)[values.length >> 1];
}
