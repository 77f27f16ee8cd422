// How many requests each action makes. Preflights, which depend on where an app and its API are, are not counted.

import { table } from "../table.mjs";

export const title = "Requests of an action";

const NAMES = ["older", "ours"];
const ACTIONS = { register: "register", login: "log in", getJwt: "getJwt after the login", createGroup: "createGroup", getGroup: "getGroup" };

export function measure({ pages, log }) {
  return pages(async ({ version, browser, open }) => {
    const rows = Object.fromEntries([...Object.values(ACTIONS), "getGroup within 5 minutes", "init with a stored session", "refresh", "logOut"].map((action) => [action, {}]));
    for (const name of NAMES) {
      const context = await browser.newContext();
      const first = await open({ context });
      await first.call("start", name);
      const counts = await first.call("requests", [...Object.keys(ACTIONS), "getGroup"]);
      const stored = await first.call("session");
      await first.close();

      const second = await open({ context });
      counts.push(await second.call("requestsOfStart", name, stored), ...(await second.call("requests", ["refresh", "logOut"])));
      await context.close();
      for (const [place, action] of Object.keys(rows).entries()) rows[action][name] = counts[place];
    }
    log(table(["", ...NAMES], Object.entries(rows).map(([action, counts]) => [action, ...NAMES.map((name) => String(counts[name] ?? "no such call"))])));
    const both = Object.entries(rows).filter(([, counts]) => NAMES.every((name) => counts[name] !== null));
    const bars = both.flatMap(([action, counts]) => NAMES.map((name) => ({ name: `${action}: ${name}`, value: counts[name], ours: name === "ours" })));
    return { engine: version, rows, charts: [{ title: `${version}, without preflights`, unit: "", bars }] };
  });
}
