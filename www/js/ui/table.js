// Tables: they scroll sideways where they don't fit, show that they do, and say when nothing is in them.

import { el } from "./dom.js";

/** `caption`: for screen readers. `empty`: what stands there without rows. `show(rows)` takes arrays of cells: texts or elements. */
export function table({ caption, columns, empty, kind = "" }) {
  const body = el("tbody");
  const head = el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name))));
  const made = el("table", { class: kind }, head, body);
  const nothing = el("tr", {}, el("td", { colspan: String(columns.length) }, empty));
  const show = (rows) => body.replaceChildren(...(rows.length > 0 ? rows.map((cells) => el("tr", {}, cells)) : [nothing]));
  show([]);
  // Focusable, so that the arrow keys scroll it.
  return { element: el("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": caption }, made), body, show };
}
