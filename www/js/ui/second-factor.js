// After a password or a passkey, where the account asks for more.

import { sentc } from "../session.js";
import { form, textField } from "./form.js";

/** Asks for the code of the second factor in this place, or for a recovery key. `login`: what the first step led to. */
export function askCode(place, login, done) {
  const asked = form({
    label: "Second factor",
    fields: [textField({ name: "code", label: "Code, or a recovery key", autocomplete: "one-time-code" })],
    submit: "Sign in",
    busy: "Asking…",
    run: async ({ code }) => done(await (/^(\s*\d){6}\s*$/.test(code) ? sentc.mfaLogin(code, login) : sentc.mfaRecoveryLogin(code.trim(), login))),
  });
  place.replaceChildren(asked.element);
  asked.focus();
}
