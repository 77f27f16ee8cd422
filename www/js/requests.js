// The SDK's log of requests: shown at the foot of the page, and the source of what buttons say while they work.

import { byId, el } from "./ui/dom.js";

const KEPT = 40;
const entries = [];
const listeners = new Set();

/** For the option `log`. */
export function logged(entry) {
  entries.push(entry);
  if (entries.length > KEPT) entries.shift();
  for (const listener of listeners) listener(entry);
}

/** Tells in words what a running login or the like is at. Returns a function that stops. */
export function progressOf(say) {
  const listener = ({ path }) => {
    if (path.endsWith("/prepare_login")) say("Deriving keys…");
    else if (/\/(done_login|validate_mfa|validate_recovery_otp)$/.test(path)) say("Proving who you are…");
  };
  listeners.add(listener);
  return () => listeners.delete(listener);
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
  listeners.add(update);
  update();
  const words = el("p", { class: "muted" }, "Every request of the SDK, newest first. Your password is in none of them.");
  byId("wire").replaceChildren(el("details", {}, el("summary", {}, count), words, table));
}

function row({ method, path, http_status, error, duration_ms }) {
  const answer = [http_status ?? "none", error].filter((part) => part !== undefined).join(" · ");
  return el("tr", {}, el("td", { class: "mono" }, `${method} ${path}`), el("td", {}, answer), el("td", {}, `${Math.round(duration_ms)} ms`));
}
