// Bare pages with the SDK, for tests of what an app's code sees: an empty document at the dev server's address, and a few
// helpers in it as `window.help`.

import { PASSWORD, URL_OF_DEMO } from "./support.mjs";

export const APP_TOKEN = process.env.SENTC_TEST_PUBLIC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
export const OTHER_APP_TOKEN = process.env.SENTC_TEST_SECRET_TOKEN2;

const SCRIPT_TAG = '<script src="/dist/sentc-light.min.js"></script>';
const MODULE = '<script type="module">import * as Sentc from "/dist/index.js"; window.Sentc = Sentc;</script>';

/**
 * A new tab in a context. `before` runs in it ahead of all other scripts; `csp` takes the place of the server's policy;
 * `module` loads the ES module instead of the script-tag build; `url` is where the server is found.
 */
export async function newTab(context, { before, argument, csp, module = false, url = URL_OF_DEMO } = {}) {
  const page = await context.newPage();
  await page.addInitScript(inPage, { base_url: url, app_token: APP_TOKEN, PASSWORD });
  if (before) await page.addInitScript(before, argument);
  await page.route("**/bare.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      ...(csp && { headers: { "content-security-policy": csp } }),
      body: `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>bare</title>${module ? MODULE : SCRIPT_TAG}`,
    }),
  );
  await page.goto(`${url}/bare.html`);
  await page.waitForFunction(() => window.Sentc !== undefined);
  return page;
}

/** Runs in a page before the SDK, and by itself: lets a test see the page's own wasm memory, as `wasmMemory`. */
export function watchMemory() {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const result = await instantiate(...given);
    window.wasmMemory = (result.instance ?? result).exports.memory;
    return result;
  };
}

/**
 * Runs in a page before the SDK, and by itself: once `trapNext` is set, the next call of the wasm for random numbers throws
 * what a trap throws, at its end.
 */
export function armTrap() {
  window.trapNext = false;
  let now = false;
  const { getRandomValues } = crypto;
  crypto.getRandomValues = (array) => {
    if (window.trapNext) now = true;
    window.trapNext = false;
    return getRandomValues.call(crypto, array);
  };
  const wrap = (imports) => {
    for (const module of Object.values(imports ?? {})) {
      for (const [name, original] of Object.entries(module)) {
        if (typeof original !== "function") continue;
        module[name] = (...args) => {
          const result = original(...args);
          if (!now) return result;
          now = false;
          throw new WebAssembly.RuntimeError("unreachable");
        };
      }
    }
    return imports;
  };
  const { instantiate, instantiateStreaming, Instance } = WebAssembly;
  WebAssembly.instantiate = (source, imports) => instantiate(source, wrap(imports));
  WebAssembly.instantiateStreaming = (source, imports) => instantiateStreaming(source, wrap(imports));
  WebAssembly.Instance = new Proxy(Instance, { construct: (target, [module, imports]) => new target(module, wrap(imports)) });
}

/** Runs in every page. */
function inPage({ base_url, app_token, PASSWORD }) {
  let count = 0;
  const events = [];
  const help = {
    PASSWORD,
    /** What the clients of this page heard: `[client name, event, payload]`. */
    events,
    options: { base_url, app_token },
    freshName: () => `ada-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}-${++count}`,
    /** A client that has started, and the user it found. */
    async start(options = {}) {
      const client = window.Sentc.createClient({ ...help.options, ...options });
      for (const name of ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable"]) {
        client.on(name, (payload) => events.push([options.name ?? "", name, payload]));
      }
      const found = await client.init();
      return { client, found };
    },
    /** Registers somebody and logs in. */
    async somebody(client) {
      const identifier = help.freshName();
      await client.register(identifier, PASSWORD);
      return { identifier, user: await client.login(identifier, PASSWORD, true) };
    },
    heard: (name) => events.filter(([, event]) => event === name),
    code: (promise) => promise.then(() => "fulfilled", (error) => error.code),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async until(condition) {
      for (const end = performance.now() + 60_000; !(await condition()); await help.pause(20)) {
        if (performance.now() > end) throw new Error(`in vain: ${condition}`);
      }
    },
    /** Runs `work` with the object store, in a transaction of its own. */
    async store(work) {
      const wait = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
      const database = await wait(indexedDB.open("sentc-light"));
      try {
        if (!database.objectStoreNames.contains("kv")) return undefined;
        return await wait(work(database.transaction(["kv"], "readwrite").objectStore("kv")));
      } finally {
        database.close();
      }
    },
    keys: async () => (await help.store((store) => store.getAllKeys())) ?? [],
    record: (key) => help.store((store) => store.get(key)),
    /** The keys without their prefixes, which differ per client. */
    async places() {
      return (await help.keys()).map((key) => key.replace(/^[0-9a-f]{16}\//, "")).sort();
    },
  };
  window.help = help;
}
