// How a session lives on: the three refresh strategies, each with a client of its own, and what one can do to them.

import { STRATEGIES, StayingClient } from "../stay/client.js";
import { clock } from "../stay/clock.js";
import { placesCard } from "../stay/places.js";
import { cells } from "../requests.js";
import { HAS_BACK_END } from "../service.js";
import { nameOf, signedInUser } from "../session.js";
import { button, card, el, newId, pageHead, status, text } from "../ui/dom.js";
import { form, passwordField, requestButtons } from "../ui/form.js";
import { lifetimeBar } from "../ui/jwt.js";
import { errorPlace } from "../ui/messages.js";
import { table } from "../ui/table.js";

export const stay = { path: "stay", title: "Session", audience: "user", show };

/** Kept while the page is open, so that switching back finds the same client. */
const clients = Object.fromEntries(Object.keys(STRATEGIES).map((strategy) => [strategy, new StayingClient(`stay-${strategy}`, strategy)]));
let chosen = "api";

function show(place) {
  const panel = el("div", { class: "cards" });
  const choices = el("div", { class: "sentc-actions", role: "group", "aria-label": "Refresh strategy" });
  let leave;
  const choose = (strategy) => {
    chosen = strategy;
    leave?.();
    for (const child of choices.children) child.setAttribute("aria-pressed", String(child.textContent === strategy));
    leave = showClient(panel, clients[strategy]);
  };
  choices.append(...(HAS_BACK_END ? Object.keys(STRATEGIES) : ["api"]).map((strategy) => button(strategy, () => choose(strategy))));
  place.append(pageHead("Signed in stays signed in", "A JWT lasts a few minutes; a session lasts. What comes between is the refresh, once for all tabs. Choose who keeps the refresh token."), choices, panel);
  choose(chosen);
  return () => {
    leave?.();
    clock.reset();
  };
}

function showClient(panel, client) {
  const { title, words } = STRATEGIES[client.strategy];
  const requests = table({ caption: "Requests of this client", columns: ["Request", "Answer", "Took"], empty: "Nothing yet." });
  const wire = card("Requests", requests.element);
  const drawLog = () => requests.show(client.log.toReversed().map(cells));
  const failed = errorPlace();
  let jwt;
  const draw = () => {
    jwt?.stop();
    jwt = client.user && jwtCard(client);
    const left = card(title, text(words), client.ended && el("p", {}, client.ended), client.user ? signedIn(client) : signInForm(client));
    panel.replaceChildren(el("div", {}, left, jwt?.element), el("div", {}, client.user && placesCard("The refresh token", client), wire));
  };
  client.onChange = draw;
  client.onLog = drawLog;
  drawLog();
  panel.replaceChildren(failed.element);
  const start = () => client.start().then(() => client.onChange?.(), (error) => failed.show(error, requestButtons(["Try again", "Asking…", start])));
  start();
  return () => {
    jwt?.stop();
    client.onChange = client.onLog = undefined;
  };
}

function signedIn(client) {
  return [text(`Signed in by this strategy as ${client.identifier}.`), requestButtons(["Sign out here", "Signing out…", () => client.signOut()])];
}

function signInForm(client) {
  const identifier = nameOf(signedInUser());
  if (!identifier) return [text("Sign in with a password, not with a passkey, to try this page.")];
  const asked = form({ label: "Sign in by this strategy", fields: [passwordField()], submit: "Sign in by this strategy", run: ({ password }) => client.signIn(identifier, password) });
  return [text(`A session of its own, of the same account (${identifier}).`), asked.element];
}

function jwtCard(client) {
  const lifetime = lifetimeBar();
  const said = status();
  const draw = () => lifetime.set(client.user.data.jwt, client.serviceTime());
  const ask = async () => {
    const before = client.refreshes;
    await Promise.all(Array.from({ length: 10 }, () => client.user.getJwt()));
    const count = client.refreshes - before;
    said.textContent = count === 0 ? "Ten valid JWTs, without a refresh by this tab." : `Ten valid JWTs, ${count} refresh.`;
    draw();
  };
  const expire = () => {
    // Less than the idle end of the header's element.
    clock.jump(1_800_000);
    said.textContent = "This page's clock is half an hour ahead: as if the laptop had slept.";
    draw();
  };
  const id = newId("offline");
  const offline = el("input", { type: "checkbox", id, checked: client.offline, on: { change: () => (client.offline = offline.checked) } });
  const timer = setInterval(draw, 1000);
  draw();
  const element = card(
    "The JWT",
    lifetime.element,
    requestButtons(["Ten calls at once", "Asking…", ask, "sentc-primary"]),
    el("div", { class: "sentc-actions" }, button("Expire it now", expire), el("a", { href: "#/stay", target: "_blank" }, "Open a second tab")),
    el("div", { class: "sentc-check" }, offline, el("label", { for: id }, "Offline: this client's fetch fails")),
    said,
  );
  return { element, stop: () => clearInterval(timer) };
}
