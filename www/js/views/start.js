// For visitors: sign in, make an account, or add this device to one.

import { el } from "../ui/dom.js";
import { checkPassword } from "../ui/password.js";
import { noPasskeysHere } from "../ui/passkeys.js";
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
  const signIn = el("sentc-sign-in", { remember: "ask" }, el("a", { slot: "forgot", class: "sentc-link", href: "#/recovery" }, "Forgot your password?"), el("div", { slot: "terms" }, noPasskeysHere()));
  signIn.passwordCheck = checkPassword;
  scanInto(signIn);
  place.append(el("div", { class: "start" }, intro, signIn, facts));
}
