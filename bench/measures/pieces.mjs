// Where this package's milliseconds go: what it waits for, and which functions keep the page's thread busy. For finding the
// large pieces: what looks on here costs time itself.

import { table } from "../table.mjs";
import { median, rounded } from "../turns.mjs";

export const title = "What takes the time of this package's actions, ms";

const SAMPLES = 9;
const FUNCTIONS = 10;
const SAMPLING_US = 50;

/** What comes before the action, and the action. */
const ACTIONS = {
  start: { action: "start" },
  "registration at once after the start": { before: ["start"], action: "register" },
  "registration a second later": { before: ["start", "idle"], action: "register" },
  "first login": { before: ["start"], action: "login" },
  "later login": { before: ["start", "login", "login", "login"], action: "login" },
};

export function measure({ pages, log }) {
  return pages(async ({ version, open }) => {
    const measured = {};
    const { call, close } = await open();
    await call("start", "ours");
    const { identifier } = await call("register");
    await close();
    const sample = (steps, look) => inNewPage(open, steps, { start: ["ours"], login: [identifier] }, look);
    for (const [name, steps] of Object.entries(ACTIONS)) {
      const lines = [];
      const profiles = [];
      for (let i = 0; i < SAMPLES; i++) {
        lines.push(await sample(steps, timeLine));
        profiles.push(await sample(steps, profile));
      }
      // The shortest: in the others something else had the core.
      const { total, pieces } = lines.toSorted((a, b) => a.total - b.total)[0];
      const alone = rounded(total - covered(pieces));
      const functions = busiest(profiles);
      measured[name] = { total: rounded(total), alone, pieces, functions };
      log(`\n${name}: ${total.toFixed(1)}, of these ${alone.toFixed(1)} with nothing waited for`);
      log(table(["", "from", "to", "takes"], pieces.map(({ what, from, to }) => [what, from, to ?? "later", to === undefined ? "" : to - from])));
      log(table(["on the page's thread", "ms"], functions.map(({ what, ms }) => [what, ms.toFixed(2)])));
    }
    return { engine: version, unit: "ms", measured, charts: [] };
  });
}

async function inNewPage(open, { before = [], action }, args, look) {
  const { page, call, close } = await open();
  const looking = await look(page);
  for (const name of before) await call(name, ...(args[name] ?? []));
  const result = await looking(() => call("clocked", action, ...(args[action] ?? [])), call);
  await close();
  return result;
}

/** What the page asks of the browser. What has no `to` goes on afterwards. */
async function timeLine(page) {
  await page.evaluate(() => import("/pages/pieces.mjs"));
  return async (act, call) => {
    await call("pieces");
    const { from, to } = await act();
    const spans = (await call("pieces")).filter(([, begin]) => begin >= from && begin < to);
    return { total: to - from, pieces: spans.map(([what, begin, end]) => ({ what, from: rounded(begin - from), ...(end && end <= to && { to: rounded(end - from) }) })) };
  };
}

/** Milliseconds by function, without what it calls. */
async function profile(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.setSamplingInterval", { interval: SAMPLING_US });
  return async (act) => {
    await devtools.send("Profiler.start");
    await act();
    const { profile: { nodes, samples, timeDeltas } } = await devtools.send("Profiler.stop");
    const names = new Map(nodes.map(({ id, callFrame }) => [id, named(callFrame)]));
    const times = {};
    for (const [at, id] of samples.entries()) times[names.get(id)] = (times[names.get(id)] ?? 0) + timeDeltas[at] / 1_000;
    return times;
  };
}

function named({ functionName, url, lineNumber, columnNumber }) {
  const name = functionName || "(anonymous)";
  return url ? `${name} (${url.split("/").at(-1)}:${lineNumber + 1}:${columnNumber + 1})` : name;
}

/** By their medians: a thread that had to wait for a core is counted to whichever function it was in. */
function busiest(profiles) {
  const names = new Set(profiles.flatMap(Object.keys));
  for (const outside of ["(idle)", "(program)"]) names.delete(outside);
  const rows = [...names].map((what) => ({ what, ms: rounded(median(profiles.map((times) => times[what] ?? 0))) }));
  return rows.sort((a, b) => b.ms - a.ms).slice(0, FUNCTIONS);
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
