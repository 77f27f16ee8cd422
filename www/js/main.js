import { listenToDefault } from "./clients.js";
import { askAgain, isOffline, logOut, listen, onRename, onSession, sentc, session, startSdk } from "./session.js";
import { showWire } from "./requests.js";
import { serviceReady } from "./service.js";
import { refresh, startRouter } from "./router.js";
import { button, byId, el } from "./ui/dom.js";
import { requestButton } from "./ui/form.js";
import { banner, clearBanner, errorMessage, notify } from "./ui/messages.js";

/** In the words of an SDK error, since the SDK can't say it. */
const NOT_BUILT = { name: "SentcError", message: "the SDK is not there", hint: "Run `npm run build`, then load this page again." };

async function main() {
  if (!sentc) throw NOT_BUILT;
  listenToDefault();
  await serviceReady();
  await startSdk();
  listen();
  sentc.on("storageUnavailable", ({ reason }) => banner(`This browser keeps no sessions: after a reload you have to log in again. (${reason})`));
  onSession((change) => {
    showWho();
    refresh();
    explain(change);
  });
  onRename(showWho);
  sentc.subscribe(showConnection);
  showConnection();
  showWire();
  showWho();
  startRouter();
}

/** By hand: the address names the page that is shown, and `#main` would be another one. */
function skipToContent(event) {
  event.preventDefault();
  byId("main").focus();
}

function showWho() {
  const place = byId("session");
  if (!session.user) return place.replaceChildren();
  const out = requestButton("Log out", "Logging out…", logOut, "quiet small");
  place.replaceChildren(el("span", { class: "who", title: session.identifier }, session.identifier), out.element, out.error);
}

/** Signed in, with what is stored: what needs the service fails until it answers. */
function showConnection() {
  const again = requestButton("Try again", "Asking…", askAgain, "quiet small");
  const words = el("span", {}, el("strong", {}, "Offline."), " The server can't be reached. You stay signed in, and this page keeps trying.");
  byId("connection").replaceChildren(...(isOffline() ? [el("div", { class: "message info" }, words, el("div", { class: "actions" }, again.element), again.error)] : []));
}

function explain({ reason, remote }) {
  // Somebody is signed in: why nobody was is of no interest any more.
  if (reason === undefined) return clearBanner("session");
  if (reason === "session_expired") banner("The server ended this session. Please log in again.", "session");
  else if (reason === "storage_lost") banner("The browser lost the key to the stored session. Please log in again.", "session");
  else if (remote) banner("You were signed out in another tab.", "session");
  else if (reason === "user_deleted") notify("The account is deleted.");
  else if (reason === "device_deleted") notify("This device is deleted and signed out.");
  else notify("You are logged out.");
}

function couldNotStart(error) {
  const again = button("Try again", () => location.reload());
  const heading = el("h1", {}, "This page could not start");
  byId("view").replaceChildren(el("div", { class: "stack", role: "alert" }, heading, errorMessage(error, [again])));
}

document.querySelector(".skip").addEventListener("click", skipToContent);
main().catch(couldNotStart);
