// A list that comes in pages of 50: the first one at once, the others on demand.

import { onBack } from "../session.js";
import { button, el } from "./dom.js";
import { requestButton } from "./form.js";
import { errorMessage } from "./messages.js";

const PAGE = 50;

/** options: label, load(last) → the items after `last`, row(item) → an <li>, empty: what to say when there are none */
export function pagedList({ label, load, row, empty = "None." }) {
  const list = el("ul", { class: "rows", tabindex: "-1", "aria-label": label });
  const more = el("div", { class: "place" });
  const line = (content) => fill([el("li", { class: "muted small" }, content)]);

  /** What had the focus may be gone: the list has it then. */
  function fill(rows) {
    const had = list.contains(document.activeElement);
    list.replaceChildren(...rows);
    if (had) list.focus();
  }

  async function reload() {
    more.replaceChildren();
    try {
      const items = await load(undefined);
      if (items.length === 0) return line(empty);
      fill(items.map(row));
      offerMore(items);
    } catch (error) {
      line(errorMessage(error, [button("Load again", reload, "quiet small")]));
    }
  }

  /** Only the server knows whether a full page is the last one. */
  function offerMore(items) {
    more.replaceChildren();
    if (items.length < PAGE) return;
    const next = requestButton("Show more", "Loading…", async () => {
      const further = await load(items.at(-1));
      list.append(...further.map(row));
      offerMore(further);
    }, "quiet small");
    more.append(next.element, next.error);
  }

  line("Loading…");
  void reload();
  const element = el("div", { class: "stack" }, list, more);
  // What the list shows may be old by then, or an error. A list that is no longer shown stops listening.
  const stop = onBack(() => (element.isConnected ? void reload() : stop()));
  return { element, reload };
}
