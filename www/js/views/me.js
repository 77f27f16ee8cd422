// The signed-in user, the JWT and how long it lasts, and a fresh one for a back end that wants to be sure.

import { nameOf, sentc, signedInUser } from "../session.js";
import { badge, card, code, el, pageHead, pairs, status, text } from "../ui/dom.js";
import { copyButton, form, passwordField, requestButtons, textField } from "../ui/form.js";
import { claimList, lifetimeBar } from "../ui/jwt.js";

export const me = { path: "me", title: "Me", audience: "user", show };

function show(place) {
  const user = signedInUser();
  const name = nameOf(user);
  const token = tokenCard(user);
  const offer = text();
  place.append(
    pageHead(name ? `Hello, ${name}` : "Hello", name ? "This is what the SDK knows about you on this device." : "You signed in with a passkey. This is what the SDK knows about you on this device."),
    offer,
    el("div", { class: "cards" }, el("div", {}, whoCard(user, name), confirmCard(user, name)), token.element),
  );
  void sentc.passkeyOffer().then((can) => can && offer.append("Next time, a fingerprint or a PIN is enough: ", el("a", { href: "#/account" }, "add a passkey"), "."));
  return token.stop;
}

function whoCard(user, name) {
  const { user_id, device_id, mfa } = user.data;
  return card(
    "You",
    pairs([
      ["Identifier", name ?? "that of a passkey"],
      ["User ID", code(user_id)],
      ["Device ID", code(device_id)],
      ["Second factor", badge(mfa, mfa ? "On" : "Off", el("a", { href: "#/account" }, mfa ? "Manage" : "Turn on"))],
    ]),
  );
}

function tokenCard(user) {
  const lifetime = lifetimeBar();
  const claims = el("div");
  const raw = el("pre", { "aria-label": "JWT", role: "group" });
  const said = status();
  let shown;

  function draw() {
    const { jwt } = user.data;
    if (jwt !== shown) {
      shown = jwt;
      raw.textContent = jwt;
      claims.replaceChildren(claimList(jwt));
    }
    lifetime.set(jwt, Date.now());
  }

  const get = async () => {
    const before = user.data.jwt;
    const jwt = await user.getJwt();
    said.textContent = jwt === before ? "Still valid, so no request was needed." : "A new one from the server.";
    draw();
  };
  const timer = setInterval(draw, 1000);
  draw();
  const element = card(
    "Your JWT",
    text("What your own back end gets to see. The SDK refreshes it when it is needed."),
    lifetime.element,
    claims,
    el("details", {}, el("summary", {}, "Show the token"), raw, copyButton(() => user.data.jwt, "Copy token")),
    requestButtons(["Get JWT", "Asking…", get, "sentc-primary"]),
    said,
  );
  return { element, stop: () => clearInterval(timer) };
}

/** What a page asks before its back end does something that matters: the back end gets the fresh JWT. */
function confirmCard(user, name) {
  const result = el("div", { tabindex: "-1", class: "place" });
  const confirmed = (jwt) => {
    result.replaceChildren(text("Confirmed. This JWT is for your back end; the session kept its own."), claimList(jwt));
    result.focus();
  };
  const code = textField({ name: "mfa_token", label: "Code", autocomplete: "one-time-code", inputmode: "numeric" });
  const asked = form({
    label: "Confirm",
    fields: [...(name ? [passwordField()] : []), ...(user.enabledMfa() ? [code] : [])],
    submit: name ? "Confirm" : "Confirm with your passkey",
    run: async (given) => confirmed(await (name ? user.confirm(given) : user.confirmWithPasskey(given))),
  });
  return card("Confirm it's you", text("Before something that matters, an app asks again. Its back end gets a fresh JWT."), asked.element, result);
}
