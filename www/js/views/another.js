// A second person beside the one who is signed in. The menu in the header leads here, and switches between them.

import { sentc } from "../session.js";
import { card, el, pageHead } from "../ui/dom.js";
import { form, passwordField, textField } from "../ui/form.js";
import { askCode } from "../ui/second-factor.js";

export const another = { path: "another", title: "Sign in somebody else", audience: "user", isInMenu: true, show };

function show(place) {
  const step = el("div");
  const done = () => location.replace("#/me");
  const asked = form({
    label: "Sign in somebody else",
    fields: [textField({ name: "identifier", label: "Identifier" }), passwordField()],
    submit: "Sign in",
    // For this tab alone: they were not asked whether they stay signed in.
    run: async ({ identifier, password }) => {
      const { kind, u } = await sentc.login(identifier, password, false, { remember: "tab" });
      if (kind === "mfa") askCode(step, u, done);
      else done();
    },
  });
  step.append(asked.element);
  place.append(pageHead("Sign in somebody else", "Several people can be signed in on this page. The menu at the top switches between them."), el("div", { class: "cards" }, card("Another account", step)));
}
