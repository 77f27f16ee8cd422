// Making an account: a person's, or random credentials for a device that has no person at it.

import { sentc, signIn } from "../session.js";
import { button, el } from "../ui/dom.js";
import { checkbox, passwordField } from "../ui/fields.js";
import { copyButton, form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { newIdentifierField } from "./identifier-field.js";

/** `registered(identifier)` is called when the account is there but nobody is logged in yet. */
export function registerPanel(registered) {
  const identifier = newIdentifierField();
  const password = passwordField({ isNew: true, hint: "The server never sees it, so nobody can send it back to you." });
  const login = checkbox({ name: "login", label: "Log me in right away", checked: true });
  const credentials = el("div", { hidden: true });
  const random = button("Generate random credentials", generate, "link");
  const made = form({ label: "Create account", fields: [identifier, password, login], submit: "Create account", actions: [random], run });

  function generate() {
    const [id, secret] = sentc.generateRegisterData();
    identifier.set(id);
    password.input.value = secret;
    password.show(true);
    credentials.hidden = false;
    credentials.replaceChildren(shown(id, secret));
  }

  async function run(values) {
    const userId = await sentc.register(values.identifier, values.password);
    if (values.login) {
      const result = await sentc.login(values.identifier, values.password);
      credentials.replaceChildren();
      return signIn(result.u);
    }
    credentials.hidden = true;
    notify(`Account created. Its user id is ${userId}.`);
    identifier.set("");
    registered(values.identifier);
  }

  return { element: el("div", { class: "stack" }, made.element, credentials) };
}

function shown(id, secret) {
  const line = (name, value) =>
    el("div", { class: "copyable" }, el("span", {}, el("span", { class: "small muted" }, name), el("br"), el("code", {}, value)), copyButton(() => value, `Copy ${name.toLowerCase()}`));
  return el(
    "div",
    { class: "credentials stack", role: "status" },
    el("p", { class: "small" }, "For a device nobody types on: 16 random bytes as identifier, 32 as password. Store them there; they are shown only now."),
    line("Identifier", id),
    line("Password", secret),
  );
}
