// The scenarios of tests/package/environments in a page, a Web Worker and a Service Worker, from a server of their own: another
// origin than the API's, as an app's usually is.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { URL_OF_DEMO, useBrowser, withPage } from "./support.mjs";
import { APP_TOKEN } from "./sdk-pages.mjs";

useBrowser();
const limit = { timeout: 120_000 };
const FOLDERS = { "/dist/": "../../../pkg/dist/", "/environments/": "../../package/environments/" };
const TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm", html: "text/html" };

let origin;
let server;

before(async () => {
  server = createServer(async ({ url }, response) => {
    const [folder] = Object.keys(FOLDERS).filter((start) => url.startsWith(start));
    if (url === "/caching.js") return response.writeHead(200, { "content-type": TYPES.js }).end(CACHING);
    const body = folder && !url.includes("..") ? await readFile(new URL(FOLDERS[folder] + url.slice(folder.length), import.meta.url)).catch(() => undefined) : undefined;
    const type = url === "/" ? "html" : url.slice(url.lastIndexOf(".") + 1);
    response.writeHead(body || url === "/" ? 200 : 404, { "content-type": TYPES[type] ?? "text/plain", "service-worker-allowed": "/" });
    response.end(body ?? (url === "/" ? '<!doctype html><link rel="icon" href="data:,"><title>scenarios</title>' : ""));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const options = { base_url: URL_OF_DEMO, app_token: APP_TOKEN };

function check([results, ...rest], ...expected) {
  assert.deepEqual(results.filter(([, wrong]) => wrong), []);
  assert.ok(results.length >= 7);
  assert.deepEqual(rest, expected);
}

const inPage = (work) => () =>
  withPage(async (page) => {
    await page.goto(`${origin}/`);
    await work(page);
  });

test("a page", limit, inPage(async (page) => {
  const run = async (options) => {
    const [sdk, { runScenarios }] = [await import("/dist/index.js"), await import("/environments/scenarios.mjs")];
    return [await runScenarios(sdk, options)];
  };
  check(await page.evaluate(run, options));
}));

test("a Web Worker", limit, inPage(async (page) => {
  const run = (options) => {
    const worker = new Worker("/environments/worker.mjs", { type: "module" });
    const { port1, port2 } = new MessageChannel();
    worker.postMessage(options, [port2]);
    return new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      port1.onmessage = ({ data }) => resolve(data);
    });
  };
  check(await page.evaluate(run, options), "undefined", "DedicatedWorkerGlobalScope");
}));

test("a Service Worker", limit, inPage(async (page) => {
  const run = async (options) => {
    const registration = await navigator.serviceWorker.register("/environments/worker.mjs", { type: "module", scope: "/" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active.postMessage(options, [port2]);
    const data = await new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    await registration.unregister();
    return data;
  };
  check(await page.evaluate(run, options), "undefined", "ServiceWorkerGlobalScope");
}));

// As an app's service worker often is: what it has, it gives, by the address.
const CACHING = `
  onactivate = (event) => event.waitUntil(clients.claim());
  onfetch = (event) => {
    if (event.request.method !== "GET") return;
    event.respondWith((async () => {
      const cache = await caches.open("everything");
      const found = await cache.match(event.request);
      if (found) return found;
      const answer = await fetch(event.request);
      await cache.put(event.request, answer.clone());
      return answer;
    })());
  };`;

test("a Service Worker that caches everything gives nobody another account's lists", limit, inPage(async (page) => {
  const groups = await page.evaluate(async (options) => {
    await navigator.serviceWorker.register("/caching.js");
    if (!navigator.serviceWorker.controller) await new Promise((controlled) => (navigator.serviceWorker.oncontrollerchange = controlled));
    const { default: sentc } = await import("/dist/index.js");
    await sentc.init(options);
    const counts = [];
    for (const creates of [true, false]) {
      const [identifier, password] = sentc.generateRegisterData();
      await sentc.register(identifier, password);
      const user = await sentc.login(identifier, password, true);
      if (creates) await user.createGroup();
      counts.push((await user.getGroups()).length);
      await user.logOut();
    }
    return [...counts, (await (await caches.open("everything")).keys()).some(({ url }) => url.includes("/api/v1/group"))];
  }, options);
  assert.deepEqual(groups, [1, 0, true]);
}));

test("a page in a sandbox, which has neither storage nor an origin", limit, inPage(async (page) => {
  // Its origin is `null`, and the scripts must come from somewhere: the script-tag build with the wasm's address.
  const frame = await page.evaluate(async ({ options, dist }) => {
    const iframe = document.createElement("iframe");
    iframe.sandbox = "allow-scripts";
    const script = await (await fetch(`${dist}/sentc-light.min.js`)).text();
    const wasm = await (await fetch(`${dist}/sentc-light.wasm`)).arrayBuffer();
    iframe.srcdoc = `<!doctype html><script>${script.replaceAll("</script", "<\\/script")}</script><script>
      onmessage = async ({ data: { options, wasm } }) => {
        const told = [];
        try {
          const client = Sentc.createClient({ ...options, wasm_path: wasm });
          client.on("storageUnavailable", ({ reason }) => told.push(reason));
          await client.init();
          const [identifier] = client.generateRegisterData();
          await client.register(identifier, "password");
          const user = await client.login(identifier, "password", true);
          parent.postMessage([(await client.getActualUser(true)).data.user_id === user.data.user_id, told.length], "*");
        } catch (error) {
          parent.postMessage(String(error), "*");
        }
      };
    </script>`;
    const loaded = new Promise((resolve) => (iframe.onload = resolve));
    document.body.append(iframe);
    await loaded;
    const answer = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));
    iframe.contentWindow.postMessage({ options, wasm }, "*");
    return answer;
  }, { options, dist: `${origin}/dist` });
  assert.deepEqual(frame, [true, 1]);
}));
