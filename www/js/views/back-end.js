// An app with a back end of its own: accounts, cookies, mailed codes, recovery. It is another app than that of the rest of this demo: one
// whose registrations need the secret token, which only the back end has.

import { BackEndClient, normalized } from "../back-end/client.js";
import { lostCard } from "../back-end/lost.js";
import { signedInCards } from "../back-end/signed-in.js";
import { card, el, pageHead, text } from "../ui/dom.js";
import { requestButtons, textField } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

export const backEnd = { path: "back-end", title: "Back end", audience: "all", show };

const client = new BackEndClient("own-back-end");

const FACTS = [
  ["The browser makes the keys", "prepareRegister gives a text without the password in it."],
  ["The back end registers", "It keeps address and name, adds the secret token, and forwards the text. The answer, whole, is for doneRegister."],
  ["The refresh token goes into a cookie", "HTTP-only, SameSite=Strict. The back end asks for new JWTs; no script sees the token."],
  ["The mailbox opens what is lost", "A code, once, within 15 minutes, for one thing. Without a mail server, mails go to this demo's mailbox."],
];

function show(place) {
  const cards = el("div", { class: "cards" });
  const error = errorPlace();
  client.onChange = () => {
    const hadFocus = cards.contains(document.activeElement);
    error.clear();
    cards.replaceChildren(...(client.user ? signedInCards(client) : signedOutCards()));
    if (hadFocus) place.querySelector("h1").focus();
  };
  const start = () => client.start().then(() => client.onChange?.(), (thrown) => error.show(thrown, requestButtons(["Try again", "Asking…", start])));
  place.append(pageHead("Your own back end", "The service knows keys; profiles, mail and cookies are an app's own. Here is the whole of it, with a session beside the one of the rest of this demo."), error.element, cards);
  start();
  return () => (client.onChange = undefined);
}

function signedOutCards() {
  const failed = errorPlace();
  const name = textField({ name: "name", label: "Display name", autocomplete: "name", hint: "For the back end's profile. The service never sees it." });
  name.element.slot = "fields";
  const signIn = el("sentc-sign-in", { passkeys: "off", "new-device": "off" }, name.element);
  signIn.client = client.client;
  // The back end keeps addresses in small letters.
  signIn.addEventListener("change", ({ target }) => target.name === "identifier" && (target.value = normalized(target.value)));
  signIn.addEventListener("registering", ({ detail }) => detail.respondWith(client.register(detail)));
  signIn.addEventListener("signed-in", ({ detail }) => client.handOver(detail.user).catch(failed.show));
  const ended = client.ended && el("p", { class: "message info", role: "status" }, client.ended);
  const words = text("The identifier is your e-mail address. The back end keeps it; the service keeps a hash.");
  return [el("div", {}, ended, failed.element, words, signIn), el("div", {}, lostCard(client, (email) => useAddress(signIn, email)), about())];
}

function useAddress(signIn, email) {
  const { identifier, password } = signIn.querySelector("form").elements;
  identifier.value = email;
  password.focus();
}

function about() {
  const facts = el("ul", { class: "facts" }, FACTS.map(([name, words]) => el("li", {}, el("strong", {}, name), el("span", {}, words))));
  return card("How it works", facts, text("A browser has one session with a back end: signing in here replaces the cookie of the page “Session”."));
}
