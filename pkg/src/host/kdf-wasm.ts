// The wasm of kdf/, which has the key derivation alone, as the worker wants its wasm: what wasm-bindgen's glue is in the
// npm package's worker.

import wasm from "sentc-light-kdf-wasm";

/** See kdf/src/lib.rs. Booleans come as numbers. */
interface Exports {
  memory: WebAssembly.Memory;
  begin(length: number): number;
  derive(job: number, length: number, legacy: number): number;
  end(job: number, length: number): void;
  ready(): number;
}

const KEYS = 64;
const SALT = 32;

let exports: Exports;

export default async function init(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(wasm);
  exports = instance.exports as unknown as Exports;
}

export function deriveKeys(password: Uint8Array, salt: Uint8Array, profile: string): Uint8Array {
  if (salt.length !== SALT || (profile !== "standard" && profile !== "legacy")) throw new Error("no such derivation");
  const length = KEYS + SALT + password.length;
  const job = exports.begin(length);
  if (job === 0) throw new Error("no memory");
  try {
    // A new view each time: the memory may have grown.
    const input = new Uint8Array(exports.memory.buffer, job, length);
    input.set(salt, KEYS);
    input.set(password, KEYS + SALT);
    if (!exports.derive(job, length, Number(profile === "legacy"))) throw new Error("no keys");
    return new Uint8Array(exports.memory.buffer, job, KEYS).slice();
  } finally {
    exports.end(job, length);
  }
}

export function warmUp(): void {
  if (!exports.ready()) throw new Error("no memory");
}

/** This wasm has no registration that could be rehearsed. */
export function prepareRegister(): void {}
