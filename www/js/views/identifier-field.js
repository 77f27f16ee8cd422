// An identifier to be chosen: while somebody types, the server is asked whether it is free.

import { sentc } from "../session.js";
import { textField } from "../ui/fields.js";

const PAUSE_MS = 350;

export function newIdentifierField({ label = "Identifier", hint = "A name, an e-mail address, anything unique." } = {}) {
  const field = textField({ name: "identifier", label, autocomplete: "username", hint });
  const { input, hintLine } = field;
  hintLine.setAttribute("aria-live", "polite");
  let timer;
  let asking;

  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
  };

  input.addEventListener("input", () => {
    stop();
    say(hint, "");
    if (input.value) timer = setTimeout(check, PAUSE_MS);
  });

  async function check() {
    const identifier = input.value;
    asking = new AbortController();
    say("Checking…", "");
    try {
      const free = await sentc.checkUserIdentifierAvailable(identifier, { signal: asking.signal });
      if (input.value !== identifier) return;
      say(free ? `“${identifier}” is free.` : `“${identifier}” is taken. Please choose another one.`, free ? "free" : "taken");
    } catch (error) {
      if (error.code !== "ABORTED") say(`Can't tell whether it is free: ${error.message}.`, "");
    }
  }

  function say(text, state) {
    hintLine.textContent = text;
    hintLine.hidden = false;
    hintLine.dataset.state = state;
  }

  function set(value) {
    input.value = value;
    input.dispatchEvent(new Event("input"));
  }

  /** When the form is sent, the answer to that says it. */
  function validate() {
    stop();
    return field.validate();
  }
  return { ...field, set, validate };
}
