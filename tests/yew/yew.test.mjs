// The front end in Rust (examples/yew, built by scripts/build-yew.sh) in Chromium, against a dev server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PASSWORD, URL_OF_DEMO, freshName, newContext, useBrowser } from "../e2e/support.mjs";

useBrowser();

const built = fileURLToPath(new URL("../../target/yew", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
/** On the server's origin: Chromium lets no page of elsewhere reach this machine without asking. */
const FOLDER = `${URL_OF_DEMO}/yew`;

async function newTab(context, faults) {
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.route(`${FOLDER}/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice("/yew/".length);
    const file = path || "index.html";
    return route.fulfill({ contentType: TYPES[extname(file)], body: readFileSync(join(built, file)) });
  });
  await page.goto(`${FOLDER}/?base_url=${encodeURIComponent(URL_OF_DEMO)}`);
  return page;
}

async function fill(page, name, password) {
  await page.getByPlaceholder("Name").fill(name);
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
  for (const page of [one, two]) await page.getByPlaceholder("Name").waitFor();
  await two.reload();
  await two.getByPlaceholder("Name").waitFor();

  assert.deepEqual(faults, []);
  await fill(two, name, "wrong");
  await two.getByText("wrong password").waitFor();
});
