// For those who have lost something: a code by mail, and what it is good for.

import { ask } from "./ask.js";
import { mailList } from "./mailbox.js";
import { button, el } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { passwordField, selectField, textField } from "../ui/fields.js";
import { form } from "../ui/form.js";
import { notify } from "../ui/messages.js";

export const addressField = (options = {}) =>
  textField({
    name: "email",
    label: "E-mail address",
    type: "email",
    autocomplete: "username",
    check: (value) => (/^\S+@\S+$/.test(value.trim()) ? undefined : "That is no e-mail address."),
    ...options,
  });

/** As the back end keeps it, and as the SDK is given it. */
export const normalised = (email) => email.trim().toLowerCase();

/** By purpose: what it is called, what is asked for beside the code, and what happens. */
const KINDS = {
  reset_password: {
    title: "My password",
    words: "A new password for this address. All devices are signed out. A second factor stays as it is.",
    submit: "Set the new password",
    fields: () => [passwordField({ label: "New password", isNew: true })],
    run: async ({ email, code, password }, client) => ask("POST", "/password/reset", { email, code, register: await client.client.prepareRegisterAsync(email, password) }),
    done: "The new password counts from now on. Please log in.",
  },
  end_sessions: {
    title: "A device: sign out everywhere",
    words: "Whoever has the device is signed out within minutes, and so are you. Then log in, and change the password.",
    submit: "Sign out everywhere",
    fields: () => [],
    run: ({ email, code }) => ask("POST", "/recovery/end_sessions", { email, code }),
    done: "All devices are signed out.",
  },
  stolen_device: {
    title: "Somebody has my device",
    words: "Everybody is signed out, and every device that was added later is removed. If a second factor is on, it is turned off: whoever has the device may have replaced it.",
    submit: "Shut out the other devices",
    fields: () => [passwordField({ label: "Password", hint: "Of this address. If somebody may know it, ask for a new password first." })],
    run: shutOut,
    done: ({ mfa }) => (mfa === "off" ? "All other devices are removed, and the second factor is off. Log in, and turn it on again." : "All other devices are removed. Please log in."),
  },
  delete_account: {
    title: "Everything: delete the account",
    words: "For good, with all its devices. To be sure, type the address once more.",
    submit: "Delete the account",
    danger: true,
    fields: () => [addressField({ name: "confirm", label: "The address once more", autocomplete: "off" })],
    run: ({ email, code, confirm }) => ask("POST", "/recovery/delete_account", { email, code, confirm: normalised(confirm) }),
    done: "The account is deleted.",
  },
};

async function shutOut({ email, code, password }, client) {
  return (await ask("POST", "/recovery/stolen_device", { email, code, auth_key: await client.proofOf(email, password) })).json;
}

/** `done(email)`: it is through. */
export function lostPanel(client, done) {
  const element = el("div", { class: "stack" });

  function askAddress(email = "") {
    const kind = selectField({ name: "purpose", label: "What is lost", choices: Object.entries(KINDS).map(([key, { title }]) => [key, title]), value: "reset_password" });
    const asked = form({ label: "Send a code", fields: [addressField({ value: email }), kind], submit: "Send a code", busy: "Sending…", run: send });
    element.replaceChildren(el("p", { class: "muted small" }, "A code goes to the address, and whoever has the mailbox may go on. The answer is the same whether the address is known or not."), asked.element);
  }

  async function send({ email, purpose }) {
    const address = normalised(email);
    await ask("POST", "/recovery/send", { email: address, purpose });
    const { title, words, submit, danger, fields, run, done: said } = KINDS[purpose];
    const asked = codeForm({
      label: title,
      email: address,
      fields: fields(),
      submit,
      danger,
      back: () => askAddress(address),
      async run(values) {
        const result = await run({ ...values, email: address }, client);
        askAddress(address);
        notify(typeof said === "function" ? said(result) : said);
        done(address);
      },
    });
    element.replaceChildren(el("h2", { tabindex: "-1" }, title), el("p", { class: "muted" }, words), asked.element);
    asked.focus();
  }

  askAddress();
  return { element };
}

/** A form with the code from a mail, and the way to the mailbox. options: as of `form`, with email, back() */
export function codeForm({ email, fields = [], back, ...options }) {
  const code = textField({ name: "code", label: "Code from the mail", autocomplete: "one-time-code", hint: `If there is an account for ${email}, a code is on its way. It is good for 15 minutes.` });
  const mails = button("Open the mailbox…", () => showMailbox(email, (found) => (code.input.value = found)), "quiet");
  return form({ busy: "Checking the code…", ...options, fields: [code, ...fields], actions: [mails, button("Back", back, "link")] });
}

async function showMailbox(to, use) {
  let list;
  await openDialog({
    title: "Mailbox",
    content: (close) => {
      list = mailList({ to, use: (code) => (use(code), close()) });
      return [el("p", { class: "muted small" }, `What was mailed to ${to}.`), list.element];
    },
  });
  list.stop();
}
