// The service of the demo in this tab: it answers /api/v1 of this origin for the demo's pages. No request leaves the browser.
// docs/playground.mjs bundles this file with the service.

import { testService } from "sentc-light-wasm/testing";

const BASE_URL = self.location.origin;
/** A browser stops a service worker that has nothing to do: what the service knows is kept here. */
const DATABASE = "sentc-demo-service";
let started;
/** Requests are answered one at a time, so that no older state is written over a newer one. */
let turn = Promise.resolve();

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin === BASE_URL && pathname.startsWith("/api/v1/")) event.respondWith(inTurn(() => answer(event.request)));
});

function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

async function answer(request) {
  started ??= start();
  const service = await started;
  const response = await service.fetch(request);
  // Before the answer: what a page was told is still true after a stop.
  if (request.method !== "GET") await store((records) => records.put(service.snapshot(), "snapshot"));
  return response;
}

async function start() {
  const service = await testService({ base_url: BASE_URL });
  try {
    const snapshot = await store((records) => records.get("snapshot"), "readonly");
    if (snapshot) service.restore(snapshot);
  } catch (error) {
    console.warn("The demo's service starts with no accounts: what an earlier version kept can't be read.", error);
    service.reset();
  }
  return service;
}

async function store(ask, mode = "readwrite") {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("records");
  const database = await result(opening);
  try {
    return await result(ask(database.transaction("records", mode).objectStore("records")));
  } finally {
    database.close();
  }
}

const result = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
