// The first derivation of a fresh worker, once it has made itself ready, beside later ones of the same worker: whether
// the person who logs in first pays for the engine's compiler.

import { chartOf, compared, comparison } from "../turns.mjs";

export const title = "First derivation of a worker, from message to message, ms";

const PAGES = 15;
/** Of each page; the second half of them counts as warm. */
const DERIVATIONS = 20;
const GOAL = 1.25;

export function measure({ pages, log }) {
  return pages(async ({ version, open }) => {
    const values = { "ours, warm": [], "ours, first": [] };
    for (let i = 0; i < PAGES; i++) {
      const { call, close } = await open();
      await call("start", "ours");
      await call("idle");
      const times = await call("derive", DERIVATIONS);
      values["ours, first"].push(times[0]);
      values["ours, warm"].push(...times.slice(DERIVATIONS / 2));
      await close();
    }
    const rows = compared(values, { "ours, first": GOAL });
    log(comparison(rows));
    return { engine: version, unit: "ms", rows, charts: [chartOf(`${version}, median`, "ms", rows)] };
  });
}
