// The SDK's log of requests, shown at the foot of the page. During a login the SDK holds it back until the end.

import { byId, el } from "./ui/dom.js";

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
  const body = el("tbody");
  const table = el(
    "table",
    { class: "wire-table" },
    el("caption", { class: "visually-hidden" }, "Requests of this page"),
    el("thead", {}, el("tr", {}, ["Request", "Answer", "Took"].map((name) => el("th", { scope: "col" }, name)))),
    body,
  );
  const count = el("span");
  const update = () => {
    count.textContent = `What went over the wire (${entries.length})`;
    body.replaceChildren(...entries.map(row).reverse());
  };
  changed = update;
  update();
  const words = el("p", { class: "muted" }, "Every request of the SDK, newest first. Your password is in none of them.");
  byId("wire").replaceChildren(el("details", {}, el("summary", {}, count), words, table));
}

function row({ method, path, http_status, error, duration_ms }) {
  const answer = [http_status ?? "none", error].filter((part) => part !== undefined).join(" · ");
  return el("tr", {}, el("td", { class: "mono" }, `${method} ${path}`), el("td", {}, answer), el("td", {}, `${Math.round(duration_ms)} ms`));
}
