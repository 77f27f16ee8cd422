// How long the page's own thread is held up at a stretch: the longest task of it, by Chromium's trace, which disturbs less
// than a page that looks at its own clock.

import { chartOf, compared, comparison, turns, withBefore } from "../turns.mjs";

export const title = "Longest block of the page's thread, ms";

const NAMES = ["older", "ours"];
const ROUNDS = 9;
const ACTIONS = { start: "start", register: "first registration, at once", login: "first login after it", later: "first registration, a second later" };
const GOALS = { ours: { ms: 12 } };
const CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing"];

export function measure({ pages, log, against }) {
  const names = withBefore(NAMES, against);
  return pages(async ({ version, browser, open }) => {
    const traced = async (name, actions, act) => {
      const { page, call, close } = await open();
      await browser.startTracing(page, { categories: CATEGORIES });
      await call("start", name);
      await act(call);
      const { traceEvents } = JSON.parse(await browser.stopTracing());
      await close();
      return actions.map((action) => longestTask(traceEvents, action));
    };
    const sample = async (name) => {
      const [start, register, login] = await traced(name, ["start", "register", "login"], async (call) => {
        const { identifier } = await call("register");
        await call("login", identifier);
      });
      const [later] = await traced(name, ["register"], async (call) => {
        await call("idle");
        await call("register");
      });
      return { start, register, login, later };
    };
    await turns(names, 1, sample);
    const samples = await turns(names, ROUNDS, sample);
    const measured = {};
    const charts = [];
    for (const [action, words] of Object.entries(ACTIONS)) {
      const rows = compared(Object.fromEntries(names.map((name) => [name, samples[name].map((each) => each[action])])), GOALS);
      measured[action] = rows;
      log(`\n${words}`);
      log(comparison(rows));
      charts.push(chartOf(`${version}, ${words}, median`, "ms", rows));
    }
    return { engine: version, unit: "ms", measured, charts };
  });
}

/** Of the thread that set the action's marks, between these. Its tasks' parts outside of them are not the client's. */
function longestTask(events, action) {
  const mark = (what) => {
    const found = events.find(({ cat, name }) => cat.includes("blink.user_timing") && name === `bench ${action} ${what}`);
    if (!found) throw new Error(`the trace has no mark: ${action} ${what}`);
    return found;
  };
  const { pid, tid, ts: from } = mark("starts");
  const { ts: to } = mark("ended");
  const tasks = events.filter((event) => event.name === "RunTask" && event.ph === "X" && event.pid === pid && event.tid === tid);
  const held = tasks.map(({ ts, dur }) => Math.min(ts + dur, to) - Math.max(ts, from)).filter((us) => us > 0);
  if (held.length === 0) throw new Error(`the trace has no task: ${action}`);
  return Math.max(...held) / 1_000;
}
