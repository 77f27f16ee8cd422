// Everything the page tells people. Errors in words, with what to do; numbers small, for whoever has to look into it.

import { sentc } from "../session.js";
import { button, byId, el } from "./dom.js";

/** The SDK's messages and hints speak to developers. `user_message`, and these, are for whoever stands before the form. */
const HINTS = {
  // of the back end
  address_taken: "Log in, or use another address.",
  code: "Type it as the mail has it, or ask for a new one.",
  unfinished: "Nothing is lost: if the account is there, logging in completes it.",
  too_soon: "Whoever can read your mail could have done that. Wait a week, or write to us.",
  password: "Please type it again.",
  no_account: "Has the identifier been changed? Then the back end has not heard of it.",
  unusable: "Please check what you typed.",
  // of the SDK
  MFA_REQUIRED: "Enter the code that your authenticator shows, or a recovery key.",
  NO_TOTP: "Use another recovery key, or the code from your authenticator.",
  PASSKEY_UNSUPPORTED: "Another browser, a phone or a security key may be able to.",
  PASSKEY_CANCELLED: "You said no, it took too long, or there is none for this page.",
  PASSKEY_UNKNOWN: "This browser won't offer it again.",
  PASSKEY_EXISTS: "Sign in with it. Another authenticator, say a phone or a security key, can have one too.",
};

/** What a page itself has to say in the place of an error. */
export class PageError extends Error {
  name = "PageError";

  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** Makes a place for errors. Empty until there is one. */
export function errorPlace() {
  const element = el("div", { class: "place", role: "alert" });
  return {
    element,
    show: (error, actions) => element.replaceChildren(errorMessage(error, actions)),
    clear: () => element.replaceChildren(),
  };
}

export function errorMessage(error, actions = []) {
  const { message, user_message = message, hint, retryable, status, code } = describe(error);
  const advice = retyping(error) ?? HINTS[code];
  // For developers, small.
  const technical = [status, code, !advice && hint].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "message" },
    el("strong", {}, sentence(user_message)),
    el("span", {}, status ? advice : (advice ?? hint)),
    retryable && el("span", {}, "Nothing was lost; the same can be tried again."),
    status && el("span", { class: "technical" }, technical),
    actions.length > 0 && el("div", { class: "actions" }, actions),
  );
}

/** Which fields to fill again: at a login both, for the confirmation of a change the password. `user_message` tells them apart. */
function retyping({ name, user_message }) {
  if (!sentc || name !== "SentcError") return undefined;
  const { WRONG_PASSWORD, WRONG_OWN_PASSWORD } = sentc.messages;
  return { [WRONG_PASSWORD]: "Please type both again.", [WRONG_OWN_PASSWORD]: "Please type it again." }[user_message];
}

/** A sentence for everyone, said politely, gone after a while. */
export function notify(text) {
  const place = byId("notice");
  const line = el("p", {}, text);
  place.replaceChildren(line);
  setTimeout(() => line.remove(), 7000);
}

/** Above the page, until the person closes it. `about`: for `clearBanner`. */
export function banner(content, about = "") {
  const close = button("Close", () => byId("banner").replaceChildren(), "link");
  const message = typeof content === "string" ? el("div", { class: "message info" }, el("span", {}, content)) : content;
  message.append(el("div", { class: "actions" }, close));
  message.dataset.about = about;
  byId("banner").replaceChildren(message);
}

/** With `about`: only what is about that. */
export function clearBanner(about) {
  const [message] = byId("banner").children;
  if (about === undefined || message?.dataset.about === about) message?.remove();
}

function describe(error) {
  if (["SentcError", "BackEndError", "PageError"].includes(error?.name)) return error;
  return { message: "something unexpected happened on this page", hint: String(error?.message ?? error) };
}

function sentence(text) {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
