// Lists in one record each, which several tabs change.

/** So many tabs may change one record at once; a storage that reads differently each time would be tried for good. */
const ATTEMPTS = 50;

/**
 * Writes a record that another tab may change meanwhile: `attempt` reads it, writes it with a guard, and gives whether it was
 * written. Rejects when the record is another one each time.
 */
export async function untilWritten(attempt: () => Promise<boolean>): Promise<void> {
  for (let left = ATTEMPTS; left > 0; left--) {
    if (await attempt()) return;
    // Lets the page, and the other tab, do something else.
    await new Promise((next) => setTimeout(next));
  }
  throw new Error(`a record was another one at each of ${ATTEMPTS} attempts to change it`);
}

/** The list that a record holds. What is damaged, or no list, counts as an empty one: the next write mends it. */
export function listIn(text: string | null | undefined): unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
