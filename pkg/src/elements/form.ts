// Forms: fields with labels, what is wrong beside the field, and one request at a time.

import type { SentcError } from "../public/error.js";
import { type Child, fill, h, newId } from "./dom.js";
import type { Speaker } from "./words.js";

export interface FieldOptions {
  name: string;
  label: string;
  type?: "text" | "password" | "code" | "area";
  autocomplete?: string;
  value?: string;
  /** What is wrong with a value; also for an empty one, unless the field must not be empty anyway. */
  check?: (value: string) => string | undefined | false | Promise<string | undefined | false>;
  optional?: boolean;
}

export interface Field {
  name: string;
  element: HTMLElement;
  input: HTMLInputElement | HTMLTextAreaElement;
  fail(text: string | undefined): void;
  problem(): Promise<string | undefined | false>;
}

export function field(speaker: Speaker, options: FieldOptions): Field {
  const { say } = speaker;
  const { name, label, type = "text", autocomplete = "off", value = "" } = options;
  const [id, errorId] = [newId(), newId()];
  const error = h("p.sentc-error", { id: errorId });
  error.hidden = true;
  const attributes = { id, name, autocomplete, autocapitalize: "none", spellcheck: "false", required: !options.optional };
  const input =
    type === "area"
      ? h("textarea.sentc-input", { ...attributes, rows: 5, dir: "ltr" })
      : h("input.sentc-input", { ...attributes, type: type === "password" ? "password" : "text", ...(type === "code" && { inputmode: "numeric", dir: "ltr" }) });
  input.value = value;
  const fail = (text: string | undefined) => {
    error.hidden = !text;
    error.textContent = text ?? "";
    input.toggleAttribute("aria-invalid", false);
    if (text) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", errorId);
    } else input.removeAttribute("aria-describedby");
  };
  input.addEventListener("input", () => fail(undefined));
  const line = h("div.sentc-line", {}, input, type === "password" && reveal(say("show"), input as HTMLInputElement));
  return {
    name,
    input,
    fail,
    element: h("div.sentc-field", {}, h("label.sentc-label", { for: id }, label), line, error),
    problem: async () => (!options.optional && input.value.trim() === "" ? say("required") : options.check?.(input.value)),
  };
}

function reveal(label: string, input: HTMLInputElement): HTMLElement {
  const button = h("button.sentc-reveal", {
    type: "button",
    "aria-pressed": "false",
    "aria-label": label,
    title: label,
    click: () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    },
  });
  return button;
}

export interface FormOptions {
  /** What the button says, and what the form is called. */
  submit: string;
  fields?: Field[];
  danger?: boolean;
  /** Between the fields and the button. */
  extra?: Child[];
  /** Beside the button. */
  actions?: Child[];
  /** The field that an error is about; others are shown above the button. */
  fieldOf?: (code: string) => string | undefined;
  run(values: Record<string, string>, form: HTMLFormElement): unknown;
}

export interface Form {
  element: HTMLFormElement;
  focus(): void;
}

export function form({ submit, fields = [], danger, extra = [], actions = [], fieldOf, run }: FormOptions): Form {
  const notice = alert();
  const button = h("button.sentc-button.sentc-primary", { type: "submit" }, submit);
  if (danger) button.classList.add("sentc-danger");
  const clear = () => notice.show(undefined);
  const element = h("form.sentc-form", { novalidate: true, "aria-label": submit, input: clear }, ...fields.map((one) => one.element), ...extra, notice.element, h("div.sentc-actions", {}, button, ...actions));
  let busy = false;
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    clear();
    // Not disabled: a button that is loses the focus.
    button.setAttribute("aria-disabled", "true");
    element.setAttribute("aria-busy", "true");
    try {
      const problems = await Promise.all(fields.map((one) => one.problem()));
      fields.forEach((one, at) => one.fail(problems[at] || undefined));
      const wrong = fields.find((_, at) => problems[at]);
      if (wrong) wrong.input.focus();
      else if (element.reportValidity()) await run(Object.fromEntries(fields.map((one) => [one.name, one.input.value])), element);
    } catch (error) {
      const about = fields.find((one) => one.name === fieldOf?.((error as SentcError).code));
      const text = textOf(error);
      if (about) about.fail(text);
      else notice.show(text);
      const target = about ?? fields.find((one) => one.input.type === "password") ?? fields[0];
      target?.input.focus();
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
      element.removeAttribute("aria-busy");
    }
  });
  return { element, focus: () => (fields.find((one) => one.input.value === "") ?? fields[0])?.input.focus() };
}

/** Where something is said that a screen reader reads out at once. */
export function alert(): { element: HTMLElement; show(text: string | undefined): void } {
  const element = h("p.sentc-error", { role: "alert" });
  element.hidden = true;
  return {
    element,
    show(text) {
      element.hidden = !text;
      element.textContent = text ?? "";
    },
  };
}

/** A button that does something that can fail: the error is beside it. */
export function action(label: string, run: () => unknown, kind = "", name?: string): HTMLElement {
  const notice = alert();
  let busy = false;
  const button = h(`button.sentc-button${kind}`, {
    type: "button",
    ...(name && { "aria-label": name }),
    click: async () => {
      if (busy) return;
      busy = true;
      notice.show(undefined);
      button.setAttribute("aria-disabled", "true");
      try {
        await run();
      } catch (error) {
        notice.show(textOf(error));
      } finally {
        busy = false;
        button.removeAttribute("aria-disabled");
      }
    },
  });
  fill(button, label);
  return h("div.sentc-action", {}, button, notice.element);
}

/** A button that looks like a link and cannot fail. */
export function link(label: string, click: () => void): HTMLElement {
  return h("button.sentc-link", { type: "button", click }, label);
}

export function textOf(error: unknown): string {
  const { user_message, message } = error as SentcError;
  return user_message ?? message ?? String(error);
}
