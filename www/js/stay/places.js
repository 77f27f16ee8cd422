// Where the refresh token is, and where it isn't. What can be looked at is looked at.

import { badge, card, pairs, text } from "../ui/dom.js";

/** `[where, is it there, why]` for a signed-in client. */
function tokenPlaces({ strategy, user }) {
  const own = strategy === "api";
  const onObject = user.data.refresh_token !== "";
  const inWebStorage = [localStorage, sessionStorage].some((storage) => JSON.stringify({ ...storage }).includes(user.data.refresh_token || "refresh_token"));
  return [
    ["The user object", onObject, onObject ? "For apps that want it." : "Only the object that a login returns has it."],
    ["IndexedDB", own, own ? "Encrypted under a key that scripts can use but not read." : "The SDK stores none in this mode."],
    ["localStorage, sessionStorage", inWebStorage, "The SDK uses neither."],
    ["A cookie for scripts", document.cookie.includes("sentc_light_session"), "document.cookie does not show it."],
    ["An HTTP-only cookie", !own, own ? "There is no back end in this mode." : "SameSite=Strict, for /backend only: the browser sends it, no script reads it."],
  ];
}

export function placesCard(title, client, ...further) {
  const words = client.strategy === "api" ? "The SDK keeps the refresh token." : "The refresh token was handed to the back end, and this page let go of it. No script can read it or the session.";
  return card(title, text(words), pairs([...tokenPlaces(client), ...further].map(([where, is, why]) => [where, badge(is, is ? "Here" : "Not here", why)])));
}
