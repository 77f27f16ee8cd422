// From a block of the guide to a module that runs. For tests, and for the playground of the site (docs/playground).

/** A fragment as a module: its own imports, the set-up's names around it, then the rest, which may declare the same again. */
export function moduleOf({ code, setUp }, names) {
  const imports = [];
  const body = code.replace(/^import .*;(?: *\/\/.*)?$/gm, (line) => (imports.push(line), ""));
  const own = imports.some((line) => line.startsWith("import Sentc"));
  return [
    ...imports,
    'import SentcOfSetUp, { createClient as createClientOfSetUp } from "sentc-light-wasm";',
    'import { SET_UPS } from "set-ups";',
    own ? "" : "const Sentc = SentcOfSetUp;",
    `const { ${names.join(", ")} } = ${setUp ? `await SET_UPS.${setUp}({ Sentc: SentcOfSetUp, createClient: createClientOfSetUp, options: globalThis.setUpOptions })` : "{}"};`,
    "{",
    body,
    "}",
  ].join("\n");
}
