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

/** The identifier; undefined where it is that of a passkey, which is random: 16 bytes as base64url. */
export function nameOf({ identifier }) {
  return /^(?=.*[A-Z])(?=.*[a-z])[\w-]{21}[AQgw]$/.test(identifier) ? undefined : identifier;
}
