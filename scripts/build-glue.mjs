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
 * A trap in a closure of the wasm must reach the calls that wait (pkg/src/boundary/closures.ts), and a closure of an instance that is
 * gone must do nothing: thrown into a promise, timer or event, its error would be nobody's, and end a Node process.
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
    return { contents: UNUSED.reduce(without, guarded), loader: "js" };
  });
}

function without(glue, [pattern, replacement]) {
  const smaller = glue.replace(pattern, replacement);
  if (smaller === glue) fail(`the glue looks different than expected: nothing in it is ${pattern}`);
  return smaller;
}
