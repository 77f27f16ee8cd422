// What every change of the account asks for: the password of this device and, with MFA on, a code or a recovery key.

import { session } from "../session.js";
import { button, el } from "../ui/dom.js";
import { codeField, passwordField, textField } from "../ui/fields.js";
import { form } from "../ui/form.js";

/**
 * A form. options: as of `form`, with `who` it is about (default: this demo's own session), `fields` above the password, `passwordLabel`, and run({ password, token, recovery, … }).
 * `token` is undefined while MFA is off.
 */
export function withPassword({ who = session, fields = [], passwordLabel = "Password", run, ...options }) {
  const { user, identifier, passkey } = who;
  const password = passkey ? passkeyField() : passwordField({ label: passwordLabel });
  const factor = secondFactor(user);
  return form({
    ...options,
    fields: [userName(identifier), password, ...fields, factor],
    async run({ factor: { token, recovery }, password: given, ...values }) {
      try {
        const password = passkey ? await user.passkeyPassword() : given;
        await run({ ...values, password, token, recovery });
      } finally {
        // The server may know better whether MFA is on.
        factor.update();
      }
    },
  });
}

/** Not shown: tells password managers whose password is asked for. */
function userName(identifier) {
  const input = el("input", { type: "text", name: "username", autocomplete: "username", value: identifier, readonly: true, hidden: true, tabindex: "-1" });
  return { name: "username", element: input, value: () => identifier, validate: () => true, settle() {}, focus() {} };
}

/** Nobody knows the password of a passkey's device: the passkey makes it, once the form is sent. */
function passkeyField() {
  const element = el("p", { class: "small muted" }, "Your passkey confirms that it is you.");
  return { name: "password", element, value() {}, validate: () => true, settle() {}, focus() {} };
}

function secondFactor(user) {
  const code = codeField();
  const key = textField({ name: "recovery", label: "Recovery key", autocomplete: "off", hint: "It can be used once." });
  const element = el("div", { class: "stack" });
  let shown = code;
  const show = (field) => {
    shown = field;
    const swap = button(field === code ? "Use a recovery key instead" : "Use a code instead", () => {
      show(field === code ? key : code);
      shown.focus();
    }, "link");
    element.replaceChildren(field.element, el("div", {}, swap));
  };
  const update = () => {
    element.hidden = !user.enabledMfa();
  };
  show(code);
  update();
  return {
    name: "factor",
    element,
    update,
    value: () => (element.hidden ? { token: undefined, recovery: undefined } : { token: shown.value().trim(), recovery: shown === key }),
    validate: () => element.hidden || shown.validate(),
    focus: () => shown.focus(),
    settle: (keep) => shown.settle(keep),
  };
}
