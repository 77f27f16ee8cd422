// For visitors: sign in, make an account, or add this device to one.

import { sentc } from "../session.js";
import { el } from "../ui/dom.js";
import { requestButtons } from "../ui/form.js";
import { noPasskeysHere } from "../ui/passkeys.js";
import { askCode } from "../ui/second-factor.js";
import { scanInto } from "../scan/scanner.js";

export const start = { path: "start", title: "Sign in", audience: "visitor", show };

const FACTS = [
  ["Derived here", "Argon2id turns your password into keys on this device, in WebAssembly."],
  ["Proven, not sent", "The server sets a challenge that only your key can answer."],
  ["Post-quantum from the start", "Your device's key pair is a hybrid of X25519 and Kyber."],
];

function show(place) {
  const intro = el("div", { class: "intro" }, el("h1", { tabindex: "-1" }, "Sign in without sending your password"), el("p", {}, "It stays on this device. The server only learns that you know it."));
  const facts = el("ul", { class: "facts" }, FACTS.map(([name, words]) => el("li", {}, el("strong", {}, name), el("span", {}, words))));
  const signIn = el("sentc-sign-in", { remember: "ask" }, el("div", { slot: "terms" }, noPasskeysHere()));
  scanInto(signIn);
  place.append(el("div", { class: "start" }, intro, signIn, facts));
  void offerAtOnce(intro);
}

/** Where the browser shows a dialog only if it has a passkey for this page, and says so at once if it has none. */
async function offerAtOnce(place) {
  if (!(await globalThis.PublicKeyCredential?.getClientCapabilities?.())?.immediateGet) return;
  const step = el("div");
  const signedIn = (user) => step.dispatchEvent(new CustomEvent("signed-in", { detail: { user }, bubbles: true }));
  const ask = async () => {
    const { kind, u } = await sentc.loginWithPasskey({ mediation: "immediate" });
    if (kind === "mfa") askCode(step, u, signedIn);
    else signedIn(u);
  };
  step.append(requestButtons(["Continue with a passkey of this device", "Asking…", ask]));
  place.append(step);
}
