// V8 compiles a function when it is called first, after it has skimmed it once; that happens on the page's thread. A function
// expression within parentheses it compiles with the script, on another thread. For those that every start runs that is a
// good eighth of the page's work until `init` is done (bench: start). So the script tag's build writes those of this list that way:
// `function a() {}` becomes `var a = (function () {});` before everything else of its block. Methods can't be written so.
//
// Names by file, those within another function behind its name and a dot. A function of the list that the bundle lacks fails
// the build. tests/browser/e2e/eager.test.mjs holds the list against what a start in Chromium runs.

import { parse } from "acorn";
import MagicString from "magic-string";

/** By the file under pkg/src, or the glue of the wasm. */
export const EAGER = {
  "boundary/brand": ["brandOf"],
  "boundary/closures": ["lazyRegistry", "onClosureTrap"],
  "boundary/load": ["loadModule", "moduleFrom", "fromSource", "fetchModule", "compileResponse", "bytesOf", "isOurs", "looksLikeWasm", "classified", "shown", "isModule", "isBuffer", "isResponse"],
  "boundary/policy": ["watchPolicy"],
  "boundary/runtime": ["load", "start"],
  "core/ahead": ["lookAhead", "find", "recordsPrefix"],
  "core/back-end-fetch": ["allowedOrigins"],
  "core/storage": ["openStore"],
  "boundary/wasm-url": ["findAssets", "defaultWasm", "defaultWorkerUrl", "wasmElsewhere", "orUndefined"],
  "host/channel": ["openChannel", "listenTo"],
  "host/connection": ["connection", "connection.open", "connection.open.request", "connection.begin", "wait"],
  "host/indexed-db": ["indexedDb", "indexedDb.read", "indexedDb.see", "indexedDb.timed", "markOf"],
  "host/kdf-worker": ["kdfWorker", "makeWorker"],
  "host/known-devices": ["knownDevices"],
  "host/known-names": ["knownNames", "passingNames"],
  "host/places": ["placedRecords", "rememberedIdentifiers"],
  "host/records": ["openRecords", "openRecords.read", "openRecords.deleteOwed"],
  "host/sealing": ["isSealed"],
  "host/tab-records": ["tabRecords", "sessionStorageHere"],
  "host/turn": ["inTurn", "inTime"],
  "passkeys/known-passkeys": ["knownPasskeys"],
  "public/objects": ["bindMethods", "hide"],
  "public/options": ["checkOptions", "httpUrl", "workerOf"],
  "recovery/known-kits": ["knownKits"],
  "sentc_light_wasm": ["__wbg_get_imports", "__wbg_finalize_init", "__wbg_load", "__wbg_init", "__wbg_init_once"],
};

/** `code`: a bundle of esbuild's with comments that name the files, and names that are not shortened. */
export function writeEager(code, list = EAGER) {
  const text = new MagicString(code);
  const due = new Set(Object.entries(list).flatMap(([file, names]) => names.map((name) => `${file} ${name}`)));
  for (const { file, name, node, block } of functionsOf(code)) {
    if (!due.delete(`${file} ${name}`)) continue;
    hoist(text, node, block);
    for (const arrow of arrowsOf(node.body)) text.appendRight(arrow.start, "(").prependLeft(arrow.end, ")");
  }
  if (due.size > 0) throw new Error(`scripts/eager.mjs names functions that the bundle lacks: ${[...due].join(", ")}`);
  return text.toString();
}

/** The function declarations of a bundle, each with the block that it is in. */
export function functionsOf(code) {
  const files = [];
  const onComment = (block, text, start) => !block && /^ \S+\.[jt]s$/.test(text) && files.push({ file: fileOf(text), start });
  const found = [];
  (function visit(node, block, path) {
    if (node.type === "FunctionDeclaration") {
      // Where two have one name, esbuild puts a digit behind it.
      path = [...path, node.id.name.replace(/\d+$/, "")];
      found.push({ file: files.findLast(({ start }) => start < node.start)?.file, name: path.join("."), node, block });
    }
    if (node.body?.type === "BlockStatement") block = node.body;
    for (const child of childrenOf(node)) visit(child, block, path);
  })(parse(code, { ecmaVersion: "latest", onComment }), undefined, []);
  return found;
}

const fileOf = (comment) => comment.trim().replace(/^pkg\/src\/|^.*\/(?=sentc_light_wasm\.js$)/, "").replace(/\.[jt]s$/, "");

function hoist(text, node, block) {
  const first = block.body.find(({ directive }) => !directive);
  text.remove(node.id.start, node.id.end).prependRight(node.start, `var ${node.id.name} = (`).appendLeft(node.end, ");\n");
  if (first !== node) text.move(node.start, node.end, first.start);
}

/** The arrow functions that `node` makes: promises and events call them soon. */
function arrowsOf(node) {
  if (node.type === "ArrowFunctionExpression") return [node, ...arrowsOf(node.body)];
  if (/Function|Class/.test(node.type)) return [];
  return childrenOf(node).flatMap(arrowsOf);
}

function childrenOf(node) {
  return Object.values(node).flat().filter((child) => typeof child?.type === "string" && typeof child.start === "number");
}
