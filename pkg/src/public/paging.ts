import { PAGE_SIZE } from "../generated/constants.js";
import { SentcError } from "./error.js";

/**
 * Iterates over a list that comes in pages. After the items of a page, it requests the next page with the last item. A page that isn't
 * full ends the list, so it sends one request for every 50 items. UNEXPECTED_ANSWER: a page came again, as it would for ever.
 */
export async function* everyItem<T>(page: (last: T | undefined) => Promise<T[]>): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  const ends = new Set<string>();
  for (;;) {
    const items = await page(last);
    yield* items;
    if (items.length < PAGE_SIZE) return;
    last = items[items.length - 1];
    const end = JSON.stringify(last);
    if (ends.has(end)) throw new SentcError("UNEXPECTED_ANSWER", { message: "the service sent a page of the list twice" });
    ends.add(end);
  }
}
