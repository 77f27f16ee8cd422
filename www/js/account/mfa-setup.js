// Turning MFA on, in three steps: password, recovery keys, authenticator.
//
// The service asks for codes from the moment it hands out the secret. So the keys are saved before anything can go wrong,
// and the dialog can't be left by accident: either the authenticator has shown a right code, or MFA is taken back.

import { sentc } from "../session.js";
import { button, el, newId, qrCode } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { checkbox, codeField } from "../ui/fields.js";
import { copyButton, form, requestButton } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { keyList, keyTools } from "./recovery-keys.js";
import { withPassword } from "./with-password.js";

const ISSUER = "sentc light demo";

/** `who`: `{ user, identifier }`. `how`: "register" or "reset". */
export async function setUpMfa(who, how) {
  const setUp = await askPassword(who, how);
  if (!setUp) return;
  const done = await openDialog({
    title: how === "reset" ? "A new secret" : "Turn on MFA",
    closable: false,
    content: (close) => {
      const place = el("div", { class: "stack" });
      showKeys({ place, setUp, identifier: who.identifier, close });
      return place;
    },
  });
  notify(done ? "MFA is on." : "MFA is off again.");
}

function askPassword(who, how) {
  const reset = how === "reset";
  return openDialog({
    title: reset ? "A new secret" : "Turn on MFA",
    content: (close) => [
      progress(1),
      el("p", {}, "Have an authenticator app at hand that can use ", el("strong", {}, "SHA-256"), ", such as Aegis, 2FAS or Ente Auth."),
      el("p", { class: "muted" }, reset ? "The old secret and the old recovery keys are void as soon as you continue." : "MFA is on as soon as you continue. So the next step is a way back in: your recovery keys."),
      withPassword({
        who,
        label: reset ? "New secret" : "Turn on MFA",
        submit: "Continue",
        async run({ password, token, recovery }) {
          close(await who.user.setUpOtp({ issuer: ISSUER, account: who.identifier, password, mfa_token: token, mfa_recovery: recovery }));
        },
      }).element,
    ],
  });
}

function showKeys(state) {
  const { place, setUp, identifier } = state;
  const saved = checkbox({ name: "saved", label: "I have saved these keys", check: (yes) => (yes ? undefined : "Save them first: without them, a lost authenticator means a lost account.") });
  const next = form({ label: "Recovery keys", fields: [saved], submit: "Continue", busy: "…", run: () => showSecret(state) });
  const heading = el("h3", { tabindex: "-1", autofocus: true }, "Save your recovery keys");
  place.replaceChildren(
    progress(2),
    heading,
    abandoned(),
    el("p", { class: "muted" }, "Each key opens your account once when the authenticator is out of reach. Keep them somewhere else than on this device."),
    keyList(setUp.recovery_keys),
    keyTools(setUp.recovery_keys, identifier),
    next.element,
    takeBack(state),
  );
  heading.focus();
}

function showSecret(state) {
  const { place, setUp, close } = state;
  const id = newId("secret");
  const code = codeField({
    label: "The code it shows now",
    check: (value) => {
      const digits = value.replace(/\s/g, "");
      if (!/^\d{6}$/.test(digits)) return "A code has six digits.";
      // With the secret that is here: nothing is sent for it.
      return setUp.confirm(digits) ? undefined : `That is not the code. ${whatIsWrong(setUp.url, digits)}`;
    },
  });
  const checked = form({
    label: "Check the authenticator",
    fields: [code],
    submit: "Check the code",
    busy: "Checking…",
    actions: [button("Back to the keys", () => showKeys(state), "link")],
    run: () => close(true),
  });
  place.replaceChildren(
    progress(3),
    el("p", {}, "Scan this with your authenticator app:"),
    qrCode(setUp.qr_svg, "QR code with the secret for your authenticator"),
    el("div", { class: "copyable" }, el("span", {}, el("span", { class: "small muted", id }, "Or type in the secret"), el("br"), el("code", { "aria-labelledby": id, "data-secret": true }, setUp.secret)), copyButton(() => setUp.secret, "Copy secret")),
    el("p", { class: "small muted" }, "Algorithm ", el("strong", {}, "SHA-256"), ", six digits, every 30 seconds. Authenticators that offer only SHA-1 show wrong codes."),
    checked.element,
    abandoned(),
    takeBack(state),
  );
  checked.focus();
}

function abandoned() {
  return el("p", { class: "message info" }, "MFA is on already. If you leave now without a working authenticator and without the recovery keys, you can't log in again.");
}

function whatIsWrong(url, code) {
  const problem = sentc.otpProblem(url, code);
  if (problem?.kind === "sha1") return "Your authenticator uses SHA-1. Set it to SHA-256, or take another one.";
  if (problem?.kind === "clock") return `It fits another time: a clock is off by about ${Math.abs(problem.seconds)} seconds.`;
  return "Wait for the next one and type that.";
}

/** With one of the recovery keys, and the password of the first step. */
function takeBack({ setUp, close }) {
  const { element, error } = requestButton("Cancel, and turn MFA off", "Turning it off…", async () => {
    await setUp.cancel();
    close(false);
  }, "link");
  return el("div", {}, element, error);
}

function progress(step) {
  return el("ol", { class: "steps", "aria-label": `Step ${step} of 3` }, [1, 2, 3].map((at) => el("li", { class: at <= step ? "done" : undefined })));
}
