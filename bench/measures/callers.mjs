// Many callers want a token at the moment when the JWT has expired: how many refreshes the service sees, and how long it
// takes until the last of them has what it asked for.

import { table } from "../table.mjs";
import { logInAnew, tabsOf } from "../tabs.mjs";

export const title = "Callers at once with an expired JWT, ms until the last one is served";

const TABS = 10;
const CALLERS = 100;
const ROUNDS = 10;
const HOUR = 3_600_000;
/** `user.fetch` waits for the token and then for a small file, over the few connections that a browser opens. */
const ASKED = { getJwt: "getJwt", fetch: "user.fetch" };

export function measure({ pages, log }) {
  return pages(async (given) => {
    const { context, open } = await tabsOf(given, movableClock);
    let refreshes = 0;
    context.on("request", (request) => void (refreshes += request.method() === "PUT" && new URL(request.url()).pathname === "/api/v1/refresh" ? 1 : 0));
    const first = await open();
    await logInAnew(first);
    const tabs = [first];
    while (tabs.length < TABS) tabs.push(await open());

    const rows = [];
    for (const [ask, what] of Object.entries(ASKED)) {
      for (const [tabsAsking, callers] of [[1, 1], [1, CALLERS], [TABS, CALLERS]]) {
        const [times, seen] = [[], []];
        // The first round is not counted: code that has never run.
        for (let round = 0; round <= ROUNDS; round++) {
          refreshes = 0;
          const time = await atOnce(tabs.slice(0, tabsAsking), ask, callers);
          if (round === 0) continue;
          times.push(time);
          seen.push(refreshes);
        }
        times.sort((a, b) => a - b);
        const [min, median, max] = [times[0], times[times.length >> 1], times.at(-1)].map((time) => Number(time.toFixed(1)));
        rows.push({ what, tabs: tabsAsking, callers: tabsAsking * callers, rounds: ROUNDS, refreshes: { min: Math.min(...seen), max: Math.max(...seen) }, min, median, max });
      }
    }
    log(`\n${given.version}, ${ROUNDS} rounds each`);
    const range = ({ min, max }) => (min === max ? String(min) : `${min}–${max}`);
    log(table(["", "tabs", "callers", "refreshes a round", "min", "median", "max"], rows.map((row) => [row.what, String(row.tabs), String(row.callers), range(row.refreshes), row.min, row.median, row.max])));
    return { engine: given.version, unit: "ms", rows, charts: [] };
  });
}

/** Runs in every tab, before the client: a clock to move past the end of a JWT. */
function movableClock() {
  const now = Date.now;
  globalThis.clockOffset = 0;
  Date.now = () => now.call(Date) + globalThis.clockOffset;
}

let hours = 0;

/** Milliseconds from the first call in any of the tabs to the last answer in any of them. */
async function atOnce(tabs, ask, callers) {
  const offset = ++hours * HOUR;
  await Promise.all(tabs.map((tab) => tab.evaluate(getReady, { ask, callers, offset })));
  // One message for all: calls through the driver would arrive one after the other.
  await tabs[0].evaluate(() => {
    const channel = new BroadcastChannel("bench");
    channel.postMessage("now");
    channel.close();
  });
  const spans = await Promise.all(tabs.map((tab) => tab.evaluate(() => span)));
  return Math.max(...spans.map(({ end }) => end)) - Math.min(...spans.map(({ start }) => start));
}

/** In a tab: the JWT expires, and at the word of `atOnce` the callers call. */
function getReady({ ask, callers, offset }) {
  const { user } = globalThis.tab;
  const calls = {
    getJwt: () => user.getJwt(),
    fetch: () => user.fetch("/ours/edge.js").then((response) => response.text()),
  };
  // The same clock in all tabs.
  const now = () => performance.timeOrigin + performance.now();
  const channel = new BroadcastChannel("bench");
  globalThis.span = new Promise((resolve, reject) => {
    channel.onmessage = async () => {
      channel.close();
      const start = now();
      try {
        await Promise.all(Array.from({ length: callers }, calls[ask]));
        resolve({ start, end: now() });
      } catch (error) {
        reject(error);
      }
    };
  });
  globalThis.clockOffset = offset;
}
