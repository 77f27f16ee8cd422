// Contestants that take turns, and their values beside each other.

import { table } from "./table.mjs";

/** What `sample(name)` gave each, by name. Who begins changes from round to round. */
export async function turns(names, rounds, sample) {
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      values[name].push(await sample(name, round));
    }
  }
  return values;
}

/**
 * Rows of minimum, median and, of each but the first name, its ratio to the first's. `goals`: at most so many times the
 * first, by name; the median says whether it is met.
 */
export function compared(values, goals = {}) {
  const rows = Object.entries(values).map(([name, each]) => ({ name, samples: each.length, min: rounded(Math.min(...each)), median: rounded(median(each)) }));
  const [first] = rows;
  for (const row of rows.slice(1)) {
    row.ratio = { min: rounded(row.min / first.min), median: rounded(row.median / first.median) };
    if (row.name in goals) Object.assign(row, { goal: goals[row.name], met: row.ratio.median <= goals[row.name] });
  }
  return rows;
}

export function comparison(rows) {
  const [first] = rows;
  const ratio = (value) => (value === undefined ? "" : value.toFixed(2));
  return table(
    ["", "min", "median", `by ${first.name}: min`, "median", "goal"],
    rows.map(({ name, min, median, ratio: by, goal, met }) => [name, min, median, ratio(by?.min), ratio(by?.median), goal ? `≤ ${goal.toFixed(2)} ${met ? "met" : "not met"}` : ""]),
  );
}

export function chartOf(title, rows, value = "median") {
  return { title, unit: "ms", bars: rows.map((row) => ({ name: row.name, value: row[value], ours: row.name.startsWith("ours") })) };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function rounded(value) {
  return Number(value.toFixed(3));
}
