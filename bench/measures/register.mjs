// The first registration of a page: at once after the start, and after the page was idle, as while somebody types.

import { chartOf, compared, comparison, turns, withBefore } from "../turns.mjs";

export const title = "First registration in a new profile, ms";

const NAMES = ["older", "ours", "ours, legacy"];
const ROUNDS = 15;
const GOALS = { ours: 1.2 };

export function measure({ pages, log, against }) {
  const names = withBefore(NAMES, against);
  return pages(async ({ version, open }) => {
    const sample = (idle) => async (name) => {
      const { call, close } = await open();
      await call("start", name);
      if (idle) await call("idle");
      const { ms } = await call("register");
      await close();
      return ms;
    };
    await turns(names, 1, sample(false));
    const measured = {};
    const charts = [];
    for (const [when, idle] of [["at once after the start", false], ["a second later", true]]) {
      const rows = (measured[when] = compared(await turns(names, ROUNDS, sample(idle)), GOALS));
      log(`\n${when}`);
      log(comparison(rows));
      charts.push(chartOf(`${version}, ${when}, median`, "ms", rows));
    }
    return { engine: version, unit: "ms", measured, charts };
  });
}
