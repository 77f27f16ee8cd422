// Log in, create an account, recover one: all by the back end.

import { ask } from "./ask.js";
import { addressField, codeForm, lostPanel, normalised } from "./lost.js";
import { button, el } from "../ui/dom.js";
import { codeField, passwordField, textField } from "../ui/fields.js";
import { form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { tabs } from "../ui/tabs.js";

export function signedOutCard(client) {
  const log = loginPanel(client);
  const backToLogin = (email) => {
    select(0);
    log.use(email);
  };
  const panels = [
    ["Log in", log.element],
    ["Create account", registerPanel(client)],
    ["Lost something", lostPanel(client, backToLogin).element],
  ];
  const { element, select } = tabs("What to do", panels);
  const ended = client.ended && el("p", { class: "message info", role: "status" }, client.ended);
  // Its forms have names of their own.
  return el("div", { class: "card" }, ended, element, panels.map(([, panel]) => panel.parentElement));
}

function loginPanel(client) {
  const element = el("div", { class: "stack" });

  function askPassword(email = "") {
    const password = passwordField();
    const asked = form({ label: "Log in by the back end", fields: [addressField({ value: email }), password], submit: "Log in", run });
    element.replaceChildren(asked.element);
    return password;
  }

  async function run({ email, password }) {
    const data = await client.logIn(normalised(email), password);
    if (data) askCode(data);
  }

  /** `data` is as good as the password: it lives in these closures until the login is through or given up. */
  function askCode(data, byKey = false) {
    const key = () => textField({ name: "code", label: "Recovery key", autocomplete: "off", hint: "One of the keys you saved when you turned MFA on. It can be used once." });
    const swap = button(byKey ? "Use a code" : "Use a recovery key", () => askCode(data, !byKey), "link");
    const lost = button("I have lost my authenticator", () => askMail(data), "link");
    const over = button("Start over", () => askPassword(data.deviceIdentifier).focus(), "link");
    const run = ({ code }) => (byKey ? client.logInWithRecoveryKey(code.trim(), data) : client.logInWithCode(code, data));
    const asked = form({ label: "Second factor", fields: [byKey ? key() : codeField()], submit: "Continue", busy: "Checking the code…", actions: [swap, lost, over], run });
    element.replaceChildren(el("h2", {}, "One more step"), el("p", { class: "muted" }, `${data.deviceIdentifier} is protected by a second factor.`), asked.element);
    asked.focus();
  }

  /** The password was right: that, and the mailbox, turn the second factor off. Neither would do alone. */
  async function askMail(data) {
    const email = data.deviceIdentifier;
    const sent = form({
      label: "Turn off the second factor",
      fields: [],
      submit: "Send a code",
      busy: "Sending…",
      actions: [button("Back", () => askCode(data), "link")],
      async run() {
        await ask("POST", "/recovery/send", { email, purpose: "disable_mfa" });
        const asked = codeForm({
          label: "Turn off the second factor",
          email,
          submit: "Turn it off",
          danger: true,
          back: () => askCode(data),
          async run({ code }) {
            await ask("POST", "/recovery/disable_mfa", { email, code, auth_key: data.mfa_auth_key });
            notify("The second factor is off. Please log in.");
            askPassword(email).focus();
          },
        });
        element.replaceChildren(heading(), asked.element);
        asked.focus();
      },
    });
    const title = heading();
    element.replaceChildren(title, el("p", { class: "muted" }, "Your password was right. With a code from your mailbox as well, the second factor can be turned off. After a new password by mail that takes a week."), sent.element);
    title.focus();
  }

  askPassword();
  return { element, use: (email) => askPassword(email).focus() };
}

const heading = () => el("h2", { tabindex: "-1" }, "A lost authenticator");

function registerPanel(client) {
  const fields = [
    addressField({ hint: "Kept by the back end. The service sees it as your identifier, and keeps a hash." }),
    textField({ name: "name", label: "Display name", autocomplete: "name", hint: "For the back end's profile. The service never sees it." }),
    passwordField({ isNew: true, hint: "Neither the back end nor the service sees it." }),
  ];
  const made = form({
    label: "Create an account by the back end",
    fields,
    submit: "Create account",
    async run({ email, name, password }) {
      const address = normalised(email);
      await client.register(address, name, password);
      await client.logIn(address, password);
    },
  });
  return el("div", { class: "stack" }, made.element);
}
