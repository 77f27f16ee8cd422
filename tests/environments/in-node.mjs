// The scenarios in a Node process that must end by itself afterwards: node in-node.mjs BASE_URL APP_TOKEN.

import { runScenarios } from "./scenarios.mjs";

// Importing on a server touches nothing: whatever is looked at meanwhile is reported.
const touched = [];
const WATCHED = ["fetch", "indexedDB", "BroadcastChannel", "navigator", "document", "window", "localStorage", "Worker", "SharedWorker", "crypto", "setTimeout", "setInterval", "location"];
const before = WATCHED.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
for (const [name, own] of before) {
  Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), own && ("value" in own ? own.value : own.get?.call(globalThis))) });
}
for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
  const real = WebAssembly[name];
  WebAssembly[name] = (...given) => (touched.push(name), real.apply(WebAssembly, given));
}
const sdk = await import("../../pkg/dist/index.js");
for (const [name, own] of before) {
  delete globalThis[name];
  if (own) Object.defineProperty(globalThis, name, own);
}
const atImport = touched.splice(0);

const [, , base_url, app_token] = process.argv;
console.log(JSON.stringify({ atImport, results: await runScenarios(sdk, { base_url, app_token }) }));
// No process.exit: nothing may keep the process alive.
