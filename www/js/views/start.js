// For visitors: log in, or make an account.

import { el } from "../ui/dom.js";
import { tabs } from "../ui/tabs.js";
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
