// Pages by the address's hash. A page is a module in views/, listed in views/index.js.

import { signedInUser } from "./session.js";
import { byId, el } from "./ui/dom.js";
import { clearBanner } from "./ui/messages.js";
import { views } from "./views/index.js";

let current;
let leave;

export function startRouter() {
  addEventListener("hashchange", () => {
    clearBanner();
    show(true);
  });
  show(false);
}

/** After somebody signed in or out: a page for them, in place of the one shown. */
export function refresh() {
  show(true);
}

/** The page of the address, and what else stands in it: `#/groups/1f0c…` is the page "groups" with one further part. */
function wanted() {
  const [path, ...parts] = location.hash.replace(/^#\/?/, "").split("/");
  const allowed = views.filter(isAllowed);
  const named = allowed.find((view) => view.path === path);
  return named ? { view: named, parts } : { view: allowed[0], parts: [], instead: true };
}

function isAllowed({ audience }) {
  if (audience === "user") return signedInUser() !== undefined;
  return audience === "visitor" ? signedInUser() === undefined : true;
}

function show(moveFocus) {
  const { view, parts, instead } = wanted();
  leave?.();
  current = view;
  const place = byId("view");
  place.replaceChildren();
  leave = view.show(place, parts) ?? undefined;
  // The address says what is shown, without a step back to what can't be shown.
  if (instead) history.replaceState(null, "", `#/${view.path}`);
  document.title = `${view.title} · Zero-knowledge login`;
  showNavigation();
  if (moveFocus && !place.contains(document.activeElement)) {
    scrollTo(0, 0);
    place.querySelector("h1")?.focus();
  }
}

function showNavigation() {
  byId("nav").replaceChildren(...views.filter((view) => isAllowed(view) && !view.isInMenu).map((view) => el("a", { href: `#/${view.path}`, "aria-current": view === current && "page" }, view.title)));
  // On one line, which may be longer than the screen.
  byId("nav").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
