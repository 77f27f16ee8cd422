// Where this package's milliseconds go: what it waits for, and how long nothing is waited for, so that its own code runs or
// its turn in the event loop has not come. Of several samples the one in the middle, by its length.

import { table } from "../table.mjs";

export const title = "What takes the time of this package's actions, ms";

const SAMPLES = 9;

/** What each does before, and the action. */
const ACTIONS = {
  start: async ({ call }) => run(call, "start", "ours"),
  "registration at once after the start": async ({ call }) => {
    await call("start", "ours");
    return run(call, "register");
  },
  "registration a second later": async ({ call }) => {
    await call("start", "ours");
    await call("idle");
    return run(call, "register");
  },
  "first login": async ({ call, identifier }) => {
    await call("start", "ours");
    return run(call, "login", identifier);
  },
  "later login": async ({ call, identifier }) => {
    await call("start", "ours");
    for (let i = 0; i < 3; i++) await call("login", identifier);
    return run(call, "login", identifier);
  },
};

export function measure({ pages, log }) {
  return pages(async ({ version, open }) => {
    const measured = {};
    const { call, close } = await open();
    await call("start", "ours");
    const { identifier } = await call("register");
    await close();
    for (const [action, work] of Object.entries(ACTIONS)) {
      const samples = [];
      for (let i = 0; i < SAMPLES; i++) {
        const { page, call, close } = await open();
        await page.evaluate(() => import("/pages/pieces.mjs"));
        samples.push(await work({ call, identifier }));
        await close();
      }
      const { total, pieces } = samples.toSorted((a, b) => a.total - b.total)[SAMPLES >> 1];
      const alone = total - covered(pieces);
      measured[action] = { total: rounded(total), alone: rounded(alone), pieces };
      log(`\n${action}: ${total.toFixed(1)}, of these ${alone.toFixed(1)} with nothing waited for`);
      log(table(["", "from", "to", "takes"], pieces.map(({ what, from, to }) => [what, from, to ?? "later", to === undefined ? "" : to - from])));
    }
    return { engine: version, unit: "ms", measured, charts: [] };
  });
}

async function run(call, name, ...args) {
  await call("pieces");
  const { from, to } = await call("clocked", name, ...args);
  const spans = await call("pieces");
  // What has no `to` goes on afterwards.
  const pieces = spans.filter(([, begin]) => begin >= from && begin < to).map(([what, begin, end]) => ({ what, from: rounded(begin - from), ...(end && end <= to && { to: rounded(end - from) }) }));
  return { total: to - from, pieces };
}

/** How much of the time at least one piece was waited for. What goes on afterwards was not. */
function covered(pieces) {
  let [sum, until] = [0, 0];
  for (const { from, to } of pieces.filter(({ to }) => to !== undefined)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

function rounded(value) {
  return Number(value.toFixed(3));
}
