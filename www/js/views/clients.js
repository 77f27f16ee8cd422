// Two accounts of one app side by side, what is stored of them and where, and the events as they happen.

import { NamedClient, heard, onHeard } from "../clients.js";
import { storedRecords } from "../stored.js";
import { el, newId, pairs } from "../ui/dom.js";
import { passwordField, textField } from "../ui/fields.js";
import { form, requestButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";
import { table } from "../ui/table.js";

export const clients = { path: "clients", title: "Two accounts", short: "Clients", audience: "all", show };

const SIDES = [new NamedClient("left", "Left"), new NamedClient("right", "Right")];

function show(place) {
  const records = recordsCard();
  const events = eventsCard();
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("h1", { tabindex: "-1" }, "Two accounts on one page"),
      el("p", {}, "Two clients of one app, told apart by a name. Each has its own session, beside the one of the rest of this demo."),
    ),
    el("div", { class: "cards two" }, SIDES.map((side) => sideCard(side, records.draw)), records.element, events.element),
  );
  const stop = onHeard(() => {
    events.draw();
    records.draw();
  });
  return () => {
    stop();
    for (const side of SIDES) side.onChange = undefined;
  };
}

function sideCard(side, changed) {
  const heading = newId("side");
  const body = el("div", { class: "stack" }, el("p", { class: "muted" }, "Starting…"));
  const error = errorPlace();
  side.onChange = () => {
    body.replaceChildren(...(side.user ? signedIn(side) : [loginForm(side).element]));
    changed();
  };
  const start = () => side.start().then(side.onChange, (thrown) => error.show(thrown, [requestButton("Try again", "Asking…", start).element]));
  start();
  return el("section", { class: "card", "aria-labelledby": heading }, el("h2", { id: heading }, side.label), body, error.element);
}

function loginForm(side) {
  return form({
    label: `Log in, ${side.label.toLowerCase()}`,
    submit: "Log in",
    fields: [textField({ name: "identifier", label: "Identifier", autocomplete: "off" }), passwordField()],
    run: ({ identifier, password }) => side.logIn(identifier, password),
    actions: [newAccount(side)],
  });
}

/** For those who want to look and not to type. */
function newAccount(side) {
  const { element, error } = requestButton("Make a random account", "Deriving keys…", async () => {
    const [identifier, password] = side.client.generateRegisterData();
    await side.client.register(identifier, password);
    await side.logIn(identifier, password);
  });
  return el("span", {}, element, error);
}

function signedIn(side) {
  const { user_id, device_id } = side.user.data;
  const out = requestButton("Log out", "Logging out…", () => side.user.logOut());
  return [
    pairs([
      ["Identifier", el("code", {}, side.identifier)],
      ["User id", el("code", {}, user_id)],
      ["Device id", el("code", {}, device_id)],
    ]),
    el("div", { class: "actions" }, out.element),
    out.error,
  ];
}

function recordsCard() {
  const records = table({ caption: "What is stored where", columns: ["Key", "What it is", "State", "Content"], empty: "Nothing is stored.", kind: "records" });
  const unreadable = el("p", { class: "muted", hidden: true }, "This browser lets nobody look.");
  let turn = 0;
  async function draw() {
    const mine = ++turn;
    const stored = await storedRecords().catch(() => undefined);
    // A later one has overtaken it.
    if (mine !== turn) return;
    unreadable.hidden = stored !== undefined;
    records.element.hidden = stored === undefined;
    records.show((stored ?? []).map(recordCells));
  }
  draw();
  const words =
    "The database “sentc-light” in this browser, as a script that isn't the SDK finds it. A key starts with a hash of server, app and client name. Records that are encrypted open only with a key that never leaves the browser.";
  return { element: card("What is stored where", words, unreadable, records.element), draw };
}

function recordCells({ key, words, state, shown }) {
  const badge = el("span", { class: `badge ${state === "plain" ? "" : "on"}` }, state);
  return [el("td", { class: "mono breaks" }, key), el("td", {}, words), el("td", {}, badge), el("td", { class: "mono breaks" }, shown)];
}

function eventsCard() {
  const events = table({ caption: "Events as they happen", columns: ["Time", "Client", "Event", "Payload"], empty: "Nothing yet. Log in above, or in another tab.", kind: "records" });
  events.body.setAttribute("aria-live", "polite");
  const draw = () => events.show(heard.map(eventCells));
  draw();
  return { element: card("Events as they happen", "Open this page in a second tab: what happens there shows up here as remote.", events.element), draw };
}

function eventCells({ time, client, name, payload }) {
  const words = Object.entries(payload).map(([field, value]) => `${field}: ${value?.code ?? value}`).join(", ");
  return [el("td", {}, time.toLocaleTimeString()), el("td", {}, client), el("td", { class: "mono" }, name), el("td", { class: "mono breaks" }, words)];
}

function card(title, words, ...content) {
  const id = newId("card");
  return el("section", { class: "card wide", "aria-labelledby": id }, el("h2", { id }, title), el("p", { class: "muted small" }, words), content);
}
