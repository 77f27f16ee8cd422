// A Web Worker or a Service Worker that runs the scenarios when it is asked to, and answers on the port it is given.

import * as sdk from "/dist/index.js";
import { runScenarios } from "/environments/scenarios.mjs";

addEventListener("message", (event) => {
  const { data, ports: [port] } = event;
  const results = runScenarios(sdk, data).then((results) => port.postMessage([results, typeof globalThis.document, globalThis.constructor.name]));
  // A service worker lives until then; other events have no such method.
  event.waitUntil?.(results);
});
