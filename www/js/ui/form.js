// Forms of the demo's own, in the look of the elements: fields, one request at a time, and in words what went wrong.

import { button, el, newId } from "./dom.js";
import { errorPlace } from "./messages.js";

/** options: name, label, hint; the rest are attributes. The browser says what is wrong with a value, such as an empty one. */
export function textField({ name, label, hint, ...attributes }) {
  const id = newId(name);
  const input = el("input", { class: "sentc-input", id, name, type: "text", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": hint && `${id}-hint`, ...attributes });
  return field(label, input, hint && el("p", { class: "sentc-text", id: `${id}-hint` }, hint));
}

export const passwordField = (options = {}) => textField({ name: "password", label: "Password", type: "password", autocomplete: "current-password", ...options });

/** options: name, label, choices: [value, text][] */
export function selectField({ name, label, choices }) {
  return field(label, el("select", { class: "sentc-input", id: newId(name), name }, choices.map(([value, words]) => el("option", { value }, words))));
}

function field(label, input, hint) {
  return { input, element: el("div", { class: "sentc-field" }, el("label", { class: "sentc-label", for: input.id }, label), input, hint) };
}

/** options: label (for screen readers), fields, submit (the button's text), busy, danger, actions, run(values). What `run` throws is shown. */
export function form({ label, fields, submit, busy = "Deriving keys…", danger = false, actions = [], run }) {
  const error = errorPlace();
  const inputs = fields.map(({ input }) => input);
  const go = busyButton(submit, `sentc-primary ${danger ? "sentc-danger" : ""}`, "submit");
  const focus = () => (inputs.find(({ value }) => value === "") ?? inputs[0])?.focus();
  async function submitted(event) {
    event.preventDefault();
    error.clear();
    try {
      await go.during(busy, () => run(Object.fromEntries(inputs.map(({ name, value }) => [name, value]))));
    } catch (thrown) {
      error.show(thrown);
      // What can't be read is typed again, unless it was not what was wrong.
      if (!thrown.retryable) for (const input of inputs) if (input.type === "password") input.value = "";
      focus();
    }
  }
  const element = el(
    "form",
    // Should the script ever fail to catch it, nothing of it gets into the address. What an error says is about what was entered before.
    { class: "sentc-form", method: "post", "aria-label": label, on: { submit: submitted, input: error.clear } },
    fields.map((one) => one.element),
    error.element,
    el("div", { class: "sentc-actions" }, go.element, actions),
  );
  return { element, focus };
}

/** A button that says what it is busy with. It stays focusable meanwhile. */
function busyButton(words, kind, type = "button") {
  const element = button(words, undefined, kind);
  element.type = type;
  async function during(saying, work) {
    if (element.ariaDisabled) return undefined;
    element.ariaDisabled = "true";
    element.replaceChildren(el("span", { "aria-live": "polite" }, saying));
    try {
      return await work();
    } finally {
      element.ariaDisabled = null;
      element.replaceChildren(words);
    }
  }
  return { element, during };
}

/** Buttons for one request each, `[text, words, work, kind]`, with one place for their errors. */
export function requestButtons(...buttons) {
  const error = errorPlace();
  const elements = buttons.map(([words, saying, work, kind = ""]) => {
    const state = busyButton(words, kind);
    state.element.addEventListener("click", async () => {
      error.clear();
      await state.during(saying, work).catch(error.show);
    });
    return state.element;
  });
  return el("div", { class: "sentc-list" }, el("div", { class: "sentc-actions" }, elements), error.element);
}

export function copyButton(getText, what = "Copy") {
  return button(what, async ({ target }) => {
    await navigator.clipboard.writeText(getText());
    target.textContent = "Copied";
  });
}
