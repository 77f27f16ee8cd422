/** The known name that was probably meant: `baseUrl` → `base_url`, `timeout` → `timeout_ms`. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const given = bare(name);
  let best: string | undefined;
  // More changes than half of what was typed make another word.
  let least = given.length / 2 + 1;
  for (const candidate of known) {
    const changes = distance(given, bare(candidate));
    if (changes < least) [best, least] = [candidate, changes];
  }
  return best;
}

function bare(name: string): string {
  return name.replace(/[^a-z0-9]/gi, "").toLowerCase();
}

/** Levenshtein: how many letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j]! + (a[i] === b[j] ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
