// For what needs more of a browser than a call in a module: pages of Chromium, each in a profile of its own, with a dev
// server. What a page can be asked is in pages/clients.mjs.

import { chromium } from "playwright-core";
import { devServer } from "./dev-server.mjs";
import { files } from "./files.mjs";

const CALL_MS = 60_000;

/**
 * What `work({ version, browser, server, url, open, after })` gives; undefined where there is no Chromium.
 * `open(options?)` gives `{ page, call(NAME, ...args), close() }`: a page in a new profile, or in `options.context`, with
 * nothing of any client loaded. `call` calls a function of pages/clients.mjs, within a minute. `options.base_url`: another
 * way to the server. `after(stop)`: what is to be done at the end. `{ server: false }`: without a dev server.
 */
export async function pages(work, { server: needed = true } = {}) {
  const { CHROMIUM } = process.env;
  if (!CHROMIUM) {
    console.log("Chromium: not installed, left out (npm run setup)");
    return undefined;
  }
  const stops = [];
  const after = (stop) => stops.unshift(stop);
  try {
    const server = needed ? await devServer(after) : {};
    const url = await files(after);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    after(() => browser.close());
    const open = (options) => openPage(browser, url, server, options);
    return await work({ version: `Chromium ${browser.version().split(".").slice(0, 2).join(".")}`, browser, server, url, open, after });
  } finally {
    for (const stop of stops) await stop();
  }
}

async function openPage(browser, url, server, { context, base_url = server.base_url } = {}) {
  const own = context ? undefined : await browser.newContext();
  const page = await (context ?? own).newPage();
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate((server) => window.bench.use(server), { ...server, base_url });
  const call = (name, ...args) => bounded(page.evaluate(([name, args]) => window.bench[name](...args), [name, args]), name);
  return { page, call, close: () => (own ?? page).close() };
}

async function bounded(promise, name) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${name} took longer than ${CALL_MS} ms`)), CALL_MS)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
