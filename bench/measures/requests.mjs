// How many requests each action makes, counted between page and server. Preflights apart: an app and its API being of two
// origins costs them, and the browser remembers the answers where a client lets it.

import { counter } from "../engines/counter.mjs";
import { table } from "../table.mjs";

export const title = "Requests of an action";

const NAMES = ["older", "ours"];
/** `[what, call, twice?]`, in this order, in two pages of one profile. */
const FIRST_PAGE = [
  ["register", "register", true],
  ["log in", "login", true],
  ["getJwt after a login", "getJwt"],
  ["createGroup", "createGroup", true],
  ["getGroup", "getGroup"],
  ["getGroup within 5 minutes", "getGroup"],
];
const SECOND_PAGE = [
  ["refresh", "refresh", true],
  ["logOut", "logOut"],
];

export function measure({ pages, log }) {
  return pages(async ({ version, browser, server, open, after }) => {
    const { url, counted } = await counter(server.base_url, after);
    const rows = {};
    for (const name of NAMES) {
      const context = await browser.newContext();
      const note = (what, counts) => ((rows[what] ??= {})[name] = counts);
      const notes = async ({ call }, actions) => {
        for (const [what, action, twice] of actions) {
          counted();
          const first = (await call("act", action)) && counted();
          note(what, first && { first, ...(twice && { next: (await call("act", action)) && counted() }) });
        }
      };
      const first = await open({ context, base_url: url });
      await first.call("start", name);
      await notes(first, FIRST_PAGE);
      const stored = await first.call("session");
      await first.close();

      const second = await open({ context, base_url: url });
      counted();
      await second.call("start", name, stored);
      note("init with a stored session", { first: counted() });
      if (!(await second.call("signedIn"))) throw new Error(`${name} found no session`);
      await notes(second, SECOND_PAGE);
      await context.close();
    }
    log("requests + preflights; of those that were done twice, both times");
    const cell = (counts) => (counts ? Object.values(counts).map(({ requests, preflights }) => `${requests} + ${preflights}`).join(", ") : "no such call");
    log(table(["", ...NAMES], Object.entries(rows).map(([what, counts]) => [what, ...NAMES.map((name) => cell(counts[name]))])));
    return { engine: version, rows, charts: [chartOf(version, rows)] };
  });
}

function chartOf(version, rows) {
  const both = Object.entries(rows).filter(([, counts]) => NAMES.every((name) => counts[name]));
  const total = ({ first, next = first }) => next.requests + next.preflights;
  return {
    title: `${version}, with preflights; of those that were done twice, the second time`,
    unit: "",
    bars: both.flatMap(([what, counts]) => NAMES.map((name) => ({ name: `${what}: ${name}`, value: total(counts[name]), ours: name === "ours" }))),
  };
}
