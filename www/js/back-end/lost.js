// For those who have lost something: a code by mail, and what it is good for.

import { normalized } from "./client.js";
import { ask } from "./ask.js";
import { mailList } from "./mailbox.js";
import { button, card, el, text } from "../ui/dom.js";
import { form, passwordField, selectField, textField } from "../ui/form.js";
import { notify } from "../ui/messages.js";

const addressField = (options) => textField({ name: "email", label: "E-mail address", type: "email", autocomplete: "username", ...options });
const ownPassword = () => passwordField({ hint: "The password of this address. If somebody may know it, ask for a new password first." });

/** By purpose: what it is called, what is asked for beside the code, and what happens. */
const KINDS = {
  reset_password: {
    title: "My password",
    words: "A new password for this address. All devices are signed out. A second factor stays as it is.",
    submit: "Set the new password",
    fields: () => [passwordField({ label: "New password", autocomplete: "new-password" })],
    run: async ({ email, code, password }, client) => ask("POST", "/password/reset", { email, code, register: await client.client.prepareRegisterAsync(email, password) }),
    done: "The new password counts from now on. Please sign in.",
  },
  disable_mfa: {
    title: "My authenticator",
    words: "Your password, and a code from your mailbox, turn the second factor off. Neither is enough alone. After a new password by mail, this takes a week.",
    submit: "Turn it off",
    danger: true,
    fields: () => [ownPassword()],
    run: async ({ email, code, password }, client) => ask("POST", "/recovery/disable_mfa", { email, code, auth_key: await client.proofOf(email, password) }),
    done: "The second factor is off. Please sign in.",
  },
  end_sessions: {
    title: "A device: sign out everywhere",
    words: "Anybody who has the device is signed out within minutes, and so are you. Then sign in, and change the password.",
    submit: "Sign out everywhere",
    run: ({ email, code }) => ask("POST", "/recovery/end_sessions", { email, code }),
    done: "All devices are signed out.",
  },
  stolen_device: {
    title: "Somebody has my device",
    words: "Everybody is signed out, and every device that was added later is removed. If a second factor is on, it is turned off: whoever has the device may have replaced it.",
    submit: "Shut out the other devices",
    fields: () => [ownPassword()],
    run: async ({ email, code, password }, client) => (await ask("POST", "/recovery/stolen_device", { email, code, auth_key: await client.proofOf(email, password) })).json,
    done: ({ mfa }) => (mfa === "off" ? "All other devices are removed, and the second factor is off. Sign in, and turn it on again." : "All other devices are removed. Please sign in."),
  },
  delete_account: {
    title: "Everything: delete the account",
    words: "For good, with all its devices. To be sure, type the address once more.",
    submit: "Delete the account",
    danger: true,
    fields: () => [addressField({ name: "confirm", label: "The address once more", autocomplete: "off" })],
    run: ({ email, code, confirm }) => ask("POST", "/recovery/delete_account", { email, code, confirm: normalized(confirm) }),
    done: "The account is deleted.",
  },
};

/** `done(email)`: it is through. */
export function lostCard(client, done) {
  const element = el("div", { class: "sentc-list" });

  function askAddress(value = "") {
    const purpose = selectField({ name: "purpose", label: "What is lost", choices: Object.entries(KINDS).map(([key, { title }]) => [key, title]) });
    const asked = form({ label: "Send a code", fields: [addressField({ value }), purpose], submit: "Send a code", busy: "Sending…", run: send });
    element.replaceChildren(text("A code goes to the address, and whoever has the mailbox may go on. The answer is the same whether the address is known or not."), asked.element);
  }

  async function send({ email: typed, purpose }) {
    const email = normalized(typed);
    await ask("POST", "/recovery/send", { email, purpose });
    const { title, words, submit, danger, fields = () => [], run, done: said } = KINDS[purpose];
    const code = textField({ name: "code", label: "Code from the mail", autocomplete: "one-time-code", hint: `If there is an account for ${email}, a code is on its way. It is good for 15 minutes.` });
    const asked = form({
      label: title,
      fields: [code, ...fields()],
      submit,
      danger,
      busy: "Checking the code…",
      actions: [button("Back", () => askAddress(email))],
      async run(values) {
        const result = await run({ ...values, email }, client);
        askAddress(email);
        notify(typeof said === "function" ? said(result) : said);
        done(email);
      },
    });
    const use = (found) => {
      code.input.value = found;
      asked.focus();
    };
    element.replaceChildren(el("h3", { class: "sentc-heading" }, title), text(words), asked.element, el("h3", { class: "sentc-heading" }, "What was mailed to this address"), mailList({ to: email, use }));
    asked.focus();
  }

  askAddress();
  return card("Lost something?", element);
}
