import { PAGE_SIZE } from "../generated/constants.js";

/**
 * Walks over a list that comes in pages: each is asked for with the last item of the one before, when that was used up.
 * One that isn't full ends it, so there is one request for every 50 items.
 */
export async function* everyItem<T>(page: (last: T | undefined) => Promise<T[]>): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  for (;;) {
    const items = await page(last);
    yield* items;
    if (items.length < PAGE_SIZE) return;
    last = items[items.length - 1];
  }
}
