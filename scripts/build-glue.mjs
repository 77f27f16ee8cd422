// What wasm-bindgen's glue becomes in the bundles.

import { readFileSync } from "node:fs";
import { fail } from "./build-types.mjs";

/** What the glue can do and this package does not: it passes compiled modules only, and calls `free` by its name. */
const UNUSED = [
  [/if \(typeof Response === 'function' && module instanceof Response\)/, "if (false)"],
  [/if \(typeof module_or_path === 'string' \|\| .*\) \{/, "if (false) {"],
  [/^if \(Symbol\.dispose\) .*$/gm, ""],
];

/**
 * What the glue makes while it is loaded, and should make at first use: test environments such as Jest's jsdom lack some of it,
 * and an app whose tests only import the package, or mock it, must not fail there.
 */
const LATER = [
  [/^let cachedTextDecoder = new TextDecoder\(.*\);\ncachedTextDecoder\.decode\(\);$/m, "let cachedTextDecoder;"],
  [/if \((numBytesDecoded >= MAX_SAFARI_DECODE_BYTES)\)/, "if (!cachedTextDecoder || $1)"],
  [
    /^const cachedTextEncoder = (new TextEncoder\(\));\n\n(if [\s\S]*?^\})$/m,
    "let cachedTextEncoder;\nfunction textEncoder() {\nif (cachedTextEncoder) return cachedTextEncoder;\ncachedTextEncoder = $1;\n$2\nreturn cachedTextEncoder;\n}",
  ],
  [/= cachedTextEncoder\.encode/g, "= textEncoder().encode"],
  [/\(typeof FinalizationRegistry === 'undefined'\)\s+\? \{.*\}\s+: new FinalizationRegistry\(/g, "lazyRegistry("],
];

/**
 * A trap in a closure of the wasm must reach the calls that wait (pkg/src/boundary/closures.ts). A closure of an instance that is
 * gone must do nothing. Thrown into a promise, timer or event, its error would end a Node process.
 */
export function fitGlue({ onLoad }) {
  onLoad({ filter: /[\\/]sentc_light_wasm\.js$/ }, ({ path }) => {
    const guarded = readFileSync(path, "utf8")
      .replaceAll(/return (f\((?:a|state\.a), state\.b, \.\.\.args\));/g, "return runClosure(() => $1);")
      .replaceAll("throw new Error('Cannot invoke closure from previous WASM instance');", "return undefined;");
    const count = (part) => guarded.split(part).length - 1;
    const factories = count("_wbg_cb_unref = ");
    if (factories === 0 || count("runClosure(") !== factories || count("return undefined;") < factories) {
      fail("the glue's closures look different than expected");
    }
    return { contents: [...UNUSED, ...LATER].reduce(without, guarded), loader: "js" };
  });
}

function without(glue, [pattern, replacement]) {
  const smaller = glue.replace(pattern, replacement);
  if (smaller === glue) fail(`the glue looks different than expected: nothing in it is ${pattern}`);
  return smaller;
}
