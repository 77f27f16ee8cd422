// The scenarios in a Node process that must end by itself afterwards: node in-node.mjs BASE_URL APP_TOKEN.

import { runScenarios } from "./scenarios.mjs";

// Importing on a server touches nothing: whatever is looked at meanwhile is reported.
const touched = [];
const WATCHED = ["fetch", "indexedDB", "BroadcastChannel", "navigator", "document", "window", "localStorage", "Worker", "SharedWorker", "crypto", "setTimeout", "setInterval", "location", "TextEncoder", "TextDecoder", "FinalizationRegistry", "AbortController", "URL", "Request", "Response", "Headers", "SecurityPolicyViolationEvent"];
const before = WATCHED.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
for (const [name, own] of before) {
  Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), own && ("value" in own ? own.value : own.get?.call(globalThis))) });
}
for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
  const real = WebAssembly[name];
  WebAssembly[name] = (...given) => (touched.push(name), real.apply(WebAssembly, given));
}
const sdk = await import("../../../pkg/dist/index.js");
for (const [name, own] of before) {
  delete globalThis[name];
  if (own) Object.defineProperty(globalThis, name, own);
}
const atImport = touched.splice(0);

const [, , base_url, app_token] = process.argv;
// A process that serves many has a current user only in a storage of the app's own.
const records = new Map();
const store = {
  init: async () => ({ status: true }),
  getItem: async (key) => records.get(key),
  set: async (key, value) => void records.set(key, value),
  delete: async (key) => void records.delete(key),
  cleanStorage: async () => records.clear(),
};
const options = { base_url, app_token, storage: { getStorage: async () => store } };
console.log(JSON.stringify({ atImport, results: await runScenarios(sdk, options) }));
// No process.exit: nothing may keep the process alive.
