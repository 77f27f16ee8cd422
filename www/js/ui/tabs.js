// Tabs by the usual keys: arrows change, Tab goes into the panel.

import { el, newId } from "./dom.js";

/** entries: `[name, content][]`. `element` is the list; each content is put into a panel, its `parentElement`. */
export function tabs(label, entries) {
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
