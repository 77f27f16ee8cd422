import { renamed, session } from "../session.js";
import { el } from "../ui/dom.js";
import { form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { newIdentifierField } from "../views/identifier-field.js";

export function identifierCard(user) {
  const field = newIdentifierField({ label: "New identifier", hint: "What you log in with on this device." });
  const now = el("strong", {}, session.identifier);
  const made = form({
    label: "Change identifier",
    fields: [field],
    submit: "Change identifier",
    busy: "Changing…",
    async run({ identifier }) {
      await user.updateUser(identifier);
      await renamed();
      now.textContent = session.identifier;
      field.set("");
      notify(`From now on you log in as ${identifier}.`);
    },
  });
  return el(
    "section",
    { class: "card", "aria-labelledby": "identifier" },
    el("h2", { id: "identifier" }, "Identifier"),
    el("p", { class: "muted small" }, "Now ", now, ". Other devices keep theirs."),
    made.element,
  );
}
