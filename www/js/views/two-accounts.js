// Two accounts of one app side by side, what is stored of them and where, and the events as they happen.

import { SideClient, heard, onHeard } from "../clients.js";
import { storedRecords } from "../stored.js";
import { badge, card, code, el, pageHead, pairs, text } from "../ui/dom.js";
import { form, passwordField, requestButtons, textField } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";
import { table } from "../ui/table.js";

export const twoAccounts = { path: "clients", title: "Clients", audience: "all", show };

const SIDES = [new SideClient("left", "Left"), new SideClient("right", "Right")];

function show(place) {
  const records = recordsCard();
  const events = eventsCard();
  place.append(
    pageHead("Two accounts on one page", "Two clients of one app, told apart by a name. Each has its own session, beside the one of the rest of this demo."),
    el("div", { class: "cards" }, SIDES.map((side) => sideCard(side, records.draw)), records.element, events.element),
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
  const body = el("div", { class: "sentc-list" }, text("Starting…"));
  const error = errorPlace();
  side.onChange = () => {
    body.replaceChildren(...(side.user ? signedIn(side) : signedOut(side)));
    changed();
  };
  const start = () => side.start().then(() => side.onChange?.(), (thrown) => error.show(thrown, requestButtons(["Try again", "Asking…", start])));
  start();
  return card(side.label, body, error.element);
}

function signedOut(side) {
  const asked = form({
    label: `Sign in, ${side.label.toLowerCase()}`,
    submit: "Sign in",
    fields: [textField({ name: "identifier", label: "Identifier" }), passwordField()],
    run: ({ identifier, password }) => side.signIn(identifier, password),
  });
  return [asked.element, requestButtons(["Make a random account", "Deriving keys…", () => side.makeAccount()])];
}

function signedIn({ user, identifier }) {
  const { user_id, device_id } = user.data;
  return [pairs([["Identifier", code(identifier)], ["User ID", code(user_id)], ["Device ID", code(device_id)]]), requestButtons(["Sign out", "Signing out…", () => user.logOut()])];
}

function recordsCard() {
  const records = table({ caption: "Stored records", columns: ["Key", "What it is", "State", "Content"], empty: "Nothing is stored.", kind: "records" });
  let turn = 0;
  async function draw() {
    const mine = ++turn;
    const stored = await storedRecords().catch(() => []);
    // A later one has overtaken it.
    if (mine !== turn) return;
    records.show(stored.map(recordCells));
  }
  draw();
  const words =
    "The database “sentc-light” in this browser, as a script that isn't the SDK finds it. A key starts with a hash of server, app and client name. Records that are encrypted open only with a key that never leaves the browser.";
  return { element: card("What is stored where", text(words), records.element), draw };
}

function recordCells({ key, words, state, shown }) {
  return [el("td", { class: "mono" }, key), el("td", {}, words), el("td", {}, badge(state !== "plain", state)), el("td", { class: "mono" }, shown)];
}

function eventsCard() {
  const events = table({ caption: "Events", columns: ["Time", "Client", "Event", "Payload"], empty: "Nothing yet. Sign in above, or in another tab.", kind: "records" });
  events.body.setAttribute("aria-live", "polite");
  const draw = () => events.show(heard.map(eventCells));
  draw();
  return { element: card("Events as they happen", text("Open this page in a second tab: what happens there shows up here as remote."), events.element), draw };
}

function eventCells({ time, client, name, payload }) {
  const words = Object.entries(payload).map(([field, value]) => `${field}: ${value?.code ?? value}`).join(", ");
  return [el("td", {}, time.toLocaleTimeString()), el("td", {}, client), el("td", { class: "mono" }, name), el("td", { class: "mono" }, words)];
}
