// For visitors: log in, or make an account.

import { el, newId } from "../ui/dom.js";
import { loginPanel } from "./login.js";
import { registerPanel } from "./register.js";

export const start = { path: "start", title: "Log in", audience: "visitor", show };

const FACTS = [
  ["Derived here", "Argon2id turns your password into keys on this device, in WebAssembly."],
  ["Proven, not sent", "The server sets a challenge that only your key can answer."],
  ["Post-quantum from the start", "Your device's key pair is a hybrid of X25519 and Kyber."],
];

function show(place) {
  const intro = el(
    "div",
    { class: "intro" },
    el("h1", { tabindex: "-1" }, "Log in without sending your password"),
    el("p", { class: "lead" }, "It stays on this device. The server only learns that you know it."),
  );
  const facts = el("ul", { class: "facts" }, FACTS.map(([name, text]) => el("li", {}, el("strong", {}, name), el("span", { class: "muted" }, text))));
  const { element, stop } = card();
  place.append(el("div", { class: "start" }, intro, element, facts));
  return stop;
}

function card() {
  const log = loginPanel();
  const register = registerPanel((identifier) => {
    select(0);
    log.use(identifier);
  });
  const { element, select } = tabs("What to do", [
    ["Log in", log.element],
    ["Create account", register.element],
  ]);
  const made = el("section", { class: "card", "aria-label": "Log in or create an account" }, element, log.element.parentElement, register.element.parentElement);
  return { element: made, stop: log.stop };
}

/** Tabs by the usual keys: arrows change, Tab goes into the panel. */
function tabs(label, entries) {
  const buttons = entries.map(([name, content], at) => {
    const id = newId("tab");
    const tab = el("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel`, on: { click: () => select(at) } }, name);
    el("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, content);
    return tab;
  });
  const element = el("div", { class: "tabs", role: "tablist", "aria-label": label, on: { keydown: move } }, buttons);
  function select(chosen) {
    entries.forEach(([, content], at) => {
      buttons[at].setAttribute("aria-selected", String(at === chosen));
      buttons[at].tabIndex = at === chosen ? 0 : -1;
      content.parentElement.hidden = at !== chosen;
    });
  }
  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    select(next);
    buttons[next].focus();
    event.preventDefault();
  }
  select(0);
  return { element, select };
}
