// The SDK on this page and its options.

import { logged } from "./requests.js";
import { APP_TOKEN, BASE_URL } from "./service.js";

const OPTIONS = { app_token: APP_TOKEN, base_url: BASE_URL, log: logged };

/** Undefined when the script could not be loaded. */
export const sentc = window.Sentc?.default;

/** Undefined while nobody is signed in. */
export const signedInUser = () => sentc.getSnapshot().user;

/** Also takes up a session that another tab has stored, and asks the service again. */
export const startSdk = () => sentc.init(OPTIONS);

/** The identifier of the account; undefined where a passkey signed in, whose own is random. */
export function nameOf({ identifier }) {
  return /^[\w-]{22}$/.test(identifier) ? undefined : identifier;
}
