// The TypeScript half alone, over a seam whose other side is the test: what the wasm would answer is scripted, so that
// every order of things can be had. No cryptography is in it.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { COMPUTED_NAMES } from "../seam/core.mjs";

const src = fileURLToPath(new URL("../../../pkg/src", import.meta.url));

/** Stands for wasm-bindgen's glue. */
const GLUE = `
  import { computed, coreClass } from ${JSON.stringify(fileURLToPath(new URL("../seam/core.mjs", import.meta.url)))};
  const { seam } = globalThis;
  export default async function init() {}
  export function __wbg_reset_state() {}
  const texts = (secrets) => secrets.map((bytes) => new TextDecoder().decode(bytes));
  export const SentcCore = coreClass(async (call) => seam.call({ ...call, secrets: texts(call.secrets) }), (core) => seam.cores.push(core));
  export const { ${COMPUTED_NAMES.join(", ")} } = computed((...call) => seam.compute(...call));
`;

/** A module with nothing but the export by which ours is known: `(func (export "sentccore_new"))`. */
const NAME = [...new TextEncoder().encode("sentccore_new")];
// prettier-ignore
export const WASM = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 4, 1, 0x60, 0, 0,
  3, 2, 1, 0,
  7, NAME.length + 4, 1, NAME.length, ...NAME, 0, 0,
  10, 4, 1, 2, 0, 0x0b,
);

/** What the wasm asks and answers: tests set `call` and `compute`. */
export const seam = {
  cores: [],
  call: async ({ name }) => Promise.reject(new Error(`nothing is scripted for ${name}`)),
  compute: (name) => {
    throw new Error(`nothing is scripted for ${name}`);
  },
};
globalThis.seam = seam;

const { outputFiles } = await build({
  stdin: {
    contents: ["entries/sdk", "public/arguments", "public/nearest", "core/session", "core/state"].map((name) => `export * from "./${name}.ts";`).join("\n") + 'export { default } from "./entries/sdk.ts";',
    resolveDir: src,
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  define: { SENTC_WASM_SHA384: "undefined" },
  plugins: [
    {
      name: "glue",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^sentc-light-wasm-glue$/ }, () => ({ path: "glue", namespace: "glue" }));
        onLoad({ filter: /./, namespace: "glue" }, () => ({ contents: GLUE, resolveDir: src }));
      },
    },
  ],
});

export const sdk = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

/** An error as the wasm throws it. */
export const refusal = (code, details = {}) => {
  const at = ERRORS.indexOf(code);
  return JSON.stringify({ code: at, ...details });
};

/** The rows of the error table. */
const { errorRows } = await import(
  `data:text/javascript;base64,${Buffer.from((await build({ entryPoints: [`${src}/generated/errors.ts`], write: false, format: "esm" })).outputFiles[0].contents).toString("base64")}`
);
export const CODES = errorRows();
const ERRORS = CODES.map(({ name }) => name);

let people = 0;
export function view(changes = {}) {
  const user_id = `user-${++people}`;
  const device = { private_key: "SECRET-1", public_key: "p", sign_key: "SECRET-2", verify_key: "v", exported_public_key: "e", exported_verify_key: "e" };
  return { identifier: "ada", user_id, device_id: `device-${people}`, jwt: "SECRET-jwt", refresh_token: "SECRET-token", mfa: false, device, ...changes };
}

export function memoryStorage() {
  const records = new Map();
  return {
    init: async () => ({ status: true }),
    getItem: async (key) => records.get(key),
    set: async (key, value) => void records.set(key, value),
    delete: async (key) => void records.delete(key),
    cleanStorage: async () => records.clear(),
  };
}

/** Until what has been started without waiting for anything outside is through. */
export const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};
