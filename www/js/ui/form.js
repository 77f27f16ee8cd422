// A form: checks its fields, shows that it works, says in words what went wrong, and empties secrets after use.

import { button, el } from "./dom.js";
import { errorPlace } from "./messages.js";

/** The identifier is what is wrong, and the password is not. */
const TAKEN = ["IDENTIFIER_TAKEN", "address_taken"];

/**
 * options: label (for screen readers), fields, submit (the button's text), busy, danger, actions (further buttons),
 * run(values): what to do. What it throws is shown.
 */
export function form({ label, fields, submit, busy = "Deriving keys…", danger = false, actions = [], run }) {
  const error = errorPlace();
  const go = busyButton(submit, danger ? "danger" : "", { type: "submit" });
  const element = el(
    "form",
    // Should the script ever fail to catch it, nothing of it gets into the address.
    { method: "post", novalidate: true, "aria-label": label },
    fields.map((field) => field.element),
    error.element,
    el("div", { class: "actions" }, go.element, actions),
  );

  async function submitted(event) {
    event.preventDefault();
    if (go.busy) return;
    error.clear();
    const wrong = fields.filter((field) => !field.validate());
    if (wrong.length > 0) return void wrong[0].focus();
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    let [keep, taken] = [false, false];
    try {
      await go.during(busy, () => run(values));
    } catch (thrown) {
      taken = TAKEN.includes(thrown?.code);
      keep = taken || thrown?.retryable === true;
      error.show(thrown);
    }
    for (const field of fields) field.settle(keep);
    if (error.element.hasChildNodes()) ((!taken && fields.find((field) => field.secret)) || fields[0])?.focus();
  }
  element.addEventListener("submit", submitted);
  // What it says is about what was entered before.
  element.addEventListener("input", error.clear);
  return { element, error, focus: () => fields[0]?.focus() };
}

/** A button that says what it is busy with. It stays focusable meanwhile. */
function busyButton(text, kind = "quiet", properties = {}) {
  const element = el("button", { type: "button", class: kind, ...properties }, text);
  const state = { element, busy: false, during };
  async function during(words, work) {
    if (state.busy) return undefined;
    state.busy = true;
    element.setAttribute("aria-disabled", "true");
    element.replaceChildren(el("span", { class: "spinner", "aria-hidden": "true" }), el("span", { "aria-live": "polite" }, words));
    try {
      await painted();
      return await work();
    } finally {
      state.busy = false;
      element.removeAttribute("aria-disabled");
      element.replaceChildren(text);
    }
  }
  return state;
}

/** A button for one request, with its error beside it. */
export function requestButton(text, words, work, kind = "quiet", error = errorPlace()) {
  const state = busyButton(text, kind);
  state.element.addEventListener("click", async () => {
    error.clear();
    try {
      await state.during(words, work);
    } catch (thrown) {
      error.show(thrown);
    }
  });
  return { element: state.element, error: error.element };
}

/** Several of them, each `[text, words, work, kind]`, with one place for their errors. */
export function requestButtons(...buttons) {
  const error = errorPlace();
  const elements = buttons.filter(Boolean).map(([text, words, work, kind = "quiet small"]) => requestButton(text, words, work, kind, error).element);
  return el("div", { class: "stack tight" }, el("div", { class: "actions" }, elements), error.element);
}

export function copyButton(getText, what = "Copy") {
  const element = button(what, copy, "quiet small");
  async function copy() {
    try {
      await navigator.clipboard.writeText(getText());
      element.textContent = "Copied";
    } catch {
      element.textContent = "Copying is blocked here: please select the text";
    }
    setTimeout(() => (element.textContent = what), 2500);
  }
  return element;
}

/** Lets the browser draw before work that may hold the thread. */
function painted() {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
