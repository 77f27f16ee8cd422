// The host without the wasm: pkg/src/host bundled for a page, over the browser's real IndexedDB, WebCrypto and locks.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { useBrowser, withPage } from "../../browser/e2e/support.mjs";

export { useBrowser };

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** A secure context; nothing listens there. */
const ORIGIN = "http://localhost";

/** Sources of pkg/src in one script. The wasm's glue is `glue.mjs` beside this file. */
export async function bundled(contents, format) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}/pkg/src`, loader: "ts" },
    bundle: true,
    write: false,
    format,
    globalName: "sdk",
    target: "es2022",
    alias: { "sentc-light-wasm-glue": fileURLToPath(new URL("glue.mjs", import.meta.url)) },
    define: { SENTC_WASM_SHA384: '""' },
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** A module with nothing in it but what tells the SDK's wasm from any other: an export `sentccore_`. */
export const MODULE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 14, 1, 10, ...Buffer.from("sentccore_"), 0, 0, 10, 4, 1, 2, 0, 11];

const FILES = ["app-records", "app-storage", "host", "indexed-db", "kdf-worker", "locks", "records"];
const script = await bundled([...FILES.map((name) => `export * from "./host/${name}.ts";`), 'export * from "./boundary/policy.ts";', 'export { load } from "./boundary/runtime.ts";'].join("\n"), "iife");

/**
 * Runs `work` with what opens tabs of one browser profile. Each has the host's exports as `sdk`, and `help`. `headers`:
 * of the page; `files`: by path, scripts beside it.
 */
export const inTabs = (work) => () => withPage((page) => work((options) => newTab(page.context(), options)));

async function newTab(context, { headers = {}, files = {}, before } = {}) {
  const page = await context.newPage();
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/host.js") return route.fulfill({ contentType: "text/javascript", body: script });
    if (files[path]) return route.fulfill({ contentType: "text/javascript", body: files[path] });
    return route.fulfill({ contentType: "text/html", headers, body: '<!doctype html><link rel="icon" href="data:,"><script src="/host.js"></script>' });
  });
  if (before) await page.addInitScript(before);
  await page.addInitScript(inPage);
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => window.sdk !== undefined);
  return page;
}

/** Runs in every page. */
function inPage() {
  const wait = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  const help = {
    /** Why storing was given up, in the order it was told. */
    told: [],
    /** Records as a client has them. */
    open({ seals = true, app, memory = new Map() } = {}) {
      const store = app ? sdk.appStorage(app) : sdk.indexedDb(seals);
      return sdk.openRecords(store, memory, (reason) => help.told.push(reason));
    },
    /** What is in the database itself. */
    async store(work) {
      const request = indexedDB.open("sentc-light", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("kv");
      const database = await wait(request);
      try {
        return await wait(work(database.transaction(["kv"], "readwrite").objectStore("kv")));
      } finally {
        database.close();
      }
    },
    raw: (key) => help.store((store) => store.get(key)),
    keys: () => help.store((store) => store.getAllKeys()),
    kind: async (key) => {
      const raw = await help.raw(key);
      return raw?.sealed ? "sealed" : raw;
    },
    /** Makes a method throw, until the returned function is called. */
    breaks(prototype, method, fault = () => new DOMException("no", "UnknownError")) {
      const { [method]: working } = prototype;
      prototype[method] = () => {
        throw fault();
      };
      return () => (prototype[method] = working);
    },
    error: (promise) => promise.then(() => "fulfilled", (error) => `${error.name}: ${error.message}`),
    async until(condition) {
      while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
  window.help = help;
}
