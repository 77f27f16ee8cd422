// Turning MFA on, in three steps: password, authenticator, recovery keys.
//
// The service asks for codes from the moment it hands out the secret. So the dialog can't be left by accident: either the
// authenticator has shown a right code, or MFA is taken back with one of the recovery keys.

import { sentc } from "../session.js";
import { button, el, newId, qrCode } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { checkbox, codeField, passwordField } from "../ui/fields.js";
import { copyButton, form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { keyList, keyTools } from "./recovery-keys.js";
import { withPassword } from "./with-password.js";

const ISSUER = "sentc light demo";

/** `how`: "register" or "reset". */
export async function setUpMfa(who, how) {
  const answer = await askPassword(who, how);
  if (!answer) return;
  const [url, keys] = answer;
  const done = await openDialog({
    title: "Your authenticator",
    closable: false,
    content: (close) => {
      const place = el("div", { class: "stack" });
      showSecret({ place, ...who, url, keys, close });
      return place;
    },
  });
  notify(done ? "MFA is on." : "MFA is off again.");
}

function askPassword(who, how) {
  const { user, identifier } = who;
  const reset = how === "reset";
  return openDialog({
    title: reset ? "A new secret" : "Turn on MFA",
    content: (close) => [
      progress(1),
      el("p", { class: "muted" }, reset ? "The old secret and the old recovery keys are void at once." : "Have an authenticator app at hand that can use SHA-256, such as Aegis, 2FAS or Ente Auth."),
      withPassword({
        who,
        label: reset ? "New secret" : "Turn on MFA",
        submit: "Continue",
        async run({ password, token, recovery }) {
          const args = [ISSUER, identifier, password, token, recovery];
          close(reset ? await user.resetOtp(...args) : await user.registerOtp(...args));
        },
      }).element,
    ],
  });
}

function showSecret(setup) {
  const { place, url } = setup;
  const secret = new URL(url).searchParams.get("secret");
  const id = newId("secret");
  const code = codeField({
    label: "The code it shows now",
    check: (value) => {
      const digits = value.replace(/\s/g, "");
      if (!/^\d{6}$/.test(digits)) return "A code has six digits.";
      // Checked here, with the secret in the URL: nothing is sent for it.
      return sentc.checkOtp(url, digits) ? undefined : "That is not the code. Wait for the next one, and check the clock of the other device.";
    },
  });
  const checked = form({
    label: "Check the authenticator",
    fields: [code],
    submit: "Check the code",
    busy: "Checking…",
    actions: [button("Cancel the set-up", () => takeBack(setup), "link")],
    run: () => showKeys(setup),
  });
  place.replaceChildren(
    progress(2),
    el("p", {}, "Scan this with your authenticator app:"),
    qrCode(sentc.otpQrSvg(url), "QR code with the secret for your authenticator"),
    el("div", { class: "copyable" }, el("span", {}, el("span", { class: "small muted", id }, "Or type in the secret"), el("br"), el("code", { "aria-labelledby": id, "data-secret": true }, secret)), copyButton(() => secret, "Copy secret")),
    checked.element,
  );
  checked.focus();
}

function showKeys({ place, identifier, keys, close }) {
  const saved = checkbox({ name: "saved", label: "I have saved these keys", check: (yes) => (yes ? undefined : "Save them first: without them, a lost authenticator means a lost account.") });
  const done = form({ label: "Recovery keys", fields: [saved], submit: "Done", busy: "…", run: () => close(true) });
  const heading = el("h3", { tabindex: "-1" }, "The code is right. Now save your recovery keys.");
  place.replaceChildren(
    progress(3),
    heading,
    el("p", { class: "muted" }, "Each opens your account once when the authenticator is out of reach. Keep them somewhere else than on this device."),
    keyList(keys),
    keyTools(keys, identifier),
    done.element,
  );
  heading.focus();
}

function takeBack(setup) {
  const { place, user, keys, close } = setup;
  const off = form({
    label: "Cancel the set-up",
    fields: [passwordField()],
    submit: "Turn MFA off",
    danger: true,
    actions: [button("Go back", () => showSecret(setup), "quiet")],
    async run({ password }) {
      await user.disableOtp(password, keys[0], true);
      close(false);
    },
  });
  place.replaceChildren(el("p", {}, "The server asks for codes already. To cancel, it has to be told so, and it wants your password for that."), off.element);
  off.focus();
}

function progress(step) {
  return el("ol", { class: "steps", "aria-label": `Step ${step} of 3` }, [1, 2, 3].map((at) => el("li", { class: at <= step ? "done" : undefined })));
}
