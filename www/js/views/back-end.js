// An app with a back end of its own: accounts, cookies, mailed codes, recovery. It is another app than that of the rest of this demo: one
// whose registrations need the secret token, which only the back end has.

import { BackEndClient } from "../back-end/client.js";
import { signedInColumns } from "../back-end/signed-in.js";
import { signedOutCard } from "../back-end/signed-out.js";
import { button, el } from "../ui/dom.js";
import { errorPlace } from "../ui/messages.js";

export const backEnd = { path: "back-end", title: "Own back end", short: "Back end", audience: "all", show };

const client = new BackEndClient();

const FACTS = [
  ["The browser makes the keys", "prepareRegister gives a text without the password in it."],
  ["The back end registers", "It keeps address and name, adds the secret token, and forwards the text. The answer, whole, is for doneRegister."],
  ["The refresh token goes into a cookie", "HTTP-only, SameSite=Strict. The back end asks for new JWTs; no script sees the token."],
  ["The mailbox opens what is lost", "A code, once, within 15 minutes, for one thing. Without a mail server, mails go to this demo's mailbox."],
];

function show(place) {
  const cards = el("div", { class: "cards two" });
  const error = errorPlace();
  const draw = () => {
    error.clear();
    cards.replaceChildren(...(client.user ? signedInColumns(client) : [signedOutCard(client), about()]));
  };
  const start = () => client.start().then(draw, (thrown) => error.show(thrown, [button("Try again", start)]));
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("h1", { tabindex: "-1" }, "Your own back end"),
      el("p", {}, "The service knows keys; profiles, mail and cookies are an app's own. Here is the whole of it, with a session beside the one of the rest of this demo."),
    ),
    error.element,
    cards,
  );
  client.onChange = draw;
  start();
  return () => (client.onChange = undefined);
}

function about() {
  const facts = el("ul", { class: "facts" }, FACTS.map(([name, text]) => el("li", {}, el("strong", {}, name), el("span", { class: "muted" }, text))));
  const hint = el("p", { class: "muted small" }, "A browser has one session with a back end: logging in here replaces the cookie of whoever logged in on the page “Session”.");
  return el("section", { class: "card", "aria-label": "How it works" }, el("h2", {}, "How it works"), facts, hint);
}
