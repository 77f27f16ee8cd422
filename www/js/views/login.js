// Logging in: identifier and password, then a code where MFA is on.

import { note } from "../passkeys/book.js";
import { recoverySignIn } from "../account/recovery-sign-in.js";
import { passkeySignIn } from "../passkeys/sign-in.js";
import { sentc, signIn } from "../session.js";
import { button, el } from "../ui/dom.js";
import { codeField, passwordField, textField } from "../ui/fields.js";
import { form } from "../ui/form.js";

export function loginPanel() {
  const element = el("div", { class: "stack" });
  const passkey = passkeySignIn((result) => proceed(result, true));
  let first;

  function askPassword(identifier = "") {
    const name = textField({ name: "identifier", label: "Identifier", autocomplete: "username webauthn", value: identifier });
    const password = passwordField();
    first = form({ label: "Log in", fields: [name, password], submit: "Log in", run });
    element.replaceChildren(first.element, passkey.element, forgotten(byKit), el("p", { class: "small muted" }, "Adding this device to an account you have? ", el("a", { href: "#/new-device" }, "Register it as a new device"), "."));
    void passkey.wait();
    return { name, password };
  }

  function byKit() {
    passkey.stop();
    const back = () => askPassword().name.focus();
    recoverySignIn(element, { back, askCode, signIn });
  }

  async function run({ identifier, password }) {
    await proceed(await sentc.login(identifier, password), false);
  }

  async function proceed(result, byPasskey) {
    const finish = async (user) => {
      if (byPasskey) await note(sentc, user.device_id);
      await signIn(user);
    };
    if (result.kind === "user") return finish(result.u);
    passkey.stop();
    askCode(result.u, byPasskey ? "Your account" : result.u.deviceIdentifier, finish);
  }

  /** `data` is as good as the password: it lives in this closure until the login is through or given up. */
  function askCode(data, whose, finish) {
    const code = codeField();
    const recovery = textField({ name: "recovery", label: "Recovery key", autocomplete: "off", hint: "One of the keys you saved when you turned MFA on. It can be used once." });
    const ask = (field, other, run) => {
      const swap = button(other.text, () => other.show(), "link");
      const cancel = button("Start over", () => askPassword(whose === data.deviceIdentifier ? whose : "").password.focus(), "link");
      const asked = form({ label: "Second factor", fields: [field], submit: "Continue", busy: "Checking the code…", actions: [swap, cancel], run });
      element.replaceChildren(el("h2", { tabindex: "-1" }, "One more step"), el("p", { class: "muted" }, `${whose} is protected by a second factor.`), asked.element);
      asked.focus();
    };
    const byCode = () => ask(code, { text: "Use a recovery key", show: byKey }, async ({ code: token }) => finish(await sentc.mfaLogin(token, data)));
    const byKey = () => ask(recovery, { text: "Use a code", show: byCode }, async ({ recovery: key }) => finish(await sentc.mfaRecoveryLogin(key.trim(), data)));
    byCode();
  }

  askPassword();
  return {
    element,
    /** Fills in who wants to log in. */
    use: (identifier) => askPassword(identifier).password.focus(),
    stop: passkey.stop,
  };
}

function forgotten(byKit) {
  return el(
    "details",
    { class: "small" },
    el("summary", {}, "Forgot your password?"),
    el("p", { class: "muted" }, "Nobody can send it to you or reset it: the server has never had it. A recovery kit opens your account, if you made one. Where you are still signed in on another device, add this one there as a new device, with a password of its own. Otherwise the account can't be opened any more."),
    el("div", { class: "actions" }, button("Use a recovery kit", byKit, "quiet small")),
  );
}
