// Where the refresh token is, and where it isn't. What can be looked at is looked at.

/** `[where, is it there, why]` for a signed-in client. */
export function tokenPlaces({ strategy, user }) {
  const own = strategy === "api";
  const onObject = user.data.refresh_token !== "";
  const inWebStorage = [localStorage, sessionStorage].some((storage) => JSON.stringify({ ...storage }).includes(user.data.refresh_token || "refresh_token"));
  const whyOnObject = onObject ? (own ? "For apps that want it." : "The login returned it, for your back end. Gone with this object: after a reload.") : "Only the object that a login returns has it.";
  return [
    ["The user object", onObject, whyOnObject],
    ["IndexedDB", own, own ? "Encrypted under a key that scripts can use but not read." : "The SDK stores none in this mode."],
    ["localStorage, sessionStorage", inWebStorage, "The SDK uses neither."],
    ["A cookie for scripts", document.cookie.includes("sentc_light_session"), "document.cookie does not show it."],
    ["An HTTP-only cookie", !own, own ? "There is no back end in this mode." : "SameSite=Strict, for /backend only: the browser sends it, no script reads it."],
  ];
}
