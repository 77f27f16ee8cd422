import { listenToDefault } from "./clients.js";
import { sentc, signedInUser, startSdk } from "./session.js";
import { showWire } from "./requests.js";
import { serviceReady } from "./service.js";
import { refresh, startRouter } from "./router.js";
import { button, byId, el } from "./ui/dom.js";
import { requestButtons } from "./ui/form.js";
import { banner, clearBanner, errorMessage, notify } from "./ui/messages.js";

/** In the words of an SDK error, since the SDK can't say it. */
const NOT_BUILT = { name: "SentcError", message: "the SDK is not there", hint: "Run `npm run build`, then load this page again." };

async function main() {
  if (!sentc) throw NOT_BUILT;
  listenToDefault();
  await serviceReady();
  await startSdk();
  let shown = signedInUser()?.data.device_id;
  const changed = () => {
    const device = signedInUser()?.data.device_id;
    if (device === shown) return;
    shown = device;
    if (device) clearBanner("session");
    refresh();
  };
  sentc.subscribe(() => {
    showConnection();
    // A sign-in ends with its event: after a recovery kit, a new password comes first.
    if (shown || !byId("view").querySelector("sentc-sign-in")) changed();
  });
  addEventListener("signed-in", changed);
  // The other tab stored the session; this one takes it up.
  sentc.on("signedIn", async ({ remote }) => {
    if (!remote) return;
    if (!signedInUser()) await startSdk();
    changed();
  });
  sentc.on("signedOut", explain);
  sentc.on("storageUnavailable", ({ reason }) => banner(`This browser keeps no sessions: after a reload you have to sign in again. (${reason})`));
  showConnection();
  showWire();
  startRouter();
}

/** Signed in, with what is stored: what needs the service fails until it answers. */
function showConnection() {
  const words = el("p", {}, el("strong", {}, "Offline."), " The server can't be reached. You stay signed in, and this page keeps trying.");
  byId("connection").replaceChildren(...(sentc.getSnapshot().status === "offline" ? [el("div", { class: "message info" }, words, requestButtons(["Try again", "Asking…", startSdk]))] : []));
}

const ENDED = { session_expired: "The server ended this session. Please sign in again.", storage_lost: "The browser lost the key to the stored session. Please sign in again." };
const DONE = { user_deleted: "The account is deleted.", device_deleted: "This device is deleted and signed out.", idle: "Nobody used this page for an hour, so you are signed out." };

function explain({ reason, remote }) {
  if (ENDED[reason]) banner(ENDED[reason], "session");
  else if (remote) banner("You were signed out in another tab.", "session");
  else notify(DONE[reason] ?? "You are signed out.");
}

function couldNotStart(error) {
  const again = button("Try again", () => location.reload());
  byId("view").replaceChildren(el("div", { role: "alert" }, el("h1", {}, "This page could not start"), errorMessage(error, again)));
}

// By hand: the address names the page that is shown, and `#main` would be another one.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
main().catch(couldNotStart);
