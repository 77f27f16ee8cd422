import { el } from "../ui/dom.js";
import { passwordField } from "../ui/fields.js";
import { notify } from "../ui/messages.js";
import { withPassword } from "./with-password.js";

export function passwordCard(user) {
  const next = passwordField({ name: "next", label: "New password", isNew: true });
  const again = passwordField({
    name: "again",
    label: "New password again",
    isNew: true,
    check: (value) => (value === next.value() ? undefined : "The two new passwords differ."),
  });
  const made = withPassword({
    label: "Change password",
    passwordLabel: "Current password",
    fields: [next, again],
    submit: "Change password",
    async run({ password, next: changed, token, recovery }) {
      await user.changePassword(password, changed, token, recovery);
      notify("The password is changed.");
    },
  });
  return el(
    "section",
    { class: "card", "aria-labelledby": "password" },
    el("h2", { id: "password" }, "Password"),
    el("p", { class: "muted small" }, "Of this device; other devices keep theirs."),
    made.element,
  );
}
