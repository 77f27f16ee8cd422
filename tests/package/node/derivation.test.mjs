// The key derivation against two independent implementations: the wasm on random inputs, and the vectors that the Rust
// tests run natively, in Node and in a browser (tests/rust/vectors).
import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { argon2id as noble } from "@noble/hashes/argon2.js";
import { argon2id as hashWasm } from "hash-wasm";
import init, { deriveKeys } from "../../../target/wasm-pkg/sentc_light_wasm.js";

const json = (name) => JSON.parse(readFileSync(new URL(`../../rust/vectors/${name}.json`, import.meta.url), "utf8"));
const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** The tag by both. hash-wasm takes no empty password. */
async function both({ password, salt, memory_kib, iterations, length }) {
  const one = hex(noble(password, salt, { t: iterations, m: memory_kib, p: 1, dkLen: length, version: 0x13 }));
  if (password.length > 0) {
    const other = await hashWasm({ password, salt, parallelism: 1, iterations, memorySize: memory_kib, hashLength: length, outputType: "hex" });
    assert.equal(one, other);
  }
  return one;
}

test("the vectors are what two other implementations compute", async () => {
  const { vectors } = json("argon2id-grid");
  assert.ok(vectors.length >= 20);
  for (const vector of [...vectors, ...json("argon2id").one_lane.filter(({ memory_kib }) => memory_kib < 1024)]) {
    const password = Buffer.concat(Array(vector.repeat ?? 1).fill(Buffer.from(vector.password, "hex")));
    assert.equal(await both({ ...vector, password, salt: Buffer.from(vector.salt, "hex"), length: vector.tag.length / 2 }), vector.tag, JSON.stringify(vector));
  }
});

test("the wasm derives what they do, from whatever a password may be", { timeout: 110_000 }, async (t) => {
  await init({ module_or_path: readFileSync(new URL("../../../target/wasm-pkg/sentc_light_wasm_bg.wasm", import.meta.url)) });
  const text = (value) => new TextEncoder().encode(value);
  const passwords = {
    empty: text(""),
    NUL: text("\0"),
    "NUL inside": text("a\0b"),
    emoji: text("👩‍👩‍👧‍👦🔑"),
    "é in two": text("e\u0301"), // not to be normalised to the next
    "é in one": text("\u00e9"),
    "1 MiB": randomBytes(1 << 20),
    "no UTF-8": Uint8Array.of(0xc0, 0x80, 0xff),
    random: randomBytes(randomInt(1, 300)),
  };
  const costs = { legacy: { memory_kib: 4096, iterations: 3 }, standard: { memory_kib: 19456, iterations: 2 } };
  const seen = new Set();
  for (const [name, password] of Object.entries(passwords)) {
    // The dear one for a few: the other implementations take a while for it.
    for (const profile of ["empty", "é in two", "random"].includes(name) ? ["legacy", "standard"] : ["legacy"]) {
      const salt = randomBytes(32);
      const derived = hex(deriveKeys(Uint8Array.from(password), salt, profile));
      assert.equal(derived, await both({ password, salt, length: 64, ...costs[profile] }), `${name}, ${profile}: ${hex(password.subarray(0, 400))}, salt ${hex(salt)}`);
      seen.add(derived);
    }
  }
  assert.equal(seen.size, 12);
  t.diagnostic(`${seen.size} derivations`);
});
