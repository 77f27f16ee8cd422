// How a session lives on: the three refresh strategies side by side, each with a client of its own, and what one can do
// to them. The rest of the demo has its own session, which this page leaves alone.

import { StayingClient, STRATEGIES } from "../stay/client.js";
import { clock } from "../stay/clock.js";
import { tokenPlaces } from "../stay/places.js";
import { decodeJwt } from "../jwt.js";
import { cells } from "../requests.js";
import { HAS_BACK_END } from "../service.js";
import { session } from "../session.js";
import { button, el, newId, pairs } from "../ui/dom.js";
import { passwordField } from "../ui/fields.js";
import { form, requestButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";
import { table } from "../ui/table.js";

export const stay = { path: "stay", title: "Session", audience: "user", show };

/** Kept while the page is open, so that switching back finds the same client. */
const clients = new Map();
let chosen = "api";

function show(place) {
  const panel = el("div", { class: "cards two" });
  const choices = el("div", { class: "tabs strategies", role: "group", "aria-label": "Refresh strategy" });
  let leave;
  const choose = (strategy) => {
    chosen = strategy;
    leave?.();
    for (const child of choices.children) child.setAttribute("aria-pressed", String(child.dataset.strategy === strategy));
    leave = showClient(panel, strategy);
  };
  for (const strategy of HAS_BACK_END ? Object.keys(STRATEGIES) : ["api"]) choices.append(button(strategy, () => choose(strategy), "", { "data-strategy": strategy }));
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("h1", { tabindex: "-1" }, "Signed in stays signed in"),
      el("p", {}, "A JWT lasts a few minutes; a session lasts. What comes between is the refresh, once for all tabs. Choose who keeps the refresh token."),
    ),
    choices,
    panel,
  );
  choose(chosen);
  return () => {
    leave?.();
    clock.reset();
  };
}

function showClient(panel, strategy) {
  if (!clients.has(strategy)) clients.set(strategy, new StayingClient(strategy));
  const client = clients.get(strategy);
  const { title, words } = STRATEGIES[strategy];
  const about = el("section", { class: "card wide", "aria-label": title }, el("h2", {}, title), el("p", { class: "muted" }, words));
  const body = el("div");
  about.append(body);
  const wire = wireCard(client);
  let stop;
  const draw = () => {
    stop?.();
    stop = undefined;
    panel.replaceChildren(about);
    if (client.user) {
      const jwt = jwtCard(client);
      stop = jwt.stop;
      body.replaceChildren(signedInWords(client));
      panel.append(jwt.element, placesCard(client), wire.element);
    } else {
      body.replaceChildren(client.ended ? el("p", {}, client.ended) : "", loginForm(client));
      panel.append(wire.element);
    }
  };
  client.onChange = draw;
  const failed = errorPlace();
  body.replaceChildren(el("p", { class: "muted" }, "Looking for a stored session…"));
  panel.replaceChildren(about);
  client.start().then(draw, (error) => {
    body.replaceChildren(failed.element);
    failed.show(error, [button("Try again", () => client.start().then(draw, failed.show))]);
    panel.append(wire.element);
  });
  return () => {
    stop?.();
    wire.stop();
    client.onChange = undefined;
  };
}

function signedInWords(client) {
  const out = requestButton("Log out here", "Logging out…", () => client.logOut(), "quiet small");
  return el("div", { class: "actions" }, el("span", {}, `Signed in by this strategy as ${client.identifier}.`), out.element, out.error);
}

function loginForm(client) {
  const login = form({
    label: "Log in by this strategy",
    fields: [passwordField()],
    submit: "Log in by this strategy",
    run: ({ password }) => client.logIn(session.identifier, password),
  });
  return el("div", {}, el("p", { class: "muted small" }, `A session of its own, of the same account (${session.identifier}).`), login.element);
}

function jwtCard(client) {
  const words = el("strong");
  const fill = el("i");
  const bar = el("div", { class: "lifetime-bar", role: "progressbar", "aria-label": "Time the JWT is still valid", "aria-valuemin": "0" }, fill);
  const said = el("p", { class: "small muted", role: "status" });
  const draw = () => {
    const { iat, exp } = decodeJwt(client.user.data.jwt);
    const left = Math.max(0, Math.round(exp - client.serviceTime() / 1000));
    words.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min` : "expired";
    fill.style.width = `${Math.min(100, (100 * left) / (exp - iat))}%`;
    bar.setAttribute("aria-valuemax", String(exp - iat));
    bar.setAttribute("aria-valuenow", String(left));
    bar.setAttribute("aria-valuetext", words.textContent);
  };
  const ask = requestButton("Ten calls at once", "Asking…", async () => {
    const before = client.refreshes;
    await Promise.all(Array.from({ length: 10 }, () => client.user.getJwt()));
    const count = client.refreshes - before;
    said.textContent = count === 0 ? "Ten valid JWTs, without a refresh by this tab." : `Ten valid JWTs, ${count} refresh.`;
    draw();
  }, "");
  const expire = button("Expire it now", () => {
    clock.jump(3_600_000);
    said.textContent = "This page's clock is an hour ahead: as if the laptop had slept.";
    draw();
  });
  const id = newId("offline");
  const offline = el("input", { type: "checkbox", id, checked: client.offline, on: { change: () => (client.offline = offline.checked) } });
  const tab = el("a", { href: "#/stay", target: "_blank", class: "button quiet" }, "Open a second tab");
  const timer = setInterval(draw, 1000);
  draw();
  const element = el(
    "section",
    { class: "card", "aria-label": "The JWT" },
    el("h2", {}, "The JWT"),
    el("div", { class: "lifetime" }, el("div", { class: "lifetime-row" }, el("span", {}, "Valid for"), words), bar),
    el("div", { class: "actions" }, ask.element, expire, tab),
    el("div", { class: "check" }, offline, el("label", { for: id }, "Offline: this client's fetch fails")),
    said,
    ask.error,
  );
  return { element, stop: () => clearInterval(timer) };
}

function placesCard(client) {
  const rows = tokenPlaces(client).map(([where, is, why]) => [
    where,
    el("span", {}, el("span", { class: `badge ${is ? "on" : ""}` }, is ? "Here" : "Not here"), " ", el("span", { class: "small muted" }, why)),
  ]);
  return el("section", { class: "card", "aria-label": "The refresh token" }, el("h2", {}, "The refresh token"), pairs(rows));
}

function wireCard(client) {
  const requests = table({ caption: "Requests of this client", columns: ["Request", "Answer", "Took"], empty: "Nothing yet." });
  const draw = () => requests.show(client.log.toReversed().map(cells));
  client.onLog = draw;
  draw();
  const element = el("section", { class: "card wide", "aria-label": "Requests" }, el("h2", {}, "Requests of this client"), requests.element);
  return { element, stop: () => (client.onLog = undefined) };
}
