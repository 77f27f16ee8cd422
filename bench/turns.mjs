// Contestants that take turns, and their values beside each other.

import { table } from "./table.mjs";

/** `names`, with another build of this package (`--against`) behind the older client. */
export function withBefore(names, against) {
  return against ? names.toSpliced(1, 0, "before") : names;
}

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
 * Rows of minimum, median and, of each but the first name, its ratio to the first's. `goals`, by name: at most so many
 * times the first, or `{ ms }`. The median says whether one is met.
 */
export function compared(values, goals = {}) {
  const rows = Object.entries(values).map(([name, each]) => ({ name, samples: each.length, min: rounded(Math.min(...each)), median: rounded(median(each)) }));
  const [first] = rows;
  for (const row of rows) {
    if (row !== first) row.ratio = { min: rounded(row.min / first.min), median: rounded(row.median / first.median) };
    const goal = goals[row.name];
    if (goal !== undefined) Object.assign(row, { goal, met: typeof goal === "number" ? row.ratio.median <= goal : row.median <= goal.ms });
  }
  return rows;
}

export function comparison(rows) {
  const [first] = rows;
  const ratio = (value) => value?.toFixed(2) ?? "";
  const wanted = ({ goal, met }) => (goal === undefined ? "" : `≤ ${goal.ms ? `${goal.ms} ms` : goal.toFixed(2)} ${met ? "met" : "not met"}`);
  return table(
    ["", "min", "median", `by ${first.name}: min`, "median", "goal"],
    rows.map((row) => [row.name, row.min, row.median, ratio(row.ratio?.min), ratio(row.ratio?.median), wanted(row)]),
  );
}

/** The medians as bars. */
export function chartOf(title, unit, rows) {
  const [first] = rows;
  const goal = ({ goal }) => (goal === undefined ? undefined : rounded(goal.ms ?? goal * first.median));
  return { title, unit, bars: rows.map((row) => ({ name: row.name, value: row.median, ours: row.name.startsWith("ours"), goal: goal(row) })) };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export function rounded(value) {
  return Number(value.toFixed(3));
}
