// Everything somebody can change about their account.

import { devicesCard } from "../account/devices.js";
import { mfaCard } from "../account/mfa.js";
import { recoveryCard } from "../account/recovery-kits.js";
import { passkeysCard } from "../passkeys/card.js";
import { session } from "../session.js";
import { el } from "../ui/dom.js";

export const account = { path: "account", title: "Account", audience: "user", show };

function show(place) {
  const { user, passkey } = session;
  const devices = devicesCard(user);
  // Where a passkey signed in, they are empty: nobody chose its identifier and password, and they can't be changed.
  const [own, name] = [el("sentc-password"), el("sentc-identifier")];
  place.append(
    el("header", { class: "page-head" }, el("h1", { tabindex: "-1" }, "Account"), el("p", {}, passkey ? "To change your account, confirm with your passkey." : "To change your account, enter the password of this device again. It is not sent to the server.")),
    el("div", { class: "cards two" }, el("div", { class: "cards" }, mfaCard(session), passkeysCard(user, devices.reload), recoveryCard(user, devices.reload), own), el("div", { class: "cards" }, devices.element, name)),
  );
}
