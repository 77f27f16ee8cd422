// The SDK's log of requests, shown at the foot of the page.

import { byId, el } from "./ui/dom.js";
import { table } from "./ui/table.js";

const KEPT = 40;
const entries = [];
let changed = () => {};

/** For the option `log`. */
export function logged(entry) {
  entries.push(entry);
  if (entries.length > KEPT) entries.shift();
  changed();
}

export function showWire() {
  const requests = table({ caption: "Requests of this page", columns: ["Request", "Answer", "Took"], empty: "Nothing yet." });
  const count = el("summary");
  const update = () => {
    count.textContent = `What went over the wire (${entries.length})`;
    requests.show(entries.map(cells).reverse());
  };
  changed = update;
  update();
  byId("wire").replaceChildren(el("details", {}, count, el("p", {}, "Every request of the SDK, newest first. Your password is in none of them."), requests.element));
}

/** The cells of a row. */
export function cells({ method, path, http_status, error, duration_ms, attempt = 1 }) {
  const answer = [http_status ?? "none", error].filter((part) => part !== undefined).join(" · ");
  const tried = attempt > 1 ? ` (try ${attempt})` : "";
  return [el("td", { class: "mono" }, `${method} ${path}${tried}`), el("td", {}, answer), el("td", {}, `${Math.round(duration_ms)} ms`)];
}
