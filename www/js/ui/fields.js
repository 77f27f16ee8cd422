// Fields of forms. Each has `element`, `name`, `value()`, `validate()`, `focus()` and `settle(keep)`, called after use:
// then fields with secrets are emptied.

import { button, el, newId } from "./dom.js";

/** options: name, label, autocomplete, hint, optional, value, inputmode, check(value) → what is wrong, or nothing */
export function textField(options) {
  return field({ spellcheck: "false", autocapitalize: "none", autocorrect: "off", ...options });
}

/** A password. Current ones are for the password manager to fill in, new ones for it to suggest. */
export function passwordField({ name = "password", label = "Password", isNew = false, ...options } = {}) {
  const made = field({ name, label, type: "password", secret: true, autocomplete: isNew ? "new-password" : "current-password", ...options });
  const toggle = button("Show", () => show(made.input.type === "password"), "toggle", { "aria-label": `Show ${label.toLowerCase()}`, "aria-pressed": "false" });
  const show = (visible) => {
    made.input.type = visible ? "text" : "password";
    toggle.textContent = visible ? "Hide" : "Show";
    toggle.setAttribute("aria-pressed", String(visible));
  };
  made.box.classList.add("with-toggle");
  made.box.append(toggle);
  return { ...made, show, settle: (keep) => (show(false), made.settle(keep)) };
}

/** Six digits from an authenticator. */
export function codeField({ name = "code", label = "Code from your authenticator", ...options } = {}) {
  const made = field({
    name,
    label,
    class: "code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    secret: true,
    check: (value) => (/^\d{6}$/.test(value.replace(/\s/g, "")) ? undefined : "A code has six digits."),
    ...options,
  });
  return { ...made, value: () => made.input.value.replace(/\s/g, "") };
}

export function textArea(options) {
  return field({ tag: "textarea", spellcheck: "false", ...options });
}

export function checkbox({ name, label, checked = false, check }) {
  const id = newId(name);
  const input = el("input", { type: "checkbox", id, name, checked });
  const error = errorLine();
  const element = el("div", { class: "field" }, el("div", { class: "check" }, input, el("label", { for: id }, label)), error);
  return withError({ name, element, input, value: () => input.checked, settle() {} }, error, () => check?.(input.checked));
}

/** options: name, label, choices: [value, text][], value */
export function selectField({ name, label, choices, value }) {
  const id = newId(name);
  const input = el("select", { id, name }, choices.map(([key, text]) => el("option", { value: key }, text)));
  input.value = value;
  const element = el("div", { class: "field" }, el("label", { for: id }, label), input);
  return { name, element, input, value: () => input.value, validate: () => true, settle() {}, focus: () => input.focus() };
}

function field({ tag = "input", name, label, type = "text", secret = false, optional = false, hint, value = "", check, ...attributes }) {
  const id = newId(name);
  const hintLine = el("p", { class: "hint", id: `${id}-hint` }, hint ?? "");
  hintLine.hidden = !hint;
  const error = errorLine(`${id}-error`);
  const described = { "aria-describedby": `${id}-error ${id}-hint`, "aria-required": optional ? undefined : "true" };
  const input = el(tag, { id, name, type: tag === "input" ? type : undefined, ...described, ...attributes });
  input.value = value;
  const box = el("div", { class: "field-box" }, input);
  const element = el("div", { class: "field" }, el("label", { for: id }, label), box, error, hintLine);
  const settle = (keep) => {
    if (secret && !keep) input.value = "";
  };
  const wrong = () => {
    if (input.value === "") return optional ? undefined : `${label}: please fill this in.`;
    return check?.(input.value);
  };
  return withError({ name, element, input, box, hintLine, secret, value: () => input.value, settle }, error, wrong);
}

function withError(made, line, wrong) {
  const say = (text) => {
    line.textContent = text ?? "";
    line.hidden = !text;
    if (text) made.input.setAttribute("aria-invalid", "true");
    else made.input.removeAttribute("aria-invalid");
  };
  made.input.addEventListener("input", () => say(undefined));
  const validate = () => {
    const text = wrong();
    say(text);
    return text === undefined;
  };
  return { ...made, validate, focus: () => made.input.focus() };
}

function errorLine(id) {
  return el("p", { class: "field-error", id, hidden: true });
}
