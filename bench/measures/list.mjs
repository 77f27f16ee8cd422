// A long list by its iterator: time, requests and heap. The iterator asks for a page when the one before is used up, so
// an app that keeps nothing needs the memory of a few pages.

import { heapInUse, heapPeak, kilobytes } from "../heap.mjs";
import { table } from "../table.mjs";
import { logInAnew, tabsOf } from "../tabs.mjs";

export const title = "A list of 10,000 groups by the iterator";

const GROUPS = 10_000;
const ROUNDS = 3;
/** Requests under way while the groups are made. */
const LANES = 20;

export function measure({ pages, log }) {
  return pages(async (given) => {
    const { context, open } = await tabsOf(given, () => undefined);
    const page = await open();
    await logInAnew(page);
    await createGroups(given.server, await page.evaluate(() => tab.user.getJwt()));
    let requests = 0;
    context.on("request", (request) => void (requests += new URL(request.url()).pathname.startsWith("/api/v1/group/all/") ? 1 : 0));
    const list = async (keep) => {
      requests = 0;
      const { items, ...times } = await page.evaluate(readAll, keep);
      if (items !== GROUPS) throw new Error(`${items} groups instead of ${GROUPS}`);
      return { requests, ...times };
    };

    // Code that has never run.
    await list(false);
    const rounds = [];
    while (rounds.length < ROUNDS) rounds.push(await list(false));
    log(`\n${given.version}`);
    log(table(["", "requests", "first item, ms", "all, ms"], rounds.map(({ requests, first, all }, at) => [`round ${at + 1}`, String(requests), first, all])));

    const devtools = await context.newCDPSession(page);
    const before = await heapInUse(devtools);
    const peak = await heapPeak(devtools, () => list(false));
    const after = await heapInUse(devtools);
    await list(true);
    const kept = await heapInUse(devtools);
    const heap = { before, peak, after, kept };
    log(table(["JavaScript heap, KB", "before", "peak", "after", "all items kept"], [["", ...Object.values(heap).map(kilobytes)]]));
    return { engine: given.version, items: GROUPS, unit: "ms, bytes", rounds, heap, charts: [] };
  });
}

/** Without the client: only the list is measured. */
async function createGroups({ base_url, app_token }, jwt) {
  const headers = { "x-sentc-app-token": app_token, Authorization: `Bearer ${jwt}` };
  let left = GROUPS;
  const lane = async () => {
    while (left-- > 0) {
      const response = await fetch(`${base_url}/api/v1/group/light`, { method: "POST", headers });
      const body = await response.text();
      if (!response.ok) throw new Error(`POST /group/light: ${response.status} ${body}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** In the tab. */
async function readAll(keep) {
  const start = performance.now();
  let [items, first] = [0, 0];
  tab.kept = [];
  for await (const group of tab.user.groups()) {
    if (items++ === 0) first = performance.now() - start;
    if (keep) tab.kept.push(group);
  }
  return { items, first, all: performance.now() - start };
}
