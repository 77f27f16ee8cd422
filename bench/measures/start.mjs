// From nothing to a client that takes calls, each time in a profile that has never seen it.

import { chartOf, compared, comparison, turns } from "../turns.mjs";

export const title = "Start in a new profile, ms";

const ROUNDS = 25;

export function measure({ pages, log }) {
  return pages(async ({ version, open }) => {
    const sample = async (name) => {
      const { call, close } = await open();
      const ms = await call("start", name);
      await close();
      return ms;
    };
    // The first of each fills the machine's file caches.
    const names = ["older", "ours", "ours, no database"];
    await turns(names, 2, sample);
    const rows = compared(await turns(names, ROUNDS, sample), { ours: 0.8 });
    log(comparison(rows));
    return { engine: version, unit: "ms", rows, charts: [chartOf(`${version}, median`, "ms", rows)] };
  });
}
