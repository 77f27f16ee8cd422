// The SDK on this page: its options, who is signed in, and what happens in other tabs.

import { passkeyBook } from "./passkeys/book.js";
import { logged } from "./requests.js";
import { APP_TOKEN, BASE_URL } from "./service.js";

const OPTIONS = { app_token: APP_TOKEN, base_url: BASE_URL, log: logged };

/** Undefined when the script could not be loaded. */
export const sentc = window.Sentc?.default;

/** The signed-in user, undefined while nobody is signed in. `passkey`: this device is a passkey, so nobody knows its password. */
export const session = { user: undefined, identifier: "", passkey: false };

const listeners = new Set();
const nameListeners = new Set();
const backListeners = new Set();

/** Calls back when somebody signs in or out, with a reason in the latter case. */
export function onSession(callback) {
  listeners.add(callback);
}

/** Calls back when the identifier changes. */
export function onRename(callback) {
  nameListeners.add(callback);
}

/** Calls back when the service answers again after it could not be reached. Returns a function that removes the listener. */
export function onBack(callback) {
  backListeners.add(callback);
  return () => backListeners.delete(callback);
}

export async function startSdk() {
  const user = await sentc.init(OPTIONS);
  if (user) await remember(user);
}

/** Whether a stored user is signed in whose service could not be asked yet. */
export const isOffline = () => sentc.getSnapshot().status === "offline";

/** Asks the service again. */
export const askAgain = () => sentc.init(OPTIONS);

/** Call with the user that a login returned. */
export async function signIn(user) {
  await remember(user);
  tell({});
}

/** After the identifier changed, here or in another tab. */
async function renamed() {
  await remember(session.user);
  for (const listener of nameListeners) listener();
}

export async function logOut() {
  await session.user.logOut();
}

export function listen() {
  let wasOffline = isOffline();
  let { identifier } = sentc.getSnapshot();
  sentc.subscribe(() => {
    const now = sentc.getSnapshot();
    // The user that a login returned is another object than the snapshot's.
    const same = session.user && now.user?.data.device_id === session.user.data.device_id;
    if (now.identifier !== identifier && same) void renamed();
    identifier = now.identifier;
    const isBack = wasOffline && sentc.getSnapshot().status === "signedIn";
    wasOffline = isOffline();
    if (isBack) for (const listener of backListeners) listener();
  });
  sentc.on("signedIn", async ({ remote }) => {
    if (!remote || session.user) return;
    // The other tab stored it; this one takes it up.
    await sentc.init(OPTIONS);
    await remember(await sentc.getActualUser());
    tell({});
  });
  sentc.on("signedOut", ({ user_id, remote, reason }) => {
    if (session.user?.data.user_id !== user_id) return;
    session.user = undefined;
    session.identifier = "";
    tell({ reason, remote });
  });
}

async function remember(user) {
  const [, identifier] = await sentc.getActualUser(false, true);
  const book = await passkeyBook(sentc).catch(() => ({}));
  session.user = user;
  session.passkey = user.device_id in book;
  // A passkey's identifier is random: the account's name is kept beside it.
  session.identifier = session.passkey ? (book[user.device_id].name ?? `passkey ${identifier.slice(0, 6)}…`) : identifier;
}

function tell(change) {
  for (const listener of listeners) listener(change);
}
