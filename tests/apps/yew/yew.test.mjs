// The front end in Rust (examples/yew, built by scripts/build-yew.sh) in Chromium, against a dev server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PASSWORD, URL_OF_DEMO, freshName, newContext, useBrowser } from "../../browser/e2e/support.mjs";

useBrowser();

const built = fileURLToPath(new URL("../../../target/yew", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
/** On the server's origin: Chromium lets no page of elsewhere reach this machine without asking. */
const FOLDER = `${URL_OF_DEMO}/yew`;

/** What the dev server sends with pages: by the docs it serves this one too (`npm start -- --www target/yew`). */
const devPolicy = async () => (await fetch(URL_OF_DEMO)).headers.get("content-security-policy");

/** `policy`: the page's Content-Security-Policy. `query`: more of its address. */
async function newTab(context, faults, { policy, query = "" } = {}) {
  policy ??= await devPolicy();
  assert.match(policy, /src/);
  const page = await context.newPage();
  await page.addInitScript(watchDerivations);
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.route(`${FOLDER}/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice("/yew/".length);
    const file = path || "index.html";
    const headers = file === "index.html" ? { "Content-Security-Policy": policy } : {};
    return route.fulfill({ contentType: TYPES[extname(file)], headers, body: readFileSync(join(built, file)) });
  });
  await page.goto(`${FOLDER}/?base_url=${encodeURIComponent(URL_OF_DEMO)}${query}`);
  return page;
}

/** Runs in the page: what workers answered, and the memory of the page's own wasm. */
function watchDerivations() {
  window.answers = [];
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => answers.push(data.kind));
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const { [name]: original } = WebAssembly;
    WebAssembly[name] = async (...args) => {
      const made = await original.apply(WebAssembly, args);
      window.wasm = (made.instance ?? made).exports;
      return made;
    };
  }
}

async function fill(page, name, password) {
  await page.getByPlaceholder("Identifier").fill(name);
  await page.getByPlaceholder("Password").fill(password);
  await page.getByRole("button", { name: "Register and log in" }).click();
}

test("a front end in Rust: login, reload, log-out in two tabs", { timeout: 120_000 }, async (t) => {
  const faults = [];
  const context = await newContext();
  t.after(() => context.close());
  t.after(() => faults.length > 0 && t.diagnostic(`faults in the page: ${faults.join("; ")}`));
  context.setDefaultTimeout(30_000);
  const [name, one] = [freshName(), await newTab(context, faults)];
  await fill(one, name, PASSWORD);
  const user_id = await one.getByRole("status").innerText();
  assert.match(user_id, /^[0-9a-f-]{36}$/);

  // Signed in after a reload, and in another tab, with nothing typed.
  await one.reload();
  assert.equal(await one.getByRole("status").innerText(), user_id);
  const two = await newTab(context, faults);
  assert.equal(await two.getByRole("status").innerText(), user_id);
  // In the storage of the npm package, sealed.
  const records = await two.evaluate(
    () => new Promise((resolve) => {
      const opening = indexedDB.open("sentc-light");
      opening.onsuccess = () => {
        const all = opening.result.transaction("kv").objectStore("kv").getAll();
        all.onsuccess = () => resolve(all.result.map((record) => (typeof record === "string" ? record : Object.keys(record).join())));
      };
    }),
  );
  assert.ok(records.includes("iv,sealed") && !records.some((record) => record.includes(user_id)), records.join("\n"));

  await one.getByRole("button", { name: "Log out" }).click();
  for (const page of [one, two]) await page.getByPlaceholder("Identifier").waitFor();
  await two.reload();
  await two.getByPlaceholder("Identifier").waitFor();

  assert.deepEqual(faults, []);
  await fill(two, name, "wrong");
  await two.getByText("wrong password").waitFor();
});

const BLOCKED = "sentc-light: worker-src blocks the worker from blob";
// A derivation needs 19 MiB, which the memory of whoever ran one has from then on.
for (const [how, options, answers, onPage, warned] of [
  ["in a worker from a blob", {}, ["ready", "keys", "keys"], false, []],
  ["in a worker from a file", { policy: "worker-src 'self'", query: "&worker=host.worker.js" }, ["ready", "keys", "keys"], false, []],
  ["on the page where the policy refuses workers", { policy: "worker-src 'none'" }, [], true, [`${BLOCKED}; keys are derived on the page's own thread`]],
  ["on the page where the app wants none", { query: "&worker=off" }, [], true, []],
]) {
  test(`keys are derived ${how}`, { timeout: 120_000 }, async (t) => {
    const context = await newContext();
    t.after(() => context.close());
    context.setDefaultTimeout(30_000);
    const page = await newTab(context, [], options);
    const warnings = [];
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    const name = freshName();
    // One derivation for the account, one for the login.
    await fill(page, name, PASSWORD);
    assert.match(await page.getByRole("status").innerText(), /^[0-9a-f-]{36}$/);
    const seen = await page.evaluate(() => ({ answers, mebibytes: wasm.memory.buffer.byteLength / 2 ** 20 }));
    assert.deepEqual(seen.answers, answers);
    assert.equal(seen.mebibytes > 19, onPage, `${seen.mebibytes} MiB`);
    assert.deepEqual(warnings, warned);
  });
}
