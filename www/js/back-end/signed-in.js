// What a back end has for those who are signed in, and where the tokens are.

import { ask } from "./ask.js";
import { mfaCard } from "../account/mfa.js";
import { tokenPlaces } from "../stay/places.js";
import { el, pairs, time } from "../ui/dom.js";
import { textField } from "../ui/fields.js";
import { form, requestButton, requestButtons } from "../ui/form.js";

export function signedInColumns(client) {
  const { user, identifier } = client;
  return [el("div", { class: "cards" }, profileCard(client), mfaCard({ user, identifier })), el("div", { class: "cards" }, tokensCard(user), groupCard(user))];
}

function profileCard(client) {
  const { user } = client;
  const body = el("div", { class: "stack" }, el("p", { class: "muted" }, "Asking the back end…"));
  const said = el("p", { class: "small muted", role: "status" });
  const read = async (options, words) => {
    const { json } = await ask("GET", "/profile", undefined, options);
    body.replaceChildren(
      pairs([
        ["Name", json.name],
        ["E-mail address", json.email],
        ["User id, aud", el("code", {}, json.user_id)],
        ["Device id, sub", el("code", {}, user.data.device_id)],
        ["Registered", time(json.created)],
      ]),
    );
    said.textContent = words;
  };
  const byCookie = () => read({}, "Read by the back end's session: the browser sent its cookie by itself.");
  const byJwt = async () => read({ jwt: await user.getJwt() }, "Read by the JWT: the back end checked it with the app's public key.");
  const buttons = requestButtons(["Read by the cookie", "Asking…", byCookie], ["Read by the JWT", "Asking…", byJwt], ["Log out", "Logging out…", () => client.logOut()]);
  // As the page opens. An error of it is that of the button.
  buttons.querySelector("button").click();
  return el("section", { class: "card", "aria-label": "Profile" }, el("h2", {}, "Your profile at the back end"), body, said, buttons);
}

function tokensCard(user) {
  const places = [...tokenPlaces({ strategy: "cookie", user }), ["The back end's session", true, "A second HTTP-only cookie, for 12 hours. Programs get it as a bearer token instead."]];
  const rows = places.map(([where, is, why]) => [where, el("span", {}, el("span", { class: `badge ${is ? "on" : ""}` }, is ? "Here" : "Not here"), " ", el("span", { class: "small muted" }, why))]);
  return el("section", { class: "card", "aria-label": "The tokens" }, el("h2", {}, "Where the tokens are"), el("p", { class: "muted small" }, "The refresh token was handed to the back end, and this page let go of it. No script can read it or the session."), pairs(rows));
}

function groupCard(user) {
  const said = el("p", { class: "small", role: "status" });
  const id = textField({ name: "group", label: "Group id", autocomplete: "off", hint: "One of yours, or any other." });
  const askAbout = async (group) => {
    said.textContent = "";
    const { json } = await ask("GET", `/group/${encodeURIComponent(group)}`, undefined, { jwt: await user.getJwt() });
    said.textContent = `The back end lets you in: rank ${json.rank} in ${json.group_id}.`;
  };
  const make = requestButton("Make a group", "Making it…", async () => {
    id.input.value = await user.createGroup();
    await askAbout(id.input.value);
  });
  const asked = form({ label: "Ask about a group", fields: [id], submit: "Ask the back end", busy: "Asking…", actions: [make.element], run: ({ group }) => askAbout(group.trim()) });
  return el(
    "section",
    { class: "card", "aria-label": "Groups" },
    el("h2", {}, "Members of the group"),
    el("p", { class: "muted small" }, "The back end keeps nothing about groups. It asks the service, in your name."),
    asked.element,
    make.error,
    said,
  );
}
