/** Walks over a list that comes in pages: each is asked for with the last item of the one before. An empty one ends it. */
export async function* everyItem<T>(page: (last: T | undefined) => Promise<T[]>): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  for (;;) {
    const items = await page(last);
    if (items.length === 0) return;
    yield* items;
    last = items[items.length - 1];
  }
}
