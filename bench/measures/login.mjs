// Logging in: first thing in a new profile; in a page that has done so before, by somebody else each time; and by the same
// person again. All accounts are of the same client's making.

import { chartOf, compared, comparison, turns, withBefore } from "../turns.mjs";

export const title = "Login, ms";

const NAMES = ["older", "ours", "ours, legacy"];
const ROUNDS = 15;
const WARM_UP = 3;
const WARM_ROUNDS = 40;

export function measure({ pages, log, against }) {
  const names = withBefore(NAMES, against);
  return pages(async ({ version, open }) => {
    const measured = {};
    const charts = [];
    const show = (when, rows) => {
      measured[when] = rows;
      log(`\n${when}`);
      log(comparison(rows));
      charts.push(chartOf(`${version}, ${when}, median`, "ms", rows));
    };
    const accounts = await register(names, open, 2 + ROUNDS + WARM_UP + WARM_ROUNDS);

    const cold = async (name) => {
      const { call, close } = await open();
      await call("start", name);
      const ms = await call("login", accounts[name].pop());
      await close();
      return ms;
    };
    await turns(names, 1, cold);
    show("the first of a page", compared(await turns(names, ROUNDS, cold)));

    const opened = {};
    for (const name of names) {
      opened[name] = await open();
      await opened[name].call("start", name);
    }
    const warm = (name) => opened[name].call("login", accounts[name].pop());
    await turns(names, WARM_UP, warm);
    show("later ones, by somebody else each", compared(await turns(names, WARM_ROUNDS, warm), { ours: 1 }));

    const known = Object.fromEntries(names.map((name) => [name, accounts[name].pop()]));
    const again = async (name) => {
      const { call } = opened[name];
      const ms = await call("login", known[name]);
      await call("act", "logOut");
      return ms;
    };
    await turns(names, 1, again);
    show("by the same person, after a log-out", compared(await turns(names, WARM_ROUNDS, again)));
    for (const name of names) await opened[name].close();
    return { engine: version, unit: "ms", measured, charts };
  });
}

/** Identifiers, by client. */
async function register(names, open, count) {
  const accounts = {};
  for (const name of names) {
    const { call, close } = await open();
    await call("start", name);
    accounts[name] = [];
    while (accounts[name].length < count) accounts[name].push((await call("register")).identifier);
    await close();
  }
  return accounts;
}
