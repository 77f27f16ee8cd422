// From the page's first script to a client that takes calls, with nobody signed in: on a desktop, on a simulated phone, on a
// first and on later visits.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chartOf, compared, comparison, turns, withBefore } from "../turns.mjs";

export const title = "Start with nobody signed in, ms";

/** A mid-range phone on a mobile network: the processor at a quarter, 60 ms, 1.2 MB/s. */
const PHONE = { rate: 4, network: { offline: false, latency: 60, downloadThroughput: 1_200_000, uploadThroughput: 400_000 } };

/** `goal`: at most so many times the older client. */
const VISITS = [
  { name: "desktop, first visit", rounds: 17, goal: 0.95 },
  { name: "phone, first visit", rounds: 9, phone: true, goal: 0.85 },
  { name: "phone, first visit, wasm preloaded", rounds: 9, phone: true, preload: true, goal: 0.7 },
  { name: "phone, files in the browser's cache", rounds: 9, phone: true, earlier: 1, goal: 0.95 },
  { name: "desktop, fifth visit of a profile", rounds: 5, earlier: 4, profile: true, goal: 1 },
];

export function measure({ pages, log, against }) {
  const names = withBefore(["older", "ours"], against);
  return pages(async ({ version, browser, url }) => {
    const rows = [];
    const charts = [];
    for (const visit of VISITS) {
      const sample = (name) => (visit.profile ? inProfile(visit, url, name) : inContext(browser, visit, url, name));
      // The first of each fills the machine's file caches.
      await turns(names, 1, sample);
      const found = compared(await turns(names, visit.rounds, sample), { ours: visit.goal });
      log(`\n${visit.name}\n${comparison(found)}`);
      rows.push(...found.map((row) => ({ visit: visit.name, ...row })));
      charts.push(chartOf(`${visit.name}, median`, "ms", found));
    }
    return { engine: version, unit: "ms", rows, charts };
  }, { server: false });
}

async function inContext(browser, visit, url, name) {
  const context = await browser.newContext();
  try {
    return await lastOf(context, visit, url, name);
  } finally {
    await context.close();
  }
}

/** A profile on disk, since only those keep compiled code. */
async function inProfile(visit, url, name) {
  const folder = mkdtempSync(join(tmpdir(), "sentc-bench-"));
  try {
    let ms;
    for (let count = 0; count <= visit.earlier; count++) {
      const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
      ms = await timeOf(context, visit, url, name);
      await context.close();
    }
    return ms;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lastOf(context, visit, url, name) {
  for (let count = 0; count < (visit.earlier ?? 0); count++) await timeOf(context, visit, url, name);
  return timeOf(context, visit, url, name);
}

async function timeOf(context, { phone, preload }, url, name) {
  const page = await context.newPage();
  if (phone) {
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", PHONE.network);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: PHONE.rate });
  }
  const told = page.waitForEvent("console", { timeout: 30_000 });
  await page.goto(`${url}visit/${name}${preload ? "/preload" : ""}`);
  const text = (await told).text();
  const ms = Number(text);
  if (!(ms > 0)) throw new Error(`${name}: ${text}`);
  await page.close();
  return ms;
}
