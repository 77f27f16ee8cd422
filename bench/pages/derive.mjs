// Runs in the engine: this package's derivation and its peers', taking turns.

import { argon2id as noble } from "@noble/hashes/argon2.js";
import Phi from "@phi-ag/argon2";
import phiWasm from "@phi-ag/argon2/argon2.wasm";
import openpgpNoSimd from "argon2id/dist/no-simd.wasm";
import openpgpSimd from "argon2id/dist/simd.wasm";
import setupOpenpgp from "argon2id/lib/setup.js";
import { argon2id as hashWasm } from "hash-wasm";
import init, { deriveKeys } from "sentc-light-glue";
import wasm from "sentc-light.wasm";

const PROFILES = { standard: { memory: 19_456, passes: 2 }, legacy: { memory: 4_096, passes: 3 } };
const TEXT = "correct horse battery staple";
const password = new TextEncoder().encode(TEXT);
const salt = new Uint8Array(32).fill(7);
/** These come once a turn. */
const SLOW = ["@noble/hashes"];

const contestants = (async () => {
  await init({ module_or_path: wasm });
  const phi = new Phi((await WebAssembly.instantiate(phiWasm)).instance);
  const openpgp = await setupOpenpgp((imports) => WebAssembly.instantiate(openpgpSimd, imports), (imports) => WebAssembly.instantiate(openpgpNoSimd, imports));
  return {
    "sentc-light-wasm": (profile) => deriveKeys(password.slice(), salt, profile),
    "@phi-ag/argon2": (_, { memory, passes }) => phi.hash(TEXT, { salt, hashLength: 64, memoryCost: memory, timeCost: passes, parallelism: 1 }).hash,
    argon2id: (_, { memory, passes }) => openpgp({ password, salt, parallelism: 1, passes, memorySize: memory, tagLength: 64 }),
    "hash-wasm": (_, { memory, passes }) =>
      hashWasm({ password, salt, parallelism: 1, iterations: passes, memorySize: memory, hashLength: 64, outputType: "binary" }),
    "@noble/hashes": (_, { memory, passes }) => noble(password, salt, { t: passes, m: memory, p: 1, dkLen: 64 }),
  };
})();

/** Sees that all give the same, and gives the engine's optimizing compilers the time they need. */
export async function prepare(profile) {
  const { memory, passes } = PROFILES[profile];
  const all = Object.entries(await contestants);
  let expected;
  for (const [name, derive] of all) {
    for (let i = 0; i < (SLOW.includes(name) ? 2 : 8); i++) {
      const keys = String(await derive(profile, PROFILES[profile]));
      expected ??= keys;
      if (keys !== expected) throw new Error(`${name} derives something else`);
      await new Promise((next) => setTimeout(next));
    }
  }
  return { about: `${memory} KiB, ${passes} passes`, contestants: all.map(([name]) => name) };
}

/** Milliseconds of each derivation. */
export async function rounds(profile, count) {
  const all = Object.entries(await contestants);
  const times = Object.fromEntries(all.map(([name]) => [name, []]));
  for (let round = 0; round < count; round++) {
    for (const [name, derive] of all) {
      if (round > 0 && SLOW.includes(name)) continue;
      const start = performance.now();
      await derive(profile, PROFILES[profile]);
      times[name].push(performance.now() - start);
    }
  }
  return times;
}
