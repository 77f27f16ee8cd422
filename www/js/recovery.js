// Recovery kits: made by those who are signed in, and used by those who have forgotten their password.

import { SideClient } from "./clients.js";
import { scanInto } from "./scan/scanner.js";
import { nameOf } from "./session.js";
import { button, card, el, pageHead, status, text } from "./ui/dom.js";
import { copyButton, form, passwordField, textField } from "./ui/form.js";
import { notify } from "./ui/messages.js";

const codeField = (label) => textField({ name: "mfa_token", label, autocomplete: "one-time-code", inputmode: "numeric", required: false });

/** The card of an account. */
export function kitCard(user) {
  const place = el("div", { class: "sentc-list" });
  const known = status();
  const list = async () => (known.textContent = (await user.recoveryKits()).map(({ name }) => name ?? "without a name").join(", "));
  const name = textField({ name: "name", label: "Where you will keep it", required: false, hint: "Such as “in the desk”." });
  const fields = [name, ...(nameOf(user) ? [passwordField()] : []), ...(user.enabledMfa() ? [codeField("Code")] : [])];
  const asked = form({
    label: "Make a kit",
    fields,
    submit: "Make the kit",
    async run({ name: where, password = undefined, mfa_token }) {
      const kit = await user.createRecoveryKit({ password: password ?? (await user.passkeyPassword()), mfa_token, name: where || undefined, app: "the sentc light demo" });
      showKit(place, kit);
      await list();
    },
  });
  place.append(asked.element);
  void list().catch(() => undefined);
  return card("Recovery kits", text("A sheet of paper with a code, for the day when you have forgotten your password or lost your device. Nobody can mail you a new password here. Kits of this browser: ", known), place);
}

function showKit(place, kit) {
  const sheet = URL.createObjectURL(new Blob([kit.sheet_html], { type: "text/html" }));
  const heading = el("p", { tabindex: "-1" }, "Anybody who has this code can sign in as you. It is not shown again.");
  place.replaceChildren(heading, el("strong", { class: "mono" }, kit.code), el("div", { class: "sentc-actions" }, el("a", { href: sheet, download: "recovery-kit.html" }, "Save the sheet, to print it"), copyButton(() => kit.code, "Copy the code")));
  heading.focus();
}

export const recovery = { path: "recovery", title: "Recovery kit", hidden: true, audience: "visitor", show };

/** The session of the kit is another client's: nobody is signed in here with it. */
const side = new SideClient("recovery");

function show(place) {
  const asked = form({
    label: "Use your recovery kit",
    fields: [
      textField({ name: "kit", label: "Recovery code", hint: "Eight groups of five. Capital or small letters, with or without dashes." }),
      textField({ name: "identifier", label: "Your identifier", autocomplete: "username", hint: "On the device that was lost, or whose password you forgot." }),
      passwordField({ label: "New password", autocomplete: "new-password" }),
      codeField("Code, if you use a second factor"),
    ],
    submit: "Set the new password",
    run: useKit,
  });
  const cards = el("div", { class: "cards" }, el("div", { class: "sentc-card" }, asked.element));
  scanInto(cards);
  place.append(pageHead("A new password", "With your recovery kit. The old password, or the device that was lost, opens nothing afterwards; the kit stays good."), cards, button("Back", () => (location.hash = "#/start")));
}

async function useKit({ kit, identifier, password, mfa_token = undefined }) {
  await side.start();
  const login = await side.client.loginWithRecoveryKit(kit);
  const user = login.kind === "mfa" ? await side.client.mfaLogin(mfa_token, login.u) : login.u;
  try {
    const lost = await deviceOf(user, identifier);
    if (!lost) throw Object.assign(new Error("This account has no device with that identifier."), { name: "PageError" });
    await (await user.replaceDevice(lost, identifier, password, mfa_token || undefined)).logOut();
  } finally {
    await user.logOut().catch(() => undefined);
  }
  notify("You have a new password. Please sign in with it.");
  location.hash = "#/start";
}

/** The service keeps identifiers as hashes: base64 of SHA-256. */
async function deviceOf(user, identifier) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identifier)));
  const wanted = btoa(String.fromCharCode(...hash));
  for await (const { device_id, device_identifier } of user.devices()) if (device_identifier === wanted) return device_id;
  return undefined;
}
