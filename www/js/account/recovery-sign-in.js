// Signing in with a recovery kit, and what a person wants then: a device with a new password in the place of the lost one.

import { scanner } from "../scan/scanner.js";
import { sentc } from "../session.js";
import { button, el } from "../ui/dom.js";
import { passwordField, textArea, textField } from "../ui/fields.js";
import { form } from "../ui/form.js";
import { PageError, notify } from "../ui/messages.js";

/**
 * Fills the place with a form for the code. `back()` leaves it; `askCode(data, whose, finish)` asks for a code of the second factor;
 * `signIn(user)` is called with the user at the end.
 */
export function recoverySignIn(place, { back, askCode, signIn }) {
  const code = textArea({ name: "code", label: "Recovery code", rows: "2", autocomplete: "off", autocapitalize: "characters", hint: "Eight groups of five. Capital or small letters, with or without dashes." });
  const leave = () => {
    scan.stop();
    back();
  };
  const asked = form({
    label: "Recovery kit",
    fields: [code],
    submit: "Continue",
    actions: [button("Back", leave, "quiet")],
    async run({ code: typed }) {
      const result = await sentc.loginWithRecoveryKit(typed);
      scan.stop();
      const finish = (user) => askNew(place, user, signIn);
      if (result.kind === "user") finish(result.u);
      else askCode(result.u, "Your account", finish);
    },
  });
  const scan = scanner((text) => {
    code.input.value = text;
    asked.element.requestSubmit();
  });
  place.replaceChildren(el("h2", { tabindex: "-1" }, "Use your recovery kit"), scan.element, asked.element);
  asked.focus();
}

/** The session is that of the kit. Its device stays, the lost one goes. */
function askNew(place, kit, signIn) {
  const identifier = textField({ name: "identifier", label: "Your identifier", autocomplete: "username", hint: "What you log in with on the device that was lost, or whose password you forgot." });
  const password = passwordField({ label: "New password", isNew: true });
  const code = textField({ name: "token", label: "Another code of your second factor", autocomplete: "one-time-code", optional: true });
  const fields = kit.enabledMfa() ? [identifier, password, code] : [identifier, password];
  const asked = form({
    label: "New password",
    fields,
    submit: "Set the new password",
    actions: [button("Not now", () => signIn(kit), "quiet")],
    async run({ identifier: name, password: next, token }) {
      const lost = await deviceOf(kit, name);
      if (!lost) throw new PageError("This account has no device with that identifier.", "Please check it. Capital and small letters differ.");
      const recovery = token ? !/^[\d\s]+$/.test(token) : undefined;
      const user = await kit.replaceDevice(lost, name, next, token || undefined, recovery);
      await kit.logOut();
      notify("You have a new password. The kit stays good.");
      await signIn(user);
    },
  });
  place.replaceChildren(el("h2", { tabindex: "-1" }, "You are in: choose a new password"), el("p", { class: "muted" }, "The old password, or the device that was lost, opens nothing afterwards."), asked.element);
  asked.focus();
}

/** The service keeps identifiers as hashes: base64 of SHA-256. */
async function deviceOf(user, identifier) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identifier)));
  const wanted = btoa(String.fromCharCode(...hash));
  for await (const { device_id, device_identifier } of user.devices()) if (device_identifier === wanted) return device_id;
  return undefined;
}
