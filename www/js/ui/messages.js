// Everything the page tells people. Errors in words, with what to do; the code small, for whoever has to look into it.

import { button, byId, el } from "./dom.js";

/** The SDK's hints speak to developers. These are for whoever stands before the form. */
const HINTS = {
  address_taken: "Sign in, or use another address.",
  code: "Type it as the mail has it, or ask for a new one.",
  too_soon: "Anybody who can read your mail could have done that. Wait a week, or write to us.",
  no_account: "Was the identifier changed? Then the back end has not heard of it.",
  unusable: "Please check what you typed.",
};

/** Makes a place for errors. Empty until there is one. */
export function errorPlace() {
  const element = el("div", { class: "place", role: "alert" });
  return {
    element,
    show: (error, action) => element.replaceChildren(errorMessage(error, action)),
    clear: () => element.replaceChildren(),
  };
}

export function errorMessage(error, action) {
  const known = ["SentcError", "BackEndError"].includes(error?.name);
  const { message, user_message = message, hint, retryable, status, code } = known ? error : { message: "something unexpected happened on this page", hint: String(error?.message ?? error) };
  const advice = HINTS[code] ?? (status ? undefined : hint);
  const technical = [status, code, !advice && hint].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "message" },
    el("strong", {}, sentence(user_message)),
    advice && el("span", {}, advice),
    retryable && el("span", {}, "Nothing was lost; the same can be tried again."),
    status && el("code", {}, technical),
    action,
  );
}

/** A sentence for everyone, said politely, gone after a while. */
export function notify(words) {
  const line = el("p", { class: "message info" }, words);
  byId("notice").replaceChildren(line);
  setTimeout(() => line.remove(), 7000);
}

/** Above the page, until the person closes it. `about`: for `clearBanner`. */
export function banner(words, about = "") {
  const close = button("Close", () => byId("banner").replaceChildren());
  byId("banner").replaceChildren(el("div", { class: "message info", "data-about": about }, el("p", {}, words), el("div", {}, close)));
}

/** With `about`: only what is about that. */
export function clearBanner(about) {
  const [message] = byId("banner").children;
  if (about === undefined || message?.dataset.about === about) message?.remove();
}

function sentence(words) {
  const trimmed = words.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
