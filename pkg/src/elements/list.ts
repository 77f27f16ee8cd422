// A list that comes page by page.

import { PAGE_SIZE } from "../generated/constants.js";
import { h } from "./dom.js";
import { action, textOf } from "./form.js";
import type { Speaker } from "./words.js";

export interface ListOptions<T> {
  speaker: Speaker;
  label: string;
  load(last: T | undefined): Promise<T[]>;
  row(item: T): HTMLElement;
  /** Before the items of the first page. */
  first?: HTMLElement | undefined;
}

/** Loads the first page. Where that fails, the list says so and offers to try again. */
export function pagedList<T>({ speaker, label, load, row, first }: ListOptions<T>): HTMLElement {
  const { say } = speaker;
  const list = h("ul.sentc-list", { "aria-label": label });
  const element = h("div.sentc-list", {}, h("p.sentc-text", { role: "status" }, say("loading")));
  const page = async (last: T | undefined) => {
    const items = await load(last);
    if (last === undefined && first) list.append(first);
    list.append(...items.map(row));
    const more = items.length >= PAGE_SIZE && action(say("more"), () => page(items.at(-1)));
    element.replaceChildren(list.children.length === 0 ? h("p.sentc-text", {}, say("none")) : list, ...(more ? [more] : []));
  };
  const start = () =>
    page(undefined).catch((error: unknown) => {
      element.replaceChildren(h("p.sentc-error", { role: "alert" }, textOf(error)), action(say("retry"), start));
    });
  void start();
  return element;
}
