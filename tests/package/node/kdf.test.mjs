// The derivation as the worker calls it: what it gives, and what it leaves in the wasm's memory.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { argon2id } from "hash-wasm";
import init, { deriveKeys, warmUp } from "../../../target/wasm-pkg/sentc_light_wasm.js";
import { KDF } from "./independent.mjs";

const MIB = 1 << 20;
const encoded = (text) => new TextEncoder().encode(text);
const { memory } = await init({ module_or_path: readFileSync(new URL("../../../pkg/dist/sentc-light.wasm", import.meta.url)) });
const bytes = () => Buffer.from(memory.buffer);

const PROFILES = { legacy: KDF.upTo013, standard: KDF.standard };
// Long enough to be found by its parts, too: BLAKE2b takes 128 bytes at a time.
const PASSWORD = "correct horse battery staple, ".repeat(10);

async function derived(profile, salt) {
  const keys = deriveKeys(encoded(PASSWORD), salt, profile);
  const expected = await argon2id({ password: encoded(PASSWORD), salt, parallelism: 1, hashLength: 64, outputType: "binary", ...PROFILES[profile] });
  assert.deepEqual(keys, expected, profile);
  return keys;
}

test("the same keys as hash-wasm's, in any order of profiles, warmed up or not", async () => {
  for (const [round, profile] of ["legacy", "standard", "legacy", "standard"].entries()) {
    await derived(profile, new Uint8Array(32).fill(round));
    if (round % 2) warmUp();
  }
});

test("the 19 MiB are allocated once", async () => {
  warmUp();
  const before = memory.buffer.byteLength;
  assert.ok(before > 19 * MIB);
  for (const profile of ["standard", "legacy", "standard"]) await derived(profile, new Uint8Array(32).fill(9));
  warmUp();
  assert.equal(memory.buffer.byteLength, before);
});

test("a derivation leaves nothing behind", async () => {
  for (const profile of ["standard", "legacy"]) {
    const salt = new Uint8Array(32).map((_, index) => 100 + index);
    const keys = await derived(profile, salt);
    const found = (what) => bytes().includes(what);
    for (let at = 0; at < 64; at += 8) assert.ok(!found(keys.subarray(at, at + 8)), `${profile}: key bytes at ${at}`);
    assert.ok(!found("horse battery"), `${profile}: the password`);
    // The blocks are as good as random: a single one left is found by its bytes that are not zero.
    const lane = PROFILES[profile].memorySize;
    const used = [...blocks()].filter((nonZero) => nonZero > 900).length;
    assert.ok(used < 700, `${profile}: ${used} of ${lane} blocks and the data of the wasm are in use`);
  }
});

/** How many bytes of each KiB are not zero. */
function* blocks() {
  const all = bytes();
  for (let at = 0; at < all.length; at += 1024) yield all.subarray(at, at + 1024).reduce((sum, byte) => sum + (byte !== 0), 0);
}
