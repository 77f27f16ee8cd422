// What a back end has for those who are signed in, and where the tokens are.

import { ask } from "./ask.js";
import { placesCard } from "../stay/places.js";
import { card, code, el, pairs, status, text, time } from "../ui/dom.js";
import { form, requestButtons, textField } from "../ui/form.js";

export function signedInCards(client) {
  const { user } = client;
  const factor = el("sentc-second-factor", { issuer: "sentc light demo" });
  factor.client = client.client;
  const session = ["The back end's session", true, "A second HTTP-only cookie, for 12 hours. Programs get it as a bearer token instead."];
  return [el("div", {}, profileCard(client), factor), el("div", {}, placesCard("Where the tokens are", { strategy: "cookie", user }, session), groupCard(user))];
}

function profileCard(client) {
  const { user } = client;
  const body = el("div");
  const said = status();
  const read = async (options, words) => {
    const { json } = await ask("GET", "/profile", undefined, options);
    body.replaceChildren(pairs([["Name", json.name], ["E-mail address", json.email], ["User ID, aud", code(json.user_id)], ["Device ID, sub", code(user.data.device_id)], ["Registered", time(json.created)]]));
    said.textContent = words;
  };
  const byCookie = () => read({}, "Read by the back end's session: the browser sent its cookie by itself.");
  const byJwt = async () => read({ jwt: await user.getJwt() }, "Read by the JWT: the back end checked it with the app's public key.");
  const buttons = requestButtons(["Read by the cookie", "Asking…", byCookie], ["Read by the JWT", "Asking…", byJwt], ["Sign out", "Signing out…", () => client.signOut()]);
  // As the page opens. An error of it is that of the button.
  buttons.querySelector("button").click();
  return card("Your profile at the back end", body, said, buttons);
}

function groupCard(user) {
  const said = status();
  const id = textField({ name: "group", label: "Group ID", hint: "One of yours, or any other." });
  const askAbout = async (group) => {
    said.textContent = "";
    const { json } = await ask("GET", `/group/${encodeURIComponent(group)}`, undefined, { jwt: await user.getJwt() });
    said.textContent = `The back end lets you in: rank ${json.rank} in ${json.group_id}.`;
  };
  const make = async () => {
    id.input.value = await user.createGroup();
    await askAbout(id.input.value);
  };
  const asked = form({ label: "Ask about a group", fields: [id], submit: "Ask the back end", busy: "Asking…", run: ({ group }) => askAbout(group.trim()) });
  return card("Members of the group", text("The back end keeps nothing about groups. It asks the service, in your name."), asked.element, requestButtons(["Make a group", "Making it…", make]), said);
}
